"""Tuning an exam on a pilot with scripted models, in a real store."""

import contextlib

import pytest

from keju.core.errors import InputError
from keju.exams import exam
from keju.recipes.calibration import calibrate
from keju.recipes.sitting import Settings, entrants
from keju.runner import Budget, Limits
from keju.store import open_store

RIVALS = ["scripted/right", "scripted/wrong"]


def calibrated(store, spec, names=RIVALS, budget=None, **settings):
    settings = Settings(**settings)
    return calibrate(entrants(names, settings), spec, settings, store, budget=budget)


def questions(store):
    with contextlib.closing(open_store(store)) as opened:
        return {
            line.item.question.text
            for sitting in opened.sittings()
            for line in opened.answers(sitting.id)
        }


def test_no_question_of_the_pilot_is_put_again_where_questions_are_few(tmp_path):
    tuned = calibrated(tmp_path / "s.db", "multiplication;digits=1")
    left = {item.question.text for item in tuned.exam.items()}
    assert tuned.found.spec == tuned.exam.spec == "multiplication;digits=1;seed=0"
    assert len(left) == 81 - 24
    assert not left & questions(tmp_path / "s.db")


def test_the_pilot_has_another_seed_and_is_found_again(tmp_path):
    first = calibrated(tmp_path / "s.db", "chain;terms=4")
    (level,) = first.found.pilots
    assert (level.pairs, level.a, level.b, level.differ) == (24, 1.0, 0.0, 24)
    assert first.found.spec == exam("chain;terms=4").spec
    budget = Budget(Limits(answers=1))
    assert calibrated(tmp_path / "s.db", "chain;terms=4", budget=budget).found == first.found
    assert budget.reserve(0.0)  # nothing was asked again: its one answer is left


def test_a_budget_that_ends_in_the_pilot_is_told(tmp_path):
    with pytest.raises(InputError, match=r"no level of chain could be tried.*raise --budget"):
        calibrated(tmp_path / "s.db", "chain", budget=Budget(Limits(answers=30)))


def test_models_that_never_answer_are_told(tmp_path):
    names = ["scripted/filtered", "scripted/right"]
    with pytest.raises(InputError, match="no level of chain could be tried"):
        calibrated(tmp_path / "s.db", "chain", names)


def test_questions_that_the_other_dials_allow_are_kept(tmp_path):
    tuned = calibrated(tmp_path / "s.db", "chain;digits=5;seed=7")
    assert tuned.found.spec == "chain;digits=5;terms=4;seed=7"
