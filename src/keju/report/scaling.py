"""A study of scaling as people read it: what is decided, the curves as tables; and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from keju.core.scaling import Contrast, Curve, Point, Ruling, Scaling, Traced, Way
from keju.report.text import count, percent, percent_range, points

__all__ = [
    "WAYS",
    "contrast_row",
    "curve_heads",
    "point_row",
    "scaling_json",
    "scaling_screen",
    "shown_points",
]

#: What each way is called where curves are told apart.
WAYS = {
    Way.SEQUENTIAL: "one thought, cut after so many tokens",
    Way.GREEDY: "one thought at temperature 0",
    Way.VOTE: "vote over K answers",
    Way.SHORTEST: "shortest of K finished answers",
    Way.ORACLE: "oracle: any of K is right (pass@K)",
}

_STYLES = {Ruling.PARALLEL: "green", Ruling.SEQUENTIAL: "green", Ruling.UNDECIDED: "yellow"}
_UNITS = ("", "k", "M", "G", "T", "P", "E")
_ROWS = 8  # of a curve of budgets on a screen


def scaling_json(found: Scaling) -> dict[str, Any]:
    """Return the study as JSON values; shares lie between 0 and 1, tokens are means a question."""
    return {
        "exam": found.exam,
        "alpha": found.alpha,
        "questions": found.questions,
        "units": found.units,
        "candidates": [_candidate_json(each) for each in found.candidates],
        "equal_tokens": {
            "tokens": found.thought.at.tokens,
            "thought": asdict(found.thought),
            "contrasts": [asdict(each) for each in found.contrasts],
            "ruling": found.ruling.value,
            "oracle_ruling": found.oracle_ruling.value,
        },
        "more_tokens": asdict(found.more),
        "sentence": found.sentence,
        "oracle_sentence": found.oracle_sentence,
        "more_sentence": found.more_sentence,
        "notes": list(found.notes),
    }


def _candidate_json(each: Traced) -> dict[str, Any]:
    return {
        "candidate": each.name,
        "sampled": each.sampled,
        "attempts": list(each.attempts),
        "tokens": each.tokens,
        "counted_by": each.counted_by,
        "cut_by_the_model": each.cut,
        "left_out": each.left_out,
        "questions_left_out": each.questions_out,
        "network": None if each.network is None else asdict(each.network),
        "curves": {
            curve.way.value: [
                {**asdict(point), "per_teraflop": point.per_teraflop} for point in curve.points
            ]
            for curve in each.curves
        },
    }


def scaling_screen(found: Scaling) -> RenderableType:
    """Return what is decided, the uses of equal tokens, each candidate's curves, and the notes."""
    parts: list[RenderableType] = [
        Text(found.sentence, style=f"bold {_STYLES[found.ruling]}"),
        Text(""),
        Text(found.oracle_sentence),
        Text(""),
        Text(found.more_sentence),
        Text(""),
        _equal(found),
        Text("Of each candidate the K that does best; --json and --html have all.", style="dim"),
    ]
    for each in found.candidates:
        parts += [Text(""), *_curves(each)]
    parts += [Text(""), *(Text(note, style="dim") for note in found.notes)]
    return Group(*parts)


def _table(first: str, heads: Sequence[str]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(first, overflow="fold")
    for name in heads:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _equal(found: Scaling) -> Table:
    title = f"Of {count(found.thought.at.tokens)} tokens a question"
    table = _table(title, ("tokens", "right", "interval", "gap", "interval"))
    at = found.thought.at
    row = (f"one answer of {found.thought.name}", count(at.tokens), percent(at.accuracy))
    table.add_row(*row, percent_range(*at.interval), "", "", style="bold")
    for way in (Way.VOTE, Way.ORACLE):
        for each in _best_of_each(found.contrasts_of(way)):
            table.add_row(*contrast_row(each))
    return table


def _best_of_each(ranked: Sequence[Contrast]) -> Sequence[Contrast]:
    """Return the first of each candidate: of its numbers of attempts, the one that does best."""
    first: dict[str, Contrast] = {}
    for each in ranked:
        first.setdefault(each.use.name, each)
    return list(first.values())


def contrast_row(each: Contrast) -> tuple[str, str, str, str, str, str]:
    """Return a use of equal tokens as cells: words, tokens, right, interval, gap, interval."""
    at = each.use.at
    cut = "" if at.budget is None else f", cut at {count(at.budget)}"
    kind = "vote over" if each.use.way is Way.VOTE else "oracle over"
    return (
        f"{kind} {at.k} of {each.use.name}{cut}",
        count(at.tokens),
        percent(at.accuracy),
        percent_range(*at.interval),
        points(each.gap),
        f"[{points(each.interval[0])}, {points(each.interval[1])}]",
    )


def _curves(each: Traced) -> Iterator[RenderableType]:
    yield Text(f"{each.name}, {count(each.tokens)} tokens an answer", style="bold")
    table = _table("", curve_heads(each))
    for curve in each.curves:
        table.add_row(Text(WAYS[curve.way], style="bold"))
        for point in shown_points(curve, _ROWS):
            table.add_row(*point_row(curve.way, point, work=each.network is not None))
    yield table


def curve_heads(each: Traced) -> tuple[str, ...]:
    """Return the heads of ``point_row``, its first cell left aside."""
    work = ("FLOPs", "right a TFLOP") if each.network is not None else ()
    return ("tokens", "right", "interval", *work)


def point_row(way: Way, point: Point, *, work: bool) -> tuple[str, ...]:
    """Return a point as cells: what it is, tokens, right, interval; with ``work``, FLOPs."""
    if way in (Way.SEQUENTIAL, Way.GREEDY):
        name = "whole" if point.budget is None else f"cut at {count(point.budget)}"
    else:
        name = f"K = {point.k}"
    cells = (name, count(point.tokens), percent(point.accuracy), percent_range(*point.interval))
    if not work:
        return cells
    return (*cells, _work(point.flops), _rate(point.per_teraflop))


def _work(flops: float | None) -> str:
    """Write floating-point operations with the unit that leaves one to three digits before it."""
    if flops is None:
        return "–"
    power = min(len(_UNITS) - 1, max(0, int(math.log10(max(1.0, flops)) // 3)))
    return f"{flops / 1000**power:.3g} {_UNITS[power]}".strip()


def _rate(rate: float | None) -> str:
    if rate is None:
        return "–"
    return count(rate) if rate >= 100 else f"{rate:.3g}"


def shown_points(curve: Curve, most: int) -> Sequence[Point]:
    """Return at most ``most`` + 1 of the points, evenly, the last one always."""
    step = max(1, -(-len(curve.points) // most))
    return curve.points[::-1][::step][::-1]
