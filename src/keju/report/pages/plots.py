"""Drawings as values: where everything stands; ``templates/plots.html`` draws them.

Horizontal places are shares of the width, so that a drawing fits a phone and a wide screen while
its letters keep their size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from keju.core.comparison import Look
from keju.report.pages.scales import Scale, Tick, round_step
from keju.report.pages.words import points
from keju.report.text import count

__all__ = [
    "Bar",
    "Dot",
    "DotPlot",
    "SequencePlot",
    "dot_plot",
    "interval_plot",
    "rank_plot",
    "sequence_plot",
    "stacked",
]

#: Paths are drawn in a square of this side, which is then stretched.
_SIDE = 1000
#: The first looks know nothing: their intervals may leave the drawing, the later ones may not.
_EARLY = 0.15


@dataclass(frozen=True, slots=True)
class SequencePlot:
    """A confidence sequence: the gap after so many pairs, with all that could still be true.

    ``line`` and ``band`` are paths in a square of 1000; ``band`` is empty without intervals. Other
    places are shares, measured from the left and from the top.
    """

    line: str
    band: str
    x_ticks: Sequence[Tick]
    y_ticks: Sequence[Tick]
    zero: float | None
    near: tuple[float, float] | None
    end: tuple[float, float]
    whisker: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Dot:
    """A row of a dot plot: ``at`` and the ends of its whisker are places, ``size`` in pixels.

    Without ``at`` there is no dot, and the whisker is all there is to see.
    """

    label: str
    reading: str
    at: float | None
    whisker: tuple[float, float] | None = None
    size: float = 5.0
    tone: str = "neutral"


@dataclass(frozen=True, slots=True)
class DotPlot:
    """Rows of dots over one axis; ``zero`` is the place of a line to compare with, if any."""

    dots: Sequence[Dot]
    ticks: Sequence[Tick]
    zero: float | None = None
    near: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a stacked bar: its start and width are shares of the whole."""

    start: float
    width: float
    tone: str


def sequence_plot(path: Sequence[Look], gap: float | None) -> SequencePlot:
    """Return the drawing of ``path``, which is not empty; ``gap`` is the smallest that matters.

    Without ``gap`` the looks are not gaps but shares from 0 to 1, and are written in percent.
    Between two looks nothing is known but the earlier one, so that lines go in steps.
    """
    last = path[-1]
    across = Scale(0, max(1, last.pairs))
    up = Scale(*_reach(path, gap))
    drop = [1 - up.at(look.gap) for look in path]
    places = [across.at(look.pairs) for look in path]
    known = [look for look in path if look.low is not None and look.high is not None]
    ends = [(1 - up.at(look.high or 0.0), 1 - up.at(look.low or 0.0)) for look in known]
    where = [across.at(look.pairs) for look in known]
    return SequencePlot(
        line=_path(_steps(places, drop)),
        band=_band(where, ends),
        x_ticks=across.ticks(count, 4) if last.pairs >= 4 else [Tick(1.0, count(last.pairs))],
        y_ticks=_flipped(up.ticks(lambda value: _tick(value, up, gap), 5)),
        zero=None if gap is None else 1 - up.at(0.0),
        near=None if gap is None else (1 - up.at(gap), 1 - up.at(-gap)),
        end=(1.0, drop[-1]),
        whisker=ends[-1] if ends else None,
    )


def _reach(path: Sequence[Look], gap: float | None) -> tuple[float, float]:
    """Return the lowest and the highest value that is drawn."""
    late = [look for look in path if look.pairs >= _EARLY * path[-1].pairs]
    values = [value for look in late for value in (look.gap, look.low, look.high)]
    known = [value for value in values if value is not None]
    known += [] if gap is None else [-1.5 * gap, 1.5 * gap]
    low, high = min(known), max(known)
    room = max(0.005, 0.06 * (high - low))
    return max(0.0 if gap is None else -1.0, low - room), min(1.0, high + room)


def _tick(value: float, axis: Scale, gap: float | None) -> str:
    return f"{100 * value:.3g}" if gap is None else _short(value, axis)


