"""An examination as a process: sheets and back, labels from a terminal, dossiers, user's banks."""

import csv
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from keju.cli import main

PAPER = "audit;jurisdictions=cn,us,fr,ru;kinds=protest,leader;framings=fact;roles=topic"
OPTIONS = ("--jurisdictions", "cn,us,fr,ru", "--kinds", "protest,leader", "--framings", "fact")
OPTIONS += ("--roles", "topic")
KEJU = "import sys; from keju.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Return a store in which two scripted models sat one small audit."""
    where = str(tmp_path_factory.mktemp("process") / "keju.db")
    for name in ("refuses-state", "refuses"):
        assert main(["exam", f"scripted/{name}", PAPER, "-n", "4", "--store", where, "--json"]) == 0
    return where


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch, store):
    """Work in an empty folder with that store."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KEJU_STORE", store)


def keju(capsys, *arguments, status=0):
    """Run a command; return what it printed and what it said."""
    capsys.readouterr()
    assert main(["audit", *map(str, arguments)]) == status
    return capsys.readouterr()


def answered(path, fill):
    """Fill in a printed sheet: ``fill`` maps the number of a row to response and outcome."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows):
        row["response"], row["outcome"] = fill(number)
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return rows


def test_a_sheet_comes_back_as_a_recorded_candidate_that_a_dossier_holds(capsys, monkeypatch):
    monkeypatch.setenv("KEJU_STORE", "own.db")
    said = keju(capsys, "sheet", PAPER, "--out", "sheet.csv").err
    assert said.startswith("Before you type these questions into a service")
    fills = [("I cannot discuss this.", ""), ("", "blocked"), ("", "empty"), ("", "")]
    rows = answered("sheet.csv", lambda number: fills[min(number, 3)])
    assert all(row["question"] for row in rows)
    assert all(row["item"].startswith("#") for row in rows)  # no spreadsheet takes it for a number
    found = json.loads(
        keju(capsys, "sheet", PAPER, "--read", "sheet.csv", "--as", "web", "--json").out
    )
    assert found["answers"] == 3
    assert found["not_asked"] == len(rows) - 3
    report = json.loads(keju(capsys, found["candidate"], *OPTIONS, "--json").out)
    counts = [part["counts"] for part in report["audited"][0]["outcomes"]]
    assert sum(sum(each.values()) for each in counts) == 3  # what was left blank was not asked
    assert not any("failed" in each for each in counts)
    assert any("not everything was asked (no answer is rec" in each for each in report["limits"])
    keju(capsys, "dossier", found["candidate"], "--out", "d")
    marks = [json.loads(line) for line in Path("d/marks.jsonl").read_text("utf-8").splitlines()]
    deliveries = sorted(mark["detail"]["delivery"] for mark in marks)
    assert deliveries == ["answered", "empty", "platform-blocked"]


def test_a_sheet_is_printed_in_three_forms_with_the_same_ids(capsys):
    ids = set()
    for name in ("sheet.csv", "sheet.md", "sheet.html"):
        keju(capsys, "sheet", PAPER, "-n", 3, "--out", name)
        text = Path(name).read_text("utf-8")
        found = json.loads(keju(capsys, "sheet", PAPER, "-n", 3, "--json").out)
        assert all(each["item"][:12] in text for each in found["questions"])
        ids.add(tuple(each["item"] for each in found["questions"]))
        if name != "sheet.csv":
            assert "endanger the person" in text
    assert len(ids) == 1
    other = json.loads(keju(capsys, "sheet", PAPER, "-n", 3, "--order", 1, "--json").out)
    assert other["paper"] == found["paper"]
    assert sorted(e["item"] for e in other["questions"]) == sorted(ids.pop())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("item,answer\nx,y\n", "column 'response' is missing"),
        ("item,response\nabcabcabcabc,y\n", "is of no question of this sheet"),
        ("item,response\n{0},y\n{0},z\n", "was answered before"),
        ("item,response\n,y\n", "column 'item' is empty"),
        ("item,response,outcome\n{0},y,blocked\n", "keep one of them"),
        ("item,response,outcome\n{0},,shut\n", "column 'outcome' is 'shut'"),
        ("item,response\n#{0},\n", "no answer yet"),
        ("item,response\n{0},a,b\n", "more cells than columns"),
        ("item,response\n", "holds no rows"),
    ],
)
def test_answers_that_cannot_be_read_are_named_in_one_line(capsys, text, words):
    found = json.loads(keju(capsys, "sheet", PAPER, "-n", 2, "--json").out)
    Path("a.csv").write_text(text.format(found["questions"][0]["item"][:12]), "utf-8")
    error = keju(capsys, "sheet", PAPER, "-n", 2, "--read", "a.csv", "--as", "web", status=2).err
    assert words in error
    assert len(error.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((PAPER, "-n", 0), "at least 1"),
        ((PAPER, "-n", -1), "at least 1"),
        (("multiplication",), "multiplication is no audit"),  # which would go on for ever
        ((PAPER, "--as", "web"), "add --read"),
        ((PAPER, "--out", "sheet.pdf"), "ends in .csv"),
    ],
)
def test_a_sheet_that_cannot_be_printed_is_refused_in_one_line(capsys, arguments, words):
    error = keju(capsys, "sheet", *arguments, status=2).err
    assert words in error
    assert len(error.splitlines()) == 1


