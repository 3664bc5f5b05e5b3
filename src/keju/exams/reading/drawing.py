"""Draws from a seeded generator by ``random()`` alone, the one sequence Python promises."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from typing import TypeVar

from keju.exams.generated import pick

__all__ = ["chance", "choose", "mixed", "some"]

T = TypeVar("T")


def choose(rng: Random, values: Sequence[T]) -> T:
    """Draw one of ``values``, each as likely; there is at least one."""
    return values[int(rng.random() * len(values))]


def chance(rng: Random, probability: float) -> bool:
    """Return True with ``probability``."""
    return rng.random() < probability


def mixed(rng: Random, values: Iterable[T]) -> list[T]:
    """Return ``values`` in a random order (Fisher and Yates)."""
    result = list(values)
    for last in range(len(result) - 1, 0, -1):
        other = pick(rng, 0, last)
        result[last], result[other] = result[other], result[last]
    return result


def some(rng: Random, values: Iterable[T], count: int) -> list[T]:
    """Draw ``count`` different ones of ``values``, or all of them where there are fewer."""
    return mixed(rng, values)[:count]
