"""Texts laid side by side, in which many expressions are looked for.

An expression is tried only where the first characters of some match of it stand
(``keju.core.expressions.openings``); what is found is what a search would find.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from keju.core.expressions import openings
from keju.marking.audit.letters import BEYOND, KEYS, keys, points

__all__ = ["Spread"]

_WIDTH = 3
#: An expression with more beginnings, or in fewer characters, is searched for everywhere.
_MANY, _SHORT = 500, 400

Keys = NDArray[np.uint32]

_NOWHERE = np.zeros(0, np.int64)


class Spread:
    """``texts``, and the keys of their characters without regard to case."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Lay out ``texts``."""
        self.texts = texts
        self._starts = [0, *accumulate(len(each) + 1 for each in texts)]
        self._keys: dict[int, tuple[Keys, NDArray[np.bool_]]] = {}

    def matches(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, re.Match[str]]]:
        """Yield the number of each text that has ``pattern``, and its first match there.

        ``pattern`` disregards case.
        """
        beginnings = None if self._starts[-1] < _SHORT else _beginnings(pattern)
        if beginnings is None:
            for number, text in enumerate(self.texts):
                if match := pattern.search(text):
                    yield number, match
            return
        done = -1
        places = self._places(beginnings)
        numbers = np.searchsorted(self._starts, places, "right") - 1
        for place, number in zip(places.tolist(), numbers.tolist(), strict=True):
            if number != done:
                start = self._starts[number]
                if match := pattern.match(self.texts[number], place - start):
                    done = number
                    yield number, match

    def _places(self, beginnings: Mapping[int, Keys]) -> NDArray[np.int64]:
        """Return in order where one of the beginnings, by their widths, may stand."""
        found = []
        for width, known in beginnings.items():
            here, seen = self._keyed(width)
            found += [np.flatnonzero(here == key) for key in known[seen.take(known)]]
        return np.sort(np.concatenate(found)) if found else _NOWHERE

    def _keyed(self, width: int) -> tuple[Keys, NDArray[np.bool_]]:
        """Return the key at each place, and which keys there are."""
        if width not in self._keys:
            here = keys(self._folded, width)
            seen = np.zeros(KEYS, bool)
            seen[here] = True
            self._keys[width] = here, seen
        return self._keys[width]

    @cached_property
    def _folded(self) -> NDArray[np.uint32]:
        return _fold(points("\n".join(self.texts)))


def _fold(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return _folds().take(codes, mode="clip")


@cache
def _folds() -> NDArray[np.uint32]:
    """Return for each character of the first plane one that stands for it in any case."""
    folds = np.array([ord(chr(code).casefold()[0]) for code in range(BEYOND)], np.uint32)
    folds[[ord("ı"), ord("İ"), BEYOND - 1]] = ord("i"), ord("i"), BEYOND - 1
    return folds


@lru_cache(maxsize=20_000)
def _beginnings(pattern: re.Pattern[str]) -> Mapping[int, Keys] | None:
    """Return by width the keys of the first characters of matches; None where they are any."""
    known = openings(pattern.pattern, _WIDTH)
    if "" in known or len(known) > _MANY:
        return None
    by_width: dict[int, set[int]] = {}
    for each in known:
        key = keys(_fold(points(each)), len(each))
        by_width.setdefault(len(each), set()).add(int(key[0]))
    return {width: np.array(sorted(each), np.uint32) for width, each in by_width.items()}
