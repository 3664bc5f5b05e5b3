"""Random parts of problems and tests, drawn through ``random()`` alone."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from keju.exams.generated import pick

__all__ = ["choose", "distinct", "mixed", "numbers", "pick", "rows", "some", "word", "words"]

T = TypeVar("T")


def choose(rng: Random, options: Sequence[T]) -> T:
    """Draw one of ``options``."""
    return options[int(rng.random() * len(options))]


def numbers(rng: Random, count: int, low: int, high: int) -> list[int]:
    """Draw ``count`` whole numbers from ``low`` to ``high``."""
    span, draw = high - low + 1, rng.random
    return [low + int(draw() * span) for _ in range(count)]


def word(rng: Random, length: int, letters: str) -> str:
    """Draw a text of ``length`` of these letters."""
    many, draw = len(letters), rng.random
    return "".join([letters[int(draw() * many)] for _ in range(length)])


def words(rng: Random, count: int, longest: int, letters: str) -> list[str]:
    """Draw ``count`` texts of 1 to ``longest`` letters."""
    return [word(rng, pick(rng, 1, longest), letters) for _ in range(count)]


def rows(rng: Random, count: int, *ranges: tuple[int, int]) -> list[list[int]]:
    """Draw ``count`` rows, each with one number from each of the ranges."""
    return [[pick(rng, low, high) for low, high in ranges] for _ in range(count)]


def mixed(rng: Random, values: Sequence[T]) -> list[T]:
    """Return the values in a random order (Fisher and Yates)."""
    result = list(values)
    for last in range(len(result) - 1, 0, -1):
        other = pick(rng, 0, last)
        result[last], result[other] = result[other], result[last]
    return result


def some(rng: Random, values: Sequence[T], count: int) -> list[T]:
    """Draw ``count`` of the values, no place twice, in a random order."""
    return mixed(rng, values)[:count]


def distinct(rng: Random, count: int, low: int, high: int) -> list[int]:
    """Draw ``count`` different whole numbers from ``low`` to ``high``, smallest first."""
    found: set[int] = set()
    while len(found) < count:
        found.add(pick(rng, low, high))
    return sorted(found)
