"""What K samples of a question would have come to, from n ≥ K that were taken once.

All C(n, K) ways to choose K of n independent samples are alike, and each is K independent samples.
So the mean over the ways, worked out here exactly, is an unbiased estimate of what K samples give
on average, for any n ≥ K; taking the first K instead would throw most of the samples away. With
samples in random order, ties that go to the earliest go to each with the same probability.

Source: M. Chen et al., "Evaluating large language models trained on code" (2021), section 2.1, for
the best of K where a score is 0 or 1 (pass@K); the others are the same idea (a U-statistic; W.
Hoeffding, Annals of Mathematical Statistics 19 (1948), 293-325).
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from math import comb

import numpy as np
from numpy.typing import NDArray

__all__ = ["LARGEST", "Ballot", "best_of", "first_shares", "shortest_of", "votes"]

Array = NDArray[np.float64]

#: Samples of one question: the tables of more would take long and much memory.
LARGEST = 256

#: The votes of one group, and the mean score of its members; groups in any order.
Ballot = tuple[tuple[int, float], ...]


@functools.lru_cache(maxsize=1024)
def first_shares(n: int, k: int) -> tuple[float, ...]:
    """Return for each rank, the first first, in how many of the draws of k of n it comes first.

    Rank i (from 0) does when it is drawn and the other k-1 are of the n-1-i behind it:
    C(n-1-i, k-1) / C(n, k). Raises ValueError unless 1 ≤ k ≤ n.
    """
    if not 1 <= k <= n:
        raise ValueError(f"of {n} samples, {k} cannot be drawn")
    return tuple(comb(n - 1 - i, k - 1) / comb(n, k) for i in range(n))


def best_of(scores: Sequence[float], k: int) -> float:
    """Return the mean, over all draws of ``k``, of the highest of their scores.

    With scores of 0 and 1 this is pass@k. Raises ValueError unless 1 ≤ k ≤ len(scores).
    """
    ranked = sorted(scores, reverse=True)
    return float(np.dot(first_shares(len(ranked), k), ranked))


def shortest_of(lengths: Sequence[int | None], scores: Sequence[float], k: int) -> float:
    """Return the mean, over all draws of ``k``, of the score of the shortest finished answer.

    A length of None marks a sample without an answer, which is never chosen; a draw of nothing
    else scores 0. Of equal lengths each is chosen as often. Raises ValueError unless
    1 ≤ k ≤ len(scores).
    """
    shares = first_shares(len(scores), k)
    finished = sorted(
        (length, score) for length, score in zip(lengths, scores, strict=True) if length is not None
    )
    total, done = 0.0, 0
    for _, alike in itertools.groupby(finished, key=lambda each: each[0]):
        group = [score for _, score in alike]
        share = sum(shares[done : done + len(group)])
        total += share * sum(group) / len(group)
        done += len(group)
    return total


def votes(ballot: Ballot, silent: int) -> Array:
    """Return [n+1] the mean score of the answer that most of k draws agree on, for k = 0…n.

    ``silent`` samples cast no vote; a draw without any vote scores 0, and so does k = 0. The group
    with the most votes wins, of equal ones each as often (the earliest in random order), and one of
    its members, each as often, is the answer. Raises ValueError for more than ``LARGEST`` samples.

    For each number of votes j that may win, groups are taken up one after another; the table holds
    the ways to have drawn x samples so far of which t groups reach j and none passes it, and the
    scores of these t added up over the ways. Everything added is positive, so nothing cancels.
    """
    return _votes(tuple(sorted(ballot)), silent)


@functools.lru_cache(maxsize=8192)
def _votes(ballot: Ballot, silent: int) -> Array:
    n = sum(size for size, _ in ballot) + silent
    if not 0 <= n <= LARGEST:
        raise ValueError(f"a vote is worked out of at most {LARGEST} samples, not {n}")
    total = np.zeros(n + 1)
    for most in range(1, max((size for size, _ in ballot), default=0) + 1):
        total += _won_with(ballot, most, n)
    total /= _ways(n)
    total.setflags(write=False)
    return total


def _won_with(ballot: Ballot, most: int, n: int) -> Array:
    """Return [n+1] the sum over the ways to draw x in which a group wins with ``most`` votes."""
    able = [(size, score) for size, score in ballot if size >= most]
    free = n - sum(size for size, _ in able)  # silent, or of groups that cannot reach so many
    tops = min(len(able), n // most)
    ways, scores = np.zeros((tops + 1, n + 1)), np.zeros((tops + 1, n + 1))
    ways[0, : free + 1] = _ways(free)
    for size, score in able:
        reached = comb(size, most)
        lower = _toeplitz(size, most, n)
        new_ways, new_scores = ways @ lower, scores @ lower
        new_ways[1:, most:] += reached * ways[:-1, :-most]
        new_scores[1:, most:] += reached * (scores[:-1, :-most] + score * ways[:-1, :-most])
        ways, scores = new_ways, new_scores
    return np.asarray((scores[1:] / np.arange(1, tops + 1)[:, None]).sum(axis=0))


@functools.lru_cache(maxsize=256)
def _toeplitz(size: int, most: int, n: int) -> Array:
    """Return [n+1, n+1] what drawing fewer than ``most`` of a group of ``size`` does to a table."""
    ways = np.zeros(2 * n + 1)
    fewer = min(most, size + 1)
    ways[n : n + fewer] = _ways(size)[:fewer]
    places = np.arange(n + 1)
    return np.asarray(ways[n + places[None, :] - places[:, None]])


@functools.cache
def _ways(n: int) -> Array:
    return np.array([float(comb(n, k)) for k in range(n + 1)])
