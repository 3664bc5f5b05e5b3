import asyncio
import json
import subprocess
import sys

import pytest

from keju.core.errors import InputError
from keju.core.records import Item, MarkerSpec, Question, Reply, Verdict
from keju.marking import check_reference, judge_in_worker, marker
from keju.marking.programs import owned
from keju.marking.slow import DEADLINE, deadline_of
from keju.sandbox import Workers

STDIO = {"tests": [{"input": f"{n}\n", "output": f"{2 * n}\n"} for n in (21, -4)]}
FUNCTION = {"function": "double", "tests": [{"arguments": [n], "value": 2 * n} for n in (21, -4)]}
PRINTS = "```python\nprint(2 * int(input()))\n```"
DEFINES = "```python\ndef double(n):\n    return 2 * n\n```"


def item(name, reference, **parameters):
    return Item(Question.ask("?"), reference, MarkerSpec(name, parameters))


def marked(question, text):
    return marker(question.marker).mark(question, text)


def in_workers(*pairs, unconfined=False, size=2):
    async def main():
        async with Workers(size) as workers:
            return await asyncio.gather(
                *(
                    judge_in_worker(
                        one, Reply(text), marker(one.marker), workers, unconfined=unconfined
                    )
                    for one, text in pairs
                )
            )

    return asyncio.run(main())


@pytest.mark.parametrize(
    ("question", "text"),
    [(item("stdio", STDIO), PRINTS), (item("function", FUNCTION), DEFINES)],
)
def test_a_right_answer_is_correct_and_a_wrong_one_says_what_it_did(runner, question, text):
    right, wrong = marked(question, text), marked(question, text.replace("2 *", "3 *"))
    assert (right.verdict, right.score, right.marker) == (
        Verdict.CORRECT,
        1.0,
        f"{question.marker.name}@1",
    )
    assert right.detail["isolated"] is True
    assert (wrong.verdict, wrong.detail["outcome"]) == (Verdict.INCORRECT, "wrong output")
    assert (wrong.detail["test"], wrong.detail["tests"]) == (1, 2)
    json.dumps(wrong.detail)


def test_an_answer_without_a_program_is_no_answer():
    mark = marked(item("stdio", STDIO), "It is impossible.")
    assert (mark.verdict, mark.detail) == (Verdict.NO_ANSWER, {"reason": "no program was found"})
    assert marked(item("function", FUNCTION), "<think>def").verdict is Verdict.TRUNCATED


def test_parameters_choose_limits_checker_and_tolerance(runner):
    slow = "```python\nimport time\nn = int(input())\ntime.sleep(0.8)\nprint(2 * n)\n```"
    assert marked(item("stdio", STDIO), slow).verdict is Verdict.CORRECT
    assert marked(item("stdio", STDIO, limits={"seconds": 0.4}), slow).detail["outcome"] == "time"
    thirds = {"tests": [{"input": "1", "output": "0.333333333333"}]}
    near = "```python\nprint(int(input()) / 3)\n```"
    assert marked(item("stdio", thirds), near).verdict is Verdict.INCORRECT
    assert marked(item("stdio", thirds, tolerance=1e-9), near).verdict is Verdict.CORRECT
    shuffled = {"function": "f", "tests": [{"arguments": [], "value": [1, 2]}]}
    other = "```python\ndef f():\n    return [2, 1]\n```"
    assert marked(item("function", shuffled), other).verdict is Verdict.INCORRECT
    assert marked(item("function", shuffled, checker="unordered"), other).verdict is Verdict.CORRECT


