"""Limits and rights of one program's process."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import struct
from pathlib import Path
from typing import Any

__all__ = [
    "address_space",
    "drop_rights",
    "limit_file_size",
    "limit_files",
    "limit_memory",
    "limit_threads",
]

_FILE = 64 << 20
_OPEN_FILES = 256
_THREADS = 64
#: Address space beyond the limit that is left for saying that memory ran out.
_RESERVE = 16 << 20
_VERSION = struct.pack("Ii", 0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
_NONE = bytes(24)


_capset: Any = getattr(ctypes.PyDLL(None, use_errno=True), "capset", None)  # Linux only


def address_space() -> int:
    """Return the bytes of address space that this process has now; 0 where nobody says so."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def limit_memory(memory: int) -> None:
    """Bound the address space to ``memory`` bytes."""
    _bound(resource.RLIMIT_AS, memory, memory + _RESERVE)


def limit_files() -> None:
    """Bound open files, and leave no core behind."""
    _bound(resource.RLIMIT_CORE, 0, 0)
    _bound(resource.RLIMIT_NOFILE, _OPEN_FILES, _OPEN_FILES)


def limit_file_size() -> None:
    """Bound the size of a file, where no disk of its own bounds all files of a program."""
    _bound(resource.RLIMIT_FSIZE, _FILE, _FILE)


def limit_threads() -> None:
    """Bound the number of threads in each user namespace that is made from now on.

    Linux counts processes for each user namespace since 5.14; before that such a limit would count
    everything the user runs, and is left off.
    """
    release = os.uname().release.split(".")
    with contextlib.suppress(ValueError, IndexError):
        if (int(release[0]), int(release[1])) >= (5, 14):
            _bound(resource.RLIMIT_NPROC, _THREADS, _THREADS)


def _bound(what: int, soft: int, hard: int) -> None:
    """Set a limit, no higher than it stands."""
    _, ceiling = resource.getrlimit(what)
    if ceiling != resource.RLIM_INFINITY:
        soft, hard = min(soft, ceiling), min(hard, ceiling)
    resource.setrlimit(what, (soft, hard))


def drop_rights() -> None:
    """Give up every capability that a new user namespace came with."""
    if _capset(_VERSION, _NONE):
        raise OSError(ctypes.get_errno(), "capset: " + os.strerror(ctypes.get_errno()))
