"""Dials, memory and folders of a training, before anything heavy is loaded."""

import json
from dataclasses import replace
from importlib.util import find_spec

import pytest

from keju.cli import main
from keju.core.errors import InputError
from keju.core.records import Item, Mark, MarkerSpec, Question, Reply, Verdict
from keju.core.training import TrainingPlan
from keju.exams import exam
from keju.recipes.sitting import Settings
from keju.recipes.training import Wish, lessons, marking
from keju.training.fresh import Fresh, parse_fresh
from keju.training.memory import Anatomy, Machine, fitting, needed
from keju.training.plans import check_plan, finished, open_folder, recalled, settled, usual_rate
from keju.training.rewards import reward_function
from keju.training.worked import right_solutions, worked_text

PLAN = TrainingPlan(
    kind="grpo",
    base="base",
    exams=("chain",),
    steps=10,
    batch=8,
    group=8,
    micro=0,
    rate=0.0,
    max_tokens=512,
    temperature=1.0,
    seed=0,
)
#: Qwen2.5-1.5B by its configuration: 1.54 billion parameters, 28 layers, 2 heads of keys.
LARGE = Anatomy(1_543_714_304, 1_154_048, 28, 1536, 151_936, 2 * 28 * 2 * 128, 32_768)
TINY = Anatomy(800_000, 10_000, 4, 128, 102, 1024, 1024)
GIB = 1 << 30


def card(free):
    return Machine("cuda", "a GPU", free * GIB)


def test_the_estimate_counts_sixteen_bytes_a_trained_number_and_two_a_frozen_one():
    whole = needed(replace(PLAN, micro=1), LARGE, card(80))
    states = whole["weights"] + whole["gradients"] + whole["optimizer"]
    assert states == pytest.approx(1.15 * 16 * LARGE.parameters, rel=1e-6)
    thin = needed(replace(PLAN, micro=1, lora=16), LARGE, card(80))
    states = thin["weights"] + thin["gradients"] + thin["optimizer"]
    adapters = 16 * LARGE.linear
    assert states == pytest.approx(1.15 * (2 * LARGE.parameters + 16 * adapters), rel=1e-6)


def test_what_does_not_fit_comes_with_what_would():
    plan = settled(PLAN, LARGE, card(24))
    need = fitting(plan, LARGE, card(24))
    assert not need.fits
    assert need.ways
    assert all(way.needed <= 24 * GIB for way in need.ways)
    words = [way.words for way in need.ways]
    assert words == ["--lora", "--lora --micro 1 --max-tokens 256"]  # half the batch saves nothing
    assert fitting(settled(PLAN, LARGE, card(80)), LARGE, card(80)).fits


def test_adapters_fit_where_all_weights_do_not():
    plan = settled(replace(PLAN, lora=16), LARGE, card(24))
    assert fitting(plan, LARGE, card(24)).fits
    assert plan.micro >= 1
    assert PLAN.sequences % plan.micro == 0


def test_more_memory_allows_more_at_once_and_never_less():
    sizes = [settled(replace(PLAN, lora=16), LARGE, card(free)).micro for free in range(4, 80, 4)]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]