def test_setup_is_granted_before_the_program(runner):
    reference = {**FUNCTION, "setup": "from operator import add"}
    text = "```python\ndef double(n):\n    return add(n, n)\n```"
    assert marked(item("function", reference), text).verdict is Verdict.CORRECT
    assert marked(item("function", FUNCTION), text).detail["outcome"] == "crash"


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (item("stdio", {"tests": []}), r"the reference must be {\"tests\": "),
        (item("stdio", {"tests": [{"input": ""}]}), "test 1: it has no expected output"),
        (item("stdio", {"tests": [*STDIO["tests"], {"output": ""}]}), "test 3: it has no input"),
        (item("stdio", {"tests": [{"input": "", "output": 4}]}), "its output must be a text"),
        (item("stdio", STDIO, limits={"seconds": -1}), "seconds must be a number above 0, not -1"),
        (item("stdio", STDIO, limits={"second": 1}), "unknown parameter 'second'"),
        (item("stdio", STDIO, limits=5), "limits must be like"),
        (item("stdio", STDIO, checker="linse"), "Did you mean lines"),
        (item("stdio", STDIO, tolerance="0"), "tolerance must be a number"),
        (item("function", {**FUNCTION, "function": None}), "the reference must be"),
        (item("function", {**FUNCTION, "function": "a b"}), "'a b' is no function"),
        (item("function", {"function": "f", "tests": [{"value": 1}]}), "test 1: it has no input"),
        (item("function", {"function": "f", "tests": [{"arguments": []}]}), "no expected output"),
        (item("function", {"function": "f", "tests": [{"arguments": 1, "value": 1}]}), "a list"),
    ],
)
def test_a_bad_test_is_found_at_load_in_one_line(question, message):
    with pytest.raises(InputError, match=message) as caught:
        check_reference(question)
    assert str(caught.value).startswith(f"marker {question.marker.name}")
    assert "\n" not in str(caught.value)


def test_the_deadline_of_a_mark_grows_with_tests_and_limits():
    few = item("stdio", STDIO, limits={"seconds": 5})
    many = item("stdio", {"tests": STDIO["tests"] * 50}, limits={"seconds": 5})
    assert deadline_of(marker(few.marker), few) > 2 * 5
    assert deadline_of(marker(many.marker), many) > 100 * 5
    number = item("number", 3)
    assert deadline_of(marker(number.marker), number) == DEADLINE


def test_workers_keep_their_sandbox_and_mark_side_by_side(runner):
    questions = [(item("stdio", STDIO), PRINTS), (item("function", FUNCTION), DEFINES)] * 3
    crash = (item("stdio", STDIO), "```python\nimport os\nos.abort()\nprint(input())\n```")
    marks = in_workers(*questions, crash, *questions)
    assert [mark.verdict for mark in marks].count(Verdict.CORRECT) == 12
    assert (marks[6].verdict, marks[6].detail["outcome"]) == (Verdict.INCORRECT, "crash")
    assert all(mark.detail["isolated"] for mark in marks)


def test_what_runs_unconfined_says_so_in_its_mark():
    (mark,) = in_workers((item("stdio", STDIO), PRINTS), unconfined=True)
    assert (mark.verdict, mark.detail["isolated"]) == (Verdict.CORRECT, False)


def test_a_sandbox_that_cannot_start_leaves_the_answer_unmarkable(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    (mark,) = in_workers((item("stdio", STDIO), PRINTS), size=1)
    assert mark.verdict is Verdict.UNMARKABLE
    assert "bubblewrap" in mark.detail["reason"]


def test_a_runner_that_fails_is_replaced_for_the_next_program(runner):
    with owned.own_runner() as first:
        pass
    with pytest.raises(OSError, match="broken"), owned.own_runner():
        raise OSError("broken")
    with owned.own_runner() as second:
        assert second is not first
    assert marked(item("stdio", STDIO), PRINTS).verdict is Verdict.CORRECT


UNDER_A_LIMIT = """
import math, resource, time
from keju.marking.programs import FunctionTest, Limits, run_program

used = math.ceil(time.process_time())
_, hard = resource.getrlimit(resource.RLIMIT_CPU)
resource.setrlimit(resource.RLIMIT_CPU, (used + 1, hard))
code = "import time\\ndef spend(s):\\n    while time.process_time() < s: pass\\n    return s"
print(run_program(code, [FunctionTest("spend", (used + 1.5,), used + 1.5)], Limits(20)).outcome)
assert resource.getrlimit(resource.RLIMIT_CPU)[0] == used + 1
"""


def test_a_sandbox_does_not_inherit_the_time_limit_of_the_mark_that_opened_it(runner):
    command = [sys.executable, "-c", UNDER_A_LIMIT]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.stdout == "passed\n", ended.stderr
