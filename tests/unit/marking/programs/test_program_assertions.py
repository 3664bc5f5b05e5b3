import pytest

from keju.core.errors import InputError
from keju.core.records import Item, MarkerSpec, Question, Verdict
from keju.marking import marker
from keju.marking.programs.assertions import read_assertions, simple_tests

DOUBLE = "def double(n):\n    return n + n"


def marked(asserts, code=DOUBLE, **more):
    spec = MarkerSpec("asserts", {"limits": {"seconds": 5}})
    item = Item(Question.ask("?"), {"function": "double", "asserts": asserts, **more}, spec)
    return marker(spec).mark(item, f"```python\n{code}\n```")


def simple(asserts, function="double"):
    return simple_tests(read_assertions({"function": function, "asserts": asserts}))


@pytest.mark.parametrize(
    ("asserts", "checker", "value"),
    [
        ("assert double(2) == 4", "python", 4),
        ("assert 4 == double(2), 'two and two'", "python", 4),
        ("assert double(2) == 2 * 2 - -0", "python", 4),
        ("assert double([1] * 2) == [1, 1] + [1, 1]", "python", [1, 1, 1, 1]),
        ("assert double(n=2) == 4", "python", 4),
        ("assert double(2) is True", "exact", True),
        ("assert double(2)", "truth", True),
        ("assert not double(0)", "truth", False),
        ("def check(candidate):\n    assert candidate(2) == 4\n    assert True", "python", 4),
        ("def check(candidate):\n    '''Words.'''\n    assert double(2) == 4", "python", 4),
    ],
)
def test_an_assertion_about_one_call_becomes_a_test(asserts, checker, value):
    (test,) = simple(asserts)
    assert (test.function, test.checker, test.value) == ("double", checker, value)


def test_arguments_by_name_are_kept_by_name():
    (test,) = simple("assert double(1, n=[2]) == 4")
    assert (test.arguments, test.named) == ((1,), {"n": [2]})
    assert test.given() == "double(1, n=[2])"


@pytest.mark.parametrize(
    ("asserts", "verdict"),
    [("assert double(n=2) == 4", Verdict.CORRECT), ("assert double(n=2) == 5", Verdict.INCORRECT)],
)
def test_a_program_is_called_with_arguments_by_name(asserts, verdict):
    mark = marked(asserts)
    assert (mark.verdict, mark.detail["forgeable"]) == (verdict, False)
    assert mark.detail.get("input", "double(n=2)") == "double(n=2)"


@pytest.mark.parametrize(
    "asserts",
    [
        "assert double(2) == 9 ** 9 ** 9",
        "assert double('a' * 10 ** 9) == ''",
        "assert double(**{'n': 2}) == 4",
        "assert double(*[2]) == 4",
        "assert double(2) == len('four')",
        "assert double(2) < 5",
        "assert abs(double(2) - 4) < 1e-6",
        "assert double(2) == double(2)",
        "for n in [2]:\n    assert double(n) == 2 * n",
        "x = 2\nassert double(x) == 4",
        "assert double(2) == 4 and double(3) == 6",
    ],
)
def test_an_assertion_that_says_more_is_no_simple_test(asserts):
    assert simple(asserts) is None


@pytest.mark.parametrize(
    "asserts",
    [
        "for n in range(50):\n    assert double(n) == 2 * n",
        "assert abs(double(0.15) - 0.3) < 1e-9",
        "import math\nassert math.isclose(double(0.15), 0.3)",
        "assert sorted(double([1, 2])) == [1, 1, 2, 2]",
        "assert double(2) == double(1) + 2",
        "x = double(1)\ny = double(x)\nassert (x, y) == (2, 4)",
        "import random\nfor _ in 'abc':\n    n = random.random()\n    assert double(n) == n + n",
        "xs = [1]\nassert double(xs) == [1, 1]\nxs.append(2)\nassert len(double(xs)) == 4",
        "assert double(helped(3)) == 12",
        "for n in (1, 2):\n    assert double(n=n) == 2 * n",
        "assert double((1, (2,))) == (1, (2,), 1, (2,))",
        "def check(f):\n    for n in (1, 2):\n        assert f(n) == n * 2\ncheck(double)",
        "try:\n    assert double(2) == 4\nexcept ValueError:\n    pass",
    ],
)
def test_test_code_that_says_more_runs_apart_from_the_program(asserts):
    setup = "def helped(n): return 2 * n"
    right = marked(asserts, setup=setup)
    assert (right.verdict, right.detail["forgeable"]) == (Verdict.CORRECT, False)
    assert right.detail["passed"] >= 1
    wrong = marked(asserts, "def double(n):\n    return n", setup=setup)
    assert (wrong.verdict, wrong.detail["forgeable"]) == (Verdict.INCORRECT, False)
    assert wrong.detail["outcome"] == "wrong output"


