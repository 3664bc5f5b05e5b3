from itertools import product

import numpy as np
import pytest

from keju.stats.walks import first_crossings

UNREACHABLE = 99


def enumerated(thresholds, up):
    """Every path by hand: where it first crosses, and what remains."""
    horizon = len(thresholds) - 1
    above, below, remaining = np.zeros(horizon + 1), np.zeros(horizon + 1), 0.0
    for path in product((1, -1), repeat=horizon):
        heights = np.cumsum(path)
        weight = up ** path.count(1) * (1 - up) ** path.count(-1)
        crossed = [n for n in range(1, horizon + 1) if abs(heights[n - 1]) >= thresholds[n]]
        if not crossed:
            remaining += weight
        elif heights[crossed[0] - 1] > 0:
            above[crossed[0]] += weight
        else:
            below[crossed[0]] += weight
    return above, below, remaining


@pytest.mark.parametrize(
    "thresholds",
    [
        [0, 2, 2, 3, 4, 3, 4, 5, 4, 5, 6],
        [0, 9, 9, 3, 9, 4, 9, 5, 9, 1, 1],  # even falling ones, and of the wrong parity
        [0, 5, 5, 5, 5, 5, 2, 2, 3, 3, 2],
        [0] + [UNREACHABLE] * 10,
        [0, 1],
    ],
)
@pytest.mark.parametrize("up", [0.0, 0.2, 0.5, 0.61, 1.0])
def test_the_recursion_is_the_sum_over_all_paths(thresholds, up):
    found = first_crossings(thresholds, up)
    above, below, remaining = enumerated(thresholds, up)
    assert found.above == pytest.approx(above, abs=1e-14)
    assert found.below == pytest.approx(below, abs=1e-14)
    assert float(found.remaining) == pytest.approx(remaining, abs=1e-14)
    steps = np.arange(len(thresholds))
    mean = (steps * (above + below)).sum() + (len(thresholds) - 1) * remaining
    assert float(found.expected_steps) == pytest.approx(mean)


def test_between_two_walls_a_fair_walk_takes_the_square_of_their_distance():
    found = first_crossings([0] + [7] * 3000, 0.5)
    assert float(found.expected_steps) == pytest.approx(49)


def test_an_unfair_walk_is_ruined_as_the_gambler_is():
    found = first_crossings([0] + [6] * 3000, 0.55)
    odds = (0.45 / 0.55) ** 6
    assert found.below.sum() == pytest.approx(odds / (1 + odds))


def test_many_probabilities_at_once_are_each_of_them():
    ups, thresholds = [0.3, 0.5, 0.9], [0, 3, 2, 3, 4, 5, 4]
    together = first_crossings(thresholds, ups)
    for place, up in enumerate(ups):
        alone = first_crossings(thresholds, up)
        assert together.above[:, place] == pytest.approx(alone.above)
        assert together.expected_steps[place] == pytest.approx(float(alone.expected_steps))


@pytest.mark.parametrize(
    ("thresholds", "up"),
    [([0, 2, 0], 0.5), ([0, 2, -1], 0.5), ([0, 2], 1.1), ([0, 2], -0.1), ([0, 2], float("nan"))],
)
def test_what_is_no_walk_is_refused(thresholds, up):
    with pytest.raises(ValueError, match=r"above 0|between 0 and 1"):
        first_crossings(thresholds, up)
