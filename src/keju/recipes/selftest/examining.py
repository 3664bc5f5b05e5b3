"""The self-test as a whole: gold cases, then every rule switched off once, then cheats."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from keju.core.cores import cores
from keju.core.errors import InputError, nearest
from keju.marking.gold import gold_cases, gold_markers
from keju.marking.programs import check_isolation
from keju.marking.table import MARKERS
from keju.recipes.selftest.cheats import cheats
from keju.recipes.selftest.groups import GROUPS, PROGRAMS, Group, exempt, reason_of
from keju.runner import run
from keju.sandbox.workers import WorkerError, Workers
from keju.stats.intervals import wilson

__all__ = ["Examined", "MarkerCases", "Progress", "RulesExamined", "examine"]

_WORKER = "keju.recipes.selftest.worker"
_CHEAT = "keju.recipes.selftest.cheats:try_cheat"
_CASES = 25
#: For a part of the gold cases, or for all of them with one rule switched off.
_SECONDS = 120.0
#: A case that takes longer is run last when a rule is switched off.
_LATE = 0.05


@dataclass(frozen=True, slots=True)
class MarkerCases:
    """A marker on its gold cases.

    ``false_positives`` were marked correct and are not, ``false_negatives`` are correct and were
    not marked so, out of ``negatives`` and ``positives``; ``reds`` are all cases not met, ``late``
    the slow ones.
    """

    marker: str
    cases: int
    positives: int
    negatives: int
    false_positives: int
    false_negatives: int
    slowest: float
    late: tuple[str, ...]
    reds: tuple[dict[str, Any], ...]

    @property
    def right(self) -> int:
        """How many cases were met."""
        return self.cases - len(self.reds)

    @property
    def false_positive_interval(self) -> tuple[float, float]:
        """The interval of the share of false positives among what is not correct."""
        return wilson(self.false_positives, self.negatives)

    @property
    def false_negative_interval(self) -> tuple[float, float]:
        """The interval of the share of false negatives among what is correct."""
        return wilson(self.false_negatives, self.positives)


@dataclass(frozen=True, slots=True)
class RulesExamined:
    """The rules of a group, of which ``switched_off`` were switched off.

    ``survivors``: those that nobody noticed. ``exempt``: rule → why it was left alone.
    ``told``: (rule, gold case that turned red) for those that were noticed.
    """

    group: str
    rules: int
    switched_off: int
    survivors: tuple[str, ...]
    exempt: Mapping[str, str]
    told: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Progress:
    """How far the self-test is."""

    what: str = "starting"
    done: int = 0
    total: int = 0


@dataclass(slots=True)
class Examined:
    """What the self-test found. ``skipped`` says what could not be examined here, and why."""

    markers: list[MarkerCases] = field(default_factory=list)
    rules: list[RulesExamined] = field(default_factory=list)
    cheats: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether every case was met, every rule was noticed, and no cheat came through."""
        return (
            not any(each.reds for each in self.markers)
            and not any(each.survivors for each in self.rules)
            and "passed" not in self.cheats.values()
        )


def examine(names: Sequence[str], progress: Progress) -> Examined:
    """Examine the named markers, all that have gold cases where none is named.

    Raises InputError for a marker without gold cases.
    """
    known = [name for name in gold_markers() if name in MARKERS]
    for name in names:
        if name not in known:
            raise InputError(f"marker {name!r} has no gold cases.{nearest(name, known)}")
    return run(_examine(list(names) or known, progress))


async def _examine(names: list[str], progress: Progress) -> Examined:
    found = Examined()
    if PROGRAMS & set(names):
        names = _without_programs(names, found)
    async with Workers(cores()) as workers:
        _begin(progress, "gold cases", sum(len(list(gold_cases(name))) for name in names))
        for name in names:
            found.markers.append(await _cases(name, workers, progress))
        groups = [group for group in GROUPS if set(group.markers) <= set(names)]
        rules = {group.name: await _rules(group, workers) for group in groups}
        _begin(
            progress,
            "rules switched off",
            sum(not exempt(rule) for names in rules.values() for rule in names),
        )
        for group in groups:
            examining = _Switching(group, rules[group.name], found.markers, workers, progress)
            found.rules.append(await examining.all())
        if PROGRAMS & set(names):
            await _cheats(found, workers, progress)
    return found