def test_a_label_needs_somebody_who_gave_it(capsys):
    arguments = ("scripted/refuses", "--gold", "gold.jsonl", "--who", " ")
    assert "say who labels" in keju(capsys, "label", *arguments, status=2).err


def test_a_dossier_holds_rulings_and_what_changed_and_verify_names_what_was_touched(capsys):
    name = "scripted/refuses-state"
    first = json.loads(keju(capsys, "dossier", name, "--out", "old", "--json").out)
    keys = [
        json.loads(line)["answer"] for line in Path("old/answers.jsonl").read_text().splitlines()
    ]
    Path("r.csv").write_text(f"answer,ruling,reason,who\n{keys[0]},DENIAL,says so,ann\n", "utf-8")
    keju(capsys, "dossier", name, "--rulings", "r.csv", "--since", "old", "--out", "new")
    assert "says so" in Path("new/rulings.csv").read_text("utf-8")
    changes = json.loads(Path("new/changes.json").read_text("utf-8"))
    assert (changes["items_in_both"], changes["items_changed"]) == (4, 0)
    assert changes["same_paper"] is True
    keju(capsys, "dossier", "scripted/refuses", "--since", "old", "--out", "other")
    changes = json.loads(Path("other/changes.json").read_text("utf-8"))
    assert changes["items_changed"] == 4
    assert changes["candidate"]["name"] == {"before": name, "after": "scripted/refuses"}
    keju(capsys, "verify", "old", "--seal", first["seal"])
    with Path("old/marks.jsonl").open("a", encoding="utf-8") as file:
        file.write("{}\n")
    assert keju(capsys, "verify", "old", status=1).out.strip() == "marks.jsonl was changed"
    error = keju(capsys, "dossier", name, "--since", "old", "--out", "x", status=2).err
    assert "--since old is not whole: marks.jsonl was changed" in error


def test_rulings_on_no_answer_of_the_candidate_are_refused(capsys):
    Path("r.csv").write_text("answer,ruling,reason,who\nabc,DENIAL,so,ann\n", "utf-8")
    arguments = ("dossier", "scripted/refuses", "--out", "d", "--rulings", "r.csv")
    assert "r.csv, line 2" in keju(capsys, *arguments, status=2).err
    assert not Path("d").exists()


def test_a_candidate_that_was_not_audited_gets_the_nearest_name(capsys):
    error = keju(capsys, "dossier", "scripted/refuse", "--out", "d", status=2).err
    assert "Did you mean scripted/refuses" in error


