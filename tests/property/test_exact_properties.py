import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keju.stats.betting import binary_log_capital
from keju.stats.betting_walk import betting_thresholds
from keju.stats.mcnemar import truncated_design
from keju.stats.walks import first_crossings

THRESHOLDS = st.lists(st.integers(1, 12), min_size=1, max_size=40).map(lambda each: [0, *each])
CHANCES = st.floats(0, 1)
HORIZONS = st.integers(1, 400)
ALPHAS = st.floats(0.001, 0.5)


@given(THRESHOLDS, CHANCES)
def test_swapping_the_two_swaps_the_verdicts(thresholds, up):
    ours, theirs = first_crossings(thresholds, up), first_crossings(thresholds, 1 - up)
    assert ours.above == pytest.approx(theirs.below, abs=1e-12)
    assert float(ours.remaining) == pytest.approx(float(theirs.remaining), abs=1e-12)


@given(THRESHOLDS, CHANCES)
def test_every_walk_ends_somewhere(thresholds, up):
    found = first_crossings(thresholds, up)
    assert found.above.sum() + found.below.sum() + found.remaining == pytest.approx(1)
    assert min(found.above.min(), found.below.min(), float(found.remaining)) >= 0


@settings(max_examples=40)
@given(HORIZONS, ALPHAS)
def test_the_exact_size_never_exceeds_alpha(horizon, alpha):
    design = truncated_design(horizon, alpha)
    found = design.crossings(0.5)
    assert found.above.sum() <= alpha / 2
    assert found.below.sum() <= alpha / 2


@settings(max_examples=40)
@given(HORIZONS, ALPHAS)
def test_no_smaller_constant_would_do(horizon, alpha):
    thresholds = truncated_design(horizon, alpha).thresholds.copy()
    steps = np.arange(1, horizon + 1)
    # Going down with C, the first thresholds to fall are those whose next lower value is nearest.
    falls_at = (thresholds[1:] - 2) / (steps / horizon) ** 0.25
    falls_at[thresholds[1:] <= 2] = 0
    if falls_at.max() > 0:
        thresholds[1:][falls_at > falls_at.max() * (1 - 1e-11)] -= 2
        assert first_crossings(thresholds, 0.5).above.sum() > alpha / 2


@settings(max_examples=25)
@given(HORIZONS, ALPHAS, st.floats(0, 0.5), st.floats(0, 0.5))
def test_a_false_verdict_is_likeliest_where_neither_is_better(horizon, alpha, one, other):
    design = truncated_design(horizon, alpha)
    low, high = sorted((one, other))
    assert design.power(low) <= design.power(high) + 1e-12 <= design.power(0.5) + 1e-11


@given(HORIZONS, ALPHAS)
def test_thresholds_have_the_parity_of_their_step_and_never_fall(horizon, alpha):
    for thresholds in (truncated_design(horizon, alpha).thresholds, betting_thresholds(horizon)):
        steps = np.arange(1, horizon + 1)
        assert ((thresholds[1:] - steps) % 2 == 0).all()
        assert (np.diff(thresholds[1::2]) >= 0).all()
        assert (np.diff(thresholds[2::2]) >= 0).all()


@given(st.integers(0, 300), st.integers(0, 300), st.floats(0.01, 0.5))
def test_betting_is_decided_where_its_capital_is_enough(wins, losses, alpha):
    if wins + losses:
        thresholds = betting_thresholds(wins + losses, alpha)
        capital = float(binary_log_capital(wins, losses))
        if capital >= np.log(2 / alpha) + 1e-9:
            assert wins - losses >= thresholds[wins + losses]
        elif capital < np.log(2 / alpha) - 1e-9:
            assert wins - losses < thresholds[wins + losses]
