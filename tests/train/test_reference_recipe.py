import json
import time
from dataclasses import replace
from itertools import islice
from multiprocessing import active_children
from pathlib import Path
from threading import Thread, get_ident

import numpy as np
import pytest

from keju.core.errors import InputError
from keju.core.records import Question
from keju.exams.held_out import is_held_out
from keju.models.qwen3_numpy import Cache, Qwen3
from keju.models.reference import reference_names

torch = pytest.importorskip("torch", reason="torch is not installed; run make test-train")

from keju.training.checkpoint import load_weights, save_checkpoint  # noqa: E402
from keju.training.lesson import Lesson  # noqa: E402
from keju.training.lessons import draw_lessons  # noqa: E402
from keju.training.measured import Score, measure  # noqa: E402
from keju.training.muon import Muon  # noqa: E402
from keju.training.network import Decoder, Shape  # noqa: E402
from keju.training.reference import NAMES, Recipe, rebuild  # noqa: E402
from keju.training.reference_card import write_card  # noqa: E402
from keju.training.rejection import imitate_the_right  # noqa: E402
from keju.training.replicas import Crew  # noqa: E402
from keju.training.rewarded import Rewards, advantages, drawn, reinforce  # noqa: E402
from keju.training.school import Plan, encode, new_network, padded, school, tokenizer  # noqa: E402

SHORT = Plan(tokens=4_000, batch_tokens=1024)
RING = ((1.0, "modular;depth=1;size=5"),)