def test_small_networks_and_adapters_take_larger_steps():
    assert usual_rate("grpo", TINY, 0) > usual_rate("grpo", LARGE, 0)
    assert usual_rate("sft", LARGE, 16) == 10 * usual_rate("sft", LARGE, 0)
    assert settled(replace(PLAN, rate=0.5), TINY, card(1)).rate == 0.5


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"steps": 0}, "--steps must be at least 1"),
        ({"group": 1}, "--group must be at least 2"),
        ({"max_tokens": 0}, "--max-tokens"),
        ({"lora": -1}, "--lora"),
        ({"rate": 2.0}, "--rate"),
        ({"temperature": 0.0}, "--temperature"),
        ({"micro": 7}, "--micro 7 must divide the 64"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_dials_that_make_no_training_are_named(change, words):
    with pytest.raises(InputError, match=words):
        check_plan(replace(PLAN, **change))


def test_a_fresh_network_is_spelt_by_its_sizes():
    assert parse_fresh("d128,L4") == Fresh(128, 4, 4, 1024)
    assert parse_fresh("L2, d64,c256,h2") == Fresh(64, 2, 2, 256)
    assert str(parse_fresh("d64,L2")) == "d64,L2,h2,c1024"


@pytest.mark.parametrize("text", ["", "d128", "L4", "d128,L4,x3", "d0,L1", "d8,d8,L1", "d30,L1,h4"])
def test_what_is_no_size_is_refused(text):
    with pytest.raises(InputError, match="--fresh"):
        parse_fresh(text)


def test_a_folder_holds_one_training_and_resuming_demands_the_same(tmp_path):
    out, plan = tmp_path / "out", replace(PLAN, micro=4, rate=1e-5)
    with pytest.raises(InputError, match="no training to go on with"):
        open_folder(out, plan, resume=True)
    open_folder(out, plan, resume=False)
    open_folder(out, plan, resume=True)
    with pytest.raises(InputError, match="--resume goes on"):
        open_folder(out, plan, resume=False)
    with pytest.raises(InputError, match="begun with steps 10, not 20"):
        open_folder(out, replace(plan, steps=20), resume=True)
    assert recalled(PLAN, out) == plan
    assert finished(out) is None
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.tex").touch()
    with pytest.raises(InputError, match="not empty"):
        open_folder(tmp_path / "other", plan, resume=False)
    with pytest.raises(InputError, match=r"no folder to write in \(.+\); name another"):
        open_folder(tmp_path / "other" / "thesis.tex" / "out", plan, resume=False)


def scores(table):
    """Return a marker that looks scores up by the text."""
    return lambda pairs: [
        Mark(Verdict.UNMARKABLE if (s := table[r.text]) is None else Verdict.CORRECT, s, "m@1")
        for _, r in pairs
    ]


def test_a_reward_is_the_score_of_the_items_own_marker():
    items = [Item(Question.ask(f"{n}?"), n, MarkerSpec("number")) for n in range(3)]
    with marking(unsafe_sandbox=False) as mark:
        reward = reward_function(items, mark, lambda ids: Reply("".join(map(str, ids))))
        assert reward(completion_ids=[[2], [1], [1, 2]], item=[2, 1, 1]) == [1.0, 1.0, 0.0]


def test_what_the_marker_gave_up_on_is_not_wrong():
    reward = reward_function([None], scores({"a": 1.0, "b": 0.5, "?": None}), Reply)
    assert reward(completion_ids=["a", "b", "?"], item=[0, 0, 0]) == [1.0, 0.5, 0.75]


def test_a_worked_solution_is_a_thought_with_its_answer_last():
    item = next(exam("chain;terms=2").items())
    work, answer = item.solution.rsplit("\n", 1)
    assert worked_text(item, thought=False) == item.solution
    assert worked_text(item, thought=True) == f"<think>{work}</think>{answer}"
    assert worked_text(item, thought=True, opened=True) == f"{work}</think>{answer}"


def test_only_solutions_that_their_marker_calls_right_are_learned_from():
    right = next(exam("chain").items())
    wrong = replace(right, solution="Answer: 1000000")
    none = replace(right, solution=None)
    with marking(unsafe_sandbox=False) as mark:
        assert list(right_solutions([wrong, right, none], mark, thought=True)) == [right]
        assert list(right_solutions([wrong, right, none], mark, thought=False)) == [right]


def wish(kind="grpo", exams=("chain",), **given):
    plan = replace(PLAN, kind=kind, exams=exams, group=8 if kind == "grpo" else 1)
    guards = given.pop("guards", ("none",))
    return Wish(plan=plan, out=None, settings=Settings(questions=20), guards=guards, **given)


def drawn(wished):
    with marking(unsafe_sandbox=False) as mark:
        return lessons(wished, mark)


def test_questions_are_drawn_in_turn_and_examined_on_what_is_kept_back():
    found = drawn(wish(exams=("chain", "linear"), guards=("multiplication",)))
    assert len(found.items) == 80
    assert {each.question.text.split()[0] == "What" for each in found.items[:2]} == {True, False}
    assert [each.spec[-11:] for each in found.examined] == [";held_out=1"] * 2
    assert found.proof.trained == 80
    assert sum(found.proof.examined.values()) == 60
    assert len(found.watched) == 40


def test_one_exam_that_is_not_trained_on_guards_unless_others_are_named():
    assert [each.name for each in drawn(wish(exams=("chain",), guards=())).guards] == ["linear"]
    assert [each.name for each in drawn(wish(exams=("linear",), guards=())).guards] == ["chain"]
    assert drawn(wish()).guards == []


def test_fewer_questions_than_a_step_takes_are_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [json.dumps({"question": f"{n}?", "answer": n, "marker": "number"}) for n in range(7)]
    (tmp_path / "q.jsonl").write_text("\n".join(rows), "utf-8")
    with pytest.raises(InputError, match="fewer than a step takes; give --batch"):
        drawn(wish(exams=("q.jsonl",), examined=("linear",)))


def test_an_examination_on_what_is_trained_on_is_refused():
    with pytest.raises(InputError, match=r"questions are trained on.*held_out=1"):
        drawn(wish(examined=("chain",)))
    with pytest.raises(InputError, match="questions are trained on"):
        drawn(wish(guards=("chain",)))


def test_the_held_out_part_is_never_trained_on():
    with pytest.raises(InputError, match="never trained on"):
        drawn(wish(exams=("chain;held_out=1",)))


def test_an_exam_without_worked_solutions_cannot_be_imitated(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [json.dumps({"question": f"{n}?", "answer": n, "marker": "number"}) for n in range(40)]
    (tmp_path / "q.jsonl").write_text("\n".join(rows), "utf-8")
    with pytest.raises(InputError, match=r"no worked solutions.*keju train grpo"):
        drawn(wish("sft", ("q.jsonl",)))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("grpo", "base", "--out", "x"), "Name a base and an exam"),
        (("grpo", "--fresh", "large", "chain", "--out", "x"), "--fresh large"),
        (("sft", "--fresh", "d32,L1", "chian", "--out", "x"), "chain"),
        (("grpo", "base", "chain", "--steps", "0", "--out", "x"), "--steps"),
        (("grpo", "base", "chain", "--micro", "-2", "--out", "x"), "--micro"),
        (("grpo", "base", "chain", "--watch", "-1", "--out", "x"), "--watch"),
        (("grpo", "base", "chain", "--margin", "0", "--out", "x"), "--margin"),
        (("grpo", "base", "chain", "--memory", "nan", "--out", "x"), "--memory"),
        (("grpo", "--fresh", "d64", "chain", "--out", "x"), "no layers"),
        (("grpo", "--fresh", "L4", "chain", "--out", "x"), "no width"),
    ],
)
def test_what_cannot_be_trained_is_one_line_and_status_2(capsys, words, said):
    assert main(["train", *words]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


@pytest.mark.skipif(find_spec("torch") is not None, reason="torch is installed here")
@pytest.mark.parametrize(
    "words",
    [
        ("grpo", "base", "chain", "--out", "x"),
        ("sft", "--fresh", "d32,L1", "chain", "--out", "x"),
        ("reference", "--out", "x"),
    ],
    ids=lambda words: words[0],
)
def test_without_the_training_environment_one_line_says_how_to_get_it(capsys, words):
    assert main(["train", *words]) == 2
    said = capsys.readouterr().err
    assert said.startswith("keju: keju train needs torch, ")
    assert "pip install 'keju[train]'" in said
    assert said.count("\n") == 1
