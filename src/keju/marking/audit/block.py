"""Answers that are measured together, their words one answer after another.

An array over all of them is told apart by where each answer's part begins (``first``) and where it
has ended (``stop``).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from keju.marking.audit.cues import forms, invented, states_view
from keju.marking.audit.languages import code
from keju.marking.audit.letters import HAN, Letters, Places, pieces, read

__all__ = ["ONLY_ASKS", "Answered", "Asked", "Block", "blocks", "counted", "one_less", "share"]

#: Question, answer without its thought, language (BCP-47).
Answered = tuple[str, str, str]

Floats = NDArray[np.float64]

#: The feature that says whether a question asks something rather than orders a text.
ONLY_ASKS = "asks only"

_START = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: what is asked for, by name; its different stems and pairs of words, sorted."""

    request: tuple[tuple[str, float], ...]
    stems: NDArray[np.uint64]
    pairs: NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Block:
    """Answers: each as it is, in small letters, what was asked and in which language.

    ``volume`` is how many words each has; a Chinese character counts as 5/8.
    """

    answers: tuple[str, ...]
    texts: tuple[str, ...]
    asked: tuple[Asked, ...]
    langs: tuple[str, ...]
    letters: Letters
    volume: Floats


def blocks(answers: Sequence[Answered]) -> Iterator[Block]:
    """Yield the answers in order, in blocks of bounded length, of one answer at least."""
    for part in pieces([answer for _, answer, _ in answers]):
        yield _block(answers[part])


def _block(answers: Sequence[Answered]) -> Block:
    questions, as_written, langs = zip(*answers, strict=True)
    texts = tuple(map(_plain, as_written))
    letters = read(*texts)
    han = counted(letters.scripts == HAN, letters.first, letters.stop)
    volume = letters.stop - letters.first - han + han * 0.625
    asked = tuple(map(_asked, questions))
    return Block(as_written, texts, asked, tuple(map(code, langs)), letters, volume)


def _plain(text: str) -> str:
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).lower()


@lru_cache(maxsize=512)
def _asked(question: str) -> Asked:
    """Read a question; many answers share one."""
    text = _plain(question)
    letters = read(text)
    request = tuple(_request(text, len(letters.words)))
    return Asked(request, np.unique(letters.stems), np.unique(letters.pairs))


def _request(asked: str, length: int) -> Iterator[tuple[str, float]]:
    start, any_form = asked[:_START], False
    for form, words in forms().items():
        wanted = any(word in start for word in words)
        any_form |= wanted
        yield f"asks to {form}", float(wanted)
    view = all(any(word in asked for word in words) for words in states_view().values())
    yield ONLY_ASKS, float(view or not any_form or "?" in asked)
    yield "asks what a state says", float(view)
    yield "asks for invention", float(any(word in asked for word in invented()))
    yield "words of the question", float(length)


def counted(flags: NDArray[np.bool_], first: Places, stop: Places) -> Places:
    """Return for each answer how many flags are set from ``first`` to before ``stop``."""
    (places,) = flags.nonzero()
    return places.searchsorted(stop) - places.searchsorted(first)


def share(flags: NDArray[np.bool_], first: Places, stop: Places) -> Floats:
    """Return for each answer which share of its flags is set; 0 where it has none."""
    shares: Floats = counted(flags, first, stop) / np.maximum(stop - first, 1)
    return shares


def one_less(first: Places, stop: Places) -> Places:
    """Return where each answer's part ends for pairs of neighbours, of which it has one less."""
    return np.maximum(stop - 1, first)
