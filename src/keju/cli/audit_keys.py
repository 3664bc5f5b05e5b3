"""One key at a time from a terminal; a line at a time where there is none."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

__all__ = ["keys"]


@contextlib.contextmanager
def keys() -> Iterator[Callable[[], str]]:
    """Yield a function that waits for a key and returns it in lower case; "q" at the end of input.

    From a terminal a key needs no Enter. Elsewhere (a pipe, a system without such terminals) the
    first character of a line counts.
    """
    try:
        import termios
        import tty
    except ImportError:  # not a Unix
        yield _from_line
        return
    if not sys.stdin.isatty():
        yield _from_line
        return
    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    tty.setcbreak(number)
    try:
        yield _from_terminal
    finally:
        termios.tcsetattr(number, termios.TCSADRAIN, before)


def _from_terminal() -> str:
    return sys.stdin.read(1).lower() or "q"


def _from_line() -> str:
    line = sys.stdin.readline()
    return line.strip()[:1].lower() if line else "q"
