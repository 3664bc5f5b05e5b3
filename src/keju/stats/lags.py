"""How far one group of models is behind another, in time.

The lag at a date is the time since the leading group first reached what the follower has by then:
its best so far. It is negative where the follower is ahead: by as much as the leader needed
afterwards, or, where it never got there, by at least the time to the end of the table.

Values have errors, and the best of several is too high, the more so the more there are: a leader
with many models seems to have been everywhere early. Resamples add such errors once more, so that
their lags lie beside the lag of the table, not around it. ``recentred`` takes that off before a
lag is read, for a lag moves in steps and cannot be mended afterwards.

Times are in months (of 365.25/12 days), values in any unit in which more is better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from keju.stats.joint_steps import Array

__all__ = ["Front", "Pace", "behind", "gap_pace", "pace", "recentred", "records", "slope"]


@dataclass(frozen=True, eq=False)
class Front:
    """The best of one group over time: from ``times`` [n] on, ascending, it is ``values`` [n]."""

    times: Array
    values: Array

    def since(self, time: float) -> Array:
        """Return its times from one on."""
        return self.times[self.times >= time]

    def at(self, time: float) -> float:
        """Return the best by a time; minus infinity before the first."""
        place = int(np.searchsorted(self.times, time, side="right")) - 1
        return float(self.values[place]) if place >= 0 else float("-inf")

    def reached(self, value: float) -> float:
        """Return when the best first was at least ``value``; infinity for never."""
        place = int(np.searchsorted(self.values, value, side="left"))
        return float(self.times[place]) if place < len(self.times) else float("inf")


def records(times: Sequence[float] | Array, values: Array) -> tuple[Front, list[int]]:
    """Return the front of models, and which of them [indexes] made it: each a new best at its time.

    Of models of one day the best counts. Empty groups have an empty front.
    """
    times = np.asarray(times, dtype=float)
    order = np.lexsort((-values, times))
    best, last, kept = float("-inf"), float("nan"), []
    for place in order:
        if values[place] > best and times[place] != last:
            best, last = float(values[place]), float(times[place])
            kept.append(int(place))
    return Front(times[kept], values[kept]), kept


def recentred(times: Sequence[float] | Array, values: Array, draws: Array) -> list[Front]:
    """Return the fronts of resamples ``draws`` [resamples, models] of the ``values`` [models].

    What resamples add to the front of ``values``, at each date on average, is taken off twice: once
    for the errors of ``values``, once for their own. A front never falls. This is the
    bias-corrected bootstrap of L. Kilian, "Small-sample confidence intervals for impulse response
    functions", Review of Economics and Statistics 80 (1998), 218-230, with a front for its
    parameters.
    """
    order = np.argsort(times)
    dates = np.unique(times)
    last = np.searchsorted(np.asarray(times)[order], dates, side="right") - 1
    front = np.maximum.accumulate(values[order])[last]
    fronts = np.maximum.accumulate(draws[:, order], axis=1)[:, last]
    added = fronts.mean(axis=0) - front
    return [Front(dates, each) for each in np.maximum.accumulate(fronts - 2 * added, axis=1)]


def behind(leader: Front, follower: Front, time: float, end: float) -> tuple[float, bool]:
    """Return the lag at a time, and whether it may be longer, or the lead, than the table shows.

    ``end``: when the table ends. NaN where the follower has nothing yet.
    """
    value = follower.at(time)
    if value == float("-inf") or not len(leader.times):
        return float("nan"), False
    reached = leader.reached(value)
    if reached == float("inf"):
        return time - end, True
    return time - reached, bool(reached == leader.times[0])


@dataclass(frozen=True, slots=True)
class Pace:
    """A lag over several dates: its mean, least, most and slope a year."""

    mean: float
    least: float
    most: float
    slope: float


def slope(times: Array, values: Array) -> float:
    """Return the rise a year of a line through values; NaN for fewer than three of them."""
    if len(times) < 3 or np.ptp(times) == 0:
        return float("nan")
    away = times - times.mean()
    return float(12 * (away * values).sum() / (away**2).sum())


def pace(leader: Front, follower: Front, times: Array, end: float) -> Pace:
    """Return the lag over these times; all NaN where at none of them the follower has a best."""
    lags = np.array([behind(leader, follower, time, end)[0] for time in times])
    known = ~np.isnan(lags)
    if not known.any():
        nothing = float("nan")
        return Pace(nothing, nothing, nothing, nothing)
    lags, times = lags[known], times[known]
    return Pace(float(lags.mean()), float(lags.min()), float(lags.max()), slope(times, lags))


def gap_pace(leader: Front, follower: Front, since: float, end: float) -> tuple[float, float]:
    """Return the leader's best less the follower's at the end, and its rise a year from ``since``.

    The rise is that of a line through the gap at every month.
    """
    first = max([since, *leader.times[:1], *follower.times[:1]])
    months = np.arange(first, end + 1e-9, 1.0)
    gaps = np.array([leader.at(month) - follower.at(month) for month in months])
    return float(leader.at(end) - follower.at(end)), slope(months, gaps)
