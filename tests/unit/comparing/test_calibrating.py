import pytest

from keju.comparing.calibrating import MOST_LEVELS, best, tune
from keju.core.calibration import Calibration, Pilot


def asked(levels, start, response, most=MOST_LEVELS):
    """Search levels at which the two score as ``response(level)`` says; return the pilots."""

    def ask(level):
        scores = response(level)
        if scores is None:
            return None
        a, b = scores
        return Pilot(str(level), 24, 0, a, b, round(24 * abs(a - b)))

    return tune(levels, start, ask, most)


def falling(middle):
    """Both fall from right to wrong around ``middle``, the second one level sooner."""

    def response(level):
        return tuple(min(1.0, max(0.0, 0.5 - (level - at) / 2)) for at in (middle + 1, middle))

    return response


@pytest.mark.parametrize("middle", range(1, 7))
@pytest.mark.parametrize("start", [0, 4, 7])
def test_the_level_where_they_differ_is_found_in_few_pilots(middle, start):
    pilots = asked(8, start, falling(middle))
    assert len(pilots) <= MOST_LEVELS
    assert pilots[best(pilots)].differ > 0


def test_one_that_knows_one_level_only_is_found_too():
    pilots = asked(5, 1, lambda level: (1.0, 0.0) if level == 3 else (0.0, 0.0))
    assert best(pilots) == 3


def test_a_level_that_cannot_be_tried_is_passed_by():
    pilots = asked(6, 2, lambda level: None if level == 2 else falling(3)(level))
    assert 2 not in pilots
    assert pilots


def test_nothing_is_asked_beyond_the_bound():
    assert len(asked(50, 25, lambda _: (0.0, 0.0), most=4)) == 4


def test_ties_go_to_the_middle_score():
    same = {0: Pilot("0", 10, 0, 0.9, 0.9, 2), 1: Pilot("1", 10, 0, 0.5, 0.5, 2)}
    assert best(same) == 1


def test_the_discordance_to_plan_with_is_never_0_or_1():
    pilots = (Pilot("1", 24, 0, 0.0, 0.0, 0), Pilot("2", 24, 0, 1.0, 0.0, 24))
    found = [Calibration("x", "x", pilots, n).discordance for n in (0, 1)]
    assert found == [1 / 26, 25 / 26]
