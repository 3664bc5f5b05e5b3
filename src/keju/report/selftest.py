"""The self-test as people watch it and read what it found."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from keju.report.text import count, duration, percent, percent_range, shortened

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

__all__ = ["cases_table", "reds_table", "rules_table", "steps_bar"]

#: Marker, cases, met; then errors, of how many, interval for false positives and negatives; time.
CaseRow = tuple[str, int, int, "Share", "Share", float]
Share = tuple[int, int, tuple[float, float]]


@contextlib.contextmanager
def steps_bar(state: Callable[[], tuple[str, int, int]]) -> Iterator[None]:
    """Show what is being done and how far it is, on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.live import Live

    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    with Live(
        get_renderable=lambda: _bar(*state()), console=console, refresh_per_second=5, transient=True
    ):
        yield


def _bar(what: str, done: int, total: int) -> RenderableType:
    from rich.progress_bar import ProgressBar
    from rich.table import Table

    grid = Table.grid(padding=(0, 1))
    bar = ProgressBar(total=total or None, completed=done, width=36, pulse=not total)
    grid.add_row(bar, f"{what}: {count(done)} of {count(total)}")
    return grid


def cases_table(rows: Sequence[CaseRow]) -> RenderableType:
    """Return how each marker does on its gold cases."""
    table = _table("marker", "gold cases", "met", "false positives", "false negatives", "slowest")
    for marker, cases, met, positives, negatives, seconds in rows:
        table.add_row(
            marker,
            count(cases),
            count(met),
            _share(positives),
            _share(negatives),
            duration(seconds) if seconds >= 0.05 else f"{1000 * seconds:.1f} ms",
        )
    return table


def _share(share: Share) -> str:
    wrong, total, interval = share
    if not total:
        return "–"
    return f"{count(wrong)} of {count(total)}, {percent(wrong / total)} {percent_range(*interval)}"


def rules_table(rows: Sequence[tuple[str, int, int, int]]) -> RenderableType:
    """Return how many rules of each group were switched off, noticed, exempt and not noticed."""
    table = _table("rules of", "switched off", "noticed", "exempt", "survived")
    for group, rules, exempt, survivors in rows:
        noticed = rules - exempt - survivors
        table.add_row(group, count(rules), count(noticed), count(exempt), count(survivors))
    return table


def reds_table(reds: Sequence[dict[str, Any]]) -> RenderableType:
    """Return the gold cases that were not met."""
    table = _table("gold case", "rule", "expected", "came")
    for red in reds:
        table.add_row(
            red["where"], shortened(red["rule"], 60), red["expected"], shortened(red["outcome"], 40)
        )
    return table


def _table(*names: str) -> Table:
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for place, name in enumerate(names):
        table.add_column(name, style="bold" if place == 0 else "", no_wrap=True)
    return table
