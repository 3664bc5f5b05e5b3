"""What a comparison is expected to take, as a value: worked out before anything is asked."""

from __future__ import annotations

from dataclasses import dataclass

from keju.core.design import Design

__all__ = ["Outlook", "Plan", "Rate"]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What happens where A is truly ahead by ``gap``, a share.

    ``better``, ``worse`` and ``equal``: how likely the verdict, within the plan, is that A is
    better, that B is, that they are equal within ±δ. ``expected``: units asked until the end, on
    average; the end is a verdict, or that no more may be asked. ``ninety``: after so many units
    nine in ten comparisons have a verdict or, with the exact test, have reached its horizon; None:
    not within the plan.
    """

    gap: float
    better: float
    worse: float
    equal: float
    expected: float
    ninety: int | None

    @property
    def verdict(self) -> float:
        """How likely there is any verdict."""
        return self.better + self.worse + self.equal


@dataclass(frozen=True, slots=True)
class Rate:
    """One candidate's tokens and US dollars an answer, from an earlier sitting; None: unknown."""

    name: str
    tokens: float | None = None
    cost: float | None = None
    exam: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A comparison before it is held.

    ``units`` may be asked at most (questions, or clusters of ``questions_each`` on average), each
    question ``attempts`` times of either candidate; ``limited`` says that somebody set this bound.
    ``horizon``: after so many questions on which the two differ the exact test ends. ``resolvable``
    is the smallest true gap that is found with probability ``power`` (None: not even 1).
    ``fewest``: with fewer units than these no verdict is possible at all.
    """

    design: Design
    units: int
    limited: bool
    attempts: int
    questions_each: float
    horizon: int | None
    outlooks: tuple[Outlook, ...]
    resolvable: float | None
    power: float
    fewest: int
    rates: tuple[Rate, ...] = ()

    def answers(self, units: float) -> float:
        """Return the answers of each candidate in so many units."""
        return units * self.questions_each * self.attempts

    @property
    def tokens_each(self) -> float | None:
        """Tokens of one answer of each candidate together; None where one is unknown."""
        return _total([rate.tokens for rate in self.rates])

    @property
    def cost_each(self) -> float | None:
        """US dollars of one answer of each candidate together; None where one is unknown."""
        return _total([rate.cost for rate in self.rates])


def _total(each: list[float | None]) -> float | None:
    known = [value for value in each if value is not None]
    return sum(known) if known and len(known) == len(each) else None
