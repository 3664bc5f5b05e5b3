"""Gates on the screen: a sentence, the interval beside the margin, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from keju.core.design import Estimand
from keju.core.gate import Gate, GateVerdict
from keju.report.text import count, money, named, percent, points, points_range

__all__ = ["gate_page", "gate_ruler", "gate_sentence"]

_COLOURS = {GateVerdict.PASS: "bold green", GateVerdict.FAIL: "bold red"}
_CELLS = 41


def gate_page(found: Gate) -> RenderableType:
    """Return the verdict in words, then the figures, then the assumptions."""
    return Group(
        Text(gate_sentence(found), style=_COLOURS.get(found.verdict, "bold yellow")),
        Text(""),
        _table(found),
        Text(""),
        *([Text(gate_ruler(found)), Text("")] if found.comparison.interval else []),
        *(Text(words, style="dim") for words in _assumptions(found)),
    )


def gate_sentence(found: Gate) -> str:
    """Return the verdict in one sentence for everybody."""
    c = found.comparison
    sure, margin = f"{100 * (1 - c.design.alpha):g}% sure", _margin(found)
    new, old = c.a.name, c.b.name
    if found.verdict is GateVerdict.PASS:
        return f"Pass: {new} is not worse than {old} by more than {margin} on {c.exam} ({sure})."
    if found.verdict is GateVerdict.FAIL:
        return f"Fail: {new} is worse than {old} by more than {margin} on {c.exam} ({sure})."
    return (
        f"Undecided, so not passed: {count(c.answers_used)} answers of each cannot tell whether"
        f" {new} is worse than {old} by more than {margin} on {c.exam}."
    )


def _margin(found: Gate) -> str:
    shown = f"{100 * found.margin:g}"
    return f"{shown} point" if shown == "1" else f"{shown} points"


def _table(found: Gate) -> Table:
    c = found.comparison
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", style="dim")
    table.add_column("candidate", style="bold", overflow="fold", min_width=12)
    table.add_column("right", justify="right", no_wrap=True)
    table.add_column("answers", justify="right", no_wrap=True)
    priced = c.a.cost is not None or c.b.cost is not None
    for _ in [None] * priced:
        table.add_column("cost", justify="right", no_wrap=True)
    for role, side in (("new", c.a), ("baseline", c.b)):
        cost = ["–" if side.cost is None else money(side.cost)] * priced
        table.add_row(
            role, Text(named(side.name)), percent(side.accuracy), count(c.answers_used), *cost
        )
    return table


def gate_ruler(found: Gate) -> str:
    """Draw the interval of the gap on a line on which the margin is marked; three lines."""
    c = found.comparison
    if c.interval is None or c.gap is None:
        return ""
    (low, high), margin = c.interval, -found.margin
    reach = 1.25 * max(abs(low), abs(high), 2 * found.margin)

    def at(gap: float) -> int:
        return round((gap + reach) / (2 * reach) * (_CELLS - 1))

    line = ["·"] * _CELLS
    line[at(low) : at(high) + 1] = ["━"] * (at(high) + 1 - at(low))
    line[at(0.0)] = "┼" if line[at(0.0)] == "━" else "┆"
    line[at(margin)] = "╂" if line[at(margin)] == "━" else "┃"
    line[min(max(at(c.gap), 0), _CELLS - 1)] = "●"
    mark = f"margin {points(margin)}"
    indent = max(0, min(at(margin) - len(mark) // 2, _CELLS - len(mark)))
    return (
        f"{' ' * indent}{mark}\n{''.join(line)}\n"
        f"gap {points(c.gap)} points, between {points_range(low, high)}"
    )


def _assumptions(found: Gate) -> Iterator[str]:
    c = found.comparison
    design = c.design
    yield (
        f"Gap: accuracy of {c.a.name} minus that of {c.b.name}, in points. It is passed when the"
        f" whole interval lies above {points(-found.margin)}, and fails when it lies below."
    )
    yield (
        f"Both errors together have a probability of at most {100 * design.alpha:g}%, however often"
        " one looks (betting e-process)."
    )
    yield f"Estimand: {design.estimand.words}. Order of the questions: {design.order}."
    if c.units != c.pairs + c.excluded:
        yield f"{count(c.pairs)} questions in {count(c.units)} clusters; a cluster counts as one."
    if c.excluded:
        worst = "" if c.worst is None else f"; at worst the interval is {points_range(*c.worst)}"
        how = "count as ties" if design.estimand is Estimand.THIS_BANK else "leave both sides"
        yield f"{count(c.excluded)} pairs without a score {how}{worst}."
    if c.stopped is not None:
        yield f"Asking ended early: {c.stopped}; the same command continues."
    yield from (f"{note}." for note in c.notes)
