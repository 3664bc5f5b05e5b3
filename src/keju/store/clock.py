"""What the store writes down as the time."""

from __future__ import annotations

import time

__all__ = ["now"]


def now() -> int:
    """Return milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000
