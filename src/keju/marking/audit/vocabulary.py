"""The audit's tables of words, one file a language in ``words``: written for this purpose.

A language has the tables that its file has. They are lists of regular expressions: how an answer
declines (``refuses``, ``deflects``, ``courteous``), whose view a sentence gives (``of_the_state``,
``of_critics``), how states speak of themselves and how their critics judge (``as_the_state``,
``judges``), and what negates a claim (``negates``, ``untrue``, ``leaves_open``). The same for every
jurisdiction; what a certain state says of a certain event comes with the item, from its bank.

In languages with spaces every expression begins at the beginning of a word, unless it begins with
``^``. Texts are looked at in small letters. Many at once are looked at only where the first
characters of some expression stand.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from keju.core.expressions import openings
from keju.marking.audit.letters import KEYS, in_words, keys, keys_at, points

__all__ = ["languages_of", "says", "told"]

_PART = re.compile(r"@(\w+)@")
_CAPITAL = re.compile(r"(\\.)|[A-ZÀ-Þ]")  # an escape is left alone


@cache
def _words() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    """Return table name → language → pattern, from every file of ``words``."""
    found: dict[str, dict[str, re.Pattern[str]]] = {}
    for path in sorted(files(__package__).joinpath("words").iterdir(), key=lambda each: each.name):
        lang, dot, kind = path.name.partition(".")
        if dot and kind == "toml":
            tables = tomllib.loads(path.read_text("utf-8"))
            parts = {name: f"(?:{'|'.join(each)})" for name, each in tables.pop("parts").items()}
            for name, lines in tables.items():
                found.setdefault(name, {})[lang] = _pattern(lines, parts, lang)
    return found


def _pattern(lines: list[str], parts: Mapping[str, str], lang: str) -> re.Pattern[str]:
    whole = "|".join(_PART.sub(lambda part: parts[part[1]], line) for line in lines)
    small = _CAPITAL.sub(lambda found: found[0] if found[1] else found[0].lower(), whole)
    spaced = lang != "zh" and not whole.startswith("^")
    return re.compile(rf"\b(?:{small})" if spaced else small)


def languages_of(table: str) -> frozenset[str]:
    """Return the languages that have this table."""
    return frozenset(_words()[table])


def says(table: str, text: str, lang: str) -> bool:
    """Whether ``text``, in small letters, has something of ``table``; false without a table."""
    pattern = _words()[table].get(lang)
    return pattern is not None and pattern.search(text) is not None


def told(tables: tuple[str, ...], texts: Sequence[str], lang: str) -> list[set[str]]:
    """Return for each text, in small letters, which of ``tables`` it has something of.

    The same as ``says`` of each of them, and faster. At most 8 tables, all of whose expressions
    begin with a letter.
    """
    found: list[set[str]] = [set() for _ in texts]
    starts = [0, *accumulate(len(each) + 1 for each in texts)]
    beginnings = _beginnings(tables, lang)
    places, bits = beginnings.places("\n".join(texts))
    numbers = np.searchsorted(starts, places, "right") - 1
    for place, here, number in zip(places.tolist(), bits.tolist(), numbers.tolist(), strict=True):
        for name, pattern in beginnings.patterns[here]:
            text = texts[number]
            if name not in found[number] and pattern.match(text, place - starts[number]):
                found[number].add(name)
    return found


#: Characters by which a beginning is known: of words, and where words are not apart.
_WIDTH, _WIDTH_UNSPACED = 5, 2


@dataclass(frozen=True)
class _Beginnings:
    """Where expressions of some tables may begin, each table a bit.

    ``bits`` are by width and key of the first characters; ``words``: only where a word begins.
    ``patterns`` are the tables' names and patterns by their bits.
    """

    bits: Mapping[int, NDArray[np.uint8]]
    words: bool
    patterns: Sequence[Sequence[tuple[str, re.Pattern[str]]]]

    def places(self, text: str) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """Return places in ``text``, and the bits of the tables for each."""
        codes = points(text)
        if self.words:
            inside = in_words(codes)
            inside[1:] &= ~inside[:-1]
            places = np.flatnonzero(inside)
        else:
            places = np.arange(len(codes))
        found = np.zeros(len(places), np.uint8)
        for width, known in enumerate(keys_at(codes, places, max(self.bits, default=0)), start=1):
            if width in self.bits:
                found |= self.bits[width].take(known)
        kept = np.flatnonzero(found)
        return places[kept], found[kept]


@cache
def _beginnings(tables: tuple[str, ...], lang: str) -> _Beginnings:
    known = [(name, _words()[name][lang]) for name in tables if lang in _words()[name]]
    words = all(pattern.pattern.startswith(r"\b") for _, pattern in known)
    bits: dict[int, NDArray[np.uint8]] = {}
    for place, (name, pattern) in enumerate(known):
        for opening in openings(pattern.pattern, _WIDTH if words else _WIDTH_UNSPACED):
            if not opening[:1].isalnum():
                raise ValueError(f"words of {lang}: {name} may begin with no letter")
            table = bits.setdefault(len(opening), np.zeros(KEYS, np.uint8))
            table[keys(points(opening), len(opening))] |= 1 << place
    patterns = [
        [pair for place, pair in enumerate(known) if here >> place & 1]
        for here in range(1 << len(known))
    ]
    return _Beginnings(bits, words, patterns)
