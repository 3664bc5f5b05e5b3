"""A live ranking: candidates are asked the same questions until the best is sure."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keju.comparing.race import Race
from keju.comparing.ranking import Field, check_design, check_names, rank
from keju.comparing.ranking_referee import Goal, RankingReferee, Spent
from keju.comparing.trials import Plot
from keju.core.design import Design, Estimand
from keju.core.errors import InputError
from keju.core.ledger import Extent
from keju.core.protocols import Exam
from keju.core.ranking import Ranking
from keju.core.ranking_tally import RankingTally
from keju.exams.table import known_exams
from keju.models.providers import PROVIDERS
from keju.recipes.candidates import LOCAL, Entrant
from keju.recipes.earlier import check_earlier
from keju.recipes.racing import Paper, draw_paper, hold_race
from keju.recipes.ranked_marks import fields_at_hand, ranked_marks
from keju.recipes.sitting import Settings, default_store
from keju.runner import Budget, Outcome
from keju.store import Store, open_store

__all__ = ["Contenders", "prepare_ranking", "rank_at_hand", "rank_live", "split_words"]

Show = Callable[[str, RankingTally], contextlib.AbstractContextManager[None]]

_FILES = (".jsonl", ".jsonl.gz")


def rank_at_hand(
    words: Sequence[str], design: Design, store: str | Path | None = None
) -> list[Ranking] | None:
    """Return the rankings of tables or sittings; None where ``words`` are to be asked.

    Raises InputError as ``ranked_marks`` does.
    """
    check_design(design)
    found = ranked_marks(words, store)
    return None if found is None else rank(fields_at_hand(found, design), design)


def split_words(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split a command line into candidates and the exams that follow them.

    The last word is an exam; so are those before it that name one, back to the last candidate.
    """
    start, known = max(len(words) - 1, 0), known_exams()
    while start > 0 and _is_exam(words[start - 1], known):
        start -= 1
    return list(words[:start]), list(words[start:])


def _is_exam(word: str, known: Sequence[str]) -> bool:
    name = word.partition(";")[0].strip()
    if name.partition("/")[0] in (*LOCAL, *PROVIDERS):
        return False
    return name in known or name.startswith("gym/") or name.endswith(_FILES)


@dataclass(frozen=True)
class Contenders:
    """A ranking that is ready to be asked, on one paper after another."""

    entrants: tuple[Entrant, ...]
    papers: tuple[Paper, ...]
    design: Design
    settings: Settings
    goal: Goal = Goal.BEST

    @property
    def names(self) -> list[str]:
        """The candidates' names."""
        return [entrant.candidate.name for entrant in self.entrants]


def prepare_ranking(
    entrants: Sequence[Entrant],
    exams: Sequence[Exam],
    design: Design,
    settings: Settings,
    goal: Goal = Goal.BEST,
) -> Contenders:
    """Fix the questions and their order. Raises InputError where they do not go together."""
    check_design(design)
    check_names([entrant.candidate.name for entrant in entrants])
    if design.estimand is Estimand.FRESH:
        raise InputError("keju rank has no --estimand fresh; take like-these or this-bank")
    specs = [exam.spec for exam in exams]
    for spec in specs:
        if specs.count(spec) > 1:
            raise InputError(f"{spec} is given twice; a ranking holds each exam once")
    papers = tuple(draw_paper(exam, settings.questions, design.order) for exam in exams)
    for paper in papers:
        if len(paper.units) < 2:
            raise InputError(
                f"{paper.exam.spec} has {len(paper.units)} question; a ranking needs at least 2"
            )
    return Contenders(tuple(entrants), papers, design, settings, goal)


def rank_live(
    ready: Contenders,
    store: str | Path | None = None,
    show: Show | None = None,
    budget: Budget | None = None,
) -> list[Ranking]:
    """Ask until the goal, the end of the questions or of the budget; resumes what is stored.

    Exams are held one after another and share one budget. Raises InputError on anything the user
    can mend, a ranking of the same candidates that was planned otherwise among them.
    """
    shared = budget or Budget(ready.settings.limits)
    fields: list[Field] = []
    with contextlib.closing(open_store(str(store or default_store()))) as opened:
        for number in range(len(ready.papers)):
            if fields and fields[-1].stopped is not None:
                break
            fields.append(_held(ready, number, fields, opened, show or _silent, shared))
    return rank([*fields, *(_untouched(ready, n) for n in _left(ready, fields))], ready.design)