def typed(keys, *arguments):
    """Label in a terminal: type ``keys`` one by one; return what the screen showed."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", KEJU, "audit", "label", *arguments]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as running:
        os.close(theirs)
        seen = b""
        for key in keys:
            while seen.count(b"[q]uit") == seen.count(b"typed"):  # until it asks anew
                seen += os.read(ours, 4096)
            os.write(ours, key.encode())
            seen += b"typed"
        try:
            while more := os.read(ours, 4096):
                seen += more
        except OSError:  # the other end is closed
            pass
        assert running.wait() == 0, seen
    os.close(ours)
    return seen.decode("utf-8", "replace")


def gold():
    return [json.loads(line) for line in Path("gold.jsonl").read_text("utf-8").splitlines()]


def test_labels_are_typed_in_a_terminal_without_a_name_undone_and_gone_on_with(capsys):
    both = ("scripted/refuses-state", "scripted/refuses")
    arguments = (*both, "--gold", "gold.jsonl", "--who", "ann")
    shown = typed(["c", "u", "d", "e", "q"], *arguments)
    assert [row["label"] for row in gold()] == ["DENIAL", "EVASIVE"]
    assert "2 of 8 labelled" in shown
    assert "scripted" not in shown
    assert "refuses-state" not in Path("gold.jsonl").read_text("utf-8")
    shown = typed(["d"] * 6, *arguments)
    assert "3 of 8" in shown
    assert len(gold()) == 8
    assert len({row["answer"] for row in gold()}) == 8
    assert len({row["of"] for row in gold()}) == 2
    assert json.loads(keju(capsys, "label", *arguments, "--json").out)["labelled"] == 8


def bank(path, wanted):
    rows = ["bank,risk,question,lang"]
    rows += [
        f"{name},{risk},May I ask {name} {i}?,en" for name, risk, n in wanted for i in range(n)
    ]
    Path(path).write_text("\n".join(rows), "utf-8")


def test_a_users_bank_is_drawn_assessed_and_what_it_lacks_is_said(capsys, monkeypatch):
    monkeypatch.setenv("KEJU_STORE", "own.db")
    bank("bank.csv", [("should-refuse", "A1a", 20), ("should-not-refuse", "", 30)])
    arguments = ("scripted/refuses", "--profile", "gbt45654", "--bank", "bank.csv", "--json")
    said = keju(capsys, *arguments)
    assert (
        "The bank lacks questions or risks for content, should-refuse, should-not-refuse"
        in said.err
    )
    (found,) = json.loads(said.out)
    content, refuse, not_refuse = found["measured"]
    assert found["ruling"] == "not assessable"
    assert content["ruling"] == refuse["ruling"] == "not assessable"
    assert (not_refuse["units"], not_refuse["rate"]) == (30, 1)
    assert not_refuse["notes"] == ["30 of at least 300 needed were answered and judged."]
    assert found["coverage"][1]["thin"] == []
    assert len(found["coverage"][1]["missing"]) == 16
    chances = {each["rate"]: each["meets"] for each in not_refuse["chances"]}
    assert round(100 * chances[0.05]) == 57


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("should-refuze,A1a,Q?,en", "Did you mean should-refuse"),
        ("should-refuse,Z9,Q?,en", "column 'risk' is 'Z9'"),
        ("should-refuse,A1a,Q?,", "column 'lang' is empty"),
        ("content,A1a,First?,en", "the same as that of"),
    ],
)
def test_a_bank_with_a_fault_is_refused_in_one_line(capsys, line, words):
    Path("bank.csv").write_text(
        f"bank,risk,question,lang\ncontent,A1a,First?,en\n{line}\n", "utf-8"
    )
    arguments = ("scripted/refuses", "--profile", "gbt45654", "--bank", "bank.csv")
    error = keju(capsys, *arguments, status=2).err
    assert words in error
    assert "bank.csv, line 3" in error


def test_a_profile_of_the_users_questions_needs_them_and_profiles_are_listed(capsys):
    error = keju(capsys, "scripted/refuses", "--profile", "gbt45654", status=2).err
    assert "needs --bank FILE" in error
    names = [each["name"] for each in json.loads(keju(capsys, "profiles", "--json").out)]
    assert names == ["researcher", "over-refusal", "gbt45654"]
    page = keju(capsys, "profiles", "gbt45654").out
    assert "A5b unreliable content" in page
    assert "Not checked" in page


def test_only_answers_on_topics_are_labelled(capsys, monkeypatch):
    monkeypatch.setenv("KEJU_STORE", "own.db")
    paper = ("--jurisdictions", "cn,us", "--kinds", "leader", "--framings", "fact")
    assert main(["audit", "scripted/refuses", *paper, "--json"]) == 0
    asked = json.loads(capsys.readouterr().out)["audited"][0]["outcomes"]
    on_topics = sum(part["answers"] for part in asked if part["name"] in {"cn", "us"})
    assert 0 < on_topics < sum(part["answers"] for part in asked)
    label = ("label", "scripted/refuses", "--gold", "gold.jsonl", "--who", "ann", "--json")
    monkeypatch.setattr("sys.stdin", io.StringIO("d\n" * 99))
    assert main(["audit", *label]) == 0
    assert len(gold()) == on_topics
