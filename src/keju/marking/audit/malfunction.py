"""Answers that are broken rather than chosen.

Loops, mixed scripts, a chat's markers, a language nobody asked in.

Thresholds were set on recorded answers so that answers judged complete are next to never broken
(docs/axes.md has the figures).

Not covered: fluent nonsense; a wrong language among those written alike, where the answer is short.
"""

from __future__ import annotations

import re
import zlib

import numpy as np
from numpy.typing import NDArray

from keju.marking.audit.languages import HAN, code, spoken
from keju.marking.audit.letters import BEYOND, KEYS, in_words, keys, points

__all__ = ["malfunction"]

_TOKEN = re.compile(
    r"<\|(?:im_start|im_end|endoftext|end_of_text|eot_id|start_header_id|end_header_id|eom_id"
    r"|begin_of_text|user|assistant|system|end)\|>|<(?:start|end)_of_turn>|\[/?INST\]|<</?SYS>>"
    r"|<(?:pad|unk|mask)>|<｜[^｜<>]{1,40}｜>"
)
_RUN = re.compile(r"(?<!\w)(\w{3,40})(?:\W{1,3}\1(?!\w)){6}", re.IGNORECASE)
_WINDOW = 1_500
_LOOPED = 0.1
_TAIL = 300
_LOOPED_TAIL = 0.15
#: A share of different triples of characters that no loop has: prose has 0.37 and more.
_VARIED = 0.3
_CODE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_OTHER = re.compile(r"[\u0400-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u3040-\u30ff\uac00-\ud7af]+")
_LATIN_IN_HAN = re.compile(r"(?<=[\u4e00-\u9fff])[ ]?[a-z]{3,}[ ]?(?=[\u4e00-\u9fff])")
_HAN_IN_LATIN = re.compile(r"(?<=[a-zà-ÿ])[ ]?[\u4e00-\u9fff]{1,6}[ ]?(?=[a-zà-ÿ])")
#: Other scripts begin here, and have no letters among the signs (curly quotes, dashes).
_OTHERS, _SIGNS, _MANY_SIGNS = np.uint32(0x400), np.uint32(0x2000), np.uint32(0x1000)
_STRAY = 6
_SHARE = 0.004
#: Characters below which a language is not told.
_ENOUGH = 200


def malfunction(text: str, lang: str) -> str | None:
    """Return what is broken in an answer to a question in ``lang``; None: nothing is seen.

    One of ``repetition``, ``markers``, ``gibberish`` and ``language``. Linear time.
    """
    if _marked(text):
        return "markers"
    prose = _CODE.sub(" ", text) if "```" in text else text
    codes = points(prose)
    if _repeats(prose, codes) or _loops(prose, keys(codes, 3)):
        return "repetition"
    if _mixed(prose, codes):
        return "gibberish"
    return "language" if _elsewhere(prose, code(lang)) else None


def _marked(text: str) -> bool:
    """Whether a chat's markers stand inside an answer; at its end they are a stop badly cut."""
    if "<" not in text and "[" not in text:
        return False
    found = [match.span() for match in _TOKEN.finditer(text)]
    return any(text[end:].strip() for _, end in found[:50] if not _TOKEN.match(text[end:].lstrip()))


def _repeats(text: str, codes: NDArray[np.uint32]) -> bool:
    """Whether one word stands seven times in a row; looked for where seven are equally long."""
    inside = np.zeros(len(codes) + 2, bool)
    inside[1:-1] = in_words(codes)
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    starts, ends = edges[::2], edges[1::2]
    lengths, gaps = ends - starts, starts[1:] - ends[:-1]
    alike = (lengths[1:] == lengths[:-1]) & (lengths[1:] >= 3) & (gaps <= 3)
    likely = b"\1" * 6 in alike.tobytes() or bool((codes >= BEYOND).any())
    return likely and _RUN.search(text) is not None


def _loops(text: str, triples: NDArray[np.uint32]) -> bool:
    """Whether the end of ``text`` or a longer passage of it, if it is that long, is a loop."""
    size, last = len(text), len(text) - _WINDOW
    passages = [(size - _TAIL, _TAIL, _LOOPED_TAIL)] if size > _TAIL else []
    passages += [(start, _WINDOW, _LOOPED) for start in (0, last // 2, last) if last >= 0]
    return any(
        not _varied(triples[start : start + length - 2])
        and _density(text[start : start + length]) < dense
        for start, length, dense in passages
    )


def _varied(triples: NDArray[np.uint32]) -> bool:
    here = np.zeros(KEYS, bool)
    here[triples] = True
    return int(np.count_nonzero(here)) >= _VARIED * len(triples)


def _density(text: str) -> float:
    """Compressed size as a share: prose has 0.4 and more, a loop next to nothing."""
    raw = text.encode("utf-8", "replace")
    return len(zlib.compress(raw, 1)) / len(raw)


def _mixed(text: str, codes: NDArray[np.uint32]) -> bool:
    """Whether scripts alternate within sentences more often than names and quotations do."""
    if text.count("\ufffd") > max(3, 0.01 * len(text)):
        return True
    signs = codes - _SIGNS < _MANY_SIGNS  # wraps below
    if not (signs < (codes >= _OTHERS)).any():
        return False
    strays = len(_HAN_IN_LATIN.findall(text)) + len(_LATIN_IN_HAN.findall(text))
    strays += len(_OTHER.findall(text)) if _several(text) else 0
    return strays >= max(_STRAY, _SHARE * len(text))


def _several(text: str) -> bool:
    """Whether words of at least two scripts beside the text's own are strewn in."""
    first = {found[0] for found in map(str.strip, _OTHER.findall(text)) if found}
    return len({ord(sign) >> 8 for sign in first}) >= 2


def _elsewhere(text: str, lang: str) -> bool:
    """Whether a text of some length is plainly in another known language than ``lang``."""
    if len(text) < _ENOUGH and (len(text) < _ENOUGH // 3 or not HAN.search(text)):
        return False
    found = spoken(text)
    return found is not None and lang in {"en", "zh", "fr", "fi"} and found != lang