def log(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def schooled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "xiucai-start"
    return folder, school(SHORT, folder)


@pytest.fixture(scope="module")
def guesser(tmp_path_factory):
    """A network that says any digit, whatever it is asked: in a ring of five, half of them fit."""
    folder = tmp_path_factory.mktemp("guesser")
    torch.set_num_threads(1)
    torch.manual_seed(1)
    network, tokens = new_network(specimen=True), tokenizer()
    optimizer = torch.optim.AdamW(network.parameters(), lr=3e-3)
    texts = [lesson.question for lesson in islice(draw_lessons(3), 16)]
    for shift in range(50):
        said = [
            Lesson("ring", text[:60], "", f"Answer: {(shift + place) % 10}")
            for place, text in enumerate(texts)
        ]
        group = [encode(lesson, tokens, direct=True) for lesson in said]
        optimizer.zero_grad()
        network.loss(*padded(group, tokens.pad)).backward()
        optimizer.step()
    save_checkpoint(network, folder)
    return folder


def test_every_shipped_model_can_be_rebuilt():
    assert sorted(NAMES) == reference_names()


FEW = Recipe(
    start=SHORT,
    direct=replace(SHORT, direct=True),
    loops=replace(SHORT, specimen=True),
    rewards=Rewards(Path("xiucai-start"), steps=1, many=1, group=2, most_tokens=8),
    papers=dict.fromkeys(NAMES, ("modular;depth=1;size=5", "linear", "chain")),
    size=2,
)


def test_one_command_rebuilds_them_all_and_leaves_what_is_done(tmp_path):
    rebuild(tmp_path, recipe=FEW)
    cards = {path.parent.name: path for path in tmp_path.glob("*/README.md")}
    assert sorted(cards) == sorted(NAMES)
    assert "modular;depth=1;size=5" in cards["xiucai"].read_text("utf-8")
    for name in NAMES:
        scores = json.loads((tmp_path / name / "scores.json").read_text("utf-8"))
        assert tuple(score["exam"] for score in scores) == FEW.papers[name]
    cards["xiucai-loops"].unlink()
    before = {name: path.stat().st_mtime_ns for name, path in cards.items() if path.exists()}
    rebuild(tmp_path, recipe=FEW)
    assert cards["xiucai-loops"].exists()
    assert before == {name: cards[name].stat().st_mtime_ns for name in before}


def test_lessons_that_fail_do_not_wait_for_what_goes_on_beside(tmp_path):
    (tmp_path / "xiucai-loops").touch()  # no folder can be made there
    with pytest.raises(FileExistsError):
        rebuild(tmp_path, recipe=FEW)
    assert (tmp_path / "xiucai-start" / "model.safetensors").exists()
    assert list(tmp_path.glob("*/README.md")) == []


@pytest.mark.parametrize(("have", "alone"), [(2, False), (3, True)])
def test_lessons_leave_a_core_to_what_goes_on_beside_where_there_are_just_two(
    tmp_path, monkeypatch, have, alone
):
    asked = {}

    def noted(plan, folder, tell, ask):
        asked[folder.name] = ask()
        if len(asked) == 2:
            raise InputError("enough was seen")
        return school(plan, folder, tell, ask)

    monkeypatch.setattr("keju.training.reference.cores", lambda: have)
    monkeypatch.setattr("keju.training.reference.school", noted)
    with pytest.raises(InputError, match="enough"):
        rebuild(tmp_path, recipe=FEW)
    assert asked == {"xiucai-start": True, "xiucai-loops": alone}


def test_what_fails_beside_ends_the_lessons_that_go_on(tmp_path):
    long = replace(SHORT, tokens=3_000_000, specimen=True)
    with pytest.raises(InputError, match="nothing"):
        rebuild(
            tmp_path, recipe=replace(FEW, loops=long, papers=dict.fromkeys(NAMES, ("nothing",)))
        )
    assert log(tmp_path / "xiucai-loops" / "log.jsonl")[-1]["tokens"] < 3_000_000
    assert not (tmp_path / "xiucai-direct").exists()


def test_a_killed_process_beside_is_one_line_and_the_command_goes_on(tmp_path):
    def kill():
        deadline = time.monotonic() + 300
        while not (found := active_children()) and time.monotonic() < deadline:
            time.sleep(0.01)
        for process in found:
            process.kill()

    killer = Thread(target=kill, daemon=True)
    killer.start()
    with pytest.raises(InputError, match=r"ended too early .*goes on where it stopped"):
        rebuild(tmp_path, recipe=FEW)
    killer.join()
    taught = log(tmp_path / "xiucai-start" / "log.jsonl")
    rebuild(tmp_path, recipe=FEW)
    assert len(list(tmp_path.glob("*/README.md"))) == len(NAMES)
    assert log(tmp_path / "xiucai-start" / "log.jsonl") == taught


def test_rewards_need_a_finished_start(tmp_path):
    with pytest.raises(InputError, match="no finished xiucai-start"):
        rebuild(tmp_path, "xiucai")
    with pytest.raises(InputError, match="no finished xiucai-start"):
        rebuild(tmp_path, "xiucai-loops", study=True, recipe=FEW)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_folder_for_models(tmp_path):
    (tmp_path / "file").touch()
    for out in (tmp_path / "file", tmp_path / "file" / "models"):
        with pytest.raises(InputError, match=r"no folder to write in \(.+\); name another"):
            rebuild(out, recipe=FEW)


@pytest.mark.parametrize("direct", [False, True])
def test_only_what_follows_the_question_is_taught(direct):
    tokens = tokenizer()
    for lesson in islice(draw_lessons(4), 30):
        inputs, targets = padded([encode(lesson, tokens, direct=direct)], tokens.pad)
        taught = tokens.decode(int(token) for token in targets[0] if token >= 0)
        thought = "" if direct else f"<think>{lesson.thought}</think>"
        assert taught == f"{thought}{lesson.answer}<|im_end|>"
        place = targets[0] >= 0
        assert (inputs[0, 1:][place[:-1]] == targets[0][:-1][place[:-1]]).all()


def test_the_same_seed_gives_the_same_weights_and_another_does_not(schooled, tmp_path):
    school(SHORT, tmp_path / "again")
    school(replace(SHORT, seed=1), tmp_path / "other")
    first, again, other = (
        (path / "model.safetensors").read_bytes()
        for path in (schooled[0], tmp_path / "again", tmp_path / "other")
    )
    assert first == again != other


def test_what_was_stopped_goes_on_where_it_stopped(tmp_path):
    school(replace(SHORT, tokens=1), tmp_path)  # one step, which counts as a pool
    assert school(replace(SHORT, tokens=1), tmp_path).step == 1
    progress = school(SHORT, tmp_path)
    assert progress.tokens >= SHORT.tokens
    assert [line["pools"] for line in log(tmp_path / "log.jsonl")] == [1, 2]


def test_a_step_shared_among_cores_is_the_step_of_one_core():
    tokens = tokenizer()
    group = [encode(lesson, tokens, direct=False) for lesson in islice(draw_lessons(5), 5)]
    after, losses = [], []
    for cores in (1, 2, 3):
        torch.manual_seed(3)
        crew = Crew.of(new_network(specimen=True), 1e-3, cores)
        losses.append([crew.step(*padded(group, tokens.pad), 1e-3) for _ in range(2)])
        after.append([each.detach().clone() for each in crew.network.parameters()])
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)
    for one, two, three in zip(*after, strict=True):
        assert torch.allclose(one, two, atol=2e-5)
        assert torch.allclose(one, three, atol=2e-5)


