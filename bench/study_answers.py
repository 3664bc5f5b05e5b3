"""How many answers a verdict takes, on recorded marks of real models; and how fast the test is.

For every pair of models whose exact test over all questions has p < 0.05, the questions are put in
20 random orders (those of ``keju compare --order 0`` to ``19``, the same for all pairs), and the
test stops when A or B is better. Medians move from order to order, since pairs share models: the
row of 200 orders says how far.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Sequence
from random import Random

import numpy as np
from bench.figures import Figure, median, say
from bench.study_data import MATRICES, Array, Matrix, matrix
from numpy.typing import NDArray
from scipy.stats import binomtest

from keju.stats.betting import Bank, Capital, Units

__all__ = ["answers", "speed"]

_BOUND = np.log(2 / 0.05)
#: Exam → must: the betting test's median over the decided, and without replacement over all.
_MUST = {"SWE-bench": (66, 65), "LiveCodeBench": (46, 50), "GSM8K": (127, 120)}
_DECIDED = 94.0


def answers(quick: bool) -> list[Figure]:  # noqa: FBT001 - the one dial
    """Answers of each model to a verdict."""
    if not MATRICES.exists():
        say(f"{MATRICES} is absent; left out")
        return []
    orders, many = (3, 6) if quick else (20, 200)
    figures = []
    for name, musts in _MUST.items():
        say(f"  {name}")
        marks = matrix(name)
        binary = marks.all_right() if _graded(marks) else marks
        figures += _figures(binary, different(binary), orders, musts)
        figures += _spread(binary, different(binary), many)
        if binary is not marks:
            graded = Matrix(f"{name}, graded", marks.models, marks.scores)
            figures += _figures(graded, different(binary), orders, (None, None))
    return figures


def _graded(marks: Matrix) -> bool:
    return not np.isin(marks.scores, (0, 1)).all()


def different(marks: Matrix) -> list[tuple[int, int]]:
    """Return the pairs of models whose exact two-sided test over all questions has p < 0.05."""
    found = []
    for a, b in marks.pairs():
        gaps = marks.scores[a] - marks.scores[b]
        wins, losses = int((gaps > 0).sum()), int((gaps < 0).sum())
        if wins + losses and binomtest(wins, wins + losses).pvalue < 0.05:
            found.append((a, b))
    return found


def order_of(items: int, order: int) -> NDArray[np.int64]:
    """Return the questions in the order in which ``keju compare --order`` asks them."""
    places = list(range(items))
    Random(f"keju order {order}").shuffle(places)
    return np.array(places)


def needed(gaps: Array, bank: Bank | None = None) -> float:
    """Return after how many answers A or B is better; infinity: it stays undecided."""
    # Without a bank a tie leaves both capitals at gap 0 as they are.
    places = np.flatnonzero(gaps) if bank is None else np.arange(len(gaps))
    capitals = Capital([0.0], bank).advance(Units.single(gaps[places]))[:, 0]
    reached = (capitals >= _BOUND).any(axis=1)
    return float(places[reached.argmax()] + 1) if reached.any() else np.inf


def _all_needed(
    marks: Matrix, pairs: Sequence[tuple[int, int]], orders: int, bank: Bank | None = None
) -> Array:
    """Return [orders, pairs] how many answers of each model were needed."""
    return np.array(
        [
            [needed((marks.scores[a] - marks.scores[b])[order], bank) for a, b in pairs]
            for order in (order_of(marks.items, n) for n in range(orders))
        ]
    )


def _figures(
    marks: Matrix,
    pairs: Sequence[tuple[int, int]],
    orders: int,
    musts: tuple[float | None, float | None],
) -> list[Figure]:
    betting = _all_needed(marks, pairs, orders)
    drawn_out = _all_needed(marks, pairs, orders, Bank(np.ones(marks.items)))
    decided = np.isfinite(betting)
    detail = {"pairs": len(pairs), "orders": orders, "items": marks.items}
    name, share = marks.name, _DECIDED if musts[0] is not None else None
    return [
        Figure(f"{name}: answers to a verdict, median of decided", _middle(betting), "answers",
               musts[0], more=False, detail={**detail, "by_order": _by_order(betting)}),
        Figure(f"{name}: decided", round(100 * decided.mean(), 2), "%", share, detail=detail),
        Figure(f"{name}: without replacement, median of all", _middle(drawn_out), "answers",
               musts[1], more=False, detail={**detail, "by_order": _by_order(drawn_out)}),
    ]  # fmt: skip


def _spread(marks: Matrix, pairs: Sequence[tuple[int, int]], orders: int) -> list[Figure]:
    found = _all_needed(marks, pairs, orders)
    low, high = np.percentile([_middle(each) for each in found], [10, 90])
    what = f"{marks.name}: {orders} orders, each order's median {low:.0f} to {high:.0f} (10–90%)"
    share = 100 * np.isfinite(found).mean()
    return [
        Figure(what, _middle(found), "answers"),
        Figure(f"{marks.name}: {orders} orders, decided", round(share, 2), "%"),
    ]


def _middle(found: Array) -> float:
    return float(np.median(found[np.isfinite(found)]))


def _by_order(found: Array) -> list[float]:
    return [_middle(each) for each in found]


def speed(quick: bool) -> list[Figure]:  # noqa: FBT001 - the one dial
    """Pairs a second through the tests at 0 and ±3 points, and how much memory grows meanwhile."""
    total, block = (200_000, 1000) if quick else (2_000_000, 1000)
    rng = np.random.default_rng(20261)
    gaps = [-0.03, 0.0, 0.03]

    def rate(size: int, count: int, *, graded: bool = False) -> float:
        capital = Capital(gaps)
        spent = 0.0
        for _ in range(count // size):
            drawn = rng.random(size) if graded else rng.integers(0, 2, size)
            against = rng.random(size) if graded else rng.integers(0, 2, size)
            units = Units.single(drawn - against)
            started = time.perf_counter()
            capital.advance(units)
            spent += time.perf_counter() - started
        return count / spent

    rate(block, 10 * block)
    before = _peak()
    blocks = median([rate(block, total // 5) for _ in range(5)])
    grown = _peak() - before
    return [
        Figure("pairs through the tests at 0 and ±δ, in blocks of 1,000", blocks, "/s", 50_000),
        Figure("the same, graded scores", float(f"{rate(block, total // 5, graded=True):.4g}"),
               "/s"),
        Figure("the same, one by one", float(f"{rate(1, 5000):.4g}"), "/s"),
        Figure(f"memory grown over {total:,} pairs", round(grown, 1), "MiB", 5, more=False),
    ]  # fmt: skip


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
