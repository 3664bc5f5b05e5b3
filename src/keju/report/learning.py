"""A training: the memory it needs, a live screen or plain lines while it runs, what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import pairwise
from typing import TYPE_CHECKING

from keju.core.training import MemoryNeed, TrainingTally
from keju.report.live import showing
from keju.report.text import count, duration

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["learning_line", "learning_progress", "memory_words", "sparkline"]

_GIB = 1 << 30
_CURVE = 48  # characters
_LEVELS = "▁▂▃▄▅▆▇█"


def memory_words(need: MemoryNeed) -> str:
    """Return the estimate in one line, with what would fit."""
    words = f"memory: needs about {_gib(need.needed)} of {_gib(need.available)} on {need.where}"
    parts = ", ".join(f"{name} {_gib(size)}" for name, size in need.parts.items())
    if need.fits:
        return f"{words} ({parts})"
    ways = "; ".join(f"with {way.words} {_gib(way.needed)}" for way in need.ways)
    return f"{words} ({parts}). {ways or 'No smaller way fits; take a smaller base'}"


def _gib(size: int) -> str:
    if size < _GIB / 10:
        return f"{max(1, round(size / (1 << 20)))} MiB"
    return f"{size / _GIB:.1f} GiB" if size < 10 * _GIB else f"{size / _GIB:.0f} GiB"


def learning_line(title: str, tally: TrainingTally) -> str:
    """Return one line of plain text: where it is, the latest figures, the time left."""
    parts = [f"step {count(tally.done)} of {count(tally.steps)}", *_figures(tally)]
    if tally.doing != "training":
        parts.append(tally.doing)
    return f"{title}: {', '.join(parts)}, {duration(tally.seconds_left)} left"


def _figures(tally: TrainingTally) -> Iterator[str]:
    for name, words, form, _ in _SHOWN:
        value = tally.latest(name)
        if value is not None:
            yield f"{words} {form.format(value)}"


#: The figures of a step: name, words, form, style.
_SHOWN = (
    ("loss", "loss", "{:.4f}", ""),
    ("reward", "reward", "{:.3f}", "green"),
    ("length", "tokens each", "{:,.1f}", ""),
    ("held_out", "held out right", "{:.1%}", "bold green"),
    ("speed", "tokens/s", "{:,.0f}", ""),
)


def sparkline(values: Sequence[float]) -> str:
    """Return a curve in at most 48 characters, each the mean of its part, from lowest to highest.

    Empty where there are no values; flat where all are the same.
    """
    if not values:
        return ""
    width = min(_CURVE, len(values))
    edges = [place * len(values) // width for place in range(width + 1)]
    means = [sum(values[a:b]) / (b - a) for a, b in pairwise(edges)]
    low, high = min(means), max(means)
    if high == low:
        return _LEVELS[0] * width
    top = len(_LEVELS) - 1
    return "".join(_LEVELS[round(top * (mean - low) / (high - low))] for mean in means)


def learning_progress(title: str, tally: TrainingTally) -> AbstractContextManager[None]:
    """Show ``tally`` on standard error while the block runs."""
    return showing(lambda: _screen(title, tally), lambda: learning_line(title, tally), a_second=4)


def _screen(title: str, tally: TrainingTally) -> RenderableType:
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    head = Table.grid(padding=(0, 1))
    head.add_row(
        ProgressBar(total=tally.steps, completed=tally.done, width=36),
        Text(f"step {count(tally.done)} of {count(tally.steps)}", style="bold"),
        Text(f"{duration(tally.seconds_left)} left", style="cyan"),
    )
    facts = Table.grid(padding=(0, 2))
    for name, words, form, style in _SHOWN:
        values = [v for row in tally.rows if (v := getattr(row, name)) is not None]
        if values:
            curve = Text(sparkline(values), style="yellow")
            facts.add_row(words, Text(form.format(values[-1]), style=style), curve)
    now = f"{tally.doing} · Ctrl-C saves and stops"
    return Group(Text(title, style="bold"), head, facts, Text(now, style="dim"))