def test_an_assertion_that_fails_is_named():
    mark = marked("for n in [0, 1]:\n    assert double(n) == 3 * n")
    assert mark.detail["expected"] == "double(n) == 3 * n"
    assert (mark.detail["test"], mark.detail["passed"]) == (2, 1)


def test_a_program_that_fails_under_test_code_is_told_apart():
    loop = "for n in [3, 4]:\n    assert double(n) == 2 * n"
    crash = marked(loop, "def double(n):\n    return n / (4 - n)")
    assert crash.detail["outcome"] == "crash"
    assert "ZeroDivisionError" in crash.detail["stderr"]
    slow = marked(loop, "def double(n):\n    while True: pass", function="double")
    assert slow.detail["outcome"] == "time"


def test_what_a_program_returned_and_test_code_cannot_use_is_wrong():
    mark = marked("for n in [3]:\n    assert len(double([n])) == 2", "def double(n):\n    return 7")
    assert (mark.verdict, mark.detail["outcome"]) == (Verdict.INCORRECT, "wrong output")
    assert "TypeError" in mark.detail["got"]


def test_test_code_that_fails_by_itself_is_nobodys_mistake():
    from keju.core.records import Reply
    from keju.marking import judge

    spec = MarkerSpec("asserts")
    reference = {"function": "double", "asserts": "import nowhere\nassert double(1) == 2"}
    item = Item(Question.ask("?"), reference, spec)
    mark = judge(item, Reply(f"```python\n{DOUBLE}\n```"), marker(spec))
    assert mark.verdict is Verdict.UNMARKABLE
    assert "nowhere" in mark.detail["reason"]


def test_arguments_that_are_no_plain_values_make_the_mark_forgeable():
    asserts = "class Box:\n    n = 4\nassert double(Box()) == 8"
    mark = marked(asserts, "def double(box):\n    return 2 * box.n")
    assert (mark.verdict, mark.detail["forgeable"]) == (Verdict.CORRECT, True)
    wrong = marked(asserts, "def double(box):\n    return box.n")
    assert (wrong.verdict, wrong.detail["forgeable"]) == (Verdict.INCORRECT, True)
    left = marked(asserts, "import sys\nsys.exit(0)\ndef double(box): pass")
    assert left.verdict is Verdict.INCORRECT


def test_what_the_program_alone_can_define_makes_the_mark_forgeable():
    asserts = "assert double(Pair(1, 2)) == 6"
    code = "class Pair:\n    def __init__(self, a, b): self.a, self.b = a, b\n"
    mark = marked(asserts, code + "def double(pair):\n    return 2 * (pair.a + pair.b)")
    assert (mark.verdict, mark.detail["forgeable"]) == (Verdict.CORRECT, True)


def test_without_a_name_the_function_is_the_one_that_is_called():
    asserts = "assert set(halve(double(2))) == set(double(2))"
    assert read_assertions({"function": None, "asserts": asserts}).function == "halve"
    only = "import math\nassert math.isclose(double(2), 4.0)"
    assert read_assertions({"asserts": only}).function == "double"


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("assert f(1)", "the reference must be"),
        ({"function": "f", "asserts": ""}, "no assert statement"),
        ({"function": "f", "asserts": "print(f(1))"}, "without expected output"),
        ({"function": "f", "asserts": "assert f(1"}, "asserts is not Python"),
        ({"function": "f", "setup": "import", "asserts": "assert f(1)"}, "setup is not Python"),
        ({"function": "f()", "asserts": "assert f(1)"}, "no name of a function"),
        ({"function": None, "asserts": "assert len([]) == 0"}, "call no function"),
        ({"function": "f", "asserts": 3}, "must be texts"),
    ],
)
def test_assertions_that_cannot_be_used_are_found_at_load(reference, message):
    with pytest.raises(InputError, match=message) as caught:
        marker(MarkerSpec("asserts")).check(reference)
    assert str(caught.value).startswith("marker asserts: ")
