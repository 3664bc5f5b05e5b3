"""The drawing of a training: four curves over its steps, as an SVG file that stands alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from keju.core.training import Step
from keju.report.pages.scales import Scale, Tick
from keju.report.pages.writing import render
from keju.report.text import count

__all__ = ["learning_drawing"]

_WIDTH, _HEIGHT = 380, 150  # of one panel
_SMOOTH = 40  # points of the drawn mean


@dataclass(frozen=True, slots=True)
class Panel:
    """One curve: all values as a faint line, their running means as a strong one.

    Lines are SVG paths in the panel's own pixels; ticks are shares from the left and the top.
    """

    title: str
    left: int
    top: int
    faint: str
    strong: str
    dots: Sequence[tuple[float, float]]
    x_ticks: Sequence[Tick]
    y_ticks: Sequence[Tick]


def learning_drawing(title: str, rows: Sequence[Step]) -> str:
    """Return an SVG image of loss, reward, length and held-out accuracy, where they were taken."""
    shown: list[tuple[str, str, Callable[[float], str]]] = [
        ("loss", "loss", lambda value: f"{value:.3g}"),
        ("reward", "reward, mean of a step", lambda value: f"{value:.3g}"),
        ("length", "tokens each", count),
        ("held_out", "held-out questions right, %", lambda value: f"{100 * value:.3g}"),
    ]
    panels: list[Panel] = []
    for name, words, label in shown:
        points = [(row.step, v) for row in rows if (v := getattr(row, name)) is not None]
        if points:
            panels.append(_panel(words, points, len(panels), label))
    return render(
        "learning.svg",
        title=title,
        panels=panels,
        width=2 * (_WIDTH + 70) + 20,
        height=-(-len(panels) // 2) * (_HEIGHT + 70) + 40,
        panel_width=_WIDTH,
        panel_height=_HEIGHT,
    )


def _panel(
    title: str, points: Sequence[tuple[int, float]], place: int, label: Callable[[float], str]
) -> Panel:
    values = [value for _, value in points]
    low, high = min(0.0, *values), max(values)
    across = Scale(0, max(1, points[-1][0]))
    up = Scale(low, high + 0.05 * (high - low) if high > low else low + 1)
    few = len(points) <= _SMOOTH
    strong = points if few else _means(points)
    corners = [(across.at(x) * _WIDTH, (1 - up.at(y)) * _HEIGHT) for x, y in points]
    return Panel(
        title=title,
        left=60 + (place % 2) * (_WIDTH + 70),
        top=60 + (place // 2) * (_HEIGHT + 70),
        faint="" if few else _path(corners),
        strong=_path([(across.at(x) * _WIDTH, (1 - up.at(y)) * _HEIGHT) for x, y in strong]),
        dots=corners if few else [],
        x_ticks=across.ticks(count, 4),
        y_ticks=[Tick(1 - tick.at, tick.label) for tick in up.ticks(label, 4)],
    )


def _means(points: Sequence[tuple[int, float]]) -> list[tuple[float, float]]:
    edges = [place * len(points) // _SMOOTH for place in range(_SMOOTH + 1)]
    parts = [points[a:b] for a, b in pairwise(edges)]
    return [
        (sum(x for x, _ in part) / len(part), sum(y for _, y in part) / len(part)) for part in parts
    ]


def _path(corners: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners)
