"""From scores to a comparison: on data at hand, and for what was asked live."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from keju.comparing.marks import Marks, Pair, in_order, pairs_of
from keju.comparing.trials import Plot, Trial, trial
from keju.core.comparison import Comparison, Look, Side
from keju.core.design import Design, Estimand, Test
from keju.core.errors import InputError

__all__ = ["Asked", "conclude", "decide", "draws"]

_LOOKS = 120
_MOST = 10.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What a comparison is about, besides its scores. ``planned`` counts questions."""

    a: Side
    b: Side
    exam: str
    attempts: int
    planned: int
    stopped: str | None = None
    notes: tuple[str, ...] = ()


def decide(a: Marks, b: Marks, design: Design) -> Comparison:
    """Return the verdict on scores at hand, read in the random order of ``design``.

    Raises InputError when the two were not asked the same, when no pair has two scores, and when
    they do not differ anywhere.
    """
    pairs = pairs_of(a, b)
    _check_informative(pairs, a, b)
    groups = in_order(pairs, design.order)
    attempts = max(len(scores) for scores in a.scores.values())
    asked = Asked(
        Side(a.name, None, len(pairs) * attempts),
        Side(b.name, None, len(pairs) * attempts),
        a.exam if a.exam == b.exam else f"{a.exam} and {b.exam}",
        attempts,
        len(pairs),
    )
    if design.estimand is Estimand.FRESH:
        drawn, note = _redrawn(groups, a, b, design.order)
        asked = replace(asked, attempts=1, notes=(note,))
        groups = drawn
    plot = Plot([len(group) for group in groups], design.estimand is Estimand.THIS_BANK)
    test = trial(design, plot)
    if design.test is Test.EXACT and attempts > 1:
        raise InputError(
            f"--test exact takes one answer to each question, not {attempts}; use --test e"
        )
    test.feed(groups)
    return conclude(test, groups, asked)


def _check_informative(pairs: Sequence[Pair], a: Marks, b: Marks) -> None:
    differences = [pair.difference for pair in pairs if pair.difference is not None]
    if not differences:
        raise InputError(f"No item has a score of both {a.name} and {b.name}: nothing to compare")
    if len(differences) < 2:
        raise InputError(
            f"Only one item has a score of both {a.name} and {b.name}; a comparison needs at least"
            " 2"
        )
    if not any(differences):
        raise InputError(
            f"{a.name} and {b.name} have the same score on each of {len(differences):,} items:"
            " where they never differ there is nothing to compare; give other or harder items"
        )


def draws(units: int, order: int) -> Iterator[tuple[int, int]]:
    """Yield (unit, attempt) drawn with replacement for ever; a redraw takes the next attempt."""
    random, taken = Random(f"keju draws {order}"), [0] * units
    while True:
        unit = int(random.random() * units)
        yield unit, taken[unit]
        taken[unit] += 1


def _redrawn(
    groups: Sequence[Sequence[Pair]], a: Marks, b: Marks, order: int
) -> tuple[list[list[Pair]], str]:
    """Draw units with replacement as far as the attempts at hand reach."""
    drawn: list[list[Pair]] = []
    most = len(groups) * max(len(scores) for scores in a.scores.values())
    for unit, attempt in itertools.islice(draws(len(groups), order), most + 1):
        group = groups[unit]
        if any(len(a.scores[pair.item]) <= attempt for pair in group):
            return drawn, (
                f"Draw {len(drawn) + 1:,} wanted answer {attempt + 1} to a question that has only"
                f" {attempt}: give more attempts, or ask afresh with keju compare A B EXAM"
            )
        drawn.append(
            [
                replace(pair, a=a.scores[pair.item][attempt], b=b.scores[pair.item][attempt])
                for pair in group
            ]
        )
    return drawn, "Every attempt at hand was drawn"


