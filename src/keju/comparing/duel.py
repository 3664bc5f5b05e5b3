"""The referee of a comparison: two candidates, one test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from keju.comparing.marks import Pair
from keju.comparing.race import ahead
from keju.comparing.trials import Trial

__all__ = ["Duel", "Place"]


@dataclass(frozen=True, slots=True)
class Place:
    """A question as it is put to both: its item, its cluster."""

    item: str
    cluster: str | None


@dataclass
class Duel:
    """Pairs what both earned, unit by unit, and stops both lanes when the test is over.

    ``units`` are the units in the order of the test, ``attempts`` the answers to each question.
    ``watch`` is called after each unit that the test has taken.
    """

    trial: Trial
    units: Sequence[Sequence[Place]]
    attempts: int
    watch: Callable[[Duel], None] = lambda _: None
    groups: list[list[Pair]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._waiting: tuple[list[float | None], list[float | None]] = ([], [])
        self._settled = [0, 0]
        self._keys = sum(len(unit) for unit in self.units) * self.attempts

    @property
    def finished(self) -> bool:
        """Whether every unit has been fed."""
        return len(self.groups) == len(self.units)

    def limits(self) -> list[int]:
        """Nobody goes much further than the slower of the two; see ``race.ahead``."""
        if self.trial.over:
            return [0, 0]
        settled = min(self._settled)
        return [min(self._keys, settled + ahead(settled))] * 2

    def settle(self, candidate: int, scores: Sequence[float | None]) -> None:
        """Take scores in the order of the keys; feed each unit that both have finished."""
        self._settled[candidate] += len(scores)
        self._waiting[candidate].extend(scores)
        while len(self.groups) < len(self.units):
            unit = self.units[len(self.groups)]
            needed = len(unit) * self.attempts
            if min(len(waiting) for waiting in self._waiting) < needed:
                return
            sides = [self._means(waiting, len(unit)) for waiting in self._waiting]
            group = [
                Pair(place.item, place.cluster, a, b)
                for place, a, b in zip(unit, *sides, strict=True)
            ]
            self.groups.append(group)
            self.trial.feed([group])
            self.watch(self)

    def _means(self, waiting: list[float | None], questions: int) -> list[float | None]:
        """Take the scores of a unit; an attempt without a score leaves its question without."""
        taken, waiting[:] = (
            waiting[: questions * self.attempts],
            waiting[questions * self.attempts :],
        )
        means: list[float | None] = []
        for n in range(questions):
            scores = [
                s for s in taken[n * self.attempts : (n + 1) * self.attempts] if s is not None
            ]
            means.append(sum(scores) / len(scores) if len(scores) == self.attempts else None)
        return means