def _left(ready: Contenders, fields: Sequence[Field]) -> range:
    return range(len(fields), len(ready.papers))


def _untouched(ready: Contenders, number: int) -> Field:
    """Return an exam of which nothing was asked, so that all claims still count."""
    referee = _referee(ready, number, [])
    nothing = [Spent(0)] * len(ready.entrants)
    return referee.field(ready.papers[number].exam.spec, ready.names, nothing, "not begun")


def _held(
    ready: Contenders,
    number: int,
    earlier: Sequence[Field],
    store: Store,
    show: Show,
    budget: Budget,
) -> Field:
    paper, settings, names = ready.papers[number], ready.settings, ready.names
    referee = _referee(ready, number, earlier)
    tally = RankingTally(tuple(names), paper.asked)
    referee.watch = lambda seen: _tell(tally, seen)
    race = Race(referee, len(names), settings.attempts)
    facts = _facts(ready, paper)
    if not settings.fresh:
        for entrant, plan in zip(ready.entrants, facts, strict=True):
            check_earlier(store, entrant.candidate.id, plan, "ranking")
    outcomes = hold_race(
        ready.entrants,
        paper,
        Extent(paper.asked, settings.attempts),
        race,
        settings,
        store,
        shown=show(f"{len(names)} candidates at {paper.exam.spec}", tally),
        budget=budget,
        facts=lambda lane: {"ranking": facts[lane]},
        tallies=tally.sides,
    )
    spent = [
        _spent(store, outcome, lane.front, settings.attempts)
        for outcome, lane in zip(outcomes, race.lanes, strict=True)
    ]
    stopped = race.stopped if referee.open else None
    return referee.field(paper.exam.spec, names, spent, stopped)


def _referee(ready: Contenders, number: int, earlier: Sequence[Field]) -> RankingReferee:
    paper, whole = ready.papers[number], ready.design.estimand is Estimand.THIS_BANK
    sizes = [len(unit) for unit in paper.units]
    asked, count = 0, 0
    for size in sizes:
        count += size
        asked += count <= paper.asked
    others = [each.suprema for each in earlier]
    size = len(ready.entrants)
    while len(others) < len(ready.papers) - 1:
        others.append([[0.0] * size for _ in range(size)])
    return RankingReferee(
        Plot(sizes if whole else sizes[:asked], whole),
        size,
        ready.design,
        ready.settings.attempts,
        asked,
        ready.goal,
        others,
    )


def _facts(ready: Contenders, paper: Paper) -> list[dict[str, Any]]:
    """Return what each sitting notes: the whole plan, before the first answer."""
    ids = [entrant.candidate.id for entrant in ready.entrants]
    plan = {
        "exam": paper.exam.spec,
        "exams": [each.exam.spec for each in ready.papers],
        "questions": paper.asked,
        "attempts": ready.settings.attempts,
        "goal": ready.goal.value,
        **ready.design.to_json(),
    }
    return [{**plan, "against": sorted(other for other in ids if other != own)} for own in ids]


def _spent(store: Store, outcome: Outcome, settled: int, attempts: int) -> Spent:
    """Return what the answers that count have cost, by whichever run they were asked."""
    extent = Extent(max(1, -(-settled // attempts)), attempts)
    summary = store.summary(outcome.sitting.id, extent)
    tokens = [n for n in (summary.prompt_tokens, summary.completion_tokens) if n is not None]
    return Spent(summary.answered, sum(tokens) if tokens else None, summary.cost)


def _tell(tally: RankingTally, referee: RankingReferee) -> None:
    tally.questions, tally.accuracies = referee.questions, referee.accuracies
    tally.against, tally.alive = referee.against, referee.alive


@contextlib.contextmanager
def _silent(_title: str, _tally: RankingTally) -> Iterator[None]:
    yield