def _without_programs(names: list[str], found: Examined) -> list[str]:
    """Leave out what runs programs where they cannot be confined, and say so."""
    try:
        check_isolation()
    except InputError as error:
        found.skipped = {name: str(error) for name in names if name in PROGRAMS}
        found.skipped["cheats"] = str(error)
        return [name for name in names if name not in PROGRAMS]
    return names


def _begin(progress: Progress, what: str, total: int) -> None:
    progress.what, progress.done, progress.total = what, 0, total


async def _cases(name: str, workers: Workers, progress: Progress) -> MarkerCases:
    count = len(list(gold_cases(name)))

    async def part(start: int) -> list[dict[str, Any]]:
        words = [name, start, start + _CASES]
        rows: list[dict[str, Any]] = await workers.run(f"{_WORKER}:run_cases", words, _SECONDS)
        progress.done += len(rows)
        return rows

    parts = await asyncio.gather(*(part(start) for start in range(0, count, _CASES)))
    return _summed(name, [row for rows in parts for row in rows])


def _summed(name: str, rows: list[dict[str, Any]]) -> MarkerCases:
    positives = [row for row in rows if row["positive"]]
    negatives = [row for row in rows if row["negative"]]
    return MarkerCases(
        name,
        len(rows),
        len(positives),
        len(negatives),
        sum(row["outcome"] == "correct" for row in negatives),
        sum(row["outcome"] != "correct" for row in positives),
        max((row["seconds"] for row in rows), default=0.0),
        tuple(row["where"] for row in rows if row["seconds"] > _LATE),
        tuple(row for row in rows if not row["met"]),
    )


async def _rules(group: Group, workers: Workers) -> list[str]:
    names: list[str] = await workers.run(f"{_WORKER}:rules_of", [group.name], _SECONDS)
    return names


@dataclass(frozen=True, slots=True)
class _Switching:
    """The rules of one group, each switched off once."""

    group: Group
    rules: list[str]
    markers: list[MarkerCases]
    workers: Workers
    progress: Progress

    async def all(self) -> RulesExamined:
        """Switch off each rule but the exempt ones, and tell which nobody noticed."""
        asked = [(index, rule) for index, rule in enumerate(self.rules) if not exempt(rule)]
        noticed = await asyncio.gather(*(self._red(index) for index, _ in asked))
        reds = [(rule, red) for (_, rule), red in zip(asked, noticed, strict=True)]
        return RulesExamined(
            self.group.name,
            len(self.rules),
            len(asked),
            tuple(sorted({rule for rule, red in reds if red is None})),
            {rule: why for rule in self.rules if (why := reason_of(rule)) is not None},
            tuple((rule, red) for rule, red in reds if red is not None),
        )

    async def _red(self, index: int) -> str | None:
        """Return the gold case that notices, or a word for what else did; None when none does."""
        reds = [red["where"] for each in self.markers for red in each.reds]
        late = [where for each in self.markers for where in each.late]
        words = [self.group.name, index, reds, late]
        red: str | None
        try:
            red = await self.workers.run(f"{_WORKER}:first_red", words, _SECONDS)
        except WorkerError:  # it crashes, or hangs where nothing interrupts it: noticed
            red = "the worker"
        self.progress.done += 1
        return red


async def _cheats(found: Examined, workers: Workers, progress: Progress) -> None:
    _begin(progress, "programs that cheat", len(cheats()))
    for name in cheats():
        try:
            outcome = await workers.run(_CHEAT, [name], _SECONDS)
        except WorkerError as error:
            outcome = str(error)
        found.cheats[name] = outcome
        progress.done += 1
