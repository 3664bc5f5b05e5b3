"""From one candidate's scores to an estimate: how good it is, how sure that is, what would help.

A question's score is the mean over its scored attempts, and the accuracy the mean over questions.
Units of the intervals are clusters, and questions that stand alone.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from keju.comparing.estimate_words import advice, assumptions, sentence
from keju.comparing.marks import Marks
from keju.core.errors import InputError
from keju.core.estimate import Cluster, Estimate, Excluded, Interval, Pass, Spread, Stage, Worth
from keju.stats.bounded import anytime_interval, anytime_path, mean_interval
from keju.stats.intervals import clopper_pearson
from keju.stats.passing import pass_at, pass_hat
from keju.stats.variance import Components, best_attempts, clustered_error, components, error_of

__all__ = ["Background", "Wish", "estimate"]

_LOOKS = 120  # points of a plot
_WORTH = 64  # attempts up to which a table goes on its own


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted. ``again``: the price of a further attempt, where a new question's is 1.

    ``path``: also the anytime interval at some hundred looks, for a plot. Raises InputError.
    """

    alpha: float = 0.05
    again: float = 1.0
    path: bool = False

    def __post_init__(self) -> None:
        if not (math.isfinite(self.alpha) and 1e-9 <= self.alpha <= 0.5):
            raise InputError(
                "--alpha is the probability that an interval misses, above 0 and at most 0.5, not"
                f" {self.alpha:g}"
            )
        if not (math.isfinite(self.again) and self.again > 0):
            raise InputError(
                "--attempt-price is the price of a further attempt, that of a new question being"
                f" 1: a number above 0, not {self.again:g}"
            )


