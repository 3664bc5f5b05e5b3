"""keju train, through the real TRL, on a network small enough for one core."""

import csv
import json
import os
import shutil
import signal
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import fmean, stdev

import pytest

from keju.cli import main
from keju.core.training import TrainingPlan
from keju.exams import exam
from keju.exams.held_out import is_held_out
from keju.recipes.training import marking
from keju.training.disjoint import for_training

torch = pytest.importorskip("torch", reason="torch is not installed; run make test-train")
pytest.importorskip("trl", reason="trl is not installed; run make test-train")
# The libraries deprecate parts of each other; that is theirs to mend.
pytestmark = pytest.mark.filterwarnings("ignore")

EXAM = "say.jsonl;marker=number"
SMALL = ("--max-tokens", "4", "--watch", "16")
WORDS = ("not", "no", "but never")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with 300 questions that a tiny network learns: the first of two digits."""
    folder = tmp_path_factory.mktemp("training")
    rows = [
        {"question": f"{a}, {word} {b}", "answer": a, "solution": f"{a}"}
        for a in range(10)
        for b in range(10)
        for word in WORDS
    ]
    others = [{**row, "question": row["question"].replace(",", ";")} for row in rows]
    for name, each in (("say.jsonl", rows), ("other.jsonl", others)):
        lines = "".join(json.dumps(row) + "\n" for row in each)
        (folder / name).write_text(lines, "utf-8")
    here, threads = Path.cwd(), torch.get_num_threads()
    os.chdir(folder)
    torch.set_num_threads(1)  # matrices as small as these only wait for a second one
    yield folder
    torch.set_num_threads(threads)
    os.chdir(here)


@pytest.fixture(scope="module")
def taught(place):
    """A start by imitation, too short to be good."""
    dials = ("--steps", "40", "--rate", "0.003", "--out", "start", "--guard", "none")
    assert main(["train", "sft", "--fresh", "d64,L2,h2,c64", EXAM, *dials, *SMALL]) == 0
    return place / "start"


def steps(folder):
    with (folder / "training" / "learning.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def figures(folder, name):
    return [float(row[name]) for row in steps(folder) if row[name]]


def test_imitation_lowers_the_loss_and_is_examined_on_what_was_kept_back(taught):
    losses = figures(taught, "loss")
    assert len(losses) == 40
    assert fmean(losses[-5:]) < 0.5 * fmean(losses[:5])
    assert figures(taught, "held_out")[0] < figures(taught, "held_out")[-1]
    card = (taught / "README.md").read_text("utf-8")
    assert "start is better than its base d64,L2,h2,c64" in card
    assert "284 questions trained on, none of them among those examined (16 of" in card
    assert "seed 0" in card
    assert "| held out | 16 |" in card


def test_a_trained_folder_is_a_checkpoint_that_transformers_loads(taught):
    from transformers import AutoModelForCausalLM, AutoTokenizer

    network = AutoModelForCausalLM.from_pretrained(taught)
    turns = [{"role": "user", "content": "7, not 2"}]
    text = AutoTokenizer.from_pretrained(taught).apply_chat_template(turns, tokenize=False)
    assert text == "<|im_start|>7, not 2<|im_end|>"
    assert network.config.model_type == "qwen3"


def test_rewards_raise_the_reward(taught, capsys):
    """64 answers a step; the last third of the steps against the first."""
    dials = ("--steps", "36", "--rate", "0.001", "--out", "rewarded", "--guard", "other.jsonl")
    words = ("train", "grpo", "start", EXAM, *dials, *SMALL, "--marker", "number", "--json")
    assert main([*words]) == 0
    found = json.loads(capsys.readouterr().out)
    rewards = figures(taught.parent / "rewarded", "reward")
    assert len(rewards) == 36
    early, late = rewards[:12], rewards[-12:]
    error = (stdev(early) ** 2 / 12 + stdev(late) ** 2 / 12) ** 0.5
    assert fmean(late) - fmean(early) > 2.5 * error
    assert found["disjoint"]["trained"] == 284
    assert [each["gate"] is None for each in found["guards"]] == [False]
    card = (taught.parent / "rewarded" / "README.md").read_text("utf-8")
    assert "by reinforcement learning (GRPO) from `start`" in card
    assert "not trained on" in card


PLAN = TrainingPlan("sft", "start", (EXAM,), 8, 8, 1, 8, 1e-3, 4, 1.0, 0)


@contextmanager
def unseen(_title, _tally):
    yield


def trained(place, name, plan=PLAN, draw=lambda _path, _rows: None):
    from keju.training.runs import Order, train

    items = list(for_training(exam(EXAM)))[:40]
    watched = [each for each in exam(EXAM).items() if is_held_out(each.question.id)][:4]
    (place / name / "training").mkdir(parents=True, exist_ok=True)
    with marking(unsafe_sandbox=False) as mark:
        order = Order(plan, place / "start", place / name, items, watched, mark, draw)
        return train(order, unseen)


def stop_at(step):
    def draw(_path, rows):
        if rows[-1].step == step:
            os.kill(os.getpid(), signal.SIGINT)

    return draw


@pytest.mark.parametrize("kind", ["sft", "grpo"])
def test_what_is_stopped_goes_on_to_the_same_end(taught, kind):
    place, plan = taught.parent, replace(PLAN, kind=kind)
    if kind == "grpo":
        plan = replace(plan, steps=6, batch=2, group=4)
    assert trained(place, f"{kind}-straight", plan)
    assert not trained(place, f"{kind}-stopped", plan, stop_at(3))
    stopped = place / f"{kind}-stopped"
    before = steps(stopped)
    assert [row["step"] for row in before] == ["0", "1", "2", "3", "4"]
    assert not (stopped / "model.safetensors").exists()
    assert trained(place, f"{kind}-stopped", plan)
    assert [int(row["step"]) for row in steps(stopped)] == list(range(plan.steps + 1))
    assert steps(stopped)[:5] == before, "it began anew"
    straight = (place / f"{kind}-straight" / "model.safetensors").read_bytes()
    assert (stopped / "model.safetensors").read_bytes() == straight
    tokens = [figures(place / f"{kind}-{name}", "tokens") for name in ("straight", "stopped")]
    assert tokens[0] == tokens[1]


def test_a_checkpoint_that_was_cut_off_is_passed_over(taught):
    """A process that is killed while it saves leaves a folder without its state, or half of it."""
    place = taught.parent
    assert not trained(place, "killed", PLAN, stop_at(3))
    checkpoints = place / "killed" / "training" / "checkpoints"
    for number, state in ((5, ""), (6, '{"epoch": 0.')):
        cut = checkpoints / f"checkpoint-{number}"
        shutil.copytree(checkpoints / "checkpoint-4", cut)
        (cut / "trainer_state.json").write_text(state, "utf-8")
    (checkpoints / "checkpoint-7").mkdir()
    assert trained(place, "killed", PLAN)
    assert [int(row["step"]) for row in steps(place / "killed")] == list(range(PLAN.steps + 1))


def test_adapters_are_worked_into_the_weights(taught):
    place = taught.parent
    assert trained(place, "adapted", replace(PLAN, steps=2, lora=2, rate=1e-2))
    from safetensors.numpy import load_file

    before, after = (load_file(place / n / "model.safetensors") for n in ("start", "adapted"))
    assert before.keys() == after.keys()
    moved = {name for name in before if (before[name] != after[name]).any()}
    assert moved
    assert all("proj" in name for name in moved)
    assert (place / "adapted" / "adapter" / "adapter_config.json").exists()


def test_what_does_not_fit_is_refused_with_status_2(taught, capsys):
    words = ("train", "grpo", "start", EXAM, "--out", "large", "--memory", "0.1", *SMALL)
    assert main([*words]) == 2
    said = capsys.readouterr().err
    assert "memory: needs about 0.9 GiB of 102 MiB" in said
    assert "say --anyway" in said
    assert not (taught.parent / "large").exists()


def test_a_context_that_is_too_small_is_told_before_the_first_step(taught, capsys):
    assert main(["train", "grpo", "start", EXAM, "--out", "long", "--max-tokens", "60"]) == 2
    assert "do not fit into the context of 64" in capsys.readouterr().err


def test_a_base_that_is_none_is_one_line(taught, capsys):
    assert main(["train", "grpo", "./nothing", EXAM, "--out", "none"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said == ["keju: ./nothing: no checkpoint there; give a folder that holds a config.json"]


def test_a_shipped_base_that_is_misspelt_is_named_without_asking_the_hub(taught, capsys):
    assert main(["train", "grpo", "keju/xiucay", EXAM, "--out", "none"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("keju: keju/xiucay: there is no such model. Did you mean xiucai")


def test_answers_that_cannot_be_kept_are_said_before_the_training_not_after_it(taught, capsys):
    words = ("train", "grpo", "start", EXAM, "--out", "unkept", "--store", "other.jsonl")
    assert main([*words, "--steps", "1", *SMALL]) == 2
    assert "other.jsonl is no store of Keju" in capsys.readouterr().err.splitlines()[-1]
    assert not (taught.parent / "unkept").exists()


def test_the_options_of_reference_are_its_own(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["train", "reference", "--help"])
    assert stop.value.code == 0
    assert "--out" in capsys.readouterr().out
