"""Which Python runs the programs: Keju's own where the box can have it, or the system's."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Interpreter", "interpreters"]

_OURS = "python{}.{}".format(*sys.version_info)
_SYSTEM = ("/usr/bin/python3", "/usr/local/bin/python3")


@dataclass(frozen=True, slots=True)
class Interpreter:
    """An executable, and what has to be in the box for it beside /usr.

    ``prefix`` is the interpreter's own folder; ``packages`` are folders of packages that programs
    may import: numpy, if Keju's own fits the interpreter.
    """

    path: str
    prefix: str | None = None
    packages: tuple[str, ...] = ()


def interpreters() -> Iterator[Interpreter]:
    """Yield what may be tried, best first: each with numpy, if that fits, and then without."""
    packages = _numpy()
    for bare in _bare():
        if packages and Path(bare.path).resolve().name == _OURS:
            yield Interpreter(bare.path, bare.prefix, packages)
        yield bare


def _numpy() -> tuple[str, ...]:
    """Return the folders of Keju's numpy, which belong to one minor version of Python."""
    found = importlib.util.find_spec("numpy")
    if found is None or found.origin is None:
        return ()
    folder = Path(found.origin).parent
    return tuple(str(each) for each in (folder, folder.with_name("numpy.libs")) if each.is_dir())


def _bare() -> Iterator[Interpreter]:
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
