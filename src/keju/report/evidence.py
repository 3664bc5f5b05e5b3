"""Evidence as people see it: a bar toward the threshold."""

from __future__ import annotations

__all__ = ["evidence_bar"]


def evidence_bar(share: float, width: int = 20) -> str:
    """Return a bar that is full when ``share`` of the way to the threshold is 1 or more."""
    filled = round(width * min(1.0, max(0.0, share)))
    return "█" * filled + "·" * (width - filled)
