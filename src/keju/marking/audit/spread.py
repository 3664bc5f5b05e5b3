"""Texts laid side by side, in which many expressions are looked for at once.

An expression is tried only where the first characters of some match of it stand
(``keju.core.expressions.openings``), and only where a word begins if all ask for that; what is
found is what searching for each of them finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from keju.core.expressions import begins_a_word, openings
from keju.marking.audit.letters import BEYOND, KEYS, in_words, keys, points

__all__ = ["Matches", "Sought", "Spread", "sought"]

#: Characters by which a beginning is known: of words, and anywhere.
_WIDTH_OF_WORDS, _WIDTH = 5, 3
#: An expression with more beginnings, or in fewer characters, is searched for everywhere.
_MANY, _SHORT = 500, 400

Expression = re.Pattern[str]
#: Numbers of texts, and the first match there of some expression.
Matches = Sequence[tuple[int, re.Match[str]]]
Keys = NDArray[np.uint32]
Places = NDArray[np.int64]


class Spread:
    """``texts``, and the keys of their characters without regard to case."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Lay out ``texts``."""
        self.texts = texts
        self._keys: dict[int, Keys] = {}

    def found(self, sought: Sought) -> list[Matches]:
        """Return for each group each expression's first match in each text that has one."""
        each = sought.each
        short = not each or self._starts[-1] < _SHORT
        searched = range(len(each)) if short else sought.beginnings.unknown
        first = [self._searched(each[at]) if at in searched else {} for at in range(len(each))]
        for number, place, likely in () if short else self._likely(sought.beginnings):
            text = self.texts[number]
            for at in likely:
                if number not in first[at] and (match := each[at].match(text, place)):
                    first[at][number] = match
        ones = iter(first)
        return [[pair for _ in some for pair in next(ones).items()] for some in sought.groups]

    def _searched(self, expression: Expression) -> dict[int, re.Match[str]]:
        tried = enumerate(map(expression.search, self.texts))
        return {number: match for number, match in tried if match}

    def _likely(self, known: _Beginnings) -> Iterator[tuple[int, int, Sequence[int]]]:
        """Yield in order a text's number, a place in it, and which expressions may match there."""
        places, tags = [], []
        for width, begins in known.keys.items():
            here = self._keyed(width)
            if known.words:
                here = here.take(self._words, mode="clip")
            (hits,) = begins.take(here).nonzero()
            places.append(self._words[hits] if known.words else hits)
            tags.append(width * KEYS + here[hits].astype(np.int64))
        if not places:
            return
        order = np.concatenate(places).argsort(kind="stable")
        found = np.concatenate(places)[order]
        numbers = self._starts.searchsorted(found, "right") - 1
        inside = found - self._starts[numbers]
        which = np.concatenate(tags)[order].tolist()
        for number, place, tag in zip(numbers.tolist(), inside.tolist(), which, strict=True):
            yield number, place, known.which[tag]

    def _keyed(self, width: int) -> Keys:
        """Return the key of so many characters at each place."""
        if width not in self._keys:
            self._keys[width] = keys(_fold(self._codes), width)
        return self._keys[width]

    @cached_property
    def _starts(self) -> Places:
        """Where each text begins, and what follows begins."""
        return np.array([0, *accumulate(len(each) + 1 for each in self.texts)])

    @cached_property
    def _codes(self) -> NDArray[np.uint32]:
        return points("\n".join(self.texts))

    @cached_property
    def _words(self) -> Places:
        """Where words begin."""
        inside = in_words(self._codes)
        inside[1:] &= ~inside[:-1]
        return inside.nonzero()[0]


@dataclass(frozen=True)
class Sought:
    """Groups of expressions that are looked for together."""

    groups: tuple[tuple[Expression, ...], ...]

    @cached_property
    def each(self) -> Sequence[Expression]:
        """The expressions of all groups in order."""
        return [each for some in self.groups for each in some]

    @cached_property
    def beginnings(self) -> _Beginnings:
        """How matches of each of them begin."""
        return _beginnings(self.each)


@lru_cache(maxsize=512)  # the same for every answer to a question
def sought(*groups: tuple[Expression, ...]) -> Sought:
    """Return groups of expressions, to be looked for together."""
    return Sought(groups)


@dataclass(frozen=True)
class _Beginnings:
    """How expressions begin, which are known by their places among them.

    ``keys`` are, by width, those of first characters of matches; ``which`` expressions begin so, by
    width and key; ``unknown`` ones begin with anything. ``words``: all begin where a word does.
    """

    keys: Mapping[int, NDArray[np.bool_]]
    which: Mapping[int, Sequence[int]]
    unknown: frozenset[int]
    words: bool


def _beginnings(expressions: Sequence[Expression]) -> _Beginnings:
    words = all(begins_a_word(each.pattern) for each in expressions)
    known: dict[int, NDArray[np.bool_]] = {}
    which: dict[int, list[int]] = {}
    unknown = set()
    for at, each in enumerate(expressions):
        begin = openings(each.pattern, _WIDTH_OF_WORDS if words else _WIDTH)
        letters = in_words(points("".join(some[:1] for some in begin)))
        if "" in begin or len(begin) > _MANY or (words and not letters.all()):
            unknown.add(at)
            continue
        for width, key in {(len(some), _key(some)) for some in begin}:
            known.setdefault(width, np.zeros(KEYS, bool))[key] = True
            which.setdefault(width * KEYS + key, []).append(at)
    return _Beginnings(known, which, frozenset(unknown), words)


def _key(beginning: str) -> int:
    return int(keys(_fold(points(beginning)), len(beginning))[0])


def _fold(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return _folds().take(codes, mode="clip")


@cache
def _folds() -> NDArray[np.uint32]:
    """Return for each character of the first plane one that stands for it in any case."""
    folds = np.array([ord(chr(code).casefold()[0]) for code in range(BEYOND)], np.uint32)
    folds[[ord("ı"), ord("İ"), BEYOND - 1]] = ord("i"), ord("i"), BEYOND - 1
    return folds
