"""The referee of a ranking that is asked live: whom it is worth asking on, and how far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate
from typing import Any

from keju.comparing.allocation import State, next_to_ask
from keju.comparing.race import ahead
from keju.comparing.ranking import Field
from keju.comparing.trials import Plot
from keju.core.design import Design
from keju.core.ranking import Ranked
from keju.stats.betting import Bank, Capital, Units
from keju.stats.duels import Standing, among
from keju.stats.multiple import best_bound, may_be_best, open_bound, surely_better

__all__ = ["Goal", "RankingReferee", "Spent"]

Scores = Sequence[float | None]


class Goal(StrEnum):
    """Until when is asked: until one may be the best, or until every rank is known."""

    BEST = "best"
    RANKS = "ranks"


@dataclass(frozen=True, slots=True)
class Spent:
    """What one candidate took: answers, tokens, US dollars; None where nobody stated them."""

    answers: int
    tokens: int | None = None
    cost: float | None = None


@dataclass
class _Duel:
    """Two candidates: the capitals of one against the other after the units both have answered."""

    capital: Capital
    seen: int = 0


@dataclass
class RankingReferee:
    """Says which candidates may be asked on; a ``keju.comparing.race.Referee``.

    ``plot`` are the units of the paper, of which the first ``asked`` may be asked; ``attempts`` are
    the answers to each question. ``others`` are the suprema [K, K] of the other exams ranked
    together with this one, zeros for those that are still to come. ``watch`` is called after each
    step.
    """

    plot: Plot
    candidates: int
    design: Design
    attempts: int = 1
    asked: int | None = None
    goal: Goal = Goal.BEST
    others: Sequence[Any] = ()
    watch: Callable[[RankingReferee], None] = lambda _: None
    dropped_at: list[int | None] = field(init=False)

    def __post_init__(self) -> None:
        size = self.candidates
        self.dropped_at = [None] * size
        self._alpha = self.design.alpha / (1 + len(self.others))
        self._bound = best_bound(size, self._alpha)
        self._units = len(self.plot.sizes) if self.asked is None else self.asked
        self._keys = [n * self.attempts for n in accumulate(self.plot.sizes, initial=0)]
        self._waiting: list[list[float | None]] = [[] for _ in range(size)]
        self._answered: list[list[list[float | None]]] = [[] for _ in range(size)]
        self._sums, self._scored, self._unscored = [0.0] * size, [0] * size, [0] * size
        sizes = Units.scaled(self.plot.sizes, self.plot.sizes, self.plot.largest).sizes
        bank = Bank(sizes) if self.plot.whole else None
        self._duels = {(j, i): _Duel(Capital([0.0], bank)) for i in range(size) for j in range(i)}
        self._logs, self._suprema, self._seen = (
            [[0.0] * size for _ in range(size)] for _ in range(3)
        )
        self._limits = self._found_limits()

    @property
    def open(self) -> bool:
        """Whether asking on may still decide something."""
        return any(limit > 0 for limit in self._limits)

    @property
    def fronts(self) -> list[int]:
        """How many units each candidate has answered."""
        return [len(units) for units in self._answered]

    @property
    def questions(self) -> list[int]:
        """How many questions each candidate has answered, in whole units."""
        return [self._keys[front] // self.attempts for front in self.fronts]

    @property
    def alive(self) -> list[bool]:
        """Who may still be the best."""
        return [bool(each) for each in may_be_best(self._suprema, self._alpha)]

    @property
    def against(self) -> list[float]:
        """How far each is on the way to being surely not the best: 1 is there."""
        columns = zip(*self._suprema, strict=True)
        return [max(column) / self._bound for column in columns]

    @property
    def accuracies(self) -> list[float | None]:
        """Everybody's mean score on what it has answered."""
        totals = zip(self._sums, self._scored, strict=True)
        return [total / scored if scored else None for total, scored in totals]

    def limits(self) -> list[int]:
        """Return how many of the first keys each candidate may be asked; see ``race.Referee``."""
        return self._limits

    def settle(self, candidate: int, scores: Scores) -> None:
        """Take the next scores of a candidate, in the order of the keys."""
        self._waiting[candidate].extend(scores)
        before = len(self._answered[candidate])
        while (unit := self._next_unit(candidate)) is not None:
            self.observe(candidate, unit)
        if len(self._answered[candidate]) > before:
            self._limits = self._found_limits()
            self.watch(self)

    def observe(self, candidate: int, unit: Scores) -> None:
        """Take the mean scores of the questions of a candidate's next unit."""
        self._answered[candidate].append(list(unit))
        known = [score for score in unit if score is not None]
        self._sums[candidate] += sum(known)
        self._scored[candidate] += len(known)
        self._unscored[candidate] += len(unit) - len(known)
        for other in range(self.candidates):
            if other != candidate:
                self._advance(min(candidate, other), max(candidate, other))

    def field(
        self, exam: str, names: Sequence[str], spent: Sequence[Spent], stopped: str | None = None
    ) -> Field:
        """Return what the race has come to, to be ranked."""
        entries = tuple(
            Ranked(
                name=name,
                accuracy=accuracy,
                low=1,
                high=self.candidates,
                dropped_at=dropped,
                questions=questions,
                excluded=unscored,
                answers=cost.answers,
                tokens=cost.tokens,
                cost=cost.cost,
            )
            for name, accuracy, dropped, questions, unscored, cost in zip(
                names,
                self.accuracies,
                self.dropped_at,
                self.questions,
                self._unscored,
                spent,
                strict=True,
            )
        )
        return Field(
            exam=exam,
            attempts=self.attempts,
            questions=self._keys[self._units] // self.attempts,
            units=self._units,
            entries=entries,
            suprema=self._suprema,
            transitive=self._transitive,
            stopped=stopped,
        )

    @property
    def suprema(self) -> list[list[float]]:
        """[K, K] the largest log-capital of row against column so far."""
        return self._suprema

    @property
    def _transitive(self) -> bool:
        return not any(self._unscored)

    def _next_unit(self, candidate: int) -> list[float | None] | None:
        """Take a whole unit's scores off what waits; means over the attempts."""
        front, waiting = len(self._answered[candidate]), self._waiting[candidate]
        if front >= self._units:
            return None
        keys = self.plot.sizes[front] * self.attempts
        if len(waiting) < keys:
            return None
        taken = waiting[:keys]
        del waiting[:keys]
        starts = range(0, keys, self.attempts)
        return [_whole_mean(taken[start : start + self.attempts]) for start in starts]

    def _advance(self, j: int, i: int) -> None:
        """Play the units that both have answered by now."""
        duel, ours, theirs = self._duels[j, i], self._answered[j], self._answered[i]
        reach = min(len(ours), len(theirs))
        fresh = [
            (n, _differences(ours[n], theirs[n], ties=self.plot.whole))
            for n in range(duel.seen, reach)
        ]
        duel.seen = self._seen[j][i] = self._seen[i][j] = reach
        counted = [(n, unit) for n, unit in fresh if unit]  # without scores there is no unit
        if not counted:
            return
        units = Units.scaled(
            [sum(unit) for _, unit in counted],
            [len(unit) for _, unit in counted],
            self.plot.largest,
        )
        logs = duel.capital.advance(units)[:, 0]
        places = [n + 1 for n, _ in counted]
        self._note(j, i, places, logs[:, 0].tolist())
        self._note(i, j, places, logs[:, 1].tolist())

    def _note(self, better: int, worse: int, places: Sequence[int], path: Sequence[float]) -> None:
        """Note what the capital of one against the other did, after so many units each."""
        self._logs[better][worse] = path[-1]
        self._suprema[better][worse] = max(self._suprema[better][worse], *path)
        for units, log_capital in zip(places, path, strict=True):
            if log_capital >= self._bound:
                earlier = self.dropped_at[worse]
                at = self._keys[units] // self.attempts
                self.dropped_at[worse] = at if earlier is None else min(earlier, at)
                return

    def _found_limits(self) -> list[int]:
        undecided, bound = self._undecided(self.alive)
        standing = Standing(self._logs, self._suprema, self._seen)
        asked = next_to_ask(State(self.fronts, self._units, standing, undecided, bound))
        if not asked:
            return [0] * self.candidates
        most, limits = self._keys[self._units], []
        for candidate, front in enumerate(self.fronts):
            settled = self._keys[front]
            further = settled + ahead(settled) if candidate in asked else settled
            limits.append(min(most, further))
        return limits

    def _undecided(self, alive: Sequence[bool]) -> tuple[Any, float]:
        """Return the ordered pairs that matter, and the log-capital that decides one."""
        if self.goal is Goal.BEST:
            return among(alive), self._bound
        exams = [self._suprema, *self.others]
        orders = [self._transitive, *[False] * len(self.others)]
        claims = surely_better(exams, self.design.alpha, orders)
        known = claims[0] | claims[0].T
        return among([True] * self.candidates) & ~known, open_bound(claims, self.design.alpha)


def _differences(ours: Scores, theirs: Scores, *, ties: bool) -> list[float]:
    """Return the differences of a unit's questions; without a score: left out, or as ties."""
    found = []
    for a, b in zip(ours, theirs, strict=True):
        if a is not None and b is not None:
            found.append(a - b)
        elif ties:
            found.append(0.0)
    return found


def _whole_mean(scores: Scores) -> float | None:
    """Return the mean of a question's attempts; one without a score leaves it without."""
    known = [score for score in scores if score is not None]
    return sum(known) / len(known) if len(known) == len(scores) else None
