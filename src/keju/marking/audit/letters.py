"""Text as arrays: what kind each character is, and one number for each word.

A word is a run of letters of one script; in Chinese and Japanese each character is a word. Words
are told apart by a hash of 64 bits, so that no vocabulary is kept anywhere.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

__all__ = ["BEYOND", "KEYS", "KINDS", "Letters", "in_words", "keys", "pieces", "points", "read"]

SPACE, LATIN, HAN, CYRILLIC, OTHER, DIGIT, POINT, STOP, SIGN, BREAK = range(10)
#: Kinds of characters; the scripts are 1 to 4.
KINDS = 10
SCRIPTS = (LATIN, HAN, CYRILLIC, OTHER)

#: The first character beyond the first plane.
BEYOND = 1 << 16
_BLOCKS = (
    (0x3400, 0x9FFF, HAN),
    (0x3040, 0x30FF, HAN),
    (0xF900, 0xFAFF, HAN),
    (0xAC00, 0xD7A3, OTHER),
)
_KEY_BITS = 14
#: How many different keys there are: few enough that a table of them stays in the nearest cache.
KEYS = 1 << _KEY_BITS
_BY = np.uint32(0x9E3779B1)
#: Words are polynomials in _ORDER mod 2^64, taken from sums over the text: what stands before a
#: word is subtracted, and the powers of its place are undone.
_ORDER = 1_000_003
_UNDONE = pow(_ORDER, -1, 1 << 64)
_SHIFT = np.uint64(7)
_NEXT = np.uint64(0x9E3779B97F4A7C15)
#: Characters of texts that are read together: each array over them takes some megabytes.
_TOGETHER = 250_000
#: Letters by which a word's stem is known.
_STEM = 5

Numbers = NDArray[np.uint64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Letters:
    """The words of one text or several in order, one text after another.

    ``words`` and ``stems`` are hashes, ``lengths`` counts of characters, ``scripts`` the script of
    each word; ``kinds`` is the kind of every character, in words or not. ``first`` and ``stop`` say
    for each text where its words begin and end, ``edges`` where its characters begin, and the end.
    """

    words: Numbers
    stems: Numbers
    lengths: Places
    scripts: NDArray[np.uint8]
    kinds: NDArray[np.uint8]
    first: Places
    stop: Places
    edges: Places

    @property
    def pairs(self) -> Numbers:
        """Return a hash for each word with the next, that of the next text too."""
        return self.words[:-1] * _NEXT + self.words[1:]

    @property
    def triples(self) -> Numbers:
        """Return a hash for each word with the next two, those of the next text too."""
        return self.pairs[:-1] * _NEXT + self.words[2:]


def pieces(texts: Sequence[str]) -> Iterator[slice]:
    """Yield where to cut texts that are read together: in order, in pieces of bounded length.

    A longer text is a piece of its own.
    """
    start, size = 0, 0
    for place, text in enumerate(texts):
        size += len(text)
        if place > start and size > _TOGETHER:
            yield slice(start, place)
            start, size = place, len(text)
    if texts:
        yield slice(start, len(texts))


def points(text: str) -> NDArray[np.uint32]:
    """Return the code points of ``text``, lone surrogates among them."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def in_words(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    r"""Return which characters are ``\w`` to a regular expression; none beyond the first plane."""
    return _word_signs().take(codes, mode="clip")


@cache
def _word_signs() -> NDArray[np.bool_]:
    signs = np.array([chr(code).isalnum() for code in range(BEYOND)])
    signs[[ord("_"), BEYOND - 1]] = True, False
    return signs


def keys(codes: NDArray[np.uint32], width: int) -> NDArray[np.uint32]:
    """Return a key below KEYS for each ``width`` characters in a row; others may share it."""
    found = codes[: max(0, len(codes) - width + 1)].copy()
    for start in range(1, width):
        found *= _BY
        found += codes[start : start + len(found)]
    return _key(found)


def _key(sums: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return (sums * np.uint32(0x85EBCA77)) >> np.uint32(32 - _KEY_BITS)


def read(*texts: str) -> Letters:
    """Return the words of ``texts``; linear time, any strings."""
    codes = points("".join(texts))
    edges = np.array([0, *accumulate(map(len, texts))])
    kinds = _table().take(codes, mode="clip")
    new = np.ones(len(codes) + 1, bool)
    new[1:-1] = (kinds[1:] != kinds[:-1]) | (kinds[1:] == HAN)
    new[edges] = True
    borders = np.flatnonzero(new)
    starts, lengths = borders[:-1], np.diff(borders)
    scripts = kinds[starts]
    kept = np.flatnonzero((scripts >= LATIN) & (scripts <= OTHER))
    starts, lengths, scripts = starts[kept], lengths[kept], scripts[kept]
    bits = len(codes).bit_length()
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum((codes + _SHIFT) * _powers(_ORDER, bits)[: len(codes)], out=sums[1:])
    before, from_start = sums[starts], _powers(_UNDONE, bits)[starts]
    words = (sums[starts + lengths] - before) * from_start
    stems = (sums[starts + np.minimum(lengths, _STEM)] - before) * from_start
    firsts = np.searchsorted(starts, edges)
    return Letters(words, stems, lengths, scripts, kinds, firsts[:-1], firsts[1:], edges)


@cache
def _powers(of: int, bits: int) -> Numbers:
    """Return the powers 0 to 2^``bits`` - 1 of an odd number, mod 2^64."""
    found = np.full(1 << bits, of, np.uint64)
    found[0] = 1
    return np.cumprod(found, dtype=np.uint64)


@cache
def _table() -> NDArray[np.uint8]:
    """Return the kind of each character of the first plane; those beyond count as signs."""
    table = np.array([_kind(chr(code)) for code in range(BEYOND)], np.uint8)
    for first, last, kind in _BLOCKS:
        table[first : last + 1] = kind
    return table


_STOPS = ".!?。！？"
_BY_CATEGORY = {"Z": SPACE, "N": DIGIT, "P": POINT}


def _kind(character: str) -> int:
    if character == "\n":
        return BREAK
    if character in _STOPS:
        return STOP
    category = unicodedata.category(character)
    if category == "Cc":
        return SPACE
    if category[0] not in "LM":
        return _BY_CATEGORY.get(category[0], SIGN)
    code = ord(character)
    if code < 0x250 or 0x1E00 <= code < 0x1F00:
        return LATIN
    return CYRILLIC if 0x400 <= code < 0x530 else OTHER
