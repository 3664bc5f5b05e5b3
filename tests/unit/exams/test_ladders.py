import pytest

from keju.core.errors import InputError
from keju.exams import EXAMS, exam
from keju.exams.ladders import ladder


def levels(spec):
    return [rung.level for rung in ladder(spec).rungs]


GRADED = [name for name, entry in EXAMS.items() if any(d.ladder for d in entry.info.dials)]


@pytest.mark.parametrize("name", GRADED)
def test_every_level_of_an_exam_can_be_sat_and_is_another_exam(name):
    found = ladder(name)
    assert len({rung.spec for rung in found.rungs}) == len(found.rungs) >= 3
    assert all(exam(rung.spec).spec == rung.spec for rung in found.rungs)


def test_every_exam_that_is_made_by_keju_has_a_difficulty():
    assert set(GRADED) == {n for n, e in EXAMS.items() if e.info.source == "made by Keju"}


def test_the_search_starts_at_the_level_that_was_given_and_keeps_the_rest():
    found = ladder("multiplication;digits=5;seed=3")
    assert found.rungs[found.start].spec == "multiplication;digits=5;seed=3"
    assert all(rung.spec.endswith(";seed=3") for rung in found.rungs)


def test_a_level_between_the_rungs_starts_in_the_middle():
    found = ladder("gsm-twin;depth=gsm8k")
    assert found.start == len(found.rungs) // 2


def test_levels_at_which_the_other_dials_cannot_be_are_left_out():
    assert levels("linear;denominator=50;size=100")[0] == "size=50"


def test_a_task_of_the_gym_has_the_levels_of_its_library():
    found = ladder("gym/chain_sum;seed=2")
    assert found.start == 0
    assert found.rungs[0].level == "level 1"
    assert len({rung.spec for rung in found.rungs}) == len(found.rungs) > 3
    assert all("max_terms=3;" in rung.spec for rung in ladder("gym/chain_sum;max_terms=3").rungs)


@pytest.mark.parametrize("spec", ["gsm8k", "gym/acre", "programs;problem=least_turn"])
def test_an_exam_of_one_level_is_refused_with_the_mend(spec):
    with pytest.raises(InputError, match=r"no difficulty .* leave out --calibrate, or take chain"):
        ladder(spec)
