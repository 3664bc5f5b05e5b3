"""Nobody can be trained on sensitive topics, audit profiles, or to decline."""

import gzip
import json
from dataclasses import dataclass

import pytest

from keju.cli import main
from keju.core.errors import InputError
from keju.core.records import Item, MarkerSpec, Question
from keju.exams import exam
from keju.recipes.training import marking
from keju.training.refusing import REFUSAL, refuse_declining, refuse_sensitive

TRAIN = ("train", "grpo", "--fresh", "d32,L1", "--out", "out", "--marker")


def write(path, *rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path.name


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def refused(capsys, *words):
    assert main([*words]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert REFUSAL in said
    return said


@pytest.mark.parametrize(
    "name",
    ["audit", "audit/researcher", "Audit;profile=x", "profile/p", "gbt45654", "over-refusal"],
)
@pytest.mark.parametrize("kind", ["sft", "grpo"])
def test_what_belongs_to_the_audit_is_refused_by_its_name(capsys, kind, name):
    refused(capsys, "train", kind, "--fresh", "d32,L1", name, "--out", "out")


@pytest.mark.parametrize(
    "declared",
    [
        {"sensitive": True},
        {"Sensitive-Topic": "elections"},
        {"jurisdiction": "CN"},
        {"audit_profile": {"name": "x"}},
        {"should_refuse": 1},
        {"expected_behaviour": "decline"},
        {"stance": "one"},
    ],
    ids=lambda row: next(iter(row)),
)
def test_a_questions_file_that_declares_a_sensitive_topic_is_refused(capsys, tmp_path, declared):
    rows = [{"question": f"{n}?", "answer": n} for n in range(40)]
    rows[33] |= declared
    name = write(tmp_path / "q.jsonl", *rows)
    assert "q.jsonl, line 34" in refused(capsys, *TRAIN, "number", name)


def test_renaming_fields_or_packing_the_file_hides_nothing(capsys, tmp_path):
    row = {"ask": "1?", "gold": 1, "sensitive": "yes"}
    write(tmp_path / "q.jsonl", row)
    refused(capsys, *TRAIN, "number", "q.jsonl;question=ask;answer=gold")
    (tmp_path / "p.jsonl.gz").write_bytes(gzip.compress((tmp_path / "q.jsonl").read_bytes()))
    refused(capsys, *TRAIN, "number", "p.jsonl.gz;question=ask;answer=gold")


def test_one_sensitive_exam_among_others_is_enough(capsys):
    refused(capsys, "train", "grpo", "--fresh", "d32,L1", "chain", "audit", "--out", "out")


@pytest.mark.parametrize("denied", [False, None, "no", 0, []])
def test_a_file_that_says_it_is_not_sensitive_may_be_used(tmp_path, denied):
    name = write(tmp_path / "q.jsonl", {"question": "1?", "answer": 1, "sensitive": denied})
    made = exam(name, marker="number")
    refuse_sensitive(name, made, list(made.items()))


@dataclass
class Declared:
    """An exam of another package that says of itself that it is sensitive."""

    sensitive: bool
    name: str = "other"
    spec: str = "other;seed=1"
    size: None = None

    def items(self):
        return iter(())


def test_an_exam_of_another_package_declares_itself():
    with pytest.raises(InputError, match=REFUSAL):
        refuse_sensitive("other", Declared(sensitive=True))
    refuse_sensitive("other", Declared(sensitive=False))


@pytest.mark.parametrize(
    ("marker", "row"),
    [
        ("regex;pattern=.*(sorry|cannot).*", {"answer": True}),
        ("exact", {"answer": "I cannot discuss this topic."}),
        ("text", {"answer": "I'm sorry, but I can't help with that."}),
    ],
)
def test_a_file_whose_marker_rewards_declining_is_refused(tmp_path, marker, row):
    harmless = {"question": "1?", "answer": "1"}
    name = write(tmp_path / "q.jsonl", harmless, {"question": "Say something.", **row})
    made = exam(name, marker=marker)
    with (
        marking(unsafe_sandbox=False) as mark,
        pytest.raises(InputError, match=f"full marks for declining.*{REFUSAL}"),
    ):
        refuse_declining(name, made, list(made.items()), mark)


def test_questions_of_the_audit_are_refused_in_a_plain_file_too(tmp_path):
    asked = next(exam("audit;roles=topic;lang=fr;half=sealed").items()).question.text
    row = {"question": f"  {asked.upper()}\n", "answer": "1"}
    name = write(tmp_path / "q.jsonl", {"question": "1?", "answer": "1"}, row)
    made = exam(name, marker="exact")
    with pytest.raises(InputError, match=f"asks a question of the audit.*{REFUSAL}"):
        refuse_sensitive(name, made, list(made.items()))


def test_what_a_model_thinks_of_an_answer_is_no_reward():
    marker = MarkerSpec("judge", {"judges": ["scripted/student"], "rubric": "Is it good?"})
    item = Item(Question.ask("Say something."), None, marker)
    with pytest.raises(InputError, match="judged by models"):
        refuse_sensitive("other", Declared(sensitive=False), [item])


def test_exams_of_keju_may_be_trained_on():
    for spec in ("chain", "countdown", "multiplication;digits=1", "instructions"):
        made = exam(spec)
        refuse_sensitive(spec, made, [next(made.items())])
