"""How often a verdict is wrong where nobody is better, with a look after every answer.

Each null is 10,000 comparisons of two that are equally good, each read until a verdict or to its
end. A test that keeps its word errs in at most 5% of them, whatever the scores look like. The same
run shows what happens to tests that were not made for looking: the exact test of McNemar and the z
test, looked at after every answer.

Coverage at every look is the same thing asked of the interval: the gap is always inside exactly
when neither capital at the true gap ever reaches 2/α.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from bench.figures import Figure, say
from bench.study_data import MATRICES, Array, matrix, repeated
from numpy.random import Generator, default_rng
from scipy.special import bdtr

from keju.stats.betting import Bank, Capital, Units
from keju.stats.intervals import clopper_pearson

__all__ = ["nulls"]

_BOUND = np.log(2 / 0.05)
_DELTA = 0.03
_LENGTH = 500  # questions of one comparison
_FIRST = 10  # questions before the peeking tests look


@dataclass(frozen=True, slots=True)
class Null:
    """One comparison of equals: units, the true gap, and the bank it is drawn from, if it is."""

    units: Units
    gap: float = 0.0
    bank: Bank | None = None


Draw = Callable[[Generator], Null]


def nulls(quick: bool) -> list[Figure]:  # noqa: FBT001 - the one dial
    """False verdicts under the null, and coverage at every look."""
    if not MATRICES.exists():
        say(f"{MATRICES} is absent; left out")
        return []
    rounds = 300 if quick else 10_000
    figures = []
    for name, draw in _draws().items():
        say(f"  {name}")
        figures += _figures(name, draw, rounds)
    return figures


def _draws() -> dict[str, Draw]:
    return {
        "sign-flipped real pairs": _flipped,
        "same model, new answers": _same_model,
        "skewed means of 4 attempts": _skewed,
        "clusters, signs flipped": _clusters,
        "this bank with replacement": _fresh,
        "this bank without replacement": _bank,
    }


def _figures(name: str, draw: Draw, rounds: int) -> list[Figure]:
    random = default_rng(4)
    wrong = missed = peeked = z_tested = 0
    for _ in range(rounds):
        null = draw(random)
        gaps = sorted({-_DELTA, 0.0, _DELTA, null.gap})
        logs = Capital(gaps, null.bank).advance(null.units)
        wrong += _errs(logs, gaps, null.gap)
        at = gaps.index(null.gap)
        missed += bool((logs[:, at] >= _BOUND).any())
        peeked += _peeking_mcnemar(null.units.sums)
        z_tested += _peeking_z(null.units.sums)
    beside = {
        "peeking McNemar": f"{100 * peeked / rounds:.1f}%",
        "peeking z test": f"{100 * z_tested / rounds:.1f}%",
    }
    ours = [
        _figure(f"{name}: false verdicts", wrong, rounds, beside),
        _figure(f"{name}: gap outside at some look", missed, rounds, {}),
    ]
    if null.bank is not None:  # there the gap is not 0: the others' tests are of something else
        return ours
    return [
        *ours,
        Figure(f"{name}: McNemar, looking after each", round(100 * peeked / rounds, 2), "%"),
        Figure(f"{name}: z test, looking after each", round(100 * z_tested / rounds, 2), "%"),
    ]


def _figure(what: str, errors: int, rounds: int, detail: dict[str, str]) -> Figure:
    low, high = clopper_pearson(errors, rounds, 0.90)  # each end is a 95% limit
    shown = {
        "rate": f"{100 * errors / rounds:.2f}%",
        "95% limits": f"{100 * low:.2f}–{100 * high:.2f}%",
        **detail,
    }
    return Figure(
        f"{what}, of {rounds:,} (95% lower limit)", round(100 * low, 2), "%", 5, more=False,
        detail=shown,
    )  # fmt: skip


def _errs(logs: Array, gaps: list[float], gap: float) -> bool:
    """Whether the first verdict is false: A or B where the gap is 0 or the other way."""
    low, zero, high = (gaps.index(each) for each in (-_DELTA, 0.0, _DELTA))
    better, worse = logs[:, zero, 0] >= _BOUND, logs[:, zero, 1] >= _BOUND
    equal = (logs[:, low, 0] >= _BOUND) & (logs[:, high, 1] >= _BOUND)
    decided = np.nonzero(better | worse | equal)[0]
    if not len(decided):
        return False
    first = decided[0]
    if better[first]:
        return gap <= 0
    if worse[first]:
        return gap >= 0
    return abs(gap) >= _DELTA


def _peeking_mcnemar(sums: Array) -> bool:
    wins, losses = np.cumsum(sums > 0), np.cumsum(sums < 0)
    counts = wins + losses
    p = 2 * bdtr(np.minimum(wins, losses), counts, 0.5)
    return bool((p[_FIRST - 1 :][counts[_FIRST - 1 :] > 0] < 0.05).any())


def _peeking_z(sums: Array) -> bool:
    n = np.arange(1, len(sums) + 1)
    mean = np.cumsum(sums) / n
    variance = np.maximum(np.cumsum(sums**2) / n - mean**2, 1e-12)
    z = np.abs(mean) / np.sqrt(variance / n)
    moved = np.cumsum(sums != 0) >= 2
    return bool((z[_FIRST - 1 :][moved[_FIRST - 1 :]] > 1.959964).any())


def _flipped(random: Generator) -> Null:
    marks = matrix(("SWE-bench", "LiveCodeBench", "GSM8K")[random.integers(3)])
    a, b = random.choice(len(marks.models), 2, replace=False)
    gaps = (marks.scores[a] - marks.scores[b])[random.permutation(marks.items)[:_LENGTH]]
    return Null(Units.single(gaps * random.choice([-1.0, 1.0], len(gaps))))


def _rates(random: Generator) -> Array:
    exams = [models for _, models in sorted(repeated().items())]
    models = exams[random.integers(len(exams))]
    return models[random.integers(len(models))].rates


def _same_model(random: Generator) -> Null:
    rates = _rates(random)
    drawn = rates[random.integers(len(rates), size=_LENGTH)]
    first, second = random.random((2, _LENGTH)) < drawn
    return Null(Units.single(first.astype(float) - second))


def _skewed(random: Generator) -> Null:
    """One that is rarely right by far against one that is always a little right."""
    a = np.where(random.random(_LENGTH) < 0.05, 1.0, 0.0)
    b = random.binomial(4, 0.05, _LENGTH) / 4
    return Null(Units.single(a - b))


def _clusters(random: Generator) -> Null:
    marks = matrix("LCB execution")
    assert marks.clusters is not None
    a, b = random.choice(len(marks.models), 2, replace=False)
    gaps = marks.scores[a] - marks.scores[b]
    sums = np.bincount(marks.clusters, weights=gaps)
    sizes = np.bincount(marks.clusters)
    order = random.permutation(len(sizes))
    signs = random.choice([-1.0, 1.0], len(sizes))
    return Null(Units.scaled((sums * signs)[order], sizes[order], sizes.max()))


def _fresh(random: Generator) -> Null:
    rates = _rates(random)
    other = random.permutation(rates)  # as good over the bank, on other questions
    drawn = random.integers(len(rates), size=_LENGTH)
    a, b = random.random(_LENGTH) < rates[drawn], random.random(_LENGTH) < other[drawn]
    return Null(Units.single(a.astype(float) - b))


def _bank(random: Generator) -> Null:
    """A bank of which the gap is what it is: a verdict is false when it says another."""
    marks = matrix("SWE-bench")
    a, b = random.choice(len(marks.models), 2, replace=False)
    gaps = (marks.scores[a] - marks.scores[b])[random.permutation(marks.items)]
    bank = Bank(np.ones(marks.items))
    return Null(Units.single(gaps), float(gaps.sum() / marks.items), bank)
