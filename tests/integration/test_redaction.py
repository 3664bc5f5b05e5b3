"""Questions whose authors ask that they not be shown appear in no output of any command."""

import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from keju.cli import COMMANDS, main
from keju.core.records import Failure, FailureKind, Mark, Reply, Verdict
from keju.exams import EXAMS, exam
from keju.recipes.redaction import shown_line, shown_text
from keju.store import Line

sys.path.append(str(Path(__file__).resolve().parents[1] / "unit" / "exams"))
from public_rows import gpqa_row, write_csv, write_jsonl

EXAM = "gpqa-diamond"
#: Nobody would write these by chance: made words of the questions, options and answers.
SECRETS = re.compile(r"Ubrekk|Orrakel|Pimtoom|Quennish|Rassavel|canary|moons|wrong way|drags")


@pytest.fixture(autouse=True)
def copy(tmp_path, monkeypatch):
    """Work in an empty folder with a feigned copy, and with answers that repeat the question."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KEJU_STORE", raising=False)
    write_csv(Path("copy/gpqa_diamond.csv"), [gpqa_row(number) for number in range(6)])
    answers = []
    for number, item in enumerate(exam(EXAM, data=Path("copy")).items()):
        right = item.marker.parameters["options"]["ABCD".index(item.reference)]
        said = [f"Answer: {item.reference}", f"Answer: {right}", "I cannot tell.", "Answer: (Z)"]
        text = f"{item.question.text.rpartition(chr(10))[0]}\n\n{said[number % 4]}"
        answers.append({"question": item.question.text, "response": text, "reasoning": text})
    write_jsonl(Path("answers.jsonl"), answers[:5])
    return Path("copy")


def printed(capsys, *arguments, status=(0,)):
    """Run a command and return everything it printed."""
    try:
        ended = main([str(argument) for argument in arguments])
    except SystemExit as stop:
        ended = stop.code
    said = capsys.readouterr()
    assert ended in status, said
    return said.out + said.err


def test_no_command_shows_a_word_of_a_question_or_of_an_answer_that_repeats_it(capsys, copy):
    sit = ("exam", "recorded/answers.jsonl", EXAM, "--data", copy, "--max-failures", "1")
    outputs = {
        "dry": printed(capsys, *sit, "--dry-run"),
        "dry json": printed(capsys, *sit, "--dry-run", "--json"),
        "sent": printed(capsys, "exam", "vllm/Qwen3-8B", EXAM, "--data", copy, "--dry-run"),
        "exam": printed(capsys, *sit),
        "exam json": printed(capsys, *sit, "--json"),
        "page": printed(capsys, "exams", EXAM, "--data", copy),
        "page json": printed(capsys, "exams", EXAM, "--data", copy, "--json"),
        "sittings": printed(capsys, "sittings") + printed(capsys, "sittings", "--json"),
        "mark": printed(capsys, "mark", 1) + printed(capsys, "mark", 1, "--json"),
        "verify": printed(capsys, "store", "verify") + printed(capsys, "store"),
    }
    for json_too in ((), ("--json",)):
        for what in (
            (),
            ("--answers",),
            ("--verdict", "correct"),
            *((str(n),) for n in range(1, 7)),
        ):
            outputs[f"show {what}{json_too}"] = printed(capsys, "show", 1, *what, *json_too)
    outputs["forget"] = printed(capsys, "store", "forget", 1) + printed(capsys, "show", "1", "1")
    for what, output in outputs.items():
        assert not SECRETS.search(output), what
    for what in ("dry", "dry json", "sent", "page", "page json", "show ('1',)()"):
        assert "redacted" in outputs[what], what


def test_marks_letters_and_lengths_stay(capsys, copy):
    printed(capsys, "exam", "recorded/answers.jsonl", EXAM, "--data", copy, "-n", "4")
    rows = json.loads(printed(capsys, "show", 1, "--answers", "--json"))
    originals = list(exam(EXAM, data=copy).items())
    assert [row["mark"]["verdict"] for row in rows[:3]] == ["correct", "correct", "no_answer"]
    for row, original in zip(rows, originals, strict=False):
        assert row["item"]["id"] == original.id
        assert row["item"]["question_id"] == original.question.id
        assert row["item"]["reference"] == original.reference
        length = f"{len(original.question.text):,} characters"
        assert length in row["item"]["question"]["messages"][0]["content"]
    assert [row["mark"]["extracted"] for row in rows[:2]] == [i.reference for i in originals[:2]]
    assert f"extracted  {originals[0].reference}" in printed(capsys, "show", 1, 1)


def test_errors_in_a_copy_quote_nothing_of_it(capsys, copy):
    whole = (copy / "gpqa_diamond.csv").read_text(encoding="utf-8")
    rows = whole.replace("Orrakel the 0th", "Pimtoom 0")
    headless = whole.partition("\n")[2]
    for broken in (
        rows,
        headless,
        whole.replace("Question", "Query", 1),
        whole[:400],
        whole[:30],
        "",
        "\0",
    ):
        (copy / "gpqa_diamond.csv").write_text(broken, encoding="utf-8")
        words = printed(capsys, "exam", "scripted/right", EXAM, "--data", copy, status=(2,))
        assert len(words.splitlines()) == 1
        assert not SECRETS.search(words), words


def test_every_part_of_an_answer_is_redacted_and_other_exams_are_not(copy):
    item = next(exam(EXAM, data=copy).items())
    detail = {"reason": "says Orrakel", "more": [{"deep": "Orrakel", "count": 3}]}
    mark = Mark(Verdict.UNMARKABLE, None, "choice@1", "Orrakel", detail)
    failure = Failure(FailureKind.SERVER, "no Orrakel here")
    reply = Reply("Orrakel", "Orrakel, so", failure=failure)
    line = Line(0, item, 0, reply, mark)
    kept = shown_line(EXAM, line)
    assert not SECRETS.search(repr(kept))
    assert kept.reply.failure.kind is FailureKind.SERVER
    assert kept.mark.detail["more"][0]["count"] == 3
    assert shown_line("chain", line) is line
    assert shown_text("chain", "Orrakel") == "Orrakel"
    assert shown_line(EXAM, Line(0, item, 0, None, None)).reply is None


def test_verdicts_and_their_pages_show_nothing(capsys, copy, tmp_path):
    page = tmp_path / "page.html"
    both = ("recorded/answers.jsonl", "scripted/wrong", EXAM, "--data", copy)
    bank = ("--estimand", "this-bank", "--html", page)
    outputs = [printed(capsys, "compare", *both, *bank)]
    outputs += [page.read_text("utf-8")]
    outputs += [printed(capsys, "compare", *both, *bank, "--json")]
    outputs += [printed(capsys, "estimate", 1, "--html", page), page.read_text("utf-8")]
    for output in outputs:
        assert not SECRETS.search(output)


def test_excerpts_of_looping_thoughts_are_redacted_on_every_way_out(capsys, copy, tmp_path):
    rows = [json.loads(line) for line in Path("answers.jsonl").read_text("utf-8").splitlines()]
    looping = [{**row, "reasoning": f"{row['question']} Again. " * 9} for row in rows]
    write_jsonl(Path("looping.jsonl"), looping)
    printed(capsys, "exam", "recorded/looping.jsonl", EXAM, "--data", copy, "-n", "4")
    page = tmp_path / "page.html"
    outputs = [printed(capsys, "traces", 1), printed(capsys, "traces", 1, "--json")]
    printed(capsys, "traces", 1, "--html", page)
    outputs.append(page.read_text("utf-8"))
    for output in outputs:
        assert "redacted" in output
        assert not SECRETS.search(output)


def test_a_study_of_scaling_shows_nothing_of_what_was_asked_or_said(capsys, copy, tmp_path):
    rows = [json.loads(line) for line in Path("answers.jsonl").read_text("utf-8").splitlines()]
    usage = {"completion_tokens": 7}
    write_jsonl(Path("twice.jsonl"), [{**row, "usage": usage} for row in rows for _ in range(2)])
    page = tmp_path / "page.html"
    study = ("study", "scaling", "recorded/twice.jsonl", EXAM, "--data", copy, "-k", "2")
    outputs = [printed(capsys, *study, "--html", page), page.read_text("utf-8")]
    outputs.append(printed(capsys, *study, "--json"))
    for output in outputs:
        assert not SECRETS.search(output)


def test_an_audit_of_questions_that_may_not_be_shown_shows_none(capsys, monkeypatch, tmp_path):
    hidden = replace(EXAMS["audit"], info=replace(EXAMS["audit"].info, shown=False))
    monkeypatch.setitem(EXAMS, "audit", hidden)
    page, table = tmp_path / "page.html", tmp_path / "table.csv"
    both = ("--jurisdictions", "cn,us", "--kinds", "detention,leader", "--framings", "fact")
    audit = ("audit", "scripted/refuses", *both, "--roles", "topic")
    outputs = [printed(capsys, *audit, "--html", page, "--csv", table)]
    outputs += [printed(capsys, *audit, "--json"), printed(capsys, *audit, "--dry-run")]
    outputs.append(page.read_text("utf-8"))
    outputs.append(table.read_text("utf-8"))
    asked = [item.question.text for item in exam("audit;jurisdictions=cn,us").items()]
    for output in outputs:
        assert not [text for text in asked if text[:40] in output]
        assert "help with that" not in output
    assert "redacted" in outputs[3]


def test_every_command_that_prints_is_tried_here():
    tried = {"exam", "sittings", "show", "mark", "exams", "store", "compare", "estimate", "traces"}
    tried |= {"study", "audit"}
    touch_no_question = {
        "models",
        "doctor",
        "selftest",
        "plan",
        "rank",
        "gate",
        "train",
        "serve",
        "frontier",
    }
    assert set(COMMANDS) - tried <= touch_no_question
