"""Several candidates sitting one paper side by side: the glue around ``keju.comparing.race``."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from random import Random
from typing import Any

from keju.comparing.race import Race
from keju.core.ledger import Extent
from keju.core.protocols import Exam
from keju.core.records import Item
from keju.core.tally import Tally
from keju.recipes.candidates import Entrant
from keju.recipes.judging import ItemJudge
from keju.recipes.sitting import Settings, is_generated, plan_of
from keju.runner import Budget, Outcome, run, sit
from keju.store import Store

__all__ = ["Paper", "draw_paper", "hold_race"]

_DEFAULT_QUESTIONS = 1000  # of a generated exam
_LARGEST_PAPER = 200_000


@dataclass(frozen=True)
class Paper:
    """The questions of a comparison in their random order; a ``keju.core.protocols.Exam``.

    ``units`` are the clusters, or questions that stand alone, in that order; ``bank`` counts the
    questions of every unit that could be asked, ``asked`` those of the units that may be.
    """

    exam: Exam
    spec: str
    units: tuple[tuple[Item, ...], ...]
    asked: int

    @property
    def name(self) -> str:
        """The exam's own name."""
        return self.exam.name

    @property
    def bank(self) -> int:
        """How many questions there are in all."""
        return sum(len(unit) for unit in self.units)

    @property
    def size(self) -> int:
        """How many questions there are in all."""
        return self.bank

    def items(self) -> Iterator[Item]:
        """Yield the questions, unit by unit."""
        return itertools.chain.from_iterable(self.units)


def draw_paper(exam: Exam, questions: int | None, order: int) -> Paper:
    """Return the exam's questions in the random order ``order``, clusters together.

    A generated exam is random as it comes: its first ``questions`` (1,000 where None), with the
    questions of a cluster moved up to the first of them. A bank is shuffled whole, and as many
    whole units as fit into ``questions`` may be asked, at least two.
    """
    generated = is_generated(exam)
    wanted = questions or (_DEFAULT_QUESTIONS if generated else None)
    most = wanted if generated and wanted else _LARGEST_PAPER
    items = list(itertools.islice(exam.items(), most))
    groups: dict[object, list[Item]] = {}
    for place, item in enumerate(items):
        groups.setdefault(place if item.cluster is None else item.cluster, []).append(item)
    units = list(groups.values())
    spec = f"{exam.spec};order={order}"
    if not generated:
        Random(f"keju order {order}").shuffle(units)
    elif [item for unit in units for item in unit] == items:
        spec = exam.spec
    else:
        spec = f"{exam.spec};together={len(items)}"
    paper = Paper(exam, spec, tuple(map(tuple, units)), len(items))
    return paper if wanted is None else replace(paper, asked=_whole_units(units, wanted))


def _whole_units(units: Sequence[Sequence[Item]], wanted: int) -> int:
    """Return how many questions the units have that fit into ``wanted``; at least two units."""
    counts = list(itertools.accumulate(len(unit) for unit in units))
    fitting = [count for count in counts if count <= wanted]
    return max([*fitting[-1:], *counts[1:2]], default=counts[-1] if counts else 0)


def hold_race(
    entrants: Sequence[Entrant],
    exam: Exam,
    extent: Extent,
    race: Race,
    settings: Settings,
    store: Store,
    *,
    shown: contextlib.AbstractContextManager[None],
    budget: Budget,
    facts: Callable[[int], Mapping[str, Any]],
    tallies: Sequence[Tally],
) -> list[Outcome]:
    """Let candidates sit ``exam`` side by side, paced by ``race``; return how each sitting ended.

    ``facts(number)`` is what candidate ``number`` notes in the log of its sitting before anything
    is asked. Raises InputError when a model cannot be reached or the store cannot be written.
    """
    plans = [plan_of(entrant, exam, extent, settings, budget) for entrant in entrants]
    plans = [
        replace(plan, pace=lane, facts={**plan.facts, **facts(number)})
        for number, (plan, lane) in enumerate(zip(plans, race.lanes, strict=True))
    ]
    judge = ItemJudge(unsafe_sandbox=settings.unsafe_sandbox)

    async def hold() -> list[Outcome]:
        models = {id(plan.candidate.model): plan.candidate.model for plan in plans}.values()
        try:
            await asyncio.gather(*(model.check() for model in models))
            with shown:
                return await race.run(
                    [
                        partial(sit, plan, store, judge, tally)
                        for plan, tally in zip(plans, tallies, strict=True)
                    ]
                )
        finally:
            for model in models:
                await model.close()
            await judge.close()

    return run(hold())
