"""From the scores of several candidates to their ranks, on one exam or on several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from keju.comparing.allocation import simulated
from keju.comparing.marks import Marks, Pair, in_order, pairs_of
from keju.core.design import Design, Estimand, Test
from keju.core.errors import InputError
from keju.core.ranking import Race, Ranked, Ranking
from keju.stats.duels import duel_paths
from keju.stats.multiple import best_bound, may_be_best, rank_sets, surely_better

__all__ = ["Field", "check_design", "check_names", "field_of", "rank"]


@dataclass(frozen=True, slots=True)
class Field:
    """One exam's candidates before they are ranked.

    ``entries`` are in the order of ``suprema`` [K, K], the largest log-capitals of row against
    column; their rank sets are not known yet. ``transitive``: no score is missing, so that "better"
    is an order.
    """

    exam: str
    attempts: int
    questions: int
    units: int
    entries: tuple[Ranked, ...]
    suprema: Any
    transitive: bool
    race: Race | None = None
    stopped: str | None = None
    notes: tuple[str, ...] = ()


def rank(fields: Sequence[Field], design: Design) -> list[Ranking]:
    """Return the ranking of each exam; with probability 1 - α all rank sets of all exams hold.

    That the best may be among ``best`` of every exam holds with the same probability.
    """
    claims = surely_better(
        [each.suprema for each in fields], design.alpha, [each.transitive for each in fields]
    )
    return [
        _ranking(each, better, design, len(fields))
        for each, better in zip(fields, claims, strict=True)
    ]


def _ranking(of: Field, better: Any, design: Design, exams: int) -> Ranking:
    low, high = (ends.tolist() for ends in rank_sets(better))
    best = may_be_best(of.suprema, design.alpha / exams).tolist()
    entries = [replace(entry, low=low[n], high=high[n]) for n, entry in enumerate(of.entries)]
    # Those that may be the best come first, then the others, each by accuracy.
    order = sorted(
        range(len(entries)),
        key=lambda n: (not best[n], -(entries[n].accuracy or 0.0), low[n], entries[n].name),
    )
    rows = better.tolist()
    return Ranking(
        exam=of.exam,
        estimand=design.estimand,
        alpha=design.alpha,
        order=design.order,
        attempts=of.attempts,
        questions=of.questions,
        units=of.units,
        candidates=tuple(entries[n] for n in order),
        better=tuple(tuple(rows[j][i] for i in order) for j in order),
        best=tuple(entries[n].name for n in order if best[n]),
        exams=exams,
        race=of.race,
        stopped=of.stopped,
        notes=of.notes,
    )


def check_design(design: Design) -> None:
    """Raise InputError for a design that does not rank."""
    if design.test is not Test.E:
        raise InputError("keju rank asks on until it is sure: that is --test e only")


def check_names(names: Sequence[str]) -> None:
    """Raise InputError unless there are at least two candidates, each once."""
    if len(names) < 2:
        only = f", not only {names[0]}" if names else ""
        raise InputError(f"A ranking needs at least 2 candidates{only}; name another one")
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"{name} is given twice; a ranking names each candidate once")


def field_of(marks: Sequence[Marks], design: Design, exams: int = 1) -> Field:
    """Return one exam's candidates with the evidence of all their scores at hand.

    ``exams`` are ranked together. Raises InputError when they were not asked the same, for fewer
    than two candidates, and when nobody differs anywhere.
    """
    check_names([each.name for each in marks])
    check_design(design)
    if design.estimand is Estimand.FRESH:
        raise InputError(
            "--estimand fresh asks anew: give candidates and an exam, or rank the scores at hand"
            " with --estimand like-these"
        )
    board = _board(marks, design.order)
    _check_informative(board.scores)
    whole = design.estimand is Estimand.THIS_BANK
    paths = duel_paths(board.scores, board.units, whole=whole)
    alpha = design.alpha / exams
    reached = paths.reached(best_bound(len(marks), alpha))
    questions = [0, *accumulate(board.sizes)]
    entries = tuple(
        Ranked(
            name=each.name,
            accuracy=_mean(scores),
            low=1,
            high=len(marks),
            dropped_at=None if units is None else questions[units],
            questions=questions[-1],
            excluded=sum(score is None for score in scores),
            answers=questions[-1] * board.attempts,
        )
        for each, scores, units in zip(marks, board.scores, reached, strict=True)
    )
    return Field(
        exam=marks[0].exam,
        attempts=board.attempts,
        questions=questions[-1],
        units=len(board.sizes),
        entries=entries,
        suprema=paths.suprema[:, :, -1],
        transitive=not any(entry.excluded for entry in entries),
        race=simulated(paths, board.sizes, board.attempts, alpha),
    )


@dataclass(frozen=True, slots=True)
class _Board:
    """Everybody's mean scores on the questions in the order of the test; None: without a score."""

    scores: list[list[float | None]]
    units: list[int]
    sizes: list[int]
    attempts: int


def _board(marks: Sequence[Marks], order: int) -> _Board:
    first = marks[0]
    pairs = [pairs_of(first, each) for each in marks[1:]]
    groups = in_order(pairs[0], order)
    items = [pair.item for group in groups for pair in group]
    columns = [_scores(pairs[0], items, ours=True)]
    columns += [_scores(each, items, ours=False) for each in pairs]
    return _Board(
        columns,
        [number for number, group in enumerate(groups) for _ in group],
        [len(group) for group in groups],
        max(len(scores) for scores in first.scores.values()),
    )


def _scores(pairs: Sequence[Pair], items: Sequence[str], *, ours: bool) -> list[float | None]:
    found = {pair.item: pair.a if ours else pair.b for pair in pairs}
    return [found[item] for item in items]


def _mean(scores: Sequence[float | None]) -> float | None:
    known = [score for score in scores if score is not None]
    return sum(known) / len(known) if known else None


def _check_informative(scores: Sequence[Sequence[float | None]]) -> None:
    if any(len(set(item) - {None}) > 1 for item in zip(*scores, strict=True)):
        return
    raise InputError(
        f"All {len(scores)} candidates have the same score on each of {len(scores[0]):,} items:"
        " where nobody differs there is nothing to rank; give other or harder items"
    )
