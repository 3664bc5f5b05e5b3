"""What a comparison came to, as a value: everything that a screen, a page or a document shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from keju.core.design import Design

__all__ = ["Comparison", "Look", "Ruling", "Said", "Side", "Split"]


class Ruling(StrEnum):
    """The four verdicts of a comparison."""

    A = "A"
    B = "B"
    EQUAL = "equal"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: its name, and what it did on the pairs that counted.

    ``answers`` were asked for or read, more than were used when some were in flight; ``tokens`` and
    ``cost`` (US dollars) are sums over them, None where nobody stated them.
    """

    name: str
    accuracy: float | None
    answers: int
    tokens: int | None = None
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """The state after so many pairs: the gap, its interval, the evidence for A and for B.

    ``low`` and ``high`` are None for the exact test, which has no interval. Evidence is a share of
    the way to the threshold: 1 decides (logarithms of capitals, or the walk's height).
    """

    pairs: int
    gap: float
    low: float | None
    high: float | None
    evidence_a: float
    evidence_b: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """A verdict with all that it rests on.

    ``answers_used`` counts answers of each model up to the verdict, ``pairs`` the questions that
    entered the test, ``excluded`` those left out on both sides. ``gap``, ``interval`` are A minus B
    as shares, at the verdict; ``worst`` is the interval if all excluded pairs had gone wholly
    against or for A. ``path`` holds some hundred looks for a plot, the last of them the verdict's.
    ``clusters``: (name, pairs, gap). ``at_end`` is the look after everything that is at hand,
    which may be more than the verdict needed. ``expected_left``: answers of each model still to
    come, as far as one can tell.
    """

    a: Side
    b: Side
    exam: str
    design: Design
    ruling: Ruling
    attempts: int
    answers_used: int
    pairs: int
    excluded: int
    gap: float | None
    interval: tuple[float, float] | None
    worst: tuple[float, float] | None
    path: tuple[Look, ...]
    at_end: Look | None
    units: int
    planned: int
    clusters: tuple[tuple[str, int, float], ...] = ()
    discordant: tuple[int, int] = (0, 0)
    stopped: str | None = None
    notes: Sequence[str] = ()

    @property
    def evidence(self) -> tuple[float, float]:
        """For A and for B, as a share of the threshold."""
        last = self.path[-1] if self.path else None
        return (last.evidence_a, last.evidence_b) if last else (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Said:
    """What one of the two answered to a question, as it may be shown."""

    score: float | None
    verdict: str
    extracted: str | None
    text: str
    reasoning: str | None


@dataclass(frozen=True, slots=True)
class Split:
    """A question on which the two differ, with both answers, as it may be shown."""

    number: int
    question: str
    reference: str
    cluster: str | None
    attempt: int
    a: Said
    b: Said
