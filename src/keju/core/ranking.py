"""What a ranking came to, as a value: everything that a screen, a page or a document shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from keju.core.design import Estimand

__all__ = ["Race", "Ranked", "Ranking"]


@dataclass(frozen=True, slots=True)
class Ranked:
    """One candidate: its place is surely from ``low`` to ``high`` (1 is the best).

    ``accuracy`` is the mean score on what was asked of it, None where nothing has a score.
    ``questions`` counts what was asked of it, ``excluded`` those of them without a score.
    ``dropped_at``: after so many questions it was sure that it is not the best, and it was asked no
    more; None while it may be the best. ``answers``, ``tokens`` and ``cost`` (US dollars) were
    spent on it; None where nobody stated them.
    """

    name: str
    accuracy: float | None
    low: int
    high: int
    dropped_at: int | None
    questions: int
    excluded: int
    answers: int
    tokens: int | None = None
    cost: float | None = None

    @property
    def rank(self) -> str:
        """The rank set as people write it: ``2`` or ``1–3``."""
        return str(self.low) if self.low == self.high else f"{self.low}–{self.high}"


@dataclass(frozen=True, slots=True)
class Race:
    """What the race to the best takes on answers that are all at hand, against asking everything.

    ``answers`` are those that the race asks for, ``all`` everything; ``decided``: one was left.
    """

    answers: int
    all: int
    decided: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """Who is surely better than whom on one exam.

    ``candidates`` that may be the best stand first, then the others, each with the highest accuracy
    first; ``better[j][i]`` says whether number j is surely better than number i, in that order.
    With probability at least 1 - ``alpha`` all of these claims hold, of all ``exams`` ranked
    together, and so do all rank sets. ``best`` names those that may be the best: of every exam the
    true best is among them with the same probability. ``questions`` is how many there are to ask,
    ``units`` of how many independent parts. ``stopped``: why asking ended before everything was
    decided.
    """

    exam: str
    estimand: Estimand
    alpha: float
    order: int
    attempts: int
    questions: int
    units: int
    candidates: tuple[Ranked, ...]
    better: tuple[tuple[bool, ...], ...]
    best: tuple[str, ...]
    exams: int = 1
    race: Race | None = None
    stopped: str | None = None
    notes: Sequence[str] = ()

    @property
    def answers(self) -> int:
        """The answers of all candidates together."""
        return sum(each.answers for each in self.candidates)

    @property
    def claims(self) -> int:
        """How many ordered pairs are decided, of K(K-1)/2 without ties."""
        return sum(sum(row) for row in self.better)
