"""The one program runner of this process: opened when first needed, kept, and used by one at once.

A process that marks programs (a worker of keju.marking.slow, or a user's own) has one runner. It
is closed, and a new one is opened for the next program, when it fails to do its work.
"""

from __future__ import annotations

import atexit
import contextlib
import resource
import threading
from collections.abc import Iterator

from keju.sandbox import open_runner
from keju.sandbox.execution import ProgramRunner

__all__ = ["check_isolation", "own_runner", "run_unconfined"]


class _Owned:
    """The runner of this process, and whether it may be an unconfined one."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.unsafe = False
        self.runner: ProgramRunner | None = None

    def open(self) -> ProgramRunner:
        if self.runner is None:
            self.runner = open_runner(unsafe=self.unsafe)
        return self.runner

    def close(self) -> None:
        if self.runner is not None:
            self.runner.close()
            self.runner = None


_OWNED = _Owned()
atexit.register(_OWNED.close)


@contextlib.contextmanager
def own_runner() -> Iterator[ProgramRunner]:
    """Hold this process's runner; others wait. Raises InputError where none can be opened.

    What goes wrong with the runner itself is raised, and is nothing that a program did.
    """
    with _OWNED.lock, _without_time_limit():
        runner = _OWNED.open()
        try:
            yield runner
        except BaseException:
            _OWNED.close()
            raise


def run_unconfined(unsafe: bool) -> None:  # noqa: FBT001 - the name asks the question
    """Say whether programs may run in this process without confinement."""
    with _OWNED.lock:
        if unsafe != _OWNED.unsafe:
            _OWNED.close()
            _OWNED.unsafe = unsafe


def check_isolation() -> None:
    """Raise InputError, with what to install, unless programs can be confined here."""
    open_runner().close()


@contextlib.contextmanager
def _without_time_limit() -> Iterator[None]:
    """Lift a soft limit on processor time (a worker has one for the work of the moment).

    A sandbox that is started under it would inherit it, and end in the middle of later work.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