def _short(value: float, axis: Scale) -> str:
    """Write a tick in points, with a decimal only where the axis is that fine."""
    if abs(value) < 1e-12:
        return "0"
    return points(value) if axis.high - axis.low < 0.04 else points(value).removesuffix(".0")


def _flipped(ticks: Sequence[Tick]) -> list[Tick]:
    return [Tick(1 - tick.at, tick.label) for tick in ticks]


def _steps(places: Sequence[float], heights: Sequence[float]) -> list[tuple[float, float]]:
    corners = [(places[0], heights[0])]
    for place, height in zip(places[1:], heights[1:], strict=True):
        corners += [(place, corners[-1][1]), (place, height)]
    return corners


def _band(places: Sequence[float], ends: Sequence[tuple[float, float]]) -> str:
    if not places:
        return ""
    upper = _steps(places, [high for high, _ in ends])
    lower = _steps(places, [low for _, low in ends])
    return _path(upper + lower[::-1]) + "Z"


def _path(corners: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_SIDE * x:.1f} {_SIDE * y:.1f}" for x, y in corners)


def dot_plot(
    rows: Sequence[tuple[str, int, float]], gap: float, shown: int
) -> DotPlot:  # fmt: skip
    """Return one row for each (name, pairs, gap), the highest gap first.

    Of more than ``shown`` rows those with the most pairs are kept: a small one scatters by chance.
    """
    kept = sorted(rows, key=lambda row: (-row[1], row[0]))[:shown]
    ranked = sorted(kept, key=lambda row: (-row[2], row[0]))
    widest = max([1.5 * gap, *(abs(value) for _, _, value in ranked)])
    axis = Scale(-min(1.0, 1.05 * widest), min(1.0, 1.05 * widest))
    most = max((pairs for _, pairs, _ in ranked), default=1)
    dots = [
        Dot(
            label=name,
            reading=points(value),
            at=axis.at(value),
            size=3.5 + 3.5 * (pairs / most) ** 0.5,
            tone="a" if value > 0 else "b" if value < 0 else "neutral",
        )
        for name, pairs, value in ranked
    ]
    ticks = axis.ticks(lambda value: _short(value, axis), 4)
    return DotPlot(dots, ticks, axis.at(0.0), (axis.at(-gap), axis.at(gap)))


def interval_plot(rows: Sequence[tuple[str, float, tuple[float, float]]]) -> DotPlot:
    """Return one row for each (name, share, interval), as they come, in percent.

    The axis covers the intervals, and begins at 0 or ends at 1 where they come near.
    """
    low = min((interval[0] for _, _, interval in rows), default=0.0)
    high = max((interval[1] for _, _, interval in rows), default=1.0)
    room = max(0.02, 0.1 * (high - low))
    axis = Scale(max(0.0, low - room), min(1.0, high + room))
    dots = [
        Dot(
            label=name,
            reading=f"{100 * share:.1f}",
            at=axis.at(share),
            whisker=(axis.at(interval[0]), axis.at(interval[1])),
        )
        for name, share, interval in rows
    ]
    return DotPlot(dots, axis.ticks(lambda value: f"{100 * value:.3g}", 5))


def rank_plot(rows: Sequence[tuple[str, str, int, int, bool]]) -> DotPlot:
    """Return one row for each (name, rank in words, lowest, highest rank, whether it may be best).

    Rank 1 stands on the left.
    """
    axis = Scale(0.5, len(rows) + 0.5)
    dots = [
        Dot(name, words, None, (axis.at(low), axis.at(high)), tone="a" if best else "neutral")
        for name, words, low, high, best in rows
    ]
    step = max(1, round(round_step(len(rows) / 12)))
    ranks = [1, *range(step, len(rows) + 1, step)] if step > 1 else range(1, len(rows) + 1)
    return DotPlot(dots, [Tick(axis.at(rank), str(rank)) for rank in ranks])


def stacked(parts: Sequence[tuple[str, int]]) -> list[Bar]:
    """Return the bars of (tone, number), side by side; none where all numbers are 0."""
    total = sum(number for _, number in parts)
    bars, start = [], 0.0
    for tone, number in parts:
        if number:
            bars.append(Bar(start, number / total, tone))
            start += number / total
    return bars
