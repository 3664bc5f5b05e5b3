"""Four real models' recorded answers sit GSM8K: every verdict against the official grade."""

import gzip
import json
from pathlib import Path

import pytest

import keju

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "gsm8k"
RECORDED = DATA / "example_model_solutions.jsonl.gz"
OFFICIAL = {
    "6b_finetuning": 286,
    "6b_verification": 515,
    "175b_finetuning": 458,
    "175b_verification": 742,
}

pytestmark = pytest.mark.skipif(not RECORDED.exists(), reason="shared/data/gsm8k is not there")


@pytest.mark.parametrize("model", OFFICIAL)
def test_a_recorded_model_is_examined_as_it_was_graded(tmp_path, model):
    candidate = f"recorded/{RECORDED}#{model}.solution"
    result = keju.exam(candidate, "gsm8k", data=DATA, store=tmp_path / "keju.db")
    with gzip.open(RECORDED, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    graded = {row["question"]: row[model]["is_correct"] for row in rows}
    marked = {
        line.item.question.text: line.mark.verdict is keju.Verdict.CORRECT
        for line in result.answers()
    }
    assert len(rows) == len(marked) == 1319
    assert marked == graded
    assert result.summary.sitting.score == OFFICIAL[model]