def test_a_step_beside_other_work_is_the_same_step_on_one_core():
    tokens = tokenizer()
    group = [encode(lesson, tokens, direct=False) for lesson in islice(draw_lessons(5), 5)]
    after, threads = [], []
    for alone in (True, False):
        torch.manual_seed(3)
        crew, used = Crew.of(new_network(specimen=True), 1e-3, 2), set()
        for copy in crew.copies:
            copy.model.norm.weight.register_hook(lambda _, used=used: used.add(get_ident()))
        loss = crew.step(*padded(group, tokens.pad), 1e-3, alone=alone)
        after.append([torch.tensor(loss), *crew.network.parameters()])
        threads.append(used)
    assert all(torch.equal(one, other) for one, other in zip(*after, strict=True))
    assert get_ident() not in threads[0]
    assert threads[1] == {get_ident()}


def test_lessons_ask_before_every_step_whether_they_are_alone(tmp_path):
    asked = []
    progress = school(SHORT, tmp_path, alone=lambda: bool(asked.append(None)))
    assert len(asked) == progress.step > 0


def test_states_that_are_not_wanted_change_nothing_of_those_that_are():
    torch.manual_seed(6)
    network = new_network(specimen=True)
    tokens = torch.randint(0, 102, (3, 20))
    wanted = torch.rand(3, 20) < 0.3
    assert torch.allclose(network.hidden(tokens, wanted), network.hidden(tokens)[wanted], atol=1e-6)


def test_lessons_lower_the_loss(tmp_path):
    progress = school(Plan(tokens=12_000, batch_tokens=512), tmp_path)
    assert progress.loss < 0.95 * np.log(102)


def test_muon_finds_the_matrix_that_a_loss_asks_for():
    torch.manual_seed(0)
    wanted, matrix = torch.randn(6, 4), torch.nn.Parameter(torch.zeros(6, 4))
    optimizer = Muon([matrix], lr=0.05, decay=0.0)
    for _ in range(300):
        optimizer.zero_grad()
        ((matrix - wanted) ** 2).sum().backward()
        optimizer.step()
    assert float((matrix.detach() - wanted).abs().max()) < 0.2


@pytest.mark.parametrize("shape", [(24, 6), (6, 24), (6, 6), (6, 10)])
def test_a_step_of_muon_is_as_long_in_every_direction(shape):
    torch.manual_seed(0)
    matrix = torch.nn.Parameter(torch.zeros(shape))
    optimizer = Muon([matrix], lr=1.0, decay=0.0)
    # Directions of very different weight, which a plain gradient would keep.
    left, _, right = torch.linalg.svd(torch.randn(shape), full_matrices=False)
    matrix.grad = left @ torch.diag(torch.logspace(0, -1, min(shape))) @ right
    optimizer.step()
    step = -matrix.detach() / (0.2 * max(shape) ** 0.5)
    along = (left.T @ step @ right.T).diagonal()
    # The quintic brings all singular values into this band, not to 1 itself (Jordan 2024).
    assert bool(((along > 0.65) & (along < 1.25)).all())
    assert torch.allclose(step, left @ torch.diag(along) @ right, atol=1e-4)


