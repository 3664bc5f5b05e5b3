"""Lines over dates and points in a plane, as values; ``templates/timelines.html`` draws them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from keju.core.frontier import Best, Publications, Race
from keju.report.pages.curves import Line, log_ticks, tone
from keju.report.pages.scales import Scale, Tick

__all__ = ["Cloud", "Spot", "Timeline", "best_timeline", "lag_timeline", "research_cloud"]

_SIDE = 1000  # lines are drawn in a square of this side, which is then stretched
_COUNTRIES = 12  # of the plane: more names than that lie over each other
_FIELD = "Citations of a work beside the world's mean of its field and year (1: as the world)"
_TENTH = "Percent of works among the most cited tenth of the world"
_Step = tuple[date, float, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Lines over dates. Places are shares, from the left and the top; ``zero`` is a height."""

    lines: Sequence[Line]
    x_ticks: Sequence[Tick]
    y_ticks: Sequence[Tick]
    zero: float | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """A point in a plane with its label."""

    x: float
    y: float
    label: str
    tone: str


@dataclass(frozen=True, slots=True)
class Cloud:
    """Points in a plane over two axes; ``measure`` says what the vertical one counts."""

    measure: str
    spots: Sequence[Spot]
    x_ticks: Sequence[Tick]
    y_ticks: Sequence[Tick]


def best_timeline(groups: Sequence[Sequence[Best]], end: date) -> Timeline:
    """Return the best of each group over time, in steps, each in its tone and with its band."""
    starts = [steps[0].dated for steps in groups]
    across = _dates(min(starts), end)
    values = [value for steps in groups for step in steps for value in (step.index, *step.interval)]
    up = _reach(values)
    lines = []
    for place, steps in enumerate(groups):
        points: list[_Step] = [(step.dated, step.index, step.interval) for step in steps]
        lines.append(_stepped(points, end, (across, up), tone(place)))
    return Timeline(lines, _years(across), _heights(up))


def lag_timeline(race: Race, end: date) -> Timeline:
    """Return a lag at the follower's new bests, with its band; 0 is where both are equal."""
    points = [(lag.dated, lag.months, lag.interval) for lag in (*race.path, race.now)]
    across = _dates(points[0][0], end)
    up = _reach([0.0, *(value for _, months, band in points for value in (months, *band))])
    places = [(across.at(day.toordinal()), 1 - up.at(value)) for day, value, _ in points]
    ends = [
        (across.at(day.toordinal()), 1 - up.at(band[0]), 1 - up.at(band[1]))
        for day, _, band in points
    ]
    line = Line(_path(places), _band(ends), places, "a", "sequential")
    return Timeline([line], _years(across), _heights(up), 1 - up.at(0.0))


def research_cloud(rows: Sequence[Publications], tones: Mapping[str, str]) -> Cloud | None:
    """Return volume against impact of the newest year of each country; None without both.

    Impact is the field-weighted impact where it is given, else the share of the most cited. The
    countries with the most works are drawn, those of ``tones`` in their tone.
    """
    newest = {row.country: row for row in sorted(rows, key=lambda row: row.year)}
    field = any(row.impact is not None for row in newest.values())
    known = [(row, row.impact if field else row.top_share) for row in newest.values() if row.works]
    pairs = [(row, value) for row, value in known if value is not None]
    pairs = sorted(pairs, key=lambda pair: -pair[0].works)[:_COUNTRIES]
    if len(pairs) < 2:
        return None
    works = [math.log10(row.works) for row, _ in pairs]
    across = Scale(min(works) - 0.1, max(works) + 0.1)
    up = _reach([value for _, value in pairs])
    spots = [
        Spot(
            across.at(math.log10(row.works)),
            1 - up.at(value),
            row.country,
            tones.get(row.country, ""),
        )
        for row, value in pairs
    ]
    measure = _FIELD if field else _TENTH
    return Cloud(measure, spots, log_ticks(across), _heights(up, percent=not field))


def _dates(start: date, end: date) -> Scale:
    room = max(30.0, 0.02 * (end - start).days)
    return Scale(start.toordinal() - room, end.toordinal() + room)


def _reach(values: Sequence[float]) -> Scale:
    low, high = min(values), max(values)
    room = max(0.01, 0.06 * (high - low))
    return Scale(low - room, high + room)


def _years(across: Scale) -> list[Tick]:
    first, last = (date.fromordinal(int(end)).year for end in (across.low, across.high))
    months = (1,) if last - first > 2 else (1, 4, 7, 10)
    days = [date(year, month, 1) for year in range(first, last + 1) for month in months]
    return [
        Tick(across.at(day.toordinal()), str(day.year) if day.month == 1 else f"{day:%b}")
        for day in days
        if across.holds(day.toordinal())
    ]


def _heights(up: Scale, *, percent: bool = False) -> list[Tick]:
    factor = 100 if percent else 1
    ticks = up.ticks(lambda value: f"{factor * value:.3g}", 5)
    return [Tick(1 - tick.at, tick.label) for tick in ticks]


def _stepped(points: Sequence[_Step], end: date, axes: tuple[Scale, Scale], colour: str) -> Line:
    across, up = axes
    corners, dots, ends = list[tuple[float, float]](), [], []
    for place, (day, value, band) in enumerate(points):
        x, y = across.at(day.toordinal()), 1 - up.at(value)
        after = points[place + 1][0] if place + 1 < len(points) else end
        until = across.at(after.toordinal())
        corners += [(x, y), (until, y)]
        dots.append((x, y))
        sides = (1 - up.at(band[0]), 1 - up.at(band[1]))
        ends += [(x, *sides), (until, *sides)]
    return Line(_path(corners), _band(ends), dots, colour, "sequential")


def _band(ends: Sequence[tuple[float, float, float]]) -> str:
    lower = [(x, low) for x, low, _ in ends]
    upper = [(x, high) for x, _, high in ends]
    return _path(upper + lower[::-1]) + "Z"


def _path(corners: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_SIDE * x:.1f} {_SIDE * y:.1f}" for x, y in corners)
