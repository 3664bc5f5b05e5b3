"""Run a program to its end and say how long it took and how much memory it had at most."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

__all__ = ["ROOT", "WORK", "Ran", "ours", "run", "scratch", "server"]

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / ".bench"


@dataclass(frozen=True, slots=True)
class Ran:
    """A program's end: wall-clock and processor seconds, peak resident MiB, what it wrote."""

    seconds: float
    processor: float
    mebibytes: float
    status: int
    out: str
    err: str


def run(
    command: Sequence[str | Path], *, more: Mapping[str, str] | None = None, ok: bool = True
) -> Ran:
    """Run ``command`` from the repository's root with ``more`` in its environment.

    Raises RuntimeError with the last words on stderr when ``ok`` and the exit status is not 0.
    Linux counts the starter's own memory as the child's floor, so the starter must stay small.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.perf_counter()
        child = subprocess.Popen(
            [str(word) for word in command],
            cwd=ROOT,
            env=dict(os.environ) | dict(more or {}),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        said, cried = (_text(stream) for stream in (out, err))
    if ok and child.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: {child.returncode}: {cried[-2000:]}")
    processor = usage.ru_utime + usage.ru_stime
    return Ran(seconds, processor, usage.ru_maxrss / 1024, child.returncode, said, cried)


def _text(stream: object) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8", "replace")


def ours(*words: str | Path) -> list[str]:
    """Return the command line of ``keju`` in this environment."""
    return [str(Path(sys.executable).with_name("keju")), *map(str, words)]


@contextmanager
def server(*options: str | Path) -> Iterator[int]:
    """Start ``bench.server`` with ``options``; gives its port, ends it afterwards."""
    command = [sys.executable, "-m", "bench.server", *map(str, options)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            yield int(child.stdout.readline())
        finally:
            child.terminate()


@contextmanager
def scratch() -> Iterator[Path]:
    """Give a folder of the repository's disk that is deleted afterwards."""
    WORK.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK) as folder:
        yield Path(folder)