@dataclass(frozen=True, slots=True)
class Background:
    """What scores alone do not tell.

    ``unasked``: questions that were wanted and never reached; ``attempts``: wanted at each, where
    some of a question's may be missing. ``stopped``: how many were asked depended on what came in.
    """

    excluded: Excluded | None = None
    unasked: int = 0
    attempts: int = 1
    stopped: bool = False
    verdicts: Mapping[str, int] = field(default_factory=dict)
    tokens: int | None = None
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question: what it was worth at each scored attempt; ``mean`` is of these."""

    unit: tuple[str, str]
    scores: tuple[float, ...]
    mean: float


def estimate(marks: Marks, wish: Wish, background: Background | None = None) -> Estimate:
    """Return what ``marks`` say about their candidate.

    Raises InputError for scores that are no numbers from 0 to 1, and for fewer than two questions
    with a score.
    """
    told = background or Background()
    asked = [_asked(marks, item) for item in marks.scores]
    scored = [each for each in asked if each.scores]
    _check_enough(marks, scored)
    units = _units(scored)
    binary = all(score in (0.0, 1.0) for each in scored for score in each.scores)
    lengths = [len(each.scores) for each in scored]
    single = binary and max(lengths) == 1 and len(units) == len(scored)
    means = [[each.mean for each in unit] for unit in units]
    spread, why_no_spread = _spread(scored, units)
    found = Estimate(
        name=marks.name,
        exam=marks.exam,
        alpha=wish.alpha,
        accuracy=math.fsum(each.mean for each in scored) / len(scored),
        interval=_interval(means, wish.alpha, single=single),
        method="clopper-pearson" if single else "betting",
        anytime_interval=anytime_interval(*_sums(means), wish.alpha),
        questions=len(scored),
        units=len(units),
        answers=sum(lengths),
        attempts=(min(lengths), max(lengths)),
        excluded=_excluded(marks, len(asked) - len(scored), told),
        bounds=_bounds(marks, told.unasked, told.attempts),
        bounds_asked=_bounds(marks, 0, 1),
        stopped=told.stopped,
        spread=spread,
        no_spread=why_no_spread,
        clusters=_clusters(scored),
        path=_path(means, wish.alpha) if wish.path else (),
        verdicts=told.verdicts,
        tokens=told.tokens,
        cost=told.cost,
    )
    return _advised(_with_passes(found, units, binary=binary, single=single), wish)


def _asked(marks: Marks, item: str) -> _Asked:
    cluster = marks.clusters.get(item)
    scores = tuple(score for score in marks.scores[item] if score is not None)
    for score in scores:
        if not 0 <= score <= 1:  # NaN neither
            raise InputError(
                f"{marks.name}: item {item} has the score {score}; scores lie between 0 and 1"
            )
    unit = ("item", item) if cluster is None else ("cluster", cluster)
    return _Asked(unit, scores, math.fsum(scores) / len(scores) if scores else 0.0)


def _check_enough(marks: Marks, scored: Sequence[_Asked]) -> None:
    if len(scored) < 2:
        number = "Only one question" if scored else "No question"
        raise InputError(
            f"{marks.name}: {number} of {marks.exam} has a score; an estimate needs at least 2"
        )


def _units(scored: Sequence[_Asked]) -> list[list[_Asked]]:
    """Return the independent units, in one random order that no score has a say in."""
    units: dict[tuple[str, str], list[_Asked]] = {}
    for each in scored:
        units.setdefault(each.unit, []).append(each)
    shuffled = list(units.values())
    Random("keju estimate").shuffle(shuffled)
    return shuffled


def _sums(values: Sequence[Sequence[float]]) -> tuple[list[float], list[int]]:
    return [math.fsum(unit) for unit in values], [len(unit) for unit in values]


def _interval(values: Sequence[Sequence[float]], alpha: float, *, single: bool) -> Interval:
    """Return the interval for the mean of ``values`` [units][questions], at a fixed number."""
    if single:
        right = round(math.fsum(value for unit in values for value in unit))
        return clopper_pearson(right, len(values), 1 - alpha)
    return mean_interval(*_sums(values), alpha)


def _excluded(marks: Marks, questions: int, told: Background) -> Excluded:
    if told.excluded is not None:
        return dataclasses.replace(told.excluded, questions=questions)
    empty = sum(score is None for scores in marks.scores.values() for score in scores)
    return Excluded(empty=empty, questions=questions)


def _bounds(marks: Marks, unasked: int, attempts: int) -> Interval:
    """Return the accuracy if everything without a score were wrong, and if it were right.

    Of each question at least so many ``attempts`` count.
    """
    total = len(marks.scores) + unasked
    low, missing = 0.0, float(unasked)
    for scores in marks.scores.values():
        known = [score for score in scores if score is not None]
        wanted = max(attempts, len(scores))
        low += math.fsum(known) / wanted
        missing += 1 - len(known) / wanted
    return low / total, min(1.0, (low + missing) / total)


def _spread(
    scored: Sequence[_Asked], units: Sequence[Sequence[_Asked]]
) -> tuple[Spread | None, str | None]:
    """Return where the noise comes from, or why that cannot be told."""
    counts = [len(each.scores) for each in scored]
    squares = [math.fsum((s - each.mean) ** 2 for s in each.scores) for each in scored]
    parts = components([each.mean for each in scored], squares, counts)
    if parts is None:
        return None, (
            "one answer to each question does not tell chance from difficulty; ask each question"
            " several times (keju exam -k 4)"
        )
    n = len(scored)
    chance = parts.attempt * math.fsum(1 / count for count in counts) / n**2
    between = parts.question / n
    if len(units) < n and len(units) > 1:  # what a cluster's questions share makes this part larger
        between = clustered_error(*_sums([[e.mean for e in unit] for unit in units])) - chance
    return Spread(max(0.0, parts.question), parts.attempt, max(0.0, between), chance), None


def _clusters(scored: Sequence[_Asked]) -> tuple[Cluster, ...]:
    means: dict[str, list[float]] = {}
    for each in scored:
        kind, name = each.unit
        if kind == "cluster":
            means.setdefault(name, []).append(each.mean)
    return tuple(Cluster(name, len(v), math.fsum(v) / len(v)) for name, v in means.items())


def _path(means: Sequence[Sequence[float]], alpha: float) -> tuple[Stage, ...]:
    sums, sizes = _sums(means)
    looks = sorted({max(1, round(len(means) * k / _LOOKS)) for k in range(1, _LOOKS + 1)})
    lows, highs = anytime_path(sums, sizes, looks, alpha)
    stages, right, questions, done = [], 0.0, 0, 0
    for look, low, high in zip(looks, lows, highs, strict=True):
        right += math.fsum(sums[done:look])
        questions += sum(sizes[done:look])
        done = look
        stages.append(Stage(questions, right / questions, float(low), float(high)))
    return tuple(stages)


def _with_passes(
    found: Estimate, units: Sequence[Sequence[_Asked]], *, binary: bool, single: bool
) -> Estimate:
    if not binary:
        reason = "scores between 0 and 1 are neither passed nor failed"
        return dataclasses.replace(found, no_pass=reason)
    most = found.attempts[1]
    chosen = [2**p for p in range(most.bit_length()) if 2**p < most] + [most]
    counted = [[(len(e.scores), round(sum(e.scores))) for e in unit] for unit in units]
    at: list[Pass] = []
    hat: list[Pass] = []
    for k in chosen:
        kept = [few for unit in counted if (few := [(n, c) for n, c in unit if n >= k])]
        for passes, formula in ((at, pass_at), (hat, pass_hat)):
            values = [[formula(n, c, k) for n, c in unit] for unit in kept]
            questions = sum(map(len, values))
            value = math.fsum(v for unit in values for v in unit) / questions
            interval = _interval(values, found.alpha, single=single)
            passes.append(Pass(k, value, interval, questions))
    return dataclasses.replace(found, pass_at=tuple(at), pass_hat=tuple(hat))


def _advised(found: Estimate, wish: Wish) -> Estimate:
    """Add what attempts are worth, and everything that is said in words."""
    if found.spread is not None:
        parts = _per_question(found)
        best = best_attempts(parts, wish.again)
        found = dataclasses.replace(
            found, worth=_worth(parts, found, best, wish.again), best_attempts=best
        )
    return dataclasses.replace(
        found,
        advice=advice(found, wish.again),
        sentence=sentence(found),
        assumptions=assumptions(found),
    )


def _per_question(found: Estimate) -> Components:
    """Return variances such that the standard error here is as it is: clusters count in."""
    assert found.spread is not None
    return Components(found.spread.question_error * found.questions, found.spread.attempt)


def _worth(parts: Components, found: Estimate, best: int, again: float) -> tuple[Worth, ...]:
    each = found.answers / found.questions
    budget = found.questions * (1 + (each - 1) * again)
    most = max(2 * found.attempts[1], 8)
    powers = [2**p for p in range(most.bit_length()) if 2**p <= min(most, _WORTH)]
    rows = []
    for k in sorted({*powers, best, found.attempts[1]}):
        questions = budget / (1 + (k - 1) * again)
        same = error_of(parts, k, found.questions)
        rows.append(Worth(k, same, error_of(parts, k, questions), questions))
    return tuple(rows)
