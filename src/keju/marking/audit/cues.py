"""Cues: turns of phrase of our own writing by which answers decline, deflect, defend or criticise.

``cues.toml`` has them by kind and language. They are counted, never decisive alone: what a count
means was learned from labelled answers.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from keju.marking.audit.letters import KEYS, keys, points

__all__ = ["Cues", "cue_kinds", "cues", "forms", "invented", "states_view"]

Phrases = Mapping[str, tuple[str, ...]]


@cache
def cue_kinds() -> tuple[str, ...]:
    """Return the kinds of cues, in the order of the file."""
    return tuple(_file()["cues"])


@dataclass(frozen=True)
class Cues:
    """Phrases to look for, ``kinds`` the place of each one's kind in ``cue_kinds``.

    ``keys`` (5 × phrases) are those of ``width`` characters from each phrase's start to its end.
    A text without all of them has no such phrase, so few must be looked for.
    """

    phrases: tuple[str, ...]
    kinds: NDArray[np.int64]
    width: int
    keys: NDArray[np.uint32]

    def found(self, texts: Sequence[str]) -> Iterator[tuple[int, str, int, int]]:
        """Yield the number of a text, a phrase that is in it, its kind, how often it is there."""
        here = np.zeros((len(texts), KEYS), bool)
        for number, text in enumerate(texts):
            here[number][keys(points(text), self.width)] = True
        numbers, likely = np.nonzero(here[:, self.keys[0]])
        for each in self.keys[1:]:
            kept = here[numbers, each[likely]]
            numbers, likely = numbers[kept], likely[kept]
        for number, place in zip(numbers.tolist(), likely.tolist(), strict=True):
            phrase = self.phrases[place]
            if many := texts[number].count(phrase):
                yield number, phrase, int(self.kinds[place]), many


_WIDEST = 4


@cache
def cues(langs: tuple[str, ...]) -> Cues:
    """Return the phrases of these languages, in small letters; unknown ones have none."""
    pairs = dict.fromkeys(
        (phrase, place)
        for place, by_lang in enumerate(_file()["cues"].values())
        for lang in langs
        for phrase in by_lang.get(lang, ())
    )
    width = min((_WIDEST, *(len(phrase) for phrase, _ in pairs)))
    known = [keys(points(phrase), width) for phrase, _ in pairs]
    return Cues(
        tuple(phrase for phrase, _ in pairs),
        np.array([place for _, place in pairs], np.int64),
        width,
        np.array([each[_spread(len(each))] for each in known], np.uint32).T.copy(),
    )


def _spread(size: int) -> NDArray[np.int64]:
    return np.linspace(0, size - 1, 5).astype(np.int64)


@cache
def invented() -> tuple[str, ...]:
    """Return the words of all languages that say that something is satire or fiction."""
    return tuple(each for words in _file()["cues"]["is_invented"].values() for each in words)


@cache
def forms() -> Phrases:
    """Return what a question asks for (list, compare, …) → words of all languages that ask it."""
    return {form: tuple(words) for form, words in _file()["forms"].items()}


@cache
def states_view() -> Phrases:
    """Return ``who`` and ``says``: a question with one of each asks what a state says."""
    return {part: tuple(words) for part, words in _file()["states_view"].items()}


@cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("cues.toml").read_text("utf-8"))
