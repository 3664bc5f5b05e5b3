"""Which Python runs the programs: Keju's own where the box can have it, or the system's."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Interpreter", "interpreters"]

_SYSTEM = ("/usr/bin/python3", "/usr/local/bin/python3")


@dataclass(frozen=True, slots=True)
class Interpreter:
    """An executable, and the folder that has to be in the box for it, if /usr is not enough."""

    path: str
    prefix: str | None = None


def interpreters() -> Iterator[Interpreter]:
    """Yield what may be tried, best first."""
    own = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
    prefix = os.path.realpath(sys.base_prefix)
    if own.startswith("/usr/"):
        yield Interpreter(own)
    elif own.startswith(prefix + "/") and not _private(prefix):
        yield Interpreter(own, prefix)
    for path in _SYSTEM:
        if os.access(path, os.X_OK):
            yield Interpreter(path)


def _private(prefix: str) -> bool:
    """Say whether the folder holds more than Python: a home, or what is worked on."""
    inside = (Path.home(), Path.cwd(), Path("/etc"))
    return any(path.is_relative_to(prefix) for path in inside)
