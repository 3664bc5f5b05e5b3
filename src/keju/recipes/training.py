"""From a command line to a training: its questions, what it may learn from, what it will need."""

from __future__ import annotations

import asyncio
import itertools
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path

from keju.comparing.gating import check_margin
from keju.core.errors import InputError
from keju.core.protocols import Exam
from keju.core.records import Item, Mark, Reply
from keju.core.training import Disjointness, MemoryNeed, TrainingPlan
from keju.exams import exam as named_exam
from keju.recipes.judging import ItemJudge
from keju.recipes.sitting import Settings, default_store, make_exam
from keju.store import open_store
from keju.training.disjoint import HeldOut, for_training, prove_disjoint
from keju.training.plans import check_plan
from keju.training.refusing import refuse_declining, refuse_sensitive
from keju.training.rewards import Marks
from keju.training.worked import right_solutions

__all__ = [
    "ENVIRONMENT",
    "GUARDS",
    "QUESTIONS",
    "Lessons",
    "Ready",
    "Wish",
    "begin",
    "check_environment",
    "lessons",
    "marking",
    "ready",
]

#: One of these is examined where no --guard is named.
GUARDS = ("chain", "linear", "multiplication", "modular", "gsm-twin", "reading")

#: How many questions of each exam are examined at the end, unless it is said.
QUESTIONS = 500

_LIBRARIES = ("torch", "transformers", "trl", "peft", "accelerate", "datasets")
_SPARE = 4  # times as many questions are looked at as are wanted, for those without a solution
ENVIRONMENT = (
    "run: pip install 'keju[train]' (in a checkout, make test-train makes .venv-train with it)"
)


@dataclass(frozen=True)
class Wish:
    """What the command asks for; the plan's open dials are 0.

    ``examined`` empty: the held-out questions of the exams that are trained on. ``guards`` are
    exams that must not suffer (empty: one of ``GUARDS``; ``none``: none), ``watched`` is how many
    held-out questions are measured on the way, ``margin`` is that of a guard, in points. ``memory``
    overrides how many bytes are free, ``fresh`` says to begin with an untrained network,
    ``resume`` to go on in ``out``. The examination's answers are kept in ``store``.
    """

    plan: TrainingPlan
    out: Path
    settings: Settings
    examined: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    watched: int = 64
    margin: float = 3.0
    memory: int | None = None
    fresh: bool = False
    resume: bool = False
    store: str | None = None


@dataclass(frozen=True)
class Lessons:
    """The questions of a training, and the exams that follow it, proven to have none of them.

    ``unsolved`` counts questions that were left out for want of a right worked solution.
    """

    items: Sequence[Item]
    examined: Sequence[Exam]
    guards: Sequence[Exam]
    watched: Sequence[Item]
    proof: Disjointness
    unsolved: int = 0


@dataclass(frozen=True)
class Ready:
    """A training that may begin: ``plan`` with every dial set, on the base in ``start``."""

    plan: TrainingPlan
    start: Path
    need: MemoryNeed
    facts: dict[str, str] = field(default_factory=dict)


def check_environment() -> None:
    """Raise InputError where a library that trains is missing, with how to get it."""
    missing = [name for name in _LIBRARIES if find_spec(name) is None]
    if missing:
        raise InputError(f"keju train needs {', '.join(missing)}; {ENVIRONMENT}")


@contextmanager
def marking(*, unsafe_sandbox: bool) -> Iterator[Marks]:
    """Yield the markers of an examination as a plain function."""
    judge = ItemJudge(unsafe_sandbox=unsafe_sandbox)
    with asyncio.Runner() as runner:

        async def every(pairs: Sequence[tuple[Item, Reply]]) -> list[Mark]:
            return await asyncio.gather(*(judge.mark(item, reply) for item, reply in pairs))

        try:
            yield lambda pairs: runner.run(every(pairs))
        finally:
            runner.run(judge.close())


