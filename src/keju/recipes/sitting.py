"""Holding a sitting: what the command ``keju exam`` and the function ``keju.exam`` both do."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import secrets
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from keju import __version__
from keju.core.errors import InputError
from keju.core.ledger import Extent
from keju.core.protocols import Candidate, Exam, Request
from keju.core.records import Item, Reply
from keju.core.summary import Summary
from keju.core.tally import Tally
from keju.recipes.candidates import Entrant, candidate
from keju.recipes.config import read_config
from keju.recipes.judging import ItemJudge
from keju.recipes.papers import check_oracle, check_paper
from keju.runner import Budget, Limits, Outcome, Plan, Stopped, reservation, run, sit
from keju.store import Store, open_store

__all__ = [
    "Result",
    "Settings",
    "default_store",
    "entrants",
    "fresh_seed",
    "hold",
    "is_generated",
    "make_exam",
    "plan_of",
    "preview",
]

_DEFAULT_QUESTIONS = 100
_MOST = 10**9  # of anything that is counted
#: Questions whose requests are made at once, to be shown or summed without being sent.
_TOGETHER = 256

Show = Callable[[str, Tally], contextlib.AbstractContextManager[None]]


def default_store() -> str:
    """Return where answers are kept: $KEJU_STORE, or keju.db in the working directory."""
    return os.environ.get("KEJU_STORE") or "keju.db"


@dataclass(frozen=True, slots=True)
class Settings:
    """How a sitting is held, apart from who sits what.

    ``questions`` None means all of a bank of questions, and 100 of a generated exam. ``data`` is a
    folder with local copies
    of public benchmarks, ``deadline`` is in seconds a call. ``unsafe_sandbox`` lets programs that
    models wrote run without confinement, and every mark of them says so.
    """

    questions: int | None = None
    attempts: int = 1
    fresh: bool = False
    concurrency: int | None = None
    limits: Limits = field(default_factory=Limits)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    deadline: float | None = None
    marker: str | None = None
    data: Path | None = None
    unsafe_sandbox: bool = False

    def __post_init__(self) -> None:
        _at_least_one("questions", self.questions)
        _at_least_one("attempts", self.attempts)
        _at_least_one("concurrency", self.concurrency)
        for name in ("answers", "tokens", "dollars", "seconds"):
            value = getattr(self.limits, name)
            if value is not None and value <= 0:
                raise InputError(f"The budget of {value:g} {name} covers no answer; raise it")
        if self.deadline is not None and self.deadline <= 0:
            raise InputError(f"The deadline of a call must be above 0 seconds, not {self.deadline}")


def _at_least_one(name: str, value: int | None) -> None:
    if value is not None and not 1 <= value <= _MOST:
        raise InputError(f"{name} must be at least 1 and at most {_MOST:,}, not {value}")


@dataclass(frozen=True, slots=True)
class Result:
    """What a sitting came to. ``stopped`` is None when every wanted key was dealt with."""

    summary: Summary
    stopped: Stopped | None
    store: str

    def answers(self) -> Iterator[tuple[int, Any, int, Any, Any]]:
        """Yield (position, item, attempt, reply or None, mark or None) from the store."""
        with contextlib.closing(open_store(self.store, create=False)) as store:
            yield from store.answers(self.summary.sitting.id)


def fresh_seed(spec: str) -> str:
    """Replace ``seed=fresh`` by a new random seed, so that the paper can be named and resumed."""
    return re.sub(r"(?<=;)seed=fresh(?=;|$)", f"seed={secrets.randbelow(10**9)}", spec)


def make_exam(spec: str, settings: Settings) -> Exam:
    """Build the exam and read it once, so that a bad line is found before anything is asked.

    Raises InputError on an unknown exam, a broken file, an empty exam or an unusable reference.
    """
    from keju.exams import exam

    made = exam(fresh_seed(spec), data=settings.data, marker=settings.marker)
    check_paper(made, settings.questions, unsafe_sandbox=settings.unsafe_sandbox)
    return made


def extent_of(exam: Exam, settings: Settings) -> Extent:
    """Return how many questions and attempts the settings ask of this exam.

    An exam with a seed is generated, and would go on: it has a default length.
    """
    size, wanted = exam.size, settings.questions
    if wanted is None:
        wanted = _DEFAULT_QUESTIONS if is_generated(exam) else size
    assert wanted is not None
    return Extent(wanted if size is None else min(size, wanted), settings.attempts)


def is_generated(exam: Exam) -> bool:
    """Whether an exam is made while it is sat, and so has no questions that are all of it."""
    return exam.size is None or ";seed=" in exam.spec


def entrants(names: Sequence[str], settings: Settings) -> list[Entrant]:
    """Build the candidates, so that a mistake in the last is found before the first is asked."""
    config = read_config()
    made = [candidate(name, config, settings.parameters, settings.deadline) for name in names]
    if settings.limits.dollars is not None:
        for entrant in made:
            _check_money(entrant, settings.limits.dollars)
    return made


def hold(
    entrant: Entrant,
    exam: Exam,
    settings: Settings,
    store: str | Path | None = None,
    show: Show | None = None,
    budget: Budget | None = None,
) -> Result:
    """Let one candidate sit one exam and return the result; resumes what the store holds.

    Sittings of one command share one ``budget``; None makes one from the settings. ``show`` is
    given a title and the running tally and returns a context manager. Raises InputError on
    anything the user can mend.
    """
    where = str(store or default_store())
    with contextlib.closing(open_store(where)) as opened:
        extent = extent_of(exam, settings)
        tally = Tally(extent.questions * extent.attempts, extent.attempts)
        plan = plan_of(entrant, exam, extent, settings, budget or Budget(settings.limits))
        shown = (show or _silent)(f"{entrant.candidate.name} sits {exam.spec}", tally)
        judge = ItemJudge(unsafe_sandbox=settings.unsafe_sandbox)
        outcome = run(_sit(plan, opened, judge, tally, shown))
        summary = opened.summary(outcome.sitting.id, extent)
        left = summary.missing + summary.unmarked + sum(summary.failures.values())
        return Result(summary, outcome.stopped if left else None, where)


def _check_money(entrant: Entrant, dollars: float) -> None:
    name = entrant.candidate.model.name
    if entrant.pricing is None:
        raise InputError(
            f"{name} has no known price, so no budget of money can hold; give its prices in"
            " keju.toml, or bound --budget by answers, tokens or time"
        )
    least = reservation(entrant.candidate.method, entrant.pricing, ())
    if least > dollars:
        raise InputError(
            f"One answer of {name} can cost ${least:.4f}, more than the budget of ${dollars:g};"
            " raise the budget or bound the answer with -p max_tokens=N"
        )


def plan_of(
    entrant: Entrant, exam: Exam, extent: Extent, settings: Settings, budget: Budget
) -> Plan:
    """Return the plan of one candidate's sitting. Raises InputError as ``check_oracle`` does."""
    check_oracle(entrant.candidate, exam, extent.questions)
    return Plan(
        candidate=entrant.candidate,
        exam=exam,
        extent=extent,
        fresh=settings.fresh,
        concurrency=settings.concurrency,
        budget=budget,
        pricing=entrant.pricing,
        facts={"keju": __version__, "host": socket.gethostname()},
    )


async def _sit(
    plan: Plan,
    store: Store,
    judge: ItemJudge,
    tally: Tally,
    shown: contextlib.AbstractContextManager[None],
) -> Outcome:
    model = plan.candidate.model
    try:
        await model.check()
        with shown:
            return await sit(plan, store, judge, tally)
    finally:
        await model.close()
        await judge.close()


@contextlib.contextmanager
def _silent(_title: str, _tally: Tally) -> Iterator[None]:
    yield


def preview(candidate: Candidate, exam: Exam, questions: int) -> Iterator[Request]:
    """Yield the first requests that a sitting would send, without sending any."""
    items = itertools.islice(exam.items(), questions)
    while some := list(itertools.islice(items, _TOGETHER)):
        yield from run(_requests(candidate, some))


async def _requests(candidate: Candidate, items: Sequence[Item]) -> list[Request]:
    requests: list[Request] = []

    async def ask(request: Request) -> Reply:
        requests.append(request)
        return Reply()

    for item in items:
        await candidate.method.answer(item.question, 0, ask)
    return requests
