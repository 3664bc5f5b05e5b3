"""Benchmarks through the whole path: rows, prompts, answers, marks, store."""

import json
import sys
from pathlib import Path

import pytest

import keju
from keju.core.errors import InputError
from keju.exams import exam
from keju.marking import check_reference, known_markers
from keju.sandbox import open_runner

sys.path.append(str(Path(__file__).resolve().parents[1] / "unit" / "exams"))
from public_rows import contest_row, mbpp_row, write_jsonl

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
PROGRAM_MARKERS = {"asserts", "function", "stdio"}

needs_shared = pytest.mark.skipif(not DATA.is_dir(), reason="shared/data is not there")


@pytest.fixture
def sandbox():
    """Skip, and say why, where programs cannot be run safely."""
    if not set(known_markers()) >= PROGRAM_MARKERS:
        pytest.skip("the markers of programs are not there")
    try:
        open_runner().close()
    except InputError as error:
        pytest.skip(str(error))


def sit(spec, data, answers, tmp_path, **more):
    """Let recorded answers (question text to response) sit an exam; return its verdicts."""
    lines = [{"question": question, "response": said} for question, said in answers.items()]
    write_jsonl(tmp_path / "answers.jsonl", lines)
    candidate = f"recorded/{tmp_path / 'answers.jsonl'}"
    result = keju.exam(candidate, spec, data=data, store=tmp_path / "keju.db", fresh=True, **more)
    return [line.mark.verdict.value for line in result.answers()]


def fenced(code):
    return f"This does it:\n\n```python\n{code}\n```\n"


@needs_shared
@pytest.mark.parametrize("year", ["24", "25"])
def test_aime_is_right_for_its_answers_and_wrong_for_others(tmp_path, year):
    items = list(exam(f"aime{year}", data=DATA / "aime").items())
    assert len({item.id for item in items}) == 30
    assert all(item.question.text.count("Answer: N") == 1 for item in items)
    assert not any("boxed" in item.question.text for item in items)
    said = ("Answer: {}", r"So \boxed{{{}}}.", "Answer: 0{}", "**Answer:** 1{}")
    answers = {
        item.question.text: said[place % 4].format(item.reference)
        for place, item in enumerate(items)
    }
    verdicts = sit(f"aime{year}", DATA / "aime", answers, tmp_path)
    assert [v == "correct" for v in verdicts] == [place % 4 != 3 for place in range(30)]


@needs_shared
def test_every_reference_of_humaneval_can_be_used():
    items = list(exam("humaneval", data=DATA / "humaneval").items())
    assert len(items) == 164
    if "asserts" not in known_markers():
        pytest.skip("the marker `asserts` is not there")
    for item in items:
        check_reference(item)


@needs_shared
def test_humaneval_passes_its_own_solutions_and_no_empty_ones(tmp_path, sandbox):
    data = DATA / "humaneval"
    first = [item for item, _ in zip(exam("humaneval", data=data).items(), range(16), strict=False)]
    answers = {item.question.text: item.solution for item in first}
    assert sit("humaneval", data, answers, tmp_path, questions=16) == ["correct"] * 16
    empty = {
        item.question.text: fenced(f"def {item.reference['function']}(*given): pass")
        for item in first
    }
    assert sit("humaneval", data, empty, tmp_path, questions=16) == ["incorrect"] * 16


def test_mbpp_runs_its_tests(tmp_path, sandbox):
    write_jsonl(tmp_path / "sanitized.jsonl", [mbpp_row(7), mbpp_row(8)])
    one, two = exam("mbpp", data=tmp_path).items()
    answers = {one.question.text: one.solution, two.question.text: one.solution}
    assert sit("mbpp", tmp_path, answers, tmp_path) == ["correct", "incorrect"]


def test_livecodebench_runs_programs_and_functions(tmp_path, sandbox):
    starter = "class Solution:\n    def weigh(self, crates: List[int], more: int) -> int:\n"
    dates = ["2024-08-01T00:00:00"] * 4
    rows = [contest_row(n, date, starter if n > 2 else "") for n, date in enumerate(dates, start=1)]
    write_jsonl(tmp_path / "test.jsonl", rows)
    items = list(exam("livecodebench;release=v1", data=tmp_path).items())
    programs = [
        "print(sum(map(int, input().split())))",
        "print(input())",
        f"{starter}        return sum(crates) + more",
        f"{starter}        return str(sum(crates) + more)",
    ]
    answers = {item.question.text: fenced(code) for item, code in zip(items, programs, strict=True)}
    verdicts = sit("livecodebench;release=v1", tmp_path, answers, tmp_path)
    assert verdicts == ["correct", "incorrect", "correct", "incorrect"]


def test_a_large_copy_is_streamed(tmp_path):
    """A file of 60 MB is read in less memory than it takes."""
    import resource

    row = {"problem": "How many? " + "x" * 20_000, "answer": "7"}
    with (tmp_path / "aime24.jsonl").open("w", encoding="utf-8") as file:
        for number in range(3_000):
            file.write(json.dumps({**row, "problem": f"{number} {row['problem']}"}) + "\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert exam("aime24", data=tmp_path).size == 3_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kilobytes
