"""Checks of how much: each counts something and asks whether the count is within bounds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from keju.marking.instructions import units

__all__ = [
    "counted",
    "letters",
    "numbered",
    "parts",
    "placeholders",
    "repetition",
    "shouted",
    "stressed",
    "within",
    "words_per",
]

Wanted = Mapping[str, Any]

_STRESS = re.compile(r"\*[^*\s][^*\n]*\*")
_PLACEHOLDER = re.compile(r"\[[^\[\]\n]+\](?!\()")


def within(count: int, wanted: Wanted) -> bool:
    """Whether ``count`` keeps to ``exactly``, ``at_least`` and ``at_most``."""
    low = wanted.get("exactly", wanted.get("at_least", 0))
    high = wanted.get("exactly", wanted.get("at_most", count))
    return bool(low <= count <= high)


def counted(find: Callable[[str], list[Any] | str]) -> Callable[[str, Wanted], bool]:
    """Return the check of how many parts ``find`` finds."""
    return lambda text, wanted: within(len(find(text)), wanted)


def numbered(text: str, wanted: Wanted) -> bool:
    """Whether there is one numbered list, 1 to N, of so many items."""
    found = units.numbers(text)
    return found == list(range(1, len(found) + 1)) and within(len(found), wanted)


def words_per(text: str, wanted: Wanted) -> bool:
    """Whether every unit has so many words."""
    parts_of_text = units.UNITS[wanted["unit"]](text)
    return all(within(len(units.words(part)), wanted) for part in parts_of_text)


def parts(text: str, wanted: Wanted) -> bool:
    """Whether the mark parts the text into so many pieces, none empty, no two the same."""
    pieces = [" ".join(piece.split()) for piece in text.split(wanted["mark"])]
    return all(pieces) and len(set(pieces)) == len(pieces) and within(len(pieces), wanted)


def letters(text: str, wanted: Wanted) -> bool:
    """Whether a letter, in either case, occurs so often."""
    return within(text.casefold().count(wanted["letter"].casefold()), wanted)


def shouted(text: str) -> list[str]:
    """Return the words of at least two letters that are all capitals."""
    return [word for word in units.words(text) if word.isupper() and _letters(word) > 1]


def stressed(text: str) -> list[str]:
    """Return the passages in Markdown emphasis, *one* or **two**."""
    return _STRESS.findall(text)


def placeholders(text: str) -> list[str]:
    """Return what stands in square brackets, links aside."""
    return _PLACEHOLDER.findall(text)


def repetition(text: str, wanted: Wanted) -> bool:
    """Whether the word that occurs most often does so within bounds."""
    bare = (word.strip("\"'“”‘’«».,;:!?()[]*_").casefold() for word in units.words(text))
    least = wanted.get("letters", 1)
    often = Counter(word for word in bare if _letters(word) >= least)
    return within(max(often.values(), default=0), wanted)


def _letters(word: str) -> int:
    return sum(map(str.isalpha, word))
