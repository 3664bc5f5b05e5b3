"""Exams whose answers are programs, from the command line to the store."""

import json
from pathlib import Path

import pytest

from keju.cli import main
from keju.recipes import isolation
from keju.recipes.stored import stored
from keju.sandbox import SandboxUnavailable, open_runner

STDIO = {"tests": [{"input": "21\n", "output": "42\n"}, {"input": "-4\n", "output": "-8\n"}]}
ASSERTS = {"function": "double", "asserts": "for n in [21, -4]:\n    assert double(n) == 2 * n"}
ANSWERS = {
    "right": "```python\nprint(2 * int(input()))\n```",
    "wrong": "```python\nprint(42)\n```",
    "endless": "```python\nwhile True: pass\n```",
    "crash": "```python\nimport os\nos.kill(os.getpid(), 9)\n```",
    "none": "I would rather not.",
    "function": "```python\ndef double(n):\n    return n + n\n```",
}


@pytest.fixture(autouse=True)
def _a_recorded_exam(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KEJU_STORE", raising=False)
    isolation._isolation_works.cache_clear()
    stdio = {"name": "stdio", "parameters": {"limits": {"seconds": 2}}}
    questions = [
        {"question": name, "answer": ASSERTS, "marker": "asserts"}
        if name == "function"
        else {"question": name, "answer": STDIO, "marker": stdio}
        for name in ANSWERS
    ]
    answers = [{"question": name, "response": text} for name, text in ANSWERS.items()]
    for file, rows in (("exam.jsonl", questions), ("answers.jsonl", answers)):
        Path(file).write_text("".join(json.dumps(row) + "\n" for row in rows))
    yield
    isolation._isolation_works.cache_clear()


@pytest.fixture
def confined():
    try:
        open_runner().close()
    except SandboxUnavailable as error:
        pytest.skip(f"programs cannot be confined here: {error}")


def marks():
    with stored(None) as store:
        return {line.item.question.text: line.mark for line in store.answers(1)}


@pytest.mark.usefixtures("confined")
def test_programs_are_marked_and_each_mark_says_what_they_did(capsys):
    assert main(["exam", "recorded/answers.jsonl", "exam.jsonl", "--json"]) == 0
    found = marks()
    verdicts = {name: mark.verdict for name, mark in found.items()}
    assert verdicts == {
        "right": "correct",
        "wrong": "incorrect",
        "endless": "incorrect",
        "crash": "incorrect",
        "none": "no_answer",
        "function": "correct",
    }
    outcomes = [found[name].detail["outcome"] for name in ("wrong", "endless", "crash")]
    assert outcomes == ["wrong output", "time", "crash"]
    assert all(mark.detail["isolated"] for name, mark in found.items() if name != "none")
    assert main(["mark", "1"]) == 0


def test_without_a_sandbox_nothing_is_asked(capsys, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert main(["exam", "recorded/answers.jsonl", "exam.jsonl"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "bubblewrap" in line
    assert not Path("keju.db").exists()


def test_the_unsafe_sandbox_is_the_way_around_and_every_mark_says_so(capsys, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    command = ["exam", "recorded/answers.jsonl", "exam.jsonl", "--unsafe-sandbox", "--json"]
    assert main(command) == 0
    found = marks()
    assert found["right"].verdict == found["function"].verdict == "correct"
    ran = [mark for name, mark in found.items() if name != "none"]
    assert [mark.detail["isolated"] for mark in ran] == [False] * 5


@pytest.mark.usefixtures("confined")
def test_marking_again_needs_a_sandbox_too(capsys, monkeypatch):
    from keju.marking.programs.markers import TestsMarker

    assert main(["exam", "recorded/answers.jsonl", "exam.jsonl", "--json"]) == 0
    monkeypatch.setattr(TestsMarker, "__init__", newer(TestsMarker.__init__))
    isolation._isolation_works.cache_clear()
    monkeypatch.setenv("PATH", "/nowhere")
    capsys.readouterr()
    assert main(["mark", "1"]) == 2
    assert "bubblewrap" in capsys.readouterr().err
    assert main(["mark", "1", "--unsafe-sandbox", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["marks_added"] == 5


def newer(made):
    """Return what makes a marker of a later version."""

    def make(self, *values):
        made(self, *values)
        self.version = 2

    return make


@pytest.mark.usefixtures("confined")
def test_a_file_of_recorded_programs_is_marked_line_by_line(capsys):
    rows = [{"gold": STDIO, "text": ANSWERS[name]} for name in ("right", "wrong", "none")]
    Path("file.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    command = ["mark", "file.jsonl", "--marker", "stdio", "--gold", "gold", "--answer", "text"]
    assert main([*command, "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["verdict"] for line in lines] == ["correct", "incorrect", "no_answer"]
    assert main([*command, "--unsafe-sandbox", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line.get("detail", {}).get("isolated") for line in lines] == [False, False, None]
