"""What is shown on standard error while it runs: a screen on a terminal, else plain lines."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["showing"]

_PLAIN_SECONDS = 5.0


#: While nothing is new, a plain line is said once in as many turns, so that people see it is alive.
_QUIET = 6


@contextlib.contextmanager
def showing(
    screen: Callable[[], RenderableType],
    line: Callable[[], str],
    *,
    a_second: int = 5,
    done: Callable[[], int] | None = None,
) -> Iterator[None]:
    """Show ``screen`` anew ``a_second`` times, or a ``line`` now and then and at the end.

    Lines are said less often while the count ``done`` stands still; without it none is left out.
    """
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.live import Live

        console = Console(stderr=True, markup=False, highlight=False, emoji=False)
        with Live(get_renderable=screen, console=console, refresh_per_second=a_second):
            yield
        return
    ended = threading.Event()

    def speak() -> None:
        said, quiet = None, 0
        while not ended.wait(_PLAIN_SECONDS):
            now = None if done is None else done()
            quiet = quiet + 1 if now is not None and now == said else 0
            if quiet % _QUIET == 0:
                _say(line())
            said = now

    thread = threading.Thread(target=speak, name="keju-display", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        _say(line())


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)  # noqa: T201 - the display
