"""What is measured of an answer: counts, shares and lengths that mean the same in every language.

No word of a question or an answer is a feature, only how much there is, in which scripts and
layout, how much of the question it takes up, how it repeats itself, and how many cues of each kind
it has (``cues``). So a classifier of these features carries over to other questions, and its
weights hold no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate, chain

import numpy as np
from numpy.typing import ArrayLike, NDArray

from keju.marking.audit.block import (
    ONLY_ASKS,
    Answered,
    Asked,
    Block,
    blocks,
    counted,
    one_less,
    share,
)
from keju.marking.audit.cues import cue_kinds, cues
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
    Places,
    points,
)

__all__ = ["ONLY_ASKS", "VERSION", "Answered", "features", "measured", "names"]

#: Of the features; weights say for which they were trained.
VERSION = 1

#: A feature's name, and its number for each answer of a block.
Named = Iterator[tuple[str, ArrayLike]]
Floats = NDArray[np.float64]
Hashes = NDArray[np.uint64]

_ITEM = re.compile(r"\n[^\S\n]{0,6}(?:[-*•·]|\d{1,3}[.)、]|[一二三四五六七八九十]+、)")
_HEADING = re.compile(r"\n[ \t]*(?:#{1,6} |\*\*[^*\n]+\*\*:?[ \t]*$)", re.MULTILINE)
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


def features(question: str, answer: str, lang: str) -> Floats:
    """Return the features of ``answer``, already without its thought; any strings will do.

    An array of as many numbers as ``names`` has, all finite.
    """
    row: Floats = measured([(question, answer, lang)])[0]
    return row


def measured(answers: Sequence[Answered]) -> Floats:
    """Return the features of each answer as a row, in order: what ``features`` does, and faster."""
    rows = np.empty((len(answers), len(names())))
    start = 0
    for block in blocks(answers):
        stop = start + len(block.answers)
        for place, (_, numbers) in enumerate(_measured(block)):
            rows[start:stop, place] = numbers
        start = stop
    return rows


@cache
def names() -> tuple[str, ...]:
    """Return the features' names in order."""
    return tuple(name for block in blocks([("", "", "en")]) for name, _ in _measured(block))


def _measured(block: Block) -> Named:
    return chain(
        _layout(block),
        _spelling(block.answers, block.letters),
        _scripts(block.letters, block.langs),
        _repetition(block.letters),
        _taken_up(block.asked, block.letters),
        _request(block.asked),
        _cues(block),
    )


def _layout(block: Block) -> Named:
    letters, volume = block.letters, block.volume
    lines = [[len(line) for line in _written(text)] for text in block.texts]
    many = np.array([len(each) for each in lines])
    ends = (letters.kinds == STOP) | (letters.kinds == BREAK)
    first, stop = letters.edges[:-1], letters.edges[1:]
    sentences = 1 + counted(ends[1:] & ~ends[:-1], first, one_less(first, stop))
    ruled = ["\n" + answer for answer in block.answers]
    quotes = [sum(map(text.count, _QUOTES)) for text in block.texts]
    last = [answer.rstrip()[-1:] for answer in block.answers]
    yield "characters", np.log1p(stop - first)
    yield "volume", np.log1p(volume)
    yield "lines", np.log1p(many)
    yield "volume a line", volume / np.maximum(many, 1)
    yield "first line", np.log1p([each[0] if each else 0 for each in lines])
    yield "last line", np.log1p([each[-1] if each else 0 for each in lines])
    yield "sentences", np.log1p(sentences)
    yield "volume a sentence", volume / sentences
    yield "items", [len(_ITEM.findall(each)) for each in ruled]
    yield "headings", [len(_HEADING.findall(each)) for each in ruled]
    yield "bold", np.log1p([answer.count("**") for answer in block.answers])
    yield "questions", [text.count("?") for text in block.texts]
    yield "quotation marks", np.log1p(quotes)
    yield "ends a sentence", [each in _ENDINGS for each in last]
    yield "ends by asking", [each in {"?", "？"} for each in last]


