"""Code that may hang, crash or attack, kept out of Keju's own process."""

from __future__ import annotations

from keju.sandbox.execution import Call, Ending, Execution, Limits, ProgramRunner
from keju.sandbox.isolated import IsolatedRunner, SandboxDied
from keju.sandbox.launch import SandboxUnavailable
from keju.sandbox.unsafe import UnsafeRunner
from keju.sandbox.workers import WorkerDied, WorkerError, WorkerRaised, Workers, WorkerTimeout

__all__ = [
    "Call",
    "Ending",
    "Execution",
    "IsolatedRunner",
    "Limits",
    "ProgramRunner",
    "SandboxDied",
    "SandboxUnavailable",
    "UnsafeRunner",
    "WorkerDied",
    "WorkerError",
    "WorkerRaised",
    "WorkerTimeout",
    "Workers",
    "open_runner",
]


def open_runner(*, unsafe: bool = False) -> ProgramRunner:
    """Return a runner of programs. Raises SandboxUnavailable where they cannot be isolated.

    ``unsafe`` gives one that does not protect this machine from them.
    """
    return UnsafeRunner() if unsafe else IsolatedRunner()
