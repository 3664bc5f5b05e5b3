"""Topics against matched controls: the gap, its draws, and a p-value without assumptions of form.

For each kind of event there are ``values`` [events, cells]: what the answers about an event came to
in a cell (a framing and a language), NaN where that was not asked. Some events are ``ours`` (the
topics of one jurisdiction), the others are controls. A topic is compared with each control of its
kind on the cells that both have; the gap is the mean over topics, so kinds weigh by topics.

p is exact, whatever the rates: under "this jurisdiction is like the others" any events of a kind
could have been ours. All exchanges are tried up to 20,000, else 4,999 of them (R. A. Fisher, The
Design of Experiments (1935); the added 1: B. Phipson and G. K. Smyth, Statistical Applications in
Genetics and Molecular Biology 9 (2010), 39). For the bootstrap see ``keju.stats.bootstrap``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, prod
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from keju.stats.bootstrap import ROUNDS, Array, Unseen, unseen

__all__ = ["Found", "Kind", "control_weights", "find", "sign_flip", "usable"]

_SHUFFLES = 4999
_MOST_WAYS = 20_000
_EXACT = 12  # differences up to which every pattern of signs is tried
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Kind:
    """Events of one kind: ``values`` [events, cells] with NaN for gaps, ``ours`` [events]."""

    values: ArrayLike
    ours: ArrayLike


class Found(NamedTuple):
    """The gap = ``topic`` - ``controls``; R ``draws`` of it; ``of_events``: each topic's own gap.

    ``control_draws`` are of the controls' weighted rate.
    """

    gap: float
    topic: float
    controls: float
    draws: Array
    control_draws: Array
    of_events: Array
    p: float


class _Pairs(NamedTuple):
    """Of one kind: rates of row events on the cells they share with column events, and which do."""

    rates: Array
    shared: Array
    ours: NDArray[np.bool_]


def find(kinds: Sequence[Kind], bounds: tuple[float, float] = (0.0, 1.0), seed: int = 0) -> Found:
    """Return the gap over all kinds where a topic has a control on shared cells.

    ``bounds`` are those of the values. Raises ValueError where no topic has a control.
    """
    pairs = [pair for kind in kinds if (pair := _pairs(kind)) is not None]
    if not pairs:
        raise ValueError("no topic has a control of its kind, asked in the same way")
    sides = [_sides(pair, np.ones(int((~pair.ours).sum()))) for pair in pairs]
    topic, controls = (np.concatenate([side[n][0] for side in sides]) for n in (0, 1))
    draws, control_draws = _draws(pairs, bounds, seed)
    gap = float((topic - controls).mean())
    return Found(
        gap=gap,
        topic=float(topic.mean()),
        controls=float(controls.mean()),
        draws=draws,
        control_draws=control_draws,
        of_events=topic - controls,
        p=_shuffled(pairs, gap, np.random.default_rng(seed)),
    )


def usable(kind: Kind) -> NDArray[np.bool_]:
    """Return [events] which take part: topics that have a control on shared cells, and those."""
    pair = _pairs(kind)
    if pair is None:
        return np.zeros(len(np.asarray(kind.ours)), bool)
    across = (pair.ours[:, None] != pair.ours[None, :]) & (pair.shared > 0)
    return np.asarray(across.any(axis=1))


def control_weights(kinds: Sequence[Kind]) -> Array:
    """Return the weights of all control events that take part, in order; their sum is 1."""
    found = []
    for kind in kinds:
        ours, used = np.asarray(kind.ours, bool), np.asarray(usable(kind), bool)
        topics, others = (used & ours).sum(), (used & ~ours).sum()
        found.append(np.full(others, topics / max(others, 1)))
    weights = np.concatenate(found)
    return np.asarray(weights / weights.sum())


def sign_flip(differences: ArrayLike, seed: int = 0) -> float:
    """Return two-sided p of "as often up as down" for a difference at each event [n ≥ 1].

    Every pattern of signs up to 12 events that differ, 4,999 drawn ones beyond; an event without a
    difference says nothing. Raises ValueError for no events.
    """
    found = np.asarray(differences, np.float64)
    if not len(found):
        raise ValueError("no event was asked both ways")
    moved = found[np.abs(found) > _ROUNDING]
    if not len(moved):
        return 1.0
    observed = abs(moved.sum()) - _ROUNDING
    if len(moved) <= _EXACT:
        patterns = (np.arange(2 ** len(moved))[:, None] >> np.arange(len(moved))) & 1
        return float((np.abs((2 * patterns - 1) @ moved) >= observed).mean())
    random = np.random.default_rng(seed)
    signs = random.integers(2, size=(_SHUFFLES, len(moved))) * 2 - 1
    return float(((np.abs(signs @ moved) >= observed).sum() + 1) / (_SHUFFLES + 1))


def _pairs(kind: Kind) -> _Pairs | None:
    values, ours = np.asarray(kind.values, np.float64), np.asarray(kind.ours, bool)
    seen = (~np.isnan(values)) * 1.0
    cells = seen @ seen.T
    rates = np.asarray(np.where(seen > 0, values, 0) @ seen.T / np.maximum(cells, 1), np.float64)
    shared = np.asarray(cells > 0, np.float64)
    matched = ~ours | (shared[:, ~ours].sum(axis=1) > 0)
    if not (ours & matched).any() or ours.all():
        return None
    keep = np.flatnonzero(matched)
    return _Pairs(rates[np.ix_(keep, keep)], shared[np.ix_(keep, keep)], ours[keep])


def _sides(pair: _Pairs, weights: Array) -> tuple[Array, Array]:
    """Return rates [R, topics] of topics and of their controls, weighted [R, controls]."""
    weights = np.atleast_2d(weights)
    ours, others = np.flatnonzero(pair.ours), np.flatnonzero(~pair.ours)
    shared = pair.shared[np.ix_(ours, others)]
    total = weights @ shared.T
    topic = weights @ (pair.rates[np.ix_(ours, others)] * shared).T / total
    control = weights @ (pair.rates[np.ix_(others, ours)].T * shared).T / total
    return topic, control


def _draws(pairs: Sequence[_Pairs], bounds: tuple[float, float], seed: int) -> tuple[Array, Array]:
    """Resample topics, and controls within kinds; one unseen event on each side."""
    random = np.random.default_rng(seed)
    low, width = bounds[0], bounds[1] - bounds[0]
    weights = [random.exponential(size=(ROUNDS, int((~pair.ours).sum()))) for pair in pairs]
    sides = [_sides(pair, weight) for pair, weight in zip(pairs, weights, strict=True)]
    topic, control = (np.concatenate([side[n] for side in sides], axis=1) for n in (0, 1))
    aside, share = _share(pairs, weights, random)
    control = (1 - share) * control + share * (low + width * aside.all_of_it[:, None])
    topics, more = random.exponential(size=topic.shape), unseen(random)
    total = topics.sum(axis=1)
    mean_control = (topics * control).sum(axis=1) / total
    extreme = low + width * more.all_of_it - mean_control
    gaps = ((topics * (topic - control)).sum(axis=1) + more.weight * extreme) / (
        total + more.weight
    )
    return np.asarray(gaps), np.asarray(mean_control)


def _share(
    pairs: Sequence[_Pairs], weights: Sequence[Array], random: np.random.Generator
) -> tuple[Unseen, Array]:
    """Return the unseen control and its share [R, 1]: as heavy as the heaviest that was seen."""
    heavy = [pair.ours.sum() / (~pair.ours).sum() for pair in pairs]
    seen = sum(
        base / max(heavy) * weight.sum(axis=1) for base, weight in zip(heavy, weights, strict=True)
    )
    aside = unseen(random)
    return aside, np.asarray(aside.weight / (aside.weight + seen))[:, None]


def _shuffled(pairs: Sequence[_Pairs], gap: float, random: np.random.Generator) -> float:
    """Return p by exchanging which events of each kind are ours: all ways, or 4,999 of them."""
    topics = sum(int(pair.ours.sum()) for pair in pairs)
    ways = prod(comb(len(pair.ours), int(pair.ours.sum())) for pair in pairs)
    if ways <= _MOST_WAYS:
        total = np.zeros(1)
        for pair in pairs:
            total = np.add.outer(total, _exchanged(pair, _all_ways(pair))).ravel()
        return float((np.abs(total / topics) >= abs(gap) - _ROUNDING).mean())
    total = np.zeros(_SHUFFLES)
    for pair in pairs:
        places = random.random((_SHUFFLES, len(pair.ours))).argsort(axis=1)
        total += _exchanged(pair, np.asarray(places < int(pair.ours.sum()), np.float64))
    as_far = np.abs(total / topics) >= abs(gap) - _ROUNDING
    return float((as_far.sum() + 1) / (_SHUFFLES + 1))


def _all_ways(pair: _Pairs) -> Array:
    n = len(pair.ours)
    ways = list(combinations(range(n), int(pair.ours.sum())))
    chosen = np.zeros((len(ways), n))
    chosen[np.arange(len(ways))[:, None], np.array(ways)] = 1.0
    return chosen


def _exchanged(pair: _Pairs, chosen: Array) -> Array:
    """Return the sum of topics' gaps [ways] were the ``chosen`` [ways, events] ours."""
    differences = (pair.rates - pair.rates.T) * pair.shared
    above = (1 - chosen) @ differences.T
    compared = (1 - chosen) @ pair.shared.T
    return np.asarray((chosen * above / np.maximum(compared, 1)).sum(axis=1))