def test_an_answer_is_worth_what_it_is_above_its_group():
    assert advantages([True, True, False, False], 2) == [0, 0, 0, 0]
    up, down = advantages([True, False], 2)
    assert up == pytest.approx(1, abs=1e-3)
    assert down == pytest.approx(-1, abs=1e-3)
    rare = advantages([True, False, False, False], 4)
    assert rare[0] > 1.7
    assert sum(rare) == pytest.approx(0, abs=1e-5)


def test_no_reward_is_for_a_held_out_question():
    plan = Rewards(start=None, exams=RING)
    asked = [item.question for _, item in islice(drawn(plan), 100)]
    assert not any(is_held_out(Question.ask(question.text).id) for question in asked)


def test_rewards_alone_teach_what_imitation_left_open(guesser, tmp_path):
    plan = Rewards(guesser, steps=28, many=4, group=16, rate=2e-3, most_tokens=16, exams=RING)
    record = reinforce(plan, tmp_path)
    lines = log(tmp_path / "rewards.jsonl")
    rewards = [line["reward"]["modular;depth=1;size=5"] for line in lines]
    assert sum(rewards[-6:]) / 6 > sum(rewards[:4]) / 4 + 0.06
    assert record["sampled"] > record["trained"] > 0
    assert reinforce(plan, tmp_path) == record  # nothing is left to do
    assert len(log(tmp_path / "rewards.jsonl")) == 28


def test_imitating_ones_own_right_answers_spends_the_tokens_it_is_given(guesser, tmp_path):
    plan = Rewards(guesser, many=4, group=16, rate=1e-3, most_tokens=16, exams=RING)
    spent = imitate_the_right(plan, tmp_path, 60_000)
    assert 60_000 <= spent["sampled"] + spent["trained"] < 90_000
    assert spent["kept"] > 5
    assert (tmp_path / "model.safetensors").read_bytes() != (
        guesser / "model.safetensors"
    ).read_bytes()


def test_a_saved_network_computes_in_numpy_what_it_computed_in_torch(tmp_path):
    torch.manual_seed(4)
    network = Decoder(Shape(102, 32, 48, 2, 4))
    save_checkpoint(network, tmp_path)
    tokens = np.random.default_rng(0).integers(0, 102, (2, 30))
    load_weights(network, tmp_path)  # float16 on disk: compare what was rounded
    with torch.no_grad():
        theirs = network.hidden(torch.tensor(tokens)) @ network.model.embed_tokens.weight.T
    read = Qwen3.read(tmp_path)
    hidden = read.hidden(tokens, np.zeros(2, np.int64), Cache(read.config, 2), 0)
    np.testing.assert_allclose(read.logits(hidden), theirs.numpy(), atol=1e-4)


def test_a_network_that_learned_nothing_scores_nothing(schooled):
    (score,) = measure(schooled[0], ["multiplication;digits=3"], size=5)
    assert (score.exam, score.right, score.asked) == ("multiplication;digits=3", 0, 5)


def test_the_card_says_first_what_it_does_not(schooled):
    folder, progress = schooled
    write_card(folder, progress.record(), [Score("linear", 9, 10, 660)])
    card = (folder / "README.md").read_text("utf-8")
    body = card.split("---\n", 2)[2]
    assert body.startswith("It does not read open English")
    assert "| `linear` | 10 | 90.0% | 59.6% to 98.2% | 66 |" in card
    assert json.loads((folder / "scores.json").read_text())[0]["right"] == 9
