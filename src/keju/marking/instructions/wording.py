"""Checks of which words stand in a text, and where."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from keju.marking.instructions.counting import within
from keju.marking.instructions.units import UNITS, bullets, is_ideograph

__all__ = [
    "acrostic",
    "alphabetical",
    "ends_with",
    "exclude",
    "include",
    "keyword",
    "line_starts",
    "one_of",
    "order",
    "starts_with",
    "unit_starts",
    "without_signs",
]

Wanted = Mapping[str, Any]

_DRESSING = " \t\r\n*_\"'“”‘’«»「」"


def include(text: str, wanted: Wanted) -> bool:
    """Whether every one of ``words`` occurs."""
    folded = _fold(text)
    return all(_place(folded, word, 0) is not None for word in wanted["words"])


def exclude(text: str, wanted: Wanted) -> bool:
    """Whether none of ``words`` occurs."""
    folded = _fold(text)
    return all(_place(folded, word, 0) is None for word in wanted["words"])


def keyword(text: str, wanted: Wanted) -> bool:
    """Whether ``word`` occurs so often."""
    return within(sum(1 for _ in _places(_fold(text), wanted["word"])), wanted)


def order(text: str, wanted: Wanted) -> bool:
    """Whether ``words`` occur one after another in the order given."""
    folded, start = _fold(text), 0
    for word in wanted["words"]:
        place = _place(folded, word, start)
        if place is None:
            return False
        start = place
    return True


def starts_with(text: str, wanted: Wanted) -> bool:
    """Whether the answer begins with ``text``; quotes and emphasis around it aside."""
    start = _plain(wanted["text"])
    return _plain(text).startswith(start) or _plain(text).lstrip(_DRESSING).startswith(start)


def ends_with(text: str, wanted: Wanted) -> bool:
    """Whether the answer ends with ``text``; quotes and emphasis around it aside."""
    end = _plain(wanted["text"])
    return _plain(text).endswith(end) or _plain(text).rstrip(_DRESSING).endswith(end)


def line_starts(text: str, wanted: Wanted) -> bool:
    """Whether some line begins with ``text``."""
    start = _plain(wanted["text"])
    return any(line.lstrip(_DRESSING).startswith(start) for line in _plain(text).splitlines())


def unit_starts(text: str, wanted: Wanted) -> bool:
    """Whether unit ``number``, counted from 1, begins with ``text`` in either case."""
    parts = UNITS[wanted["unit"]](text)
    if wanted["number"] > len(parts):
        return False
    part, word = _fold(parts[wanted["number"] - 1]).lstrip(_DRESSING), _fold(wanted["text"])
    return part.startswith(word) and _bounded(part, 0, len(word))


def one_of(text: str, wanted: Wanted) -> bool:
    """Whether the whole answer is one of ``texts``, a final point and emphasis aside."""
    bare = _plain(text).strip(_DRESSING + ".。")
    return any(bare == _plain(each).strip(_DRESSING + ".。") for each in wanted["texts"])


def without_signs(text: str, wanted: Wanted) -> bool:
    """Whether none of the characters of ``signs`` occurs."""
    return not set(_plain(wanted["signs"])) & set(unicodedata.normalize("NFC", text))


def acrostic(text: str, wanted: Wanted) -> bool:
    """Whether the first letters of the units spell ``text``, in either case."""
    parts = UNITS[wanted["unit"]](text)
    firsts = [next(filter(str.isalnum, part), "") for part in parts]
    spelt = [letter for letter in _fold(wanted["text"]) if letter.isalnum()]
    return [_fold(letter) for letter in firsts if letter] == spelt


def alphabetical(text: str, _wanted: Wanted) -> bool:
    """Whether the items of a bullet list, at least two, are in alphabetical order."""
    items = [_sorting_key(item) for item in bullets(text)]
    return len(items) > 1 and all(one <= other for one, other in pairwise(items))


def _sorting_key(item: str) -> str:
    """Return letters without accents, in one case, as a dictionary sorts them."""
    apart = unicodedata.normalize("NFKD", item.casefold())
    return "".join(sign for sign in apart if sign.isalnum() or sign == " ").strip()


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _fold(text: str) -> str:
    """Return ``text`` in one case, with one kind of apostrophe and single spaces."""
    text = unicodedata.normalize("NFC", text).casefold().replace("’", "'")
    return " ".join(text.split())


def _place(folded: str, word: str, start: int) -> int | None:
    """Return the end of the first occurrence of ``word`` at or after ``start``."""
    return next(_places(folded, word, start), None)


def _places(folded: str, word: str, start: int = 0) -> Iterator[int]:
    """Yield the ends of the occurrences of ``word`` as whole words."""
    word = _fold(word)
    at = folded.find(word, start)
    while at >= 0:
        end = at + len(word)
        whole = _bounded(folded, at, end)
        if whole:
            yield end
        at = folded.find(word, end if whole else at + 1)


def _bounded(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is no part of a longer word on either side."""
    return not (
        (start and _joined(text[start - 1], text[start]))
        or (end < len(text) and _joined(text[end - 1], text[end]))
    )


def _joined(left: str, right: str) -> bool:
    return all(sign.isalnum() and not is_ideograph(sign) for sign in (left, right))
