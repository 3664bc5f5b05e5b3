"""The number marker against the official grades of four real models on GSM8K."""

import gzip
import json
from pathlib import Path

import pytest

from keju.core.records import Item, MarkerSpec, Question, Reply, Verdict
from keju.marking import check_reference, judge, marker

FOLDER = (Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "gsm8k").resolve()
MODELS = ("6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification")
OFFICIAL = {
    "6b_finetuning": 286,
    "6b_verification": 515,
    "175b_finetuning": 458,
    "175b_verification": 742,
}

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the recorded GSM8K answers are not in ../shared/data/gsm8k"
)


def rows(name):
    with gzip.open(FOLDER / name, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def item(row, reference):
    return Item(Question.ask(row["question"]), reference, MarkerSpec("number"))


def test_the_number_marker_agrees_with_every_official_grade():
    judged = marker(MarkerSpec("number"))
    correct = dict.fromkeys(MODELS, 0)
    disagreements, asked = [], 0
    for row in rows("example_model_solutions.jsonl.gz"):
        one = item(row, row["ground_truth"].rpartition("A: ")[2])
        check_reference(one)
        for model in MODELS:
            mark = judge(one, Reply(row[model]["solution"]), judged)
            right = mark.verdict is Verdict.CORRECT
            asked += 1
            correct[model] += right
            if right != row[model]["is_correct"]:
                disagreements.append((model, one.reference, mark))
    assert disagreements == []
    assert asked == 5_276
    assert correct == OFFICIAL


def test_worked_solutions_of_the_test_set_are_correct_and_only_those():
    judged = marker(MarkerSpec("number"))
    solutions = rows("test.jsonl.gz")
    assert len(solutions) == 1_319
    for row in solutions:
        reference = row["answer"].rpartition("#### ")[2]
        assert judged.mark(item(row, reference), row["answer"]).verdict is Verdict.CORRECT
        wrong = item(row, f"1{reference}".replace("1-", "-1").replace(",", ""))
        assert judged.mark(wrong, row["answer"]).verdict is Verdict.INCORRECT