def lessons(wish: Wish, mark: Marks) -> Lessons:
    """Draw what is trained on and what is examined; prove that they share no question.

    Raises InputError for an exam nobody may be trained on, for one without worked solutions (sft),
    and where a question is in both.
    """
    _check(wish)
    for spec in wish.plan.exams:
        refuse_sensitive(spec)
    taught = [make_exam(spec, replace(wish.settings, questions=None)) for spec in wish.plan.exams]
    wanted = wish.plan.steps * wish.plan.batch
    shares = [_drawn(exam, -(-wanted // len(taught)), wish, mark) for exam in taught]
    items = _alternating([items for items, _ in shares])
    if len(items) < wish.plan.batch:
        raise InputError(
            f"There are {len(items):,} questions to train on, fewer than a step takes; give"
            f" --batch {len(items)} or more exams"
        )
    count = wish.settings.questions or QUESTIONS
    specs = wish.examined
    examined = [make_exam(spec, wish.settings) for spec in specs] or [_kept(e) for e in taught]
    guards = [make_exam(spec, wish.settings) for spec in _guards(wish, taught)]
    papers = {e.spec: list(itertools.islice(e.items(), count)) for e in (*examined, *guards)}
    for spec, paper in papers.items():
        if len(paper) < 2:
            raise InputError(
                f"{spec} has {len(paper)} questions to examine; name another exam with --examine"
            )
    proof = prove_disjoint(items, papers)
    watched = _alternating([papers[exam.spec] for exam in examined])[: wish.watched]
    return Lessons(items, examined, guards, watched, proof, sum(n for _, n in shares))


def _check(wish: Wish) -> None:
    check_plan(wish.plan)
    check_margin(wish.margin)
    if wish.watched < 0:
        raise InputError(f"--watch must be at least 0, not {wish.watched}")


def _guards(wish: Wish, taught: Sequence[Exam]) -> Sequence[str]:
    """Return the exams that may not suffer: those named, else the first that is not trained on."""
    if wish.guards:
        return [spec for spec in wish.guards if spec != "none"]
    names = {exam.name for exam in taught}
    return [name for name in GUARDS if name not in names][:1]


def _kept(exam: Exam) -> Exam:
    """Return the held-out part of ``exam``: the exam's own, or the questions kept back from it."""
    if exam.spec.endswith(";held_out=1"):
        raise InputError(f"{exam.spec} is never trained on; leave out held_out=1")
    try:
        return named_exam(f"{exam.spec};held_out=1")
    except InputError:  # a bank, a file, or an exam of another package
        return HeldOut(exam)


def _drawn(exam: Exam, wanted: int, wish: Wish, mark: Marks) -> tuple[Sequence[Item], int]:
    """Return questions to train on, and how many were left out for want of a solution."""
    if exam.spec.endswith(";held_out=1"):
        raise InputError(f"{exam.spec} is never trained on; leave out held_out=1")
    solved = wish.plan.kind == "sft"
    most = wanted * _SPARE if solved else wanted
    items: Sequence[Item] = list(itertools.islice(for_training(exam), most))
    refuse_sensitive(exam.spec, exam, items)
    refuse_declining(exam.spec, exam, items, mark)
    if not items:
        raise InputError(f"{exam.spec} has no questions to train on")
    if not solved:
        return items, 0
    found = right_solutions(items[:wanted], mark, thought=wish.plan.thought)
    unsolved = min(len(items), wanted) - len(found)
    if len(found) < wanted and len(items) > wanted:
        found = right_solutions(items, mark, thought=wish.plan.thought)[:wanted]
    if not found:
        raise InputError(
            f"{exam.spec} has no worked solutions to learn from; train on it with keju train grpo"
        )
    return found, unsolved


def _alternating(lists: Sequence[Sequence[Item]]) -> list[Item]:
    """Return the items of several lists in turn, no question twice."""
    turns = itertools.chain.from_iterable(itertools.zip_longest(*lists))
    return list({item.question.id: item for item in turns if item is not None}.values())


def ready(wish: Wish) -> Ready:
    """Find the base, settle the open dials, and estimate the memory; nothing is written.

    Raises InputError where the base cannot be had.
    """
    check_environment()
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "0")  # one GPU: the plan counts for one
    from keju.training.bases import anatomy, find_base, machine, quiet, versions
    from keju.training.fresh import parse_fresh, write_fresh
    from keju.training.memory import fitting
    from keju.training.plans import recalled, settled
    from keju.training.trainers import trl_version, vllm_usable

    quiet()
    plan = recalled(wish.plan, wish.out) if wish.resume else wish.plan
    if wish.fresh:
        start = wish.out / "training" / "start"
        with tempfile.TemporaryDirectory() as folder:
            write_fresh(parse_fresh(plan.base), plan.seed, Path(folder))
            measured = anatomy(Path(folder))
    else:
        start = find_base(plan.base)
        measured = anatomy(start)
    here = machine()
    if wish.memory is not None:
        here = replace(here, free=wish.memory)
    plan = settled(replace(plan, vllm=plan.vllm and vllm_usable()), measured, here)
    facts = {"parameters": f"{measured.parameters:,}", "machine": here.name}
    facts |= {**versions(), "trl": trl_version()}
    return Ready(plan, start, fitting(plan, measured, here), facts)


def begin(wish: Wish, found: Ready) -> None:
    """Open the folder of the training and put a fresh network into it, if one is asked for.

    Raises InputError where the folder holds something else, and StoreError where answers cannot be
    kept: hours later, when the model is examined, it would be too late to say so.
    """
    from keju.training.fresh import parse_fresh, write_fresh
    from keju.training.plans import open_folder

    open_store(wish.store or default_store()).close()
    open_folder(wish.out, found.plan, resume=wish.resume)
    if wish.fresh and not (found.start / "config.json").exists():
        write_fresh(parse_fresh(found.plan.base), found.plan.seed, found.start)
