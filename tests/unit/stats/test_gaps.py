"""Gaps against matched controls: their sign, their p, their intervals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keju.stats.bootstrap import crossed_draws, mean_interval_of_events, span, two_sided
from keju.stats.gaps import Kind, control_weights, find, sign_flip, usable

SHARES = st.floats(0, 1)


def test_only_topics_of_one_place_are_declined() -> None:
    """All of five kinds declined here and nowhere else: a gap of 1, and surely above 0."""
    found = find([Kind([[1.0], [0.0], [0.0], [0.0]], [True, False, False, False])] * 5)
    assert (found.gap, found.topic, found.controls) == (1, 1, 0)
    assert span(found.draws)[0] > 0.3
    assert found.p == pytest.approx(1 / 4**5)


def test_everything_is_declined() -> None:
    """A model that declines everything has no gap."""
    found = find([Kind([[1.0], [1.0], [1.0]], [True, False, False])] * 4)
    low, high = span(found.draws)
    assert (found.gap, found.p) == (0, 1)
    assert low < 0 < high


def test_kinds_are_matched() -> None:
    """What is harder of one kind everywhere is no gap, however many topics are of that kind."""
    hard = Kind([[0.9], [0.9], [0.9]], [True, True, False])
    easy = Kind([[0.1], [0.1], [0.1], [0.1]], [True, False, False, False])
    assert find([hard, easy]).gap == pytest.approx(0)


def test_cells_are_matched() -> None:
    """A topic that was asked in one framing is compared with controls in that framing only."""
    nothing = float("nan")
    kind = Kind([[0.8, nothing], [0.8, 0.0], [nothing, 0.0]], [True, False, False])
    assert find([kind]).gap == pytest.approx(0)
    assert usable(kind).tolist() == [True, True, False]
    assert control_weights([kind]).tolist() == [1.0]


def test_a_topic_without_controls_says_nothing() -> None:
    """No control of its kind: an error, not a gap of nothing."""
    with pytest.raises(ValueError, match="no topic has a control"):
        find([Kind([[1.0]], [True]), Kind([[1.0]], [False])])


@given(st.lists(st.lists(SHARES, min_size=3, max_size=3), min_size=1, max_size=5))
@settings(max_examples=20, deadline=None)
def test_gaps_and_shuffles_are_bounded(kinds: list[list[float]]) -> None:
    """Gaps lie in [-1, 1], p in (0, 1], and exchanging "declined" and "not" turns the sign."""
    ours = [True, False, False]
    found = find([Kind([[each] for each in kind], ours) for kind in kinds])
    turned = find([Kind([[1 - each] for each in kind], ours) for kind in kinds])
    assert -1 <= found.gap <= 1
    assert 0 < found.p <= 1
    assert turned.gap == pytest.approx(-found.gap)
    assert turned.p == pytest.approx(found.p)


def test_p_is_no_smaller_than_it_should_be() -> None:
    """Where nobody differs, p is at most 0.1 in about one of ten audits, and not in more."""
    random, small = np.random.default_rng(1), 0
    for _ in range(150):
        rates = random.beta(0.5, 1.5, size=(5, 6))
        small += find([Kind(kind[:, None], [True] + [False] * 5) for kind in rates]).p <= 0.1
    assert 4 <= small <= 27


def test_intervals_of_gaps_cover() -> None:
    """Five kinds, five controls each: the true gap lies in the interval at 95%."""
    random, held = np.random.default_rng(2), 0
    for _ in range(120):
        topics = random.binomial(6, random.beta(1.2, 0.8, size=(5, 1))) / 6
        controls = random.binomial(6, random.beta(0.4, 1.6, size=(5, 5))) / 6
        both = np.concatenate([topics, controls], axis=1)
        draws = find([Kind(kind[:, None], [True] + [False] * 5) for kind in both]).draws
        low, high = span(draws)
        held += low <= 0.4 <= high
    assert held / 120 >= 0.93


@pytest.mark.parametrize(("n", "rate", "alike"), [(3, 0.05, 0.5), (5, 0.5, 0.9), (30, 0.02, 0.9)])
def test_intervals_over_few_events_cover(n: int, rate: float, alike: float) -> None:
    """Where the percentile bootstrap covers 40%, 88% and 49%."""
    random, held, spread = np.random.default_rng(3), 0, (1 - alike) / alike
    for _ in range(150):
        events = random.beta(rate * spread, (1 - rate) * spread, size=n).round(3)
        low, high = mean_interval_of_events(events)
        held += low <= rate <= high
    assert held / 150 >= 0.9


def test_agreement_of_few_events_is_no_certainty() -> None:
    """Three events, all complete: much is still possible; thirty say more."""
    few, many = mean_interval_of_events([0.0] * 3), mean_interval_of_events([0.0] * 30)
    assert few[0] == many[0] == 0
    assert few[1] > 0.5 > 0.15 > many[1] > 0.05


@given(st.lists(SHARES, min_size=1, max_size=12))
@settings(max_examples=30, deadline=None)
def test_intervals_hold_the_mean(values: list[float]) -> None:
    """Low ≤ mean ≤ high, within the bounds."""
    low, high = mean_interval_of_events(values)
    assert 0 <= low <= np.mean(values) <= high <= 1


def test_no_events_and_bad_levels_are_errors() -> None:
    """Nothing is said of nothing."""
    with pytest.raises(ValueError, match="at least one unit"):
        mean_interval_of_events([])
    with pytest.raises(ValueError, match="level"):
        mean_interval_of_events([0.5], level=1)


def test_signs_that_all_agree() -> None:
    """Six events that all moved one way: 2 of 64 patterns are as far; no movement says nothing."""
    assert sign_flip([0.5] * 6 + [0.0] * 9) == pytest.approx(2 / 64)
    assert sign_flip([0.0] * 5) == 1
    assert sign_flip([0.1] * 30) == pytest.approx(1 / 5000)
    with pytest.raises(ValueError, match="both ways"):
        sign_flip([])


def test_models_are_drawn_too() -> None:
    """Models that differ among themselves make a wide interval, however many events there are."""
    of_models = np.array([0.0, 0.9, 0.1, 0.8, 0.0, 0.0, 0.1, 0.1])[:, None]
    values = np.repeat(of_models, 60, axis=1)
    low, high = span(crossed_draws(values, [True] * 4 + [False] * 4))
    assert high - low > 0.6
    same = span(crossed_draws(np.full((8, 60), 0.5), [True] * 4 + [False] * 4))
    assert same == pytest.approx((0, 0))


def test_crossed_intervals_cover() -> None:
    """Six models against eight on twelve questions, each with an effect of its own."""
    random, held = np.random.default_rng(4), 0
    group = np.arange(14) < 6
    for _ in range(150):
        models, questions = random.normal(0, 1, 14), random.normal(0, 1, 12)
        noise = random.normal(0, 1, (14, 12))
        values = models[:, None] + group[:, None] * (0.5 + questions[None, :]) + noise
        low, high = span(crossed_draws(values, group))
        held += low <= 0.5 <= high
    assert held / 150 >= 0.92


def test_groups_of_one_model_are_errors() -> None:
    """One model shows no spread between models."""
    with pytest.raises(ValueError, match="two models"):
        crossed_draws([[0.0], [1.0], [1.0]], [True, False, False])
    with pytest.raises(ValueError, match="one event"):
        crossed_draws([[np.nan], [1.0], [1.0], [0.0]], [True, True, False, False])


def test_p_of_draws() -> None:
    """Draws on both sides of 0 say nothing; all above 0 say as much as there are draws."""
    assert two_sided([-1.0, 1.0]) == 1
    assert two_sided([1.0] * 99) == pytest.approx(0.02)
