"""Marking a file of answers as people watch it and read what came of it."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from keju.core.records import Verdict
from keju.core.tally import Tally
from keju.report.documents import DENOMINATOR, interval
from keju.report.text import count, duration, percent, percent_range

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["marked_table", "marking_bar", "marking_line"]


def marking_line(tally: Tally) -> str:
    """Return one line of plain text: how many are marked, how fast, how long it still takes."""
    wanted = f" of {count(tally.wanted)}" if tally.wanted is not None else ""
    left = f", {duration(tally.seconds_left)} left" if tally.wanted is not None else ""
    return f"{count(tally.asked)}{wanted} marked, {count(tally.rate)}/s{left}"


@contextlib.contextmanager
def marking_bar(title: str, tally: Tally) -> Iterator[None]:
    """Show ``tally`` on standard error while the block runs, where that is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.live import Live

    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    show = Live(
        get_renderable=lambda: _bar(title, tally),
        console=console,
        refresh_per_second=5,
        transient=True,
    )
    with show:
        yield


def _bar(title: str, tally: Tally) -> RenderableType:
    from rich.progress_bar import ProgressBar
    from rich.table import Table

    grid = Table.grid(padding=(0, 1))
    wanted = tally.wanted or 0
    bar = ProgressBar(total=wanted or None, completed=tally.asked, width=36, pulse=not wanted)
    grid.add_row(title, bar, marking_line(tally) if tally.asked else "checking the lines")
    return grid


def marked_table(tally: Tally, marker: str) -> RenderableType:
    """Return the verdicts of a file, its accuracy with an interval, and what that counts."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(marker, style="bold")
    table.add_column("answers", justify="right")
    table.add_column("share", justify="right")
    for verdict in Verdict:
        if number := tally.verdicts[verdict]:
            share = percent(number / tally.asked)
            table.add_row(verdict.value.replace("_", " "), count(number), share)
    return Group(table, *(Text(words, style="dim") for words in _notes(tally)))


def _notes(tally: Tally) -> Iterator[str]:
    range_ = interval(tally.score, tally.scored, 1)
    if range_ is None:
        yield "accuracy: nothing has a score."
    else:
        share = percent(tally.score / tally.scored)
        yield f"accuracy {share} {percent_range(*range_)} (95%), of {count(tally.scored)} answers."
    yield f"{DENOMINATOR}."
    unscored = tally.asked - tally.scored
    if unscored and tally.asked:
        low, high = tally.score / tally.asked, (tally.score + unscored) / tally.asked
        yield (
            f"{count(unscored)} without a score; were they all wrong {percent(low)},"
            f" all right {percent(high)}."
        )
