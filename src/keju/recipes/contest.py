"""A live comparison: two candidates are asked the same questions until the verdict."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keju.comparing.deciding import Asked, conclude, draws
from keju.comparing.duel import Duel, Place
from keju.comparing.race import Race
from keju.comparing.trials import Plot, Trial, trial
from keju.core.comparison import Comparison, Side, Split
from keju.core.contest_tally import ContestTally
from keju.core.design import Design, Estimand, Test
from keju.core.errors import InputError
from keju.core.ledger import Extent
from keju.core.protocols import Exam
from keju.core.records import Item
from keju.core.tally import Tally
from keju.recipes.candidates import Entrant
from keju.recipes.earlier import check_earlier
from keju.recipes.racing import Paper, draw_paper, hold_race
from keju.recipes.sitting import Settings, default_store
from keju.recipes.splits import splits_of
from keju.runner import Budget, Outcome
from keju.store import Store, open_store

__all__ = ["COMPARISON", "Contest", "Contested", "Kind", "contest", "prepare"]

Show = Callable[[str, ContestTally], contextlib.AbstractContextManager[None]]


@dataclass(frozen=True)
class Contest:
    """A comparison that is ready to be asked: nothing of it depends on an answer.

    ``units`` are the units of the test in their order, as keys (position, attempt) with their
    items; for ``fresh`` they are draws with replacement, else the units of the paper.
    """

    entrants: tuple[Entrant, Entrant]
    paper: Paper
    design: Design
    settings: Settings
    units: tuple[tuple[tuple[int, int, Item], ...], ...]
    plot: Plot

    @property
    def extent(self) -> Extent:
        """The part of the paper that may be asked."""
        keys = [key for unit in self.units for key in unit]
        attempts = max((attempt for _, attempt, _ in keys), default=0) + 1
        questions = max((position for position, _, _ in keys), default=-1) + 1
        return Extent(questions, max(attempts, self.settings.attempts))

    @property
    def questions(self) -> int:
        """How many questions may be put to each."""
        return sum(len(unit) for unit in self.units)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of contest: the name under which its plan is noted, and its test."""

    name: str
    make: Callable[[Design, Plot], Trial]


COMPARISON = Kind("comparison", trial)


@dataclass(frozen=True)
class Contested:
    """What a live comparison came to, with the questions on which the two differ."""

    comparison: Comparison
    splits: tuple[Split, ...]
    store: str


def prepare(entrants: Sequence[Entrant], exam: Exam, design: Design, settings: Settings) -> Contest:
    """Fix the questions, their order and the test.

    Raises InputError where they do not go together.
    """
    a, b = entrants
    if a.candidate.id == b.candidate.id:
        raise InputError(
            f"{a.candidate.name} is compared with itself; name two different candidates"
        )
    if settings.attempts > 1 and (design.test is Test.EXACT or design.estimand is Estimand.FRESH):
        why = "--test exact" if design.test is Test.EXACT else "--estimand fresh"
        raise InputError(f"{why} takes one answer at a time; leave --attempts out")
    paper = draw_paper(exam, settings.questions, design.order)
    if len(paper.units) < 2:
        raise InputError(f"{exam.spec} has {len(paper.units)} question; a comparison needs 2")
    if design.estimand is Estimand.FRESH:
        units = _drawn_with_replacement(paper, settings.questions or paper.bank, design.order)
        plot = Plot([len(unit) for unit in paper.units])
    else:
        places = itertools.count()
        every = tuple(tuple((next(places), 0, item) for item in unit) for unit in paper.units)
        units = tuple(unit for unit in every if unit[-1][0] < paper.asked)
        whole = design.estimand is Estimand.THIS_BANK
        plot = Plot([len(unit) for unit in (paper.units if whole else units)], whole)
    return Contest((a, b), paper, design, settings, units, plot)


def _drawn_with_replacement(
    paper: Paper, questions: int, order: int
) -> tuple[tuple[tuple[int, int, Item], ...], ...]:
    starts = list(itertools.accumulate((len(unit) for unit in paper.units), initial=0))
    units: list[tuple[tuple[int, int, Item], ...]] = []
    count = 0
    for unit, attempt in draws(len(paper.units), order):
        items = paper.units[unit]
        if count + len(items) > questions and len(units) >= 2:
            break
        count += len(items)
        units.append(tuple((starts[unit] + n, attempt, item) for n, item in enumerate(items)))
    return tuple(units)


