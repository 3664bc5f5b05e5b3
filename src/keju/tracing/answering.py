"""Where the answer stands in a thought: by the exam's own marker, statement by statement.

A statement gives an answer when the marker extracts one from the whole of it, or from what follows
its last "=", "is" or the like; after "=" the first word will do. It is right when the marker says
so. So "6 * 7 = 42 of those" and "that makes 42 apples." give 42, and "42 is even" gives nothing. A
result on the way that happens to equal the reference counts as the answer: where references are
small numbers, ``right_at`` is early.

Where the reference has digits, so must what is right. Each different answer is judged once; at
most ``_MOST`` of a thought are, so that time stays linear.

Not covered: answers in other notations than the marker's; see ``notation``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from keju.core.protocols import Marker
from keju.core.records import Item, Mark, Verdict
from keju.core.traces import Thought
from keju.tracing.parts import Parts

__all__ = ["locate"]

_MOST = 5_000  # different answers judged in one thought
#: Characters of an answer at most, and of one without a digit; and of what is looked at for one.
_LONG, _WORDY, _LOOKED = 200, 60, 400
_LAST = 12  # statements at the end of a thought in which its answer is looked for
_GIVES = re.compile(
    r"=|≈|[:：]|\b(?:is|are|be|equals|gives?|gets?|makes?|yields?|prints?|total(?:s|ing)?)\b"
    r"|为|是|等于|得到?|共|→"
)
_SIGNS = 2  # the last ones of a statement are looked behind
#: No answer to anything: a marker that reads one out of it takes every text for one.
_NO_ANSWER = "and so on and so forth"
_EQUAL = ("=", "≈", "等于")
_STOP = re.compile(r",(?!\d)|[，;；。!！?？\n]|\.(?=\s|$)|\s(?:which|so|because|and|but|since)\s")


def locate(parts: Parts, item: Item, mark: Mark | None, marker: Marker) -> Thought:
    """Return where the answer stands in the thought that ``parts`` are of.

    ``mark`` is that of the whole answer, if there is one. Never raises for what a marker does.
    """
    whole = _extract(marker, _NO_ANSWER) is None
    final = None if mark is None else mark.extracted
    agrees = None if final is None else _agrees(parts, final, marker, whole=whole)
    return Thought(_right_at(parts, item, marker, whole=whole), agrees)


def _right_at(parts: Parts, item: Item, marker: Marker, *, whole: bool) -> float | None:
    judged: dict[str, bool] = {}
    figures = _has_digit(str(item.reference))
    for statement in parts.statements:
        for given in _given(parts.text[statement.start : statement.stop], whole=whole):
            if figures and not _has_digit(given):
                continue  # most sentences: no marker need be asked
            if given not in judged:
                if len(judged) >= _MOST:
                    return None
                judged[given] = _is_right(marker, item, given)
            if judged[given]:
                return statement.stop / len(parts.text)
    return None


def _given(statement: str, *, whole: bool) -> Iterator[str]:
    """Yield what a statement may give as an answer: what follows its last signs, and all of it.

    Not all of it where the marker takes ``whole`` texts for answers, whatever they say.
    """
    words = statement.strip()
    end = words[-_LOOKED:]
    for sign in list(_GIVES.finditer(end))[: -_SIGNS - 1 : -1]:
        said = _STOP.split(end[sign.end() :].strip(), maxsplit=1)[0].strip()
        if _may_answer(said):
            yield said
            if sign[0] in _EQUAL:  # = 7 dozens of eggs
                yield said.split()[0]
    if whole and _may_answer(words):
        yield words


def _may_answer(words: str) -> bool:
    return 0 < len(words) <= (_LONG if _has_digit(words[:_LONG]) else _WORDY)


def _has_digit(words: str) -> bool:
    return any(map(str.isdigit, words))


def _agrees(parts: Parts, final: str, marker: Marker, *, whole: bool) -> bool | None:
    """Return whether the thought ends in the answer ``final``; None where it ends in none.

    What all of it commits to decides. Without that the answer must stand in one of its last
    statements: what comes after may be a check.
    """
    found = _extract(marker, parts.text)
    if found is not None and (whole or 2 * len(found) < len(parts.text)):
        return _same(marker, found, final)
    different: dict[str, None] = {}
    for statement in reversed(parts.statements[-_LAST:]):
        for given in _given(parts.text[statement.start : statement.stop], whole=whole):
            found = _extract(marker, given)
            if found is not None:
                different.setdefault(found)
    answers = [_same(marker, each, final) for each in different]
    return True if True in answers else False if False in answers else None


def _extract(marker: Marker, text: str) -> str | None:
    try:
        return marker.extract(text)
    except Exception:  # noqa: BLE001 - a marker that gives up on a piece of a thought found nothing
        return None


def _is_right(marker: Marker, item: Item, given: str) -> bool:
    try:
        return marker.mark(item, given).verdict is Verdict.CORRECT
    except Exception:  # noqa: BLE001 - likewise
        return False


def _same(marker: Marker, left: str, right: str) -> bool | None:
    try:
        return marker.same(left, right)
    except Exception:  # noqa: BLE001 - likewise
        return None
