"""The smallest gap that a design can see, worked out before anything is asked.

An event's rate is the mean of ``questions`` answers that are alike with correlation ρ, so its
variance is p(1-p)·(ρ + (1-ρ)/questions) (L. Kish, Survey Sampling (1965), section 5.4). Topics and
controls are two samples of events; the gap is seen where it exceeds the sum of the t-quantiles of
the level and of the power times its standard error (J. Cohen, Statistical Power Analysis (1988)).
"""

from __future__ import annotations

import math

__all__ = ["detectable_gap"]


def detectable_gap(
    events: int,
    controls: int,
    questions: int = 1,
    *,
    rate: float = 0.1,
    correlation: float = 0.5,
    jurisdictions: int = 1,
) -> float:
    """Return the gap in [0, 1] that 80% of such audits would find at 5%; 1 if none can be seen.

    ``events`` of the jurisdiction and ``controls`` elsewhere, each with as many ``questions``
    (answers); ``rate`` of the controls that are not complete; ``correlation`` of two answers about
    one event; with several ``jurisdictions`` the level of one is 5% divided by their number, as
    Holm's first step has it. Raises ValueError for what is no design.
    """
    if min(events, controls, questions, jurisdictions) < 1:
        raise ValueError("events, controls, questions and jurisdictions must be at least 1")
    if not (0 <= rate <= 1 and 0 <= correlation <= 1):
        raise ValueError("the rate and the correlation must lie in [0, 1]")
    if events + controls <= 2:
        return 1.0
    alike = correlation + (1 - correlation) / questions
    reach = _quantiles(events + controls - 2, 0.05 / jurisdictions)
    return _smallest(rate, alike, (events, controls), reach)


def _quantiles(freedom: int, alpha: float) -> float:
    from scipy.special import stdtrit  # heavy: this module may be loaded at a start

    return float(stdtrit(freedom, 1 - alpha / 2) + stdtrit(freedom, 0.8))


def _smallest(rate: float, alike: float, sizes: tuple[int, int], reach: float) -> float:
    """Bisect for gap = reach · standard error(gap)."""
    # A rate of exactly 0 has no variance only because it was assumed: half an event is not known.
    events, controls = sizes
    base = min(max(rate, 0.5 / (controls + 1)), 1.0)

    def short(gap: float) -> bool:
        topic = min(base + gap, 1.0)
        # Half an event more at each end: a topic that is always declined is not known to be.
        topic = min(max(topic, 0.5 / (events + 1)), 1 - 0.5 / (events + 1))
        error = alike * (topic * (1 - topic) / events + base * (1 - base) / controls)
        return gap < reach * math.sqrt(error)

    low, high = 0.0, 1.0
    if short(high):
        return 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if short(middle) else (low, middle)
    return high
