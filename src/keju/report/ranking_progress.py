"""A ranking while it is asked: a live screen on a terminal, plain lines elsewhere."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from keju.core.ranking_tally import RankingTally
from keju.report.live import showing
from keju.report.text import count, money, named, percent

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["ranking_line", "ranking_progress"]

_BAR = 16


def ranking_line(title: str, tally: RankingTally) -> str:
    """Return one line of plain text: how many may still be the best, who leads, what was spent."""
    alive = sum(tally.alive)
    parts = [f"{alive} of {len(tally.names)} may be the best"]
    leaders = [
        (accuracy, name)
        for accuracy, name, kept in zip(tally.accuracies, tally.names, tally.alive, strict=True)
        if kept and accuracy is not None
    ]
    if leaders:
        accuracy, name = max(leaders)
        parts.append(f"{name} leads with {percent(accuracy)}")
    parts.append(f"{count(sum(tally.questions))} answers")
    if tally.cost is not None:
        parts.append(money(tally.cost))
    return f"{title}: {', '.join(parts)}"


def ranking_progress(title: str, tally: RankingTally) -> AbstractContextManager[None]:
    """Show ``tally`` on standard error while the block runs."""
    return showing(lambda: _screen(title, tally), lambda: ranking_line(title, tally))


def _screen(title: str, tally: RankingTally) -> RenderableType:
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("candidate", style="bold", overflow="fold", min_width=12)
    table.add_column("right", justify="right", no_wrap=True)
    table.add_column("questions", justify="right", no_wrap=True)
    table.add_column("evidence that it is not the best", no_wrap=True)
    order = sorted(
        range(len(tally.names)), key=lambda n: (not tally.alive[n], -(tally.accuracies[n] or 0.0))
    )
    for n in order:
        filled = round(_BAR * min(1.0, max(0.0, tally.against[n])))
        bar = Text("█" * filled + "·" * (_BAR - filled))
        bar.stylize("red" if not tally.alive[n] else "yellow", 0, filled)
        bar.append("" if tally.alive[n] else " out", style="dim")
        table.add_row(
            Text(named(tally.names[n])),
            Text(percent(tally.accuracies[n])),
            count(tally.questions[n]),
            bar,
        )
    cost = "" if tally.cost is None else f" · {money(tally.cost)}"
    spent = f"{count(sum(tally.questions))} answers · {count(tally.tokens)} tokens{cost}"
    foot = Text(f"{spent} · Ctrl-C stops cleanly", style="dim")
    return Group(Text(title, style="bold"), table, foot)