def conclude(test: Trial, groups: Sequence[Sequence[Pair]], asked: Asked) -> Comparison:
    """Return the comparison that a trial, fed with ``groups``, has come to."""
    at = test.decided_at or test.seen
    used = [pair for group in groups[:at] for pair in group]
    scored = [pair for pair in used if pair.difference is not None]
    path = _path(test, groups[:at])
    last = path[-1] if path else None
    interval = (
        None if last is None or last.low is None or last.high is None else (last.low, last.high)
    )
    ties = test.design.estimand is Estimand.THIS_BANK
    counted = _counted(test, used)
    gap = sum(counted) / len(counted) if counted else None
    return Comparison(
        a=replace(asked.a, accuracy=_mean([p.a for p in scored])),
        b=replace(asked.b, accuracy=_mean([p.b for p in scored])),
        exam=asked.exam,
        design=test.design,
        ruling=test.ruling,
        attempts=asked.attempts,
        answers_used=len(used) * asked.attempts,
        pairs=len(scored),
        excluded=len(used) - len(scored),
        gap=gap,
        interval=interval,
        worst=_worst(interval, len(scored), len(used) - len(scored), ties=ties, of=asked.planned),
        path=path,
        at_end=_at_end(test, groups) if test.seen > at else None,
        units=at,
        planned=asked.planned,
        clusters=_clusters(scored),
        discordant=(
            sum((p.difference or 0) > 0 for p in scored),
            sum((p.difference or 0) < 0 for p in scored),
        ),
        stopped=asked.stopped,
        notes=asked.notes,
    )


def _mean(scores: Sequence[float | None]) -> float | None:
    known = [score for score in scores if score is not None]
    return sum(known) / len(known) if known else None


def _path(test: Trial, groups: Sequence[Sequence[Pair]]) -> tuple[Look, ...]:
    """Return some hundred looks up to the last of ``groups``."""
    total = len(groups)
    looks = sorted({1 + round((total - 1) * n / (_LOOKS - 1)) for n in range(_LOOKS)})
    if not total:
        return ()
    intervals = test.intervals(looks)
    differences = [_counted(test, group) for group in groups]
    counts = list(itertools.accumulate(len(group) for group in differences))
    sums = list(itertools.accumulate(sum(group) for group in differences))
    return tuple(
        Look(
            counts[look - 1],
            sums[look - 1] / max(counts[look - 1], 1),
            low,
            high,
            *_shares(test.history[look - 1]),
        )
        for look, (low, high) in zip(looks, intervals, strict=True)
    )


def _at_end(test: Trial, groups: Sequence[Sequence[Pair]]) -> Look:
    known = [each for group in groups for each in _counted(test, group)]
    ((low, high),) = test.intervals([test.seen])
    gap = sum(known) / max(len(known), 1)
    return Look(len(known), gap, low, high, *_shares(test.history[-1]))


def _counted(test: Trial, group: Sequence[Pair]) -> list[float]:
    """Return the differences that the gap is a mean of; in a bank missing ones are ties."""
    ties = test.design.estimand is Estimand.THIS_BANK
    return [p.difference or 0.0 for p in group if ties or p.difference is not None]


def _shares(evidence: tuple[float, float]) -> tuple[float, float]:
    """Bound evidence for a display: certainty is infinite, and losses are below nothing."""
    return min(max(evidence[0], 0.0), _MOST), min(max(evidence[1], 0.0), _MOST)


def _worst(
    interval: tuple[float, float] | None, scored: int, left_out: int, *, ties: bool, of: int
) -> tuple[float, float] | None:
    """Return the interval if every pair left out had gone wholly against A, and wholly for A."""
    if interval is None:
        return None
    if ties:  # they stand in the bank already, as ties
        return (
            max(-1.0, interval[0] - left_out / of),
            min(1.0, interval[1] + left_out / of),
        )
    share = scored / max(scored + left_out, 1)
    return interval[0] * share - (1 - share), interval[1] * share + (1 - share)


def _clusters(scored: Sequence[Pair]) -> tuple[tuple[str, int, float], ...]:
    found: dict[str, list[float]] = {}
    for pair in scored:
        if pair.cluster is not None and pair.difference is not None:
            found.setdefault(pair.cluster, []).append(pair.difference)
    return tuple((name, len(each), sum(each) / len(each)) for name, each in sorted(found.items()))
