"""Statistics on plain numbers and arrays, with their guarantees and sources."""

from __future__ import annotations

from keju.stats.intervals import wilson

__all__ = ["wilson"]
