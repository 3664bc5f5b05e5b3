"""What is measured of an answer: counts, shares and lengths that mean the same in every language.

No word of a question or an answer is a feature, only how much there is, in which scripts and
layout, how much of the question it takes up, how it repeats itself, and how many cues of each kind
it has (``cues``). So a classifier of these features carries over to other questions, and its
weights hold no text.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

import numpy as np
from numpy.typing import ArrayLike, NDArray

from keju.marking.audit.cues import cue_kinds, cues, forms, invented, states_view
from keju.marking.audit.languages import code
from keju.marking.audit.letters import (
    BREAK,
    DIGIT,
    HAN,
    KINDS,
    POINT,
    SCRIPTS,
    SIGN,
    STOP,
    Letters,
    points,
    read,
)

__all__ = ["ONLY_ASKS", "VERSION", "features", "names"]

#: Of the features; weights say for which they were trained.
VERSION = 1

#: The feature that says whether a question asks something rather than orders a text.
ONLY_ASKS = "asks only"

Named = Iterator[tuple[str, float]]

_ITEM = re.compile(r"\s{0,6}(?:[-*•·]|\d{1,3}[.)、]|[一二三四五六七八九十]+、)")
_HEADING = re.compile(r"[ \t]*(?:#{1,6} |\*\*[^*\n]+\*\*:?[ \t]*$)")
_QUOTES = '"“”「」«»'
_ENDINGS = frozenset('.!?。！？"”)]*」_|”…')
_UPPER, _LOWER, _ALPHABET = np.uint32(ord("A")), np.uint32(ord("a")), np.uint32(26)
_CUE_END = 300
#: Characters in which cues are counted; the middle of longer answers is measured for all else.
_CUE_TEXT = 4_000
_OPENING = 60
_WINDOW = 40
_RECENT = 150
_VARIED = 300
_LONG_WORD = 18
_NOT_LATIN = {"zh": 1, "ja": 1, "ru": 2, "uk": 2, "bg": 2} | dict.fromkeys(
    ("ko", "ar", "fa", "he", "hi", "th", "el"), 3
)
_KIND_NAMES = {DIGIT: "digits", STOP: "stops", POINT: "points", SIGN: "signs", BREAK: "breaks"}


def features(question: str, answer: str, lang: str) -> NDArray[np.float64]:
    """Return the features of ``answer``, already without its thought; any strings will do.

    An array of as many numbers as ``names`` has, all finite.
    """
    return np.array([value for _, value in _measured(question, answer, lang)])


@cache
def names() -> tuple[str, ...]:
    """Return the features' names in order."""
    return tuple(name for name, _ in _measured("", "", "en"))


