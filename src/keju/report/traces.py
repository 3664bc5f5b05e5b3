"""Traces as people read them: one sentence, the table, what loops; and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from keju.core.traces import Column, Figure, Kind, Looping, Trace, Traces
from keju.report.text import count, percent, percent_range, shortened

__all__ = ["figure_cells", "looping_words", "place_of", "traces_json", "traces_screen"]

_ALWAYS = ("loops", "found", "agrees")
_WIDTH = 60  # characters of an excerpt on a screen


def traces_json(found: Traces) -> dict[str, Any]:
    """Return the traces as JSON values; shares lie between 0 and 1."""
    return {
        "candidate": found.name,
        "exam": found.exam,
        "alpha": found.alpha,
        "traces": found.traces,
        "right": found.right,
        "wrong": found.wrong,
        "without_thought": found.silent,
        "cut": found.cut,
        "units": found.units,
        "stopped": found.stopped,
        "tokens_counted": found.counted,
        "figures": {each.name: _figure_json(each) for each in found.figures},
        "looping": [_looping_json(each) for each in found.looping],
        "scripts": dict(found.scripts),
        "each": [_trace_json(each) for each in found.each],
        "sentence": found.sentence,
        "notes": list(found.notes),
    }


def _figure_json(figure: Figure) -> dict[str, Any]:
    columns = {"all": figure.every, "right": figure.right, "wrong": figure.wrong}
    return {
        "words": figure.words,
        "kind": figure.kind.value,
        **{name: asdict(column) for name, column in columns.items()},
    }


def _looping_json(each: Looping) -> dict[str, Any]:
    return _counted_from_one(asdict(each))


def _trace_json(each: Trace) -> dict[str, Any]:
    return {**_counted_from_one(asdict(each)), "tokens_after": each.tokens_after}


def _counted_from_one(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record with its question and attempt as ``keju show`` takes them."""
    question, attempt = record.pop("position") + 1, record.pop("attempt") + 1
    return {"question": question, "attempt": attempt, **record}


def traces_screen(found: Traces, limit: int) -> RenderableType:
    """Return the sentence, the figures, at most ``limit`` looping traces, and the notes."""
    parts: list[RenderableType] = [Text(found.sentence, style="bold green"), Text()]
    parts.append(_figures(found))
    if unseen := [each.words for each in found.figures if not _is_seen(each)]:
        parts += [Text(), Text(f"Nowhere seen: {', '.join(unseen)} (--json has the intervals).")]
    if found.looping:
        parts += [Text(), _loops(found, limit)]
    if len(found.scripts) > 1:
        scripts = ", ".join(f"{name} {count(n)}" for name, n in found.scripts.items())
        parts += [Text(), Text(f"Letters by script, code and formulas aside: {scripts}.")]
    parts += [Text(), *(Text(each, style="dim") for each in found.notes)]
    return Group(*parts)


def _table(*names: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(names[0], style="bold", no_wrap=True)
    for name in names[1:]:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _figures(found: Traces) -> Table:
    heads = ("all", found.traces), ("right", found.right), ("wrong", found.wrong)
    table = _table("thoughts", *(f"{name} ({count(number)})" for name, number in heads))
    for figure in filter(_is_seen, found.figures):
        table.add_row(figure.words, *figure_cells(found, figure))
    return table


def _is_seen(figure: Figure) -> bool:
    """Whether a line says more than nought; that nothing loops is worth a line too."""
    return bool(figure.every.mean) or figure.name in _ALWAYS


def figure_cells(found: Traces, figure: Figure) -> tuple[str, str, str]:
    """Return the figure over all thoughts, over right and over wrong ones, as words."""
    return (
        _cell(figure, figure.every, found.traces),
        _cell(figure, figure.right, found.right),
        _cell(figure, figure.wrong, found.wrong),
    )


def _cell(figure: Figure, column: Column, total: int) -> str:
    """Return a mean with its interval, and of how many thoughts where not all of them can tell."""
    if column.mean is None:
        return "–"
    some = "" if column.traces == total else f" of {count(column.traces)}"
    if figure.kind is not Kind.COUNT:
        ends = "" if column.interval is None else f" {percent_range(*column.interval)}"
        return f"{percent(column.mean)}{ends}{some}"
    ends = "" if column.interval is None else " [{}, {}]".format(*map(_number, column.interval))
    return f"{_number(column.mean)}{ends}{some}"


def _number(value: float) -> str:
    return count(value) if value >= 100 else f"{value:.1f}"


def _loops(found: Traces, limit: int) -> Table:
    table = _table("loops", "from", "words", "rounds", "answer")
    table.add_column("excerpt", overflow="fold")
    for each in found.looping[:limit]:
        where, *figures = looping_words(each)
        table.add_row(where, *figures, Text(shortened(each.excerpt, _WIDTH)))
    if len(found.looping) > limit:
        table.add_row("…", "", "", "", "", f"{count(len(found.looping) - limit)} more (--json)")
    return table


def looping_words(each: Looping) -> tuple[str, str, str, str, str]:
    """Return where a loop is, from which character on, its words, its rounds, what came of it."""
    right = {None: "no score", True: "right", False: "wrong"}[each.right]
    return (
        place_of(each),
        count(each.loop.start),
        count(each.loop.words),
        f"{each.loop.rounds:.1f}",
        f"{right}, cut" if each.cut else right,
    )


def place_of(each: Looping) -> str:
    """Return question and attempt as ``keju show`` takes them: 17, or 17.2."""
    return f"{each.position + 1}" + (f".{each.attempt + 1}" if each.attempt else "")
