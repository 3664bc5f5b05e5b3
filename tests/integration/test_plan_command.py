"""``keju plan`` as its users meet it."""

import json
from pathlib import Path

import pytest

from keju.cli import main

EXAM = "multiplication;digits=3"
TWO = ("keju/xiucai", "keju/xiucai-direct")


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KEJU_STORE", raising=False)
    monkeypatch.delenv("KEJU_CONFIG", raising=False)


def planned(capsys, *arguments: str):
    assert main(["plan", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refused(capsys, *arguments: str) -> str:
    assert main(["plan", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    return line


def test_alone_it_says_how_many_answers_a_verdict_takes(capsys):
    assert main(["plan", "-n", "400", "--gap", "10"]) == 0
    words = " ".join(capsys.readouterr().out.split())
    assert words.startswith("400 questions can find every gap of 10 points or more")
    assert "δ = 10" in words
    assert "tokens" not in words
    assert not list(Path().iterdir())


def test_the_sentence_names_the_gap_that_can_be_found(capsys):
    found = planned(capsys, "-n", "400")
    assert main(["plan", "-n", "400"]) == 0
    words = " ".join(capsys.readouterr().out.split())
    points = f"{100 * found['resolvable']:.2g}"
    assert words.startswith(f"400 questions can find a gap of {points} points")
    assert "probability 80%" in words


def test_the_document_counts_the_answers_of_both(capsys):
    found = planned(capsys, "-n", "300", "-k", "2", "--test", "e")
    row = found["gaps"][-1]
    assert row["gap"] == 0.2
    assert row["answers"]["expected"] == pytest.approx(2 * row["answers_each"]["expected"])
    total = sum(row[name] for name in ("a_better", "b_better", "equal", "undecided"))
    assert total == pytest.approx(1)
    assert row["tokens"] is row["cost"] is None


def test_what_the_figures_rest_on_is_said(capsys):
    assert main(["plan", "-n", "5", "-k", "2", "--estimand", "this-bank"]) == 0
    words = " ".join(capsys.readouterr().out.split())
    assert words.startswith("5 questions can find no gap, however large.")
    assert "more attempts can only shorten it" in words
    assert "the whole bank gives the gap for certain" in words
    assert main(["plan", "--test", "exact"]) == 0
    words = " ".join(capsys.readouterr().out.split())
    assert "it ends after 389 questions on which the two differ" in words
    assert "Worked out for 25,000 questions at most" in words


def test_the_exact_test_has_its_own_plan(capsys):
    found = planned(capsys, "--test", "exact", "--gap", "5", "--discordance", "0.25")
    assert found["horizon"] == 217
    assert all(row["equal"] == 0 for row in found["gaps"])


def test_tokens_and_money_are_those_of_the_latest_sittings(capsys):
    prices = "[models.dear]\nmodel = 'keju/xiucai'\nprices = {input = 1.0, output = 10.0}\n"
    cheap = "[models.cheap]\nmodel = 'keju/xiucai-direct'\nprices = {input = 1.0, output = 1.0}\n"
    Path("keju.toml").write_text(prices + cheap)
    assert main(["exam", "dear", "cheap", f"{EXAM};seed=1", "-n", "8", "--json"]) == 0
    capsys.readouterr()
    found = planned(capsys, "dear", "cheap", f"{EXAM};seed=2", "-n", "40")
    dear, cheaper = found["candidates"]
    assert dear["exam"] == f"{EXAM};seed=1"
    assert dear["cost"] > cheaper["cost"] > 0
    row = found["gaps"][-1]
    each = row["answers_each"]["expected"]
    assert row["cost"]["expected"] == pytest.approx(each * (dear["cost"] + cheaper["cost"]))
    assert row["tokens"]["expected"] == pytest.approx(each * (dear["tokens"] + cheaper["tokens"]))
    assert main(["plan", "dear", "cheap", f"{EXAM};seed=2", "-n", "40"]) == 0
    words = capsys.readouterr().out
    assert "cost" in words
    assert "tokens an answer, $" in words


def test_a_sitting_of_the_same_exam_tells_more_than_a_later_one_of_another(capsys):
    easier, last = "multiplication;digits=2;seed=1", "countdown;max=9;numbers=3;target=99;seed=1"
    for exam in (f"{EXAM};seed=1", easier, last):
        assert main(["exam", *TWO, exam, "-n", "1", "--json"]) == 0
    capsys.readouterr()
    for asked, of in (
        (f"{EXAM};seed=1", f"{EXAM};seed=1"),
        (f"{EXAM};seed=9", easier),
        ("modular;seed=1", last),
    ):
        found = planned(capsys, *TWO, asked, "-n", "20")
        assert [each["exam"] for each in found["candidates"]] == [of, of]


def test_without_a_sitting_tokens_are_unknown(capsys):
    found = planned(capsys, *TWO, EXAM, "-n", "20")
    assert [each["tokens"] for each in found["candidates"]] == [None, None]
    assert found["questions"] == 20
    assert main(["plan", *TWO, EXAM, "-n", "20"]) == 0
    assert "no earlier sitting tells" in " ".join(capsys.readouterr().out.split())


def test_a_bank_bounds_the_plan(capsys):
    lines = [json.dumps({"question": f"{n} + 1?", "answer": str(n + 1)}) for n in range(30)]
    Path("bank.jsonl").write_text("\n".join(lines))
    found = planned(capsys, *TWO, "bank.jsonl", "--marker", "number")
    assert found["questions"] == 30


def test_what_can_decide_nothing_is_said_in_one_line(capsys):
    line = refused(capsys, "-n", "8")
    assert line.startswith("keju: 8 questions can decide nothing")
    assert "needs 9 or more" in line
    assert planned(capsys, "-n", "9")["resolvable"] > 0.9


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("a", "b"), "two candidates and an exam"),
        (("-n", "0"), "questions must be at least 1"),
        (("-k", "0"), "attempts must be at least 1"),
        (("--alpha", "0"), "--alpha"),
        (("--alpha", "nan"), "--alpha"),
        (("--gap", "0"), "--gap"),
        (("--discordance", "1.5"), "--discordance"),
        (("--test", "exact", "-k", "2"), "one answer to each question"),
        (("--test", "exact", "--gap", "30"), "cannot exceed"),
        (("-p", "temperature=1"), "belongs to candidates and an exam"),
    ],
)
def test_bad_input_is_one_line_that_names_it(capsys, arguments, words):
    assert words in refused(capsys, *arguments)
