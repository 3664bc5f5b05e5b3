"""A sitting while it runs: a live screen on a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from keju.core.records import Verdict
from keju.core.tally import Tally
from keju.report.documents import interval
from keju.report.live import showing
from keju.report.text import count, duration, money, percent, percent_range

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["progress", "progress_line"]

#: What is shown beside the right answers, when there is any of it.
_OTHERS = tuple(v for v in Verdict if v is not Verdict.CORRECT)


def progress_line(title: str, tally: Tally, word: str = "right") -> str:
    """Return one line of plain text: what is on disk, how right, how fast, how long still."""
    wanted = f" of {count(tally.wanted)}" if tally.wanted is not None else ""
    earlier = f" ({count(tally.earlier)} earlier)" if tally.earlier else ""
    parts = [f"{count(tally.done)}{wanted} answered{earlier}", _right(tally, word)]
    parts.append(f"{tally.rate:,.1f}/s")
    if tally.priced:
        parts.append(money(tally.cost))
    if tally.failures:
        parts.append(f"failed: {_failures(tally)}")
    parts.append(f"{duration(tally.seconds_left)} left")
    return f"{title}: {', '.join(parts)}"


def _right(tally: Tally, word: str) -> str:
    range_ = interval(tally.score, tally.scored, tally.attempts)
    if range_ is None:
        return "nothing new to mark" if tally.earlier else "none marked yet"
    return f"{percent(tally.score / tally.scored)} {word} {percent_range(*range_)}"


def _failures(tally: Tally) -> str:
    return " ".join(f"{kind} {count(n)}" for kind, n in sorted(tally.failures.items()))


@contextlib.contextmanager
def progress(
    title: str, tally: Tally, *, quiet: bool = False, word: str = "right"
) -> Iterator[None]:
    """Show ``tally`` on standard error while the block runs; ``word``: what a full score means."""
    if quiet:
        yield
        return
    given = (title, tally, word)
    screen, line = partial(_screen, *given), partial(progress_line, *given)
    with showing(screen, line, done=lambda: tally.done):
        yield


def _screen(title: str, tally: Tally, word: str) -> RenderableType:
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    head = Table.grid(padding=(0, 1))
    wanted = tally.wanted or max(tally.done, 1)
    bar = ProgressBar(total=wanted, completed=min(tally.done, wanted), width=36)
    share = Text(f"{count(tally.done)} of {count(wanted)}", style="bold")
    left = Text(f"{tally.rate:,.1f}/s · {duration(tally.seconds_left)} left", style="cyan")
    head.add_row(bar, share, left)
    facts = Table.grid(padding=(0, 2))
    facts.add_row(
        f"{word} (this run)" if tally.earlier else f"{word} so far",
        Text(_right(tally, word), style="green"),
    )
    others = [f"{v.value.replace('_', ' ')} {count(tally.verdicts[v])}" for v in _OTHERS]
    shown = [words for v, words in zip(_OTHERS, others, strict=True) if tally.verdicts[v]]
    if shown:
        facts.add_row("otherwise", " · ".join(shown))
    if tally.failures:
        facts.add_row("failures", Text(_failures(tally), style="red"))
    tokens = f"{count(tally.prompt_tokens)} read · {count(tally.completion_tokens)} written"
    cost = f" · {money(tally.cost)}" if tally.priced else ""
    facts.add_row("tokens", f"{tokens}{cost}")
    flight = f"{tally.in_flight} in flight (limit {tally.limit})"
    facts.add_row("now", Text(f"{flight} · Ctrl-C stops cleanly", style="dim"))
    return Group(Text(title, style="bold"), head, facts)
