"""What a gate came to, as a value: whether a new candidate may replace the baseline."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from keju.core.comparison import Comparison

__all__ = ["Gate", "GateVerdict"]


class GateVerdict(StrEnum):
    """The three verdicts of a gate."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether A, the new one, is worse than B, the baseline, by no more than ``margin`` (a share).

    The comparison's ``path`` holds, as evidence for A, that toward passing, and as evidence for B,
    that toward failing.
    """

    comparison: Comparison
    margin: float
    verdict: GateVerdict

    @property
    def passed(self) -> bool:
        """Whether the new candidate is let through: only with certainty."""
        return self.verdict is GateVerdict.PASS
