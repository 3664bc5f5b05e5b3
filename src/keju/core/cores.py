"""How many processor cores there are for us."""

from __future__ import annotations

import os

__all__ = ["cores"]


def cores() -> int:
    """Return how many processor cores this process may use, 1 where nobody can say."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