def _measured(question: str, answer: str, lang: str) -> Named:
    text, asked = _plain(answer), _asked(question)
    letters = read(text)
    volume = _volume(letters)
    return chain(
        _layout(answer, text, letters, volume),
        _spelling(answer, letters),
        _scripts(letters, code(lang)),
        _repetition(letters),
        _taken_up(asked, letters),
        _request(asked.text, asked.words),
        _cues(text, code(lang), letters, volume),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question in small letters, how many words it has, its different stems and pairs sorted."""

    text: str
    words: int
    stems: NDArray[np.uint64]
    pairs: NDArray[np.uint64]


@lru_cache(maxsize=512)
def _asked(question: str) -> _Asked:
    """Read a question; many answers share one."""
    text = _plain(question)
    letters = read(text)
    return _Asked(text, len(letters.words), np.unique(letters.stems), np.unique(letters.pairs))


def _plain(text: str) -> str:
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).lower()


def _volume(letters: Letters) -> float:
    """Return how many words there are; a Chinese character counts as 5/8."""
    han = np.count_nonzero(letters.scripts == HAN)
    return len(letters.words) - han + han * 0.625


def _share(part: NDArray[np.bool_]) -> float:
    return np.count_nonzero(part) / part.size if part.size else 0.0


def _layout(answer: str, text: str, letters: Letters, volume: float) -> Named:
    written = answer.split("\n")
    lines = [line for line in text.split("\n") if line and not line.isspace()]
    ends = (letters.kinds == STOP) | (letters.kinds == BREAK)
    sentences = 1 + int(np.count_nonzero(ends[1:] & ~ends[:-1]))
    yield "characters", math.log1p(len(text))
    yield "volume", math.log1p(volume)
    yield "lines", math.log1p(len(lines))
    yield "volume a line", volume / (len(lines) or 1)
    yield "first line", math.log1p(len(lines[0])) if lines else 0.0
    yield "last line", math.log1p(len(lines[-1])) if lines else 0.0
    yield "sentences", math.log1p(sentences)
    yield "volume a sentence", volume / sentences
    yield "items", float(sum(1 for line in written if _ITEM.match(line)))
    yield "headings", float(sum(1 for line in written if _HEADING.match(line)))
    yield "bold", math.log1p(answer.count("**"))
    yield "questions", float(text.count("?"))
    yield "quotation marks", math.log1p(sum(text.count(each) for each in _QUOTES))
    last = answer.rstrip()[-1:]
    yield "ends a sentence", float(last in _ENDINGS)
    yield "ends by asking", float(last in {"?", "？"})


def _spelling(answer: str, letters: Letters) -> Named:
    codes, spaced = points(answer), letters.lengths[letters.scripts != HAN]
    upper, lower = codes - _UPPER < _ALPHABET, codes - _LOWER < _ALPHABET  # wraps below
    yield "capitals", _share(upper)
    yield "capitals inside words", 1000 * _share(lower[:-1] & upper[1:])
    yield "rare characters", 1000 * _share(codes > 0xFFFF)
    yield "word length", float(spaced.sum()) / spaced.size if spaced.size else 0.0
    yield "long words", _share(letters.lengths > _LONG_WORD)
    yield "single letters", _share(spaced == 1)
    counts = np.bincount(letters.kinds, minlength=KINDS) / max(1, len(letters.kinds))
    for kind, name in _KIND_NAMES.items():
        yield name, float(counts[kind])


def _scripts(letters: Letters, lang: str) -> Named:
    """How far the answer keeps to one script, and to that of the language asked in."""
    scripts, total = letters.scripts, max(1, len(letters.scripts))
    counts = np.bincount(scripts, minlength=KINDS)[list(SCRIPTS)]
    main = SCRIPTS[int(counts.argmax())]
    own = (scripts == main).astype(np.int64)
    sums = np.concatenate([[0], np.cumsum(own)])
    windows = (sums[_WINDOW:] - sums[:-_WINDOW]) / _WINDOW
    changes = scripts[1:] != scripts[:-1]
    yield "in the script asked", float(counts[_NOT_LATIN.get(lang, 0)]) / total
    yield "in the main script", float(own.sum()) / total
    yield "worst passage", float(windows.min()) if windows.size else float(own.sum()) / total
    yield "mixed passages", _share(windows < 0.8)
    yield "changes of script", _share(changes)
    yield "changes at the end", _share(changes[-_RECENT:])
    yield "scripts", float((counts > 0).sum())
    yield "chinese", float(main == HAN)


def _repetition(letters: Letters) -> Named:
    words, pairs, triples = letters.words, letters.pairs, letters.triples
    yield "varied at first", _distinct(words[:_VARIED])
    yield "varied words", _distinct(words)
    yield "varied pairs", _distinct(pairs)
    yield "varied at last", _distinct(triples[-_VARIED:])


def _distinct(hashes: NDArray[np.uint64]) -> float:
    if not len(hashes):
        return 0.0
    ordered = np.sort(hashes)
    return (1 + np.count_nonzero(ordered[1:] != ordered[:-1])) / len(hashes)


def _taken_up(asked: _Asked, letters: Letters) -> Named:
    """How much of the question's words the answer has, where, and how densely."""
    places = _places(asked.stems, letters.stems)
    kinds = len(asked.stems) or 1
    yield "taken up", _found(places) / kinds
    yield "taken up at first", _found(places[:_OPENING]) / kinds
    yield "taken up at last", _found(places[-_OPENING:]) / kinds
    yield "density of the question", _share(places >= 0)
    places = _places(asked.pairs, letters.pairs)
    kinds = len(asked.pairs) or 1
    yield "pairs taken up", _found(places) / kinds
    yield "pairs taken up at first", _found(places[:_OPENING]) / kinds


def _places(known: NDArray[np.uint64], hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return for each hash its place among the sorted known ones; -1 where it is none of them."""
    if not len(known):
        return np.full(len(hashes), -1)
    places = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    return np.where(known[places] == hashes, places, -1)


def _found(places: NDArray[np.int64]) -> int:
    return int(np.count_nonzero(np.bincount(places + 1)[1:]))


def _request(asked: str, length: int) -> Named:
    start, any_form = asked[:40], False
    for form, words in forms().items():
        wanted = any(word in start for word in words)
        any_form |= wanted
        yield f"asks to {form}", float(wanted)
    view = all(any(word in asked for word in words) for words in states_view().values())
    yield ONLY_ASKS, float(view or not any_form or "?" in asked)
    yield "asks what a state says", float(view)
    yield "asks for invention", float(any(word in asked for word in invented()))
    yield "words of the question", float(length)


def _cues(text: str, lang: str, letters: Letters, volume: float) -> Named:
    """Count cues in the language asked in and the one that the answer's script suggests."""
    chinese = _share(letters.scripts == HAN) > 0.3
    suggested = "zh" if chinese else "en"
    head, tail = text[:_CUE_END], text[-_CUE_END:]
    body = text if len(text) <= _CUE_TEXT else text[: _CUE_TEXT - _CUE_END] + "\n" + tail
    phrases, kinds, counts = cues(tuple(dict.fromkeys((lang, suggested)))).found(body)
    total = _by_kind(kinds, counts)
    density = 100 * total / (volume * len(body) / (len(text) or 1) + 20)
    columns = (
        np.log1p(total),
        density,
        _by_kind(kinds, np.ones(len(kinds))),
        _by_kind(kinds, [each in head for each in phrases]),
        _by_kind(kinds, [each in tail for each in phrases]),
    )
    yield from zip(_cue_names(), np.column_stack(columns).ravel().tolist(), strict=True)
    defends, criticises = map(cue_kinds().index, ("defends_the_state", "criticises"))
    yield "defends more than it criticises", float(density[defends] - density[criticises])


@cache
def _cue_names() -> tuple[str, ...]:
    """Return kind by kind the names of what is counted of it."""
    counted = ("many", "dense", "different", "at first", "at last")
    return tuple(f"{kind}: {each}" for kind in cue_kinds() for each in counted)


def _by_kind(kinds: NDArray[np.int64], amounts: ArrayLike) -> NDArray[np.float64]:
    counts = np.bincount(kinds, np.asarray(amounts, float), minlength=len(cue_kinds()))
    return counts.astype(np.float64)