def _written(text: str) -> list[str]:
    return [line for line in text.split("\n") if line and not line.isspace()]


def _spelling(answers: Sequence[str], letters: Letters) -> Named:
    codes, edges = points("".join(answers)), np.array([0, *accumulate(map(len, answers))])
    first, stop = edges[:-1], edges[1:]
    upper, lower = codes - _UPPER < _ALPHABET, codes - _LOWER < _ALPHABET  # wraps below
    yield "capitals", share(upper, first, stop)
    inside = share(lower[:-1] & upper[1:], first, one_less(first, stop))
    yield "capitals inside words", 1000 * inside
    yield "rare characters", 1000 * share(codes > 0xFFFF, first, stop)
    first, stop, spaced = letters.first, letters.stop, letters.scripts != HAN
    many = counted(spaced, first, stop)
    sums = np.concatenate([[0], np.cumsum(letters.lengths * spaced)])
    yield "word length", (sums[stop] - sums[first]) / np.maximum(many, 1)
    yield "long words", share(letters.lengths > _LONG_WORD, first, stop)
    single = counted(spaced & (letters.lengths == 1), first, stop)
    yield "single letters", single / np.maximum(many, 1)
    for kind, name in _KIND_NAMES.items():
        yield name, share(letters.kinds == kind, letters.edges[:-1], letters.edges[1:])


def _scripts(letters: Letters, langs: Sequence[str]) -> Named:
    """How far the answer keeps to one script, and to that of the language asked in."""
    scripts, first, stop = letters.scripts, letters.first, letters.stop
    rows, total = np.arange(len(langs)), np.maximum(stop - first, 1)
    of = np.repeat(rows, stop - first)
    counts = np.bincount(of * KINDS + scripts, minlength=KINDS * len(langs))
    counts = counts.reshape(len(langs), KINDS)[:, SCRIPTS]
    main = np.array(SCRIPTS)[counts.argmax(axis=1)]
    sums = np.concatenate([[0], np.cumsum(scripts == main[of])])
    own = (sums[stop] - sums[first]) / total
    windows = (sums[_WINDOW:] - sums[:-_WINDOW]) / _WINDOW
    last = np.maximum(stop - _WINDOW + 1, first)
    worst = [windows[here:end].min(initial=1) for here, end in zip(first, last, strict=True)]
    changes, before = scripts[1:] != scripts[:-1], one_less(first, stop)
    asked = [_NOT_LATIN.get(lang, 0) for lang in langs]
    yield "in the script asked", counts[rows, asked] / total
    yield "in the main script", own
    yield "worst passage", np.where(last > first, worst, own)
    yield "mixed passages", share(windows < 0.8, first, last)
    yield "changes of script", share(changes, first, before)
    yield "changes at the end", share(changes, np.maximum(before - _RECENT, first), before)
    yield "scripts", (counts > 0).sum(axis=1)
    yield "chinese", main == HAN


def _repetition(letters: Letters) -> Named:
    words, first, stop = letters.words, letters.first, letters.stop
    before = one_less(first, stop)
    last = one_less(first, before)
    yield "varied at first", _varied(words, first, np.minimum(first + _VARIED, stop))
    yield "varied words", _varied(words, first, stop)
    yield "varied pairs", _varied(letters.pairs, first, before)
    yield "varied at last", _varied(letters.triples, np.maximum(last - _VARIED, first), last)


def _varied(hashes: NDArray[np.uint64], first: Places, stop: Places) -> Floats:
    """Return which share of the hashes from each first to before each stop are different."""
    ordered = [np.sort(hashes[here:end]) for here, end in zip(first, stop, strict=True)]
    different = [np.count_nonzero(each[1:] != each[:-1]) + 1 for each in ordered]
    shares: Floats = np.where(stop > first, different, 0) / np.maximum(stop - first, 1)
    return shares


