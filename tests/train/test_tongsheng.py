import json
import re
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from keju.core.records import Question
from keju.models.tokens import CharacterTokenizer, tokenizer_json
from keju.training.traces import is_held_out

torch = pytest.importorskip("torch", reason="torch is not installed; run make test-train")

from keju.training.card import Score, held_out_paper, measure, write_card  # noqa: E402
from keju.training.checkpoint import load_weights  # noqa: E402
from keju.training.network import Decoder, Shape  # noqa: E402
from keju.training.tongsheng import Plan, batches, train  # noqa: E402

SHORT = Plan(steps=3, batch_tokens=512)


@pytest.fixture(scope="module")
def tokenizer():
    return CharacterTokenizer(tokenizer_json()["model"]["vocab"])


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(4)
    return Decoder(Shape(102, 32, 48, 2, 4))


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trained")
    return folder, train(SHORT, folder)


def log(folder):
    return [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]


def written(batch, tokenizer):
    """The prompts and the completions that a batch teaches, as text."""
    inputs, targets = batch
    rows = zip(inputs.tolist(), targets.tolist(), strict=True)
    for row, target in rows:
        prompt = tokenizer.decode(row[: next(i for i, t in enumerate(target) if t >= 0) + 1])
        yield prompt, tokenizer.decode(t for t in target if t >= 0)


@pytest.mark.parametrize("direct", [False, True])
def test_only_the_answer_is_taught_and_only_to_the_training_side(tokenizer, direct):
    thought = "" if direct else r"<think>[\d+*=:;>\n-]+</think>"
    for batch in islice(batches(Plan(direct=direct), tokenizer), 5):
        assert batch[0].numel() <= Plan.batch_tokens
        for prompt, completion in written(batch, tokenizer):
            question = re.fullmatch(r"<\|im_start\|>(.*)<\|im_end\|>", prompt)[1]
            assert not is_held_out(Question.ask(question).id)
            assert re.fullmatch(thought + r"Answer: \d+<\|im_end\|>", completion)
            expression = re.match(r"What is (.*)\?", question)[1]
            assert completion.endswith(f"Answer: {eval(expression)}<|im_end|>")


def test_the_inputs_are_the_targets_one_place_later(tokenizer):
    inputs, targets = next(batches(Plan(), tokenizer))
    taught = (targets[:, :-1] >= 0) & (targets[:, :-1] != tokenizer.end)
    assert (inputs[:, 1:][taught] == targets[:, :-1][taught]).all()


def test_training_lowers_the_loss(tmp_path):
    progress = train(Plan(steps=50, batch_tokens=256), tmp_path)
    assert progress.loss < 0.95 * np.log(102)
    assert [line["step"] for line in log(tmp_path)] == [50]


def test_the_same_seeds_give_the_same_weights_and_others_do_not(trained, tmp_path):
    folder, progress = trained
    train(SHORT, tmp_path / "again")
    train(replace(SHORT, weight_seed=1), tmp_path / "other")
    first, again, other = (
        (path / "model.safetensors").read_bytes()
        for path in (folder, tmp_path / "again", tmp_path / "other")
    )
    assert first == again != other
    assert (progress.step, progress.share(SHORT)) == (3, 1.0)


def test_a_second_round_goes_on_from_the_first(trained, tmp_path):
    train(replace(SHORT, start=trained[0], steps=1), tmp_path)
    first, second = (Decoder(Shape(102)) for _ in range(2))
    load_weights(first, trained[0])
    load_weights(second, tmp_path)
    moved = [
        float((a - b).detach().abs().max())
        for a, b in zip(first.parameters(), second.parameters(), strict=True)
    ]
    assert 0 < max(moved) < 1e-3


def test_time_may_end_training_early(tmp_path):
    assert train(replace(SHORT, steps=10**6, minutes=0.01), tmp_path).step < 1000


def test_a_network_that_learned_nothing_scores_nothing(trained):
    scores = measure(trained[0], size=20)
    assert [(score.kind, score.right, score.asked) for score in scores] == [
        ("product", 0, 20),
        ("chain", 0, 20),
    ]


def test_the_paper_holds_different_unseen_questions():
    questions = {problem.question for problem in held_out_paper("chain", 300)}
    assert len(questions) == 300
    assert all(is_held_out(Question.ask(question).id) for question in questions)


@pytest.mark.parametrize("direct", [False, True])
def test_the_card_says_first_what_it_does_and_does_not(trained, direct):
    folder, progress = trained
    write_card(
        folder, direct=direct, record=progress.record(), scores=[Score("product", 9, 10, 660)]
    )
    card = (folder / "README.md").read_text("utf-8")
    assert card.split("\n", 1)[0].endswith("it does not read open English.")
    assert "product: 9 of 10 right, 90.00% (95% interval 59.58% to 98.21%); 66 tokens" in card
    assert ("--direct" in card) == direct
