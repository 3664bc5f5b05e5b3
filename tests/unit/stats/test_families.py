"""Families of claims, equivalence, and what a design can see."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keju.stats.adjusted import benjamini_hochberg, holm
from keju.stats.bootstrap import mean_draws
from keju.stats.detectable import detectable_gap
from keju.stats.equivalence import equivalent, tost

FAMILIES = st.lists(st.floats(0, 1), min_size=1, max_size=12)


def test_known_families() -> None:
    """Three claims by hand."""
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert benjamini_hochberg([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.04, 0.04])
    assert list(holm([])) == list(benjamini_hochberg([])) == []


@given(FAMILIES)
@settings(max_examples=50, deadline=None)
def test_adjusted_p_are_ordered_and_larger(p: list[float]) -> None:
    """P ≤ Benjamini-Hochberg ≤ Holm ≤ min(1, m·p), and the order stays."""
    family, discoveries = holm(p), benjamini_hochberg(p)
    for raw, discovery, adjusted in zip(p, discoveries, family, strict=True):
        assert raw - 1e-12 <= discovery <= adjusted + 1e-12
        assert adjusted <= 1
    assert np.all(np.diff(np.array(family)[np.argsort(p)]) >= -1e-12)
    assert min(family) == pytest.approx(min(1, len(p) * min(p)))


def test_what_is_no_p() -> None:
    """A p outside [0, 1] is an error."""
    with pytest.raises(ValueError, match=r"\[0, 1\]"):
        holm([1.5])
    with pytest.raises(ValueError, match=r"\[0, 1\]"):
        benjamini_hochberg([float("nan")])


def test_no_difference_needs_many_events() -> None:
    """Forty events without a difference allow the claim at a margin of 10 points, five do not."""
    many, few = (mean_draws([0.0] * n) for n in (40, 5))
    assert equivalent(many, 0.1)
    assert not equivalent(few, 0.1)
    assert not equivalent(mean_draws([0.3] * 40), 0.1)
    assert tost([0.0] * 99, 0.1) == pytest.approx(0.01)
    with pytest.raises(ValueError, match="margin"):
        tost([0.0], 0)


def test_more_of_everything_sees_smaller_gaps() -> None:
    """More events, controls or questions help; more claims and more alike answers cost."""
    plain = detectable_gap(6, 30, 12)
    assert 0 < plain < 1
    assert detectable_gap(12, 30, 12) < plain
    assert detectable_gap(6, 90, 12) < plain
    assert detectable_gap(6, 30, 1) > plain
    assert detectable_gap(6, 30, 12, correlation=0.9) > plain
    assert detectable_gap(6, 30, 12, jurisdictions=12) > plain
    assert detectable_gap(1, 1) == 1


def test_four_of_five_audits_see_the_detectable_gap() -> None:
    """Simulated with Welch's test, on events whose rates are beta-distributed."""
    random, seen = np.random.default_rng(11), 0
    gap = detectable_gap(12, 40, 8, rate=0.2, correlation=0.3)
    spread = (1 - 0.3) / 0.3
    for _ in range(300):
        rates = (0.2 + gap, 12), (0.2, 40)
        one, other = (
            random.binomial(8, random.beta(p * spread, (1 - p) * spread, n)) / 8 for p, n in rates
        )
        error = np.sqrt(one.var(ddof=1) / 12 + other.var(ddof=1) / 40)
        seen += (one.mean() - other.mean()) / error > 2.1
    assert 0.7 <= seen / 300 <= 0.92


@pytest.mark.parametrize("design", [(0, 5, 1), (5, 0, 1), (5, 5, 0)])
def test_what_is_no_design(design: tuple[int, int, int]) -> None:
    """Nothing asked, nothing seen."""
    with pytest.raises(ValueError, match="at least 1"):
        detectable_gap(*design)
    with pytest.raises(ValueError, match="lie in"):
        detectable_gap(5, 5, 1, rate=2)
