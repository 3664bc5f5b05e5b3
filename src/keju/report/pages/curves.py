"""Curves over a logarithmic axis as values; ``templates/curves.html`` draws them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from keju.core.scaling import Curve, Scaling, Way
from keju.report.pages.scales import Scale, Tick
from keju.report.text import count

__all__ = ["CurvePlot", "Line", "curve_plot", "log_ticks", "tone"]

_SIDE = 1000  # lines are drawn in a square of this side, which is then stretched
_TONES = ("a", "b", "c", "d")
_BANDED = (Way.SEQUENTIAL, Way.VOTE, Way.ORACLE)
_ROUND = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: ``path`` and ``band`` (empty for none) in a square of 1000; dots as shares."""

    path: str
    band: str
    dots: Sequence[tuple[float, float]]
    tone: str
    way: str


@dataclass(frozen=True, slots=True)
class CurvePlot:
    """Curves of accuracy against tokens; ``mark`` is where equal tokens are compared.

    Places are shares, measured from the left and from the top.
    """

    lines: Sequence[Line]
    x_ticks: Sequence[Tick]
    y_ticks: Sequence[Tick]
    mark: float


def tone(place: int) -> str:
    """Return the tone of the candidate at ``place``; the fifth has that of the first."""
    return _TONES[place % len(_TONES)]


def curve_plot(found: Scaling) -> CurvePlot:
    """Return the drawing of all curves of a study, the tokens by their logarithm."""
    points = [p for each in found.candidates for curve in each.curves for p in curve.points]
    tokens = [max(1.0, point.tokens) for point in points]
    across = Scale(math.log10(min(tokens)) - 0.02, math.log10(max(tokens)) + 0.02)
    highest = max(point.interval[1] for point in points)
    up = Scale(0.0, min(1.0, max(0.05, 1.05 * highest)))
    lines = [
        _line(curve, tone(place), across, up)
        for place, each in enumerate(found.candidates)
        for curve in each.curves
    ]
    heights = up.ticks(lambda value: f"{100 * value:.3g}", 5)
    return CurvePlot(
        lines=lines,
        x_ticks=log_ticks(across),
        y_ticks=[Tick(1 - tick.at, tick.label) for tick in heights],
        mark=across.at(math.log10(max(1.0, found.thought.at.tokens))),
    )


def _line(curve: Curve, colour: str, across: Scale, up: Scale) -> Line:
    where = [across.at(math.log10(max(1.0, point.tokens))) for point in curve.points]
    middle = [1 - up.at(point.accuracy) for point in curve.points]
    ends = [[1 - up.at(point.interval[side]) for point in curve.points] for side in (0, 1)]
    corners = list(zip(where, middle, strict=True))
    band = ""
    if curve.way in _BANDED and len(corners) > 1:
        lower, upper = (list(zip(where, heights, strict=True)) for heights in ends)
        band = _path(upper + lower[::-1]) + "Z"
    still = curve.way is Way.GREEDY
    dotted = curve.way is not Way.SEQUENTIAL or len(corners) == 1
    dots = corners[-1:] if still else corners if dotted else []
    return Line("" if still else _path(corners), band, dots, colour, curve.way.value)


def _path(corners: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_SIDE * x:.1f} {_SIDE * y:.1f}" for x, y in corners)


def log_ticks(axis: Scale) -> list[Tick]:
    """Return ticks at 1, 2 and 5 times powers of ten; at powers alone where that is too many."""
    powers = range(math.floor(axis.low), math.ceil(axis.high) + 1)
    factors = _ROUND if axis.high - axis.low < 2.2 else (1,)
    values = [factor * 10.0**power for power in powers for factor in factors]
    return [
        Tick(axis.at(math.log10(value)), count(value))
        for value in values
        if axis.holds(math.log10(value)) and value >= 1
    ]
