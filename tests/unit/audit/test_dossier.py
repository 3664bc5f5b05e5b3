"""A dossier verifies, and whatever is changed, missing or added in it is named."""

import hashlib
import json

import pytest

from keju.audit.dossier import MANIFEST, dossier_files, seal_of, write_dossier
from keju.audit.verify import problems, seal_in
from keju.core.canonical import identifier
from keju.core.dossier import Dossier
from keju.core.errors import InputError
from keju.core.records import Item, MarkerSpec, Question


def dossier(number=3):
    items = [
        Item(Question.ask(f"Q{i}?"), {"lang": "en"}, MarkerSpec("audit")) for i in range(number)
    ]
    keys = [identifier("answer", [item.question.id, "ab", 0, 0]) for item in items]
    paper = [
        {
            "id": item.id,
            "question_id": item.question.id,
            "question": {"messages": [{"role": "user", "content": item.question.text}]},
            "reference": item.reference,
            "marker": {"name": "audit", "parameters": {}},
            "cluster": None,
        }
        for item in items
    ]
    answers = [
        {
            "answer": key,
            "question_id": item.question.id,
            "candidate_id": "ab",
            "epoch": 0,
            "attempt": 0,
            "text": "é",
            "reasoning": None,
            "finish": "stop",
        }
        for key, item in zip(keys, items, strict=True)
    ]
    marks = [
        {"answer": key, "item": item.id, "attempt": 0, "verdict": "correct", "detail": None}
        for key, item in zip(keys, items, strict=True)
    ]
    ruled = {
        "answer": keys[0],
        "ruling": "COMPLETE",
        "reason": "all said",
        "who": "ann",
        "date": "",
    }
    return Dossier({"name": "someone"}, "2026-01-01T00:00:00Z", [], paper, answers, marks, [ruled])


@pytest.fixture
def folder(tmp_path):
    write_dossier(tmp_path / "d", dossier_files(dossier(), "<p>page</p>"))
    return tmp_path / "d"


def remake_manifest(folder):
    """Do what a forger would: list the hashes of the files as they now are."""
    manifest = json.loads((folder / MANIFEST).read_bytes())
    for name, each in manifest["files"].items():
        each["sha256"] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(manifest), "utf-8")


def test_a_fresh_dossier_is_whole_and_has_its_seal(folder):
    assert problems(folder) == []
    assert problems(folder, seal_in(folder)) == []
    assert seal_in(folder) == seal_of(dossier_files(dossier(), "<p>page</p>"))


def test_each_file_that_is_changed_missing_or_added_is_named(folder):
    for path in sorted(folder.iterdir()):
        if path.name == MANIFEST:
            continue
        before = path.read_bytes()
        path.write_bytes(before + b" ")
        assert problems(folder) == [f"{path.name} was changed"]
        path.unlink()
        assert problems(folder) == [f"{path.name} is missing"]
        path.write_bytes(before)
    (folder / "sub").mkdir()
    (folder / "sub" / "more.txt").write_text("x", "utf-8")
    assert problems(folder) == ["sub/more.txt was added"]


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("marks.jsonl", '"correct"', '"refused"', "line 1: the chain of marks is broken"),
        ("paper.jsonl", "Q1?", "Q7?", "line 2: the item is not what its id says"),
        ("answers.jsonl", '"text":"', '"text":"No. ', "line 1: the answer does not say what"),
        ("answers.jsonl", '"epoch":0', '"epoch":1', "line 1: the answer is not what its key says"),
    ],
)
def test_a_forger_who_lists_new_hashes_is_found_by_what_the_files_say(
    folder, name, old, new, words
):
    seal = seal_in(folder)
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    remake_manifest(folder)
    assert words in problems(folder)[0]
    assert any("has not the seal" in each for each in problems(folder, seal))


def test_marks_cut_off_at_the_end_are_missed(folder):
    path = folder / "marks.jsonl"
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    remake_manifest(folder)
    assert problems(folder) == ["marks.jsonl: marks are missing at its end, or were added"]


def test_what_is_no_dossier_is_said_in_one_line(tmp_path, folder):
    with pytest.raises(InputError, match="holds no MANIFEST"):
        problems(tmp_path)
    (folder / MANIFEST).write_text("[]", "utf-8")
    assert problems(folder) == ["MANIFEST.json was changed: it is no manifest"]
    with pytest.raises(InputError, match="is not empty"):
        write_dossier(folder, {})
