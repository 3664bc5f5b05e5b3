from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keju.exams.programs.catalogue import PROBLEMS
from keju.exams.programs.drawing import distinct, mixed, numbers, some, word

DOUBLY_SOLVED = [name for name, problem in PROBLEMS.items() if problem.slow is not None]
SEEDS = st.integers(0, 2**32)


def test_sixty_problems_have_a_second_solution():
    assert len(DOUBLY_SOLVED) >= 60


@pytest.mark.parametrize("name", DOUBLY_SOLVED)
@settings(max_examples=6, deadline=None)
@given(seed=SEEDS)
def test_the_solution_agrees_with_a_slow_one_of_another_kind(name, seed):
    problem, rng = PROBLEMS[name], Random(seed)
    twist = problem.draw(rng)
    small = [problem.make(twist, rng, size) for size in range(1, problem.small + 1)]
    for case in [*problem.edges(twist), *small]:
        assert problem.solve(twist, *case) == problem.slow(twist, *case)


@given(seed=SEEDS, values=st.lists(st.integers(), max_size=30), count=st.integers(0, 30))
def test_a_shuffled_list_has_the_same_elements(seed, values, count):
    assert sorted(mixed(Random(seed), values)) == sorted(values)
    assert len(some(Random(seed), values, count)) == min(count, len(values))


@given(seed=SEEDS, count=st.integers(0, 50), low=st.integers(-99, 99), span=st.integers(0, 99))
def test_drawn_numbers_and_letters_keep_their_bounds(seed, count, low, span):
    drawn = numbers(Random(seed), count, low, low + span)
    assert len(drawn) == count
    assert all(low <= number <= low + span for number in drawn)
    assert set(word(Random(seed), count, "xyz")) <= set("xyz")
    few = min(count, span + 1)
    assert sorted(set(found := distinct(Random(seed), few, low, low + span))) == found
    assert len(found) == few