def _taken_up(asked: Sequence[Asked], letters: Letters) -> Named:
    """How much of the question's words the answer has, where, and how densely."""
    first, stop = letters.first, letters.stop
    known = [each.stems for each in asked]
    kinds = np.array([len(each) or 1 for each in known])
    rows, which, places = _known(known, letters.stems, first, stop)
    early, late = places - first[rows] < _OPENING, stop[rows] - places <= _OPENING
    yield "taken up", _kinds(rows, which, kinds)
    yield "taken up at first", _kinds(rows[early], which[early], kinds)
    yield "taken up at last", _kinds(rows[late], which[late], kinds)
    taken = np.bincount(rows, minlength=len(asked))
    yield "density of the question", taken / np.maximum(stop - first, 1)
    known = [each.pairs for each in asked]
    kinds = np.array([len(each) or 1 for each in known])
    rows, which, places = _known(known, letters.pairs, first, one_less(first, stop))
    early = places - first[rows] < _OPENING
    yield "pairs taken up", _kinds(rows, which, kinds)
    yield "pairs taken up at first", _kinds(rows[early], which[early], kinds)


def _known(
    known: Sequence[Hashes], hashes: Hashes, first: Places, stop: Places
) -> tuple[Places, Places, Places]:
    """Return of each hash that is known, sorted, in its row: row, which of them, its place."""
    which = np.zeros(len(hashes), np.int64)
    found = np.zeros(len(hashes), bool)
    for ordered, here, end in zip(known, first.tolist(), stop.tolist(), strict=True):
        if len(ordered):
            part = hashes[here:end]
            which[here:end] = ordered.searchsorted(part)
            found[here:end] = ordered.take(which[here:end], mode="clip") == part
    places = np.flatnonzero(found)
    return stop.searchsorted(places, "right"), which[places], places


def _kinds(rows: Places, which: Places, sizes: Places) -> Floats:
    """Return which share of each row's known ones is among these."""
    here = np.zeros((len(sizes), sizes.max()), bool)
    here[rows, which] = True
    shares: Floats = here.sum(axis=1) / sizes
    return shares


def _request(asked: Sequence[Asked]) -> Named:
    for same in zip(*(each.request for each in asked), strict=True):
        yield same[0][0], [number for _, number in same]


def _cues(block: Block) -> Named:
    """Count cues in the language asked in and the one that the answer's script suggests."""
    letters, texts, kinds = block.letters, block.texts, cue_kinds()
    han = share(letters.scripts == HAN, letters.first, letters.stop)
    suggested = np.where(han > 0.3, "zh", "en").tolist()
    langs = [tuple(dict.fromkeys(each)) for each in zip(block.langs, suggested, strict=True)]
    head, tail = [text[:_CUE_END] for text in texts], [text[-_CUE_END:] for text in texts]
    body = [_body(text) for text in texts]
    total, different, at_first, at_last = np.zeros((4, len(texts), len(kinds)))
    for each in set(langs):
        rows = [row for row, these in enumerate(langs) if these == each]
        for place, phrase, kind, many in cues(each).found([body[row] for row in rows]):
            row = rows[place]
            total[row, kind] += many
            different[row, kind] += 1
            at_first[row, kind] += phrase in head[row]
            at_last[row, kind] += phrase in tail[row]
    volume = (
        block.volume * np.array([*map(len, body)]) / np.array([len(text) or 1 for text in texts])
    )
    density = 100 * total / (volume + 20)[:, np.newaxis]
    columns = np.stack([np.log1p(total), density, different, at_first, at_last], axis=2)
    yield from zip(_cue_names(), columns.reshape(len(texts), -1).T, strict=True)
    defends, criticises = map(kinds.index, ("defends_the_state", "criticises"))
    yield "defends more than it criticises", density[:, defends] - density[:, criticises]


def _body(text: str) -> str:
    """Return what cues are counted in: all of a text, or its beginning and its end."""
    if len(text) <= _CUE_TEXT:
        return text
    return text[: _CUE_TEXT - _CUE_END] + "\n" + text[-_CUE_END:]


@cache
def _cue_names() -> tuple[str, ...]:
    """Return kind by kind the names of what is counted of it."""
    counted = ("many", "dense", "different", "at first", "at last")
    return tuple(f"{kind}: {each}" for kind in cue_kinds() for each in counted)
