"""The card of a trained model says what was done, from what, and what came of it."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from keju.core.examined import Examined
from keju.core.records import Verdict
from keju.core.summary import Sitting, Summary
from keju.core.trained import Trained
from keju.core.training import Disjointness, TrainingPlan
from keju.report.trained import trained_json, trained_screen
from keju.training.trained_card import card_text

PLAN = TrainingPlan(
    kind="grpo",
    base="Qwen/Qwen2.5-1.5B",
    exams=("chain;seed=0", "linear"),
    steps=300,
    batch=16,
    group=8,
    micro=4,
    rate=1e-5,
    max_tokens=512,
    temperature=1.0,
    seed=7,
    lora=16,
)


def summary(number, candidate, right):
    sitting = Sitting(
        number, "chain;held_out=1", 1, candidate, "c", 0, 0, 0, 1, 200, 1, 200, 200, 200, right
    )
    verdicts = {Verdict.CORRECT: right, Verdict.INCORRECT: 200 - right}
    return Summary(sitting, verdicts, {}, 200, 0, 0, 1, 2, None, None, None, None, {}, {})


NAMES = ("hf/out/model", "hf/cache/snapshot")
EXAMINED = Examined((summary(1, NAMES[0], 150), summary(2, NAMES[1], 50)), silence="hf/out/model x")
TRAINED = Trained(
    plan=PLAN,
    names=NAMES,
    questions=4800,
    unsolved=0,
    tokens=2_000_000,
    seconds=3600,
    proof=Disjointness(4800, {"chain;held_out=1": 200}, "ab" * 32),
    examined=(EXAMINED,),
    guards=((replace(EXAMINED, silence="too few"), None),),
    facts={"machine": "a GPU", "trl": "1.16.0", "parameters": "1,543,714,304"},
)


def test_the_card_states_data_tokens_seed_scores_and_the_proof():
    card = card_text("model", TRAINED, "keju train grpo …")
    assert "base_model: Qwen/Qwen2.5-1.5B\n" in card
    assert "4,800 of `chain;seed=0`, `linear`" in card
    assert "2,000,000 read and written in 1 h 00 min on a GPU" in card
    assert "learning rate 1e-05, seed 7" in card
    assert "adapters of rank 16" in card
    assert "| held out | 200 | 75.0% [68.6, 80.5] | 25.0% [19.5, 31.4] |" in card
    assert "Undecided, so not passed" in card
    assert "4,800 questions trained on, none of them among those examined (200 of" in card
    assert "abababab" in card
    assert "keju train grpo …" in card


def test_places_on_disk_are_not_named_nor_what_the_same_weights_were_called_before():
    met = Examined(
        (summary(1, NAMES[0], 150), summary(2, "hf/b", 50)), silence="hf/b is hf/out/model"
    )
    card = card_text("model", replace(TRAINED, examined=(EXAMINED, met)), "keju train grpo …")
    assert "its base Qwen/Qwen2.5-1.5B is model" in card
    assert "hf/" not in card
    assert "model x" in card


@pytest.mark.parametrize(
    ("base", "name", "words"),
    [
        ("d64,L2", "hf/out/model/training/start", "from a fresh network (d64,L2)"),
        ("other/start", "hf/other/start", "from `other/start`"),
        ("keju/xiucai", "hf/somewhere/xiucai", "from `keju/xiucai`"),
    ],
)
def test_only_a_base_of_the_hub_is_linked(base, name, words):
    plan = replace(PLAN, base=base, kind="sft", thought=True)
    card = card_text("model", replace(TRAINED, plan=plan, names=(NAMES[0], name), unsolved=3), "c")
    assert words in card
    assert "base_model" not in card
    assert "as a thought" in card
    assert "3 questions without a right worked solution" in card


def test_screen_and_json_have_the_same_figures():
    console = Console(width=150, record=True, file=io.StringIO())
    console.print(trained_screen(TRAINED))
    shown = console.export_text()
    found = trained_json(TRAINED)
    assert "75.0%" in shown
    assert "Undecided, so not passed" in shown
    assert found["disjoint"]["trained"] == 4800
    assert found["examined"][0]["sittings"][0]["accuracy"] == 0.75
    assert found["guards"][0]["gate"] is None
