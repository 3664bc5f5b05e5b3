"""Stretches of words that come round with one period: exactly, or with some words replaced.

*Exact*: inside rounds of p words a run of 8 or 64 words last stood p words ago, wherever it starts.
A stretch in which that distance stays the same is found in one pass.

*Noisy*: the most frequent of these distances are tried as the period p. The stretch in which words
equal to the one p before most outweigh the others is the candidate. It is dropped where the words
that differ stand at one place of the round each time: that is a template with something new in it,
not noise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from keju.tracing.repeating import names

__all__ = ["Stretch", "heaviest", "rounds_of"]

_SPANS = (8, 64)  # words of the runs whose distances are taken
_LEAST = 3  # rounds; who says a thing twice does not go round yet
_TRIED = 3  # distances
_OTHER = 4  # words equal to the one p before that a stretch must have for each other word
_AT_ONE_PLACE = 0.5  # of the rounds may differ there


class Stretch(NamedTuple):
    """Words ``first`` up to, not including, ``last``, with how often each thing is said in them.

    ``period``: the words of a round; None where things come in changing order. ``exact``: no word
    differs from the one a period before.
    """

    first: int
    last: int
    rounds: float
    period: int | None
    exact: bool = False


def rounds_of(words: Sequence[int]) -> Iterator[Stretch]:
    """Yield the stretches that come round, three times or more. n log n."""
    votes: Counter[int] = Counter()
    for span in _SPANS:
        yield from _exact(words, span, votes)
    for period, _ in votes.most_common(_TRIED):
        yield from _noisy(words, period)


def _exact(words: Sequence[int], span: int, votes: Counter[int]) -> Iterator[Stretch]:
    seen: dict[int, int] = {}
    start = distance = 0
    for at, name in enumerate([*names(words, span), -1]):
        back = at - seen.get(name, at)
        if back != distance:
            yield from _stretch(start - distance, at - 1 + span, distance, exact=True)
            start, distance = at, back
        if back:
            votes[back] += 1
        seen[name] = at


def _noisy(words: Sequence[int], period: int) -> Iterator[Stretch]:
    same = [one == other for one, other in zip(words, words[period:], strict=False)]
    start, stop = heaviest([1 if each else -_OTHER for each in same])
    differs = Counter(at % period for at in range(start, stop) if not same[at])
    rounds = (stop - start) / period
    if all(count <= _AT_ONE_PLACE * rounds for count in differs.values()):
        yield from _stretch(start, stop + period, period, exact=not differs)


def _stretch(first: int, last: int, period: int, *, exact: bool) -> Iterator[Stretch]:
    if period and last - first >= _LEAST * period:
        yield Stretch(first, last, (last - first) / period, period, exact)


def heaviest(weights: Sequence[int]) -> tuple[int, int]:
    """Return (start, stop) of the stretch with the largest sum above 0; (0, 0) without one.

    Kadane's algorithm; source: J. Bentley, "Programming pearls: algorithm design techniques",
    Communications of the ACM 27 (1984), 865-873.
    """
    best, most, total, start = (0, 0), 0, 0, 0
    for at, weight in enumerate(weights):
        total += weight
        if total <= 0:
            total, start = 0, at + 1
        elif total > most:
            best, most = (start, at + 1), total
    return best
