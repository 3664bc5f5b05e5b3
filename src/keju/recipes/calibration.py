"""Tuning a generated exam on a pilot until two candidates disagree; the pilot is then discarded."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from keju.comparing.calibrating import best, tune
from keju.core.calibration import Calibration, Pilot
from keju.core.errors import InputError
from keju.core.protocols import Exam
from keju.core.records import Item
from keju.exams.ladders import ladder
from keju.recipes.candidates import Entrant
from keju.recipes.sitting import Result, Settings, Show, default_store, hold, make_exam
from keju.recipes.stored import stored
from keju.runner import Budget

__all__ = ["Calibrated", "calibrate"]

_PILOT = 24


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What the pilot found, and the exam at the chosen level without the pilot's questions."""

    found: Calibration
    exam: Exam


@dataclass(frozen=True, slots=True)
class _Apart:
    """An exam without some of its questions: the pilot's seed may have drawn them too."""

    whole: Exam
    left_out: frozenset[str]
    size: None = None

    @property
    def name(self) -> str:
        return self.whole.name

    @property
    def spec(self) -> str:
        return self.whole.spec

    def items(self) -> Iterator[Item]:
        """Yield the other questions, in their order."""
        return (item for item in self.whole.items() if item.question.id not in self.left_out)


def calibrate(
    entrants: Sequence[Entrant],
    spec: str,
    settings: Settings,
    store: str | Path | None = None,
    show: Show | None = None,
    budget: Budget | None = None,
) -> Calibrated:
    """Try levels of the exam's difficulty on 24 questions each; return where the two differ most.

    The pilot's questions come from another seed than the comparison's. A small exam may draw some
    of them again, so the exam that is returned leaves them out: they never enter the test.
    The same call finds its pilot in the store and asks nothing again. Raises InputError for an exam
    without difficulty, and where no level could be tried; KeyboardInterrupt when interrupted.
    """
    where = str(store or default_store())
    shared = budget or Budget(settings.limits)
    steps = ladder(spec)
    piloting = replace(settings, questions=_PILOT, attempts=1, fresh=False)
    seen: set[str] = set()

    def ask(level: int) -> Pilot | None:
        exam = make_exam(_another_seed(steps.rungs[level].spec), piloting)
        if exam.size is not None and exam.size < 2 * _PILOT:
            return None
        seen.update(item.question.id for item in itertools.islice(exam.items(), _PILOT))
        results = [hold(each, exam, piloting, where, show, shared) for each in entrants]
        if any(result.stopped == "interrupted" for result in results):
            raise KeyboardInterrupt
        if any(result.stopped is not None for result in results):
            return None
        return _pilot(steps.rungs[level].level, results)

    pilots = tune(len(steps.rungs), steps.start, ask)
    if not pilots:
        raise InputError(
            f"--calibrate: no level of {spec} could be tried within the budget or without failures;"
            " raise --budget, or leave out --calibrate"
        )
    level = best(pilots)
    chosen = steps.rungs[level].spec
    found = Calibration(spec, chosen, tuple(pilots.values()), list(pilots).index(level))
    return Calibrated(found, _Apart(make_exam(chosen, settings), frozenset(seen)))


def _another_seed(spec: str) -> str:
    """Return the same exam with the seed of its pilot, which depends on the whole of ``spec``."""
    digest = hashlib.sha256(f"keju pilot {spec}".encode()).digest()
    seed = int.from_bytes(digest[:4], "big") % 10**9
    return re.sub(r"(?<=;)seed=[^;]*", f"seed={seed}", spec)


def _pilot(level: str, results: Sequence[Result]) -> Pilot:
    sides = []
    for result in results:
        with stored(result.store) as store:
            sides.append({s.position: s.score for s in store.scores(result.summary.sitting.id)})
    a, b = sides
    pairs = [
        (ours, theirs)
        for place in sorted(set(a) & set(b))
        if place < _PILOT and (ours := a[place]) is not None and (theirs := b[place]) is not None
    ]
    count = max(1, len(pairs))
    return Pilot(
        level=level,
        pairs=len(pairs),
        excluded=len(set(a) | set(b)) - len(pairs),
        a=sum(ours for ours, _ in pairs) / count,
        b=sum(theirs for _, theirs in pairs) / count,
        differ=sum(ours != theirs for ours, theirs in pairs),
    )
