"""The self-test as people watch it and read what it found."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from keju.report.text import count, duration, percent_range, shortened

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

__all__ = [
    "cases_table",
    "exempt_table",
    "reds_table",
    "rules_table",
    "steps_bar",
    "verdict",
]

#: Marker, cases, met; then errors, of how many, interval for false positives and negatives; time.
CaseRow = tuple[str, int, int, "Share", "Share", float]
Share = tuple[int, int, tuple[float, float]]
#: Rules of: switched off, not noticed, exempt.
RuleRow = tuple[str, int, int, int]


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
    """Return how each marker does on its gold cases, then what the brackets hold."""
    from rich.console import Group
    from rich.text import Text

    table = _table("marker", "gold cases", "met", "false positives", "false negatives", "slowest")
    for marker, cases, met, positives, negatives, seconds in rows:
        table.add_row(
            marker,
            count(cases),
            Text(count(met), style="green" if met == cases else "red"),
            _share(positives),
            _share(negatives),
            duration(seconds) if seconds >= 0.05 else f"{1000 * seconds:.1f} ms",
        )
    return Group(table, Text("In brackets: the 95% interval of the rate, in percent.", style="dim"))


def _share(share: Share) -> str:
    wrong, total, interval = share
    if not total:
        return "–"
    return f"{count(wrong)} of {count(total)} {percent_range(*interval)}"


def rules_table(rows: Sequence[RuleRow]) -> RenderableType:
    """Return how many rules of each group were switched off, not noticed, and left alone."""
    from rich.text import Text

    table = _table("rules of", "switched off", "noticed", "survived", "exempt")
    everything: list[RuleRow] = []
    if len(rows) > 1:
        everything.append(
            ("all", sum(r[1] for r in rows), sum(r[2] for r in rows), sum(r[3] for r in rows))
        )
    for group, rules, survivors, exempt in [*rows, *everything]:
        noticed = Text(count(rules - survivors), style="red" if survivors else "green")
        table.add_row(group, count(rules), noticed, count(survivors), count(exempt))
    return table


def exempt_table(reasons: Sequence[tuple[str, int]]) -> RenderableType:
    """Return why rules were left alone, and how many."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(justify="right")
    table.add_column(style="dim")
    for reason, rules in reasons:
        table.add_row(count(rules), f"exempt: {reason}")
    return table


def verdict(reds: int, survivors: int, through: int, cheats: int, seconds: float) -> Text:
    """Return the one line that says how it ended."""
    from rich.text import Text

    found = [
        f"{words}: {count(number)}"
        for number, words in (
            (reds, "gold cases not met"),
            (survivors, "rules that nobody misses"),
            (through, "programs that cheat and pass"),
        )
        if number
    ]
    if found:
        return Text(f"Not passed in {duration(seconds)}: {'; '.join(found)}.", style="bold red")
    programs = f"; of {count(cheats)} programs that cheat none passes" if cheats else ""
    words = "every gold case is met and every rule that is not exempt is missed when it is gone"
    return Text(f"Passed in {duration(seconds)}: {words}{programs}.", style="bold green")


def reds_table(reds: Sequence[dict[str, Any]]) -> RenderableType:
    """Return the gold cases that were not met."""
    table = _table("gold case", "rule", "expected", "came", words=True)
    for red in reds:
        table.add_row(
            red["where"], shortened(red["rule"], 60), red["expected"], shortened(red["outcome"], 40)
        )
    return table


def _table(*names: str, words: bool = False) -> Table:
    """Return an empty table; its columns hold numbers, but for the first, or ``words``."""
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(names[0], style="bold", no_wrap=True)
    for name in names[1:]:
        table.add_column(name, justify="left" if words else "right", no_wrap=True)
    return table
