"""A comparison while it is asked: a live screen on a terminal, plain lines elsewhere."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from keju.core.contest_tally import ContestTally
from keju.report.evidence import evidence_bar
from keju.report.live import showing
from keju.report.text import count, money, named, percent

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["contest_line", "contest_progress"]


def contest_line(title: str, tally: ContestTally) -> str:
    """Return one line of plain text."""
    parts = [f"{count(tally.pairs)} pairs of at most {count(tally.wanted)}", _gap(tally)]
    strongest = max(tally.evidence_a, tally.evidence_b, 0.0)
    parts.append(f"evidence {percent(min(strongest, 1.0))} of what decides")
    if tally.expected_left is not None:
        parts.append(f"about {count(tally.expected_left)} pairs left")
    if tally.cost is not None:
        parts.append(money(tally.cost))
    return f"{title}: {', '.join(parts)}"


def _gap(tally: ContestTally) -> str:
    if tally.gap is None:
        return "no gap yet"
    interval = ""
    if tally.low is not None and tally.high is not None:
        interval = f" [{100 * tally.low:+.1f}, {100 * tally.high:+.1f}]"
    return f"gap {100 * tally.gap:+.1f} points{interval}"


def contest_progress(title: str, tally: ContestTally) -> AbstractContextManager[None]:
    """Show ``tally`` on standard error while the block runs."""
    return showing(lambda: _screen(title, tally), lambda: contest_line(title, tally))


def _screen(title: str, tally: ContestTally) -> RenderableType:
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    sides = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    sides.add_column("", no_wrap=True)
    sides.add_column("candidate", style="bold", overflow="fold", min_width=12)
    for name in ("right", "answers", "in flight"):
        sides.add_column(name, justify="right", no_wrap=True)
    sides.add_column("evidence that it is better", no_wrap=True)
    rows = (
        ("A", tally.names[0], tally.accuracy_a, tally.evidence_a, tally.sides[0]),
        ("B", tally.names[1], tally.accuracy_b, tally.evidence_b, tally.sides[1]),
    )
    for letter, name, accuracy, evidence, side in rows:
        sides.add_row(
            letter,
            Text(named(name)),
            Text(percent(accuracy), style="green"),
            count(side.done),
            count(side.in_flight),
            Text.assemble(
                (evidence_bar(evidence), "yellow"), f" {percent(min(max(evidence, 0.0), 1.0))}"
            ),
        )
    left = "" if tally.expected_left is None else f" · about {count(tally.expected_left)} left"
    excluded = f" · {count(tally.excluded)} left out" if tally.excluded else ""
    pairs = f"{count(tally.pairs)} pairs of at most {count(tally.wanted)}{excluded}{left}"
    cost = "" if tally.cost is None else f" · {money(tally.cost)}"
    spent = f"{count(tally.tokens)} tokens{cost} · Ctrl-C stops cleanly"
    return Group(
        Text(title, style="bold"),
        sides,
        Text(f"{_gap(tally)} · {pairs}", style="cyan"),
        Text(spent, style="dim"),
    )
