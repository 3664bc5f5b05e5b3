"""Code that may hang, crash or attack, kept out of Keju's own process."""

from __future__ import annotations

from keju.sandbox.workers import WorkerDied, WorkerError, WorkerRaised, Workers, WorkerTimeout

__all__ = ["WorkerDied", "WorkerError", "WorkerRaised", "WorkerTimeout", "Workers"]