def contest(
    ready: Contest,
    store: str | Path | None = None,
    show: Show | None = None,
    budget: Budget | None = None,
    kind: Kind = COMPARISON,
) -> Contested:
    """Ask until the verdict, the end of the questions or of the budget; resumes what is stored.

    ``kind`` says which test decides, and under which name the plan is noted. Raises InputError on
    anything the user can mend, a comparison of the same two that was planned otherwise among them.
    """
    where = str(store or default_store())
    names = tuple(entrant.candidate.name for entrant in ready.entrants)
    tallies = (Tally(ready.questions), Tally(ready.questions))
    tally = ContestTally((names[0], names[1]), ready.questions, sides=tallies)
    duel = Duel(
        kind.make(ready.design, ready.plot),
        [[Place(item.id, item.cluster) for _, _, item in unit] for unit in ready.units],
        1 if ready.design.estimand is Estimand.FRESH else ready.settings.attempts,
        lambda duel: _tell(tally, duel),
    )
    order = None
    if ready.design.estimand is Estimand.FRESH:
        order = [(position, attempt) for unit in ready.units for position, attempt, _ in unit]
    race = Race(duel, 2, ready.settings.attempts, order)
    with contextlib.closing(open_store(where)) as opened:
        facts = _facts(ready)
        if not ready.settings.fresh:
            check_earlier(opened, ready.entrants[0].candidate.id, facts[0], kind.name)
        title = f"{names[0]} against {names[1]} at {ready.paper.exam.spec}"
        shown = (show or _silent)(title, tally)
        outcomes = hold_race(
            ready.entrants,
            ready.paper,
            ready.extent,
            race,
            ready.settings,
            opened,
            shown=shown,
            budget=budget or Budget(ready.settings.limits),
            facts=lambda number: {kind.name: facts[number]},
            tallies=tallies,
        )
        comparison = _concluded(ready, duel, race, opened, outcomes)
        sittings = (outcomes[0].sitting.id, outcomes[1].sitting.id)
        keys = [key for unit in ready.units[: comparison.units] for key in unit]
        splits = splits_of(opened, ready.paper.exam.spec, sittings, keys, duel.groups)
    return Contested(comparison, tuple(splits), where)


def _facts(ready: Contest) -> list[dict[str, Any]]:
    """Return what each side's sitting notes: the whole plan, before the first answer."""
    a, b = (entrant.candidate for entrant in ready.entrants)
    plan = {
        "exam": ready.paper.exam.spec,
        "questions": ready.questions,
        "attempts": ready.settings.attempts,
        **ready.design.to_json(),
    }
    return [
        {"side": "A", "against": b.id, "against_name": b.name, **plan},
        {"side": "B", "against": a.id, "against_name": a.name, **plan},
    ]


def _concluded(
    ready: Contest, duel: Duel, race: Race, store: Store, outcomes: Sequence[Outcome]
) -> Comparison:
    sides, extent = [], ready.extent
    if race.order is None:  # by position: what the test has heard of, not what else is stored
        settled = max(lane.front for lane in race.lanes)
        extent = Extent(max(1, -(-settled // extent.attempts)), extent.attempts)
    for entrant, outcome in zip(ready.entrants, outcomes, strict=True):
        summary = store.summary(outcome.sitting.id, extent)
        tokens = [summary.prompt_tokens, summary.completion_tokens]
        known = [each for each in tokens if each is not None]
        name, cost = entrant.candidate.name, summary.cost
        sides.append(Side(name, None, summary.answered, sum(known) if known else None, cost))
    stopped = None if duel.trial.over or duel.finished else race.stopped
    asked = Asked(
        sides[0],
        sides[1],
        ready.paper.exam.spec,
        duel.attempts,
        ready.paper.bank if ready.plot.whole else ready.questions,
        stopped,
    )
    return conclude(duel.trial, duel.groups, asked)


def _tell(tally: ContestTally, duel: Duel) -> None:
    """Bring the display up to date; the interval is worked out now and then only."""
    decided = duel.trial.decided_at
    if decided is not None and duel.trial.seen > decided:
        return  # what was in flight at the verdict counts for nothing
    pairs = duel.groups[-1]
    scored = [pair for pair in pairs if pair.difference is not None]
    tally.excluded += len(pairs) - len(scored)
    before, tally.pairs = tally.pairs, tally.pairs + len(scored)
    for name in ("a", "b"):
        old = getattr(tally, f"accuracy_{name}") or 0.0
        new = sum(getattr(pair, name) for pair in scored)
        if tally.pairs:
            setattr(tally, f"accuracy_{name}", (old * before + new) / tally.pairs)
    if tally.accuracy_a is not None and tally.accuracy_b is not None:
        tally.gap = tally.accuracy_a - tally.accuracy_b
    tally.evidence_a, tally.evidence_b = duel.trial.history[-1]
    units_left = duel.trial.units_left()
    per_unit = (tally.pairs + tally.excluded) / len(duel.groups)
    tally.expected_left = None if units_left is None else units_left * per_unit
    if _due(len(duel.groups)) or duel.trial.over:
        ((tally.low, tally.high),) = duel.trial.intervals([duel.trial.seen])


def _due(units: int) -> bool:
    """Whether an interval is worth its milliseconds: at 1, 2, … 16, then every sixteenth part."""
    step = max(1, 1 << max(0, units.bit_length() - 5))
    return units % step == 0


@contextlib.contextmanager
def _silent(_title: str, _tally: ContestTally) -> Iterator[None]:
    yield
