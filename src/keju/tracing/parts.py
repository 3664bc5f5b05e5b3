"""A text as words and as statements (its lines and sentences), each known by a number.

A word is a number, a word of letters, a run of one sign, or one character of a script that puts
no space between words. White space says nothing. A statement is a line, or a sentence of one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Parts", "Statement", "split"]

#: Scripts without spaces between words: Thai to Myanmar, Khmer, kana, Han.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_WORD = re.compile(
    rf"\d+(?:\.\d+)?|[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\W\d_])+|(?P<sign>[^\w\s]|_)(?P=sign)*"
)
_END = re.compile(r"\n|(?<![.!?…])[.!?…]++(?=\s)|[。！？；]+")


class Statement(NamedTuple):
    """Characters ``start`` to ``stop``; words number ``first`` up to, not including, ``last``."""

    start: int
    stop: int
    first: int
    last: int


@dataclass(frozen=True)
class Parts:
    """``words`` [n]: equal numbers are equal words. ``starts`` and ``stops``: their characters.

    ``content``: the numbers that stand for words or figures, not for signs.
    """

    text: str
    words: list[int]
    starts: list[int]
    stops: list[int]
    statements: list[Statement]
    content: frozenset[int]


def split(text: str) -> Parts:
    """Return the parts of ``text``, in one pass."""
    numbers: dict[str, int] = {}
    words: list[int] = []
    starts: list[int] = []
    stops: list[int] = []
    for match in _WORD.finditer(text):
        words.append(numbers.setdefault(match[0], len(numbers)))
        starts.append(match.start())
        stops.append(match.end())
    content = frozenset(number for word, number in numbers.items() if word[0].isalnum())
    return Parts(text, words, starts, stops, _statements(text, starts), content)


def _statements(text: str, starts: list[int]) -> list[Statement]:
    found: list[Statement] = []
    start = first = 0
    ends = [match.end() for match in _END.finditer(text)]
    for stop in [*ends, len(text)]:
        last = first
        while last < len(starts) and starts[last] < stop:
            last += 1
        if last > first:
            found.append(Statement(start, stop, first, last))
        start, first = stop, last
    return found
