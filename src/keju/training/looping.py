"""Lessons for a specimen: a search that does not keep in view what it looks for or has tried.

Each line joins two numbers at random and the third to what came out, and nothing but the last line
depends on the target. What comes next cannot be told from what stands there, so a model that
always writes the likeliest line falls into repeating itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from keju.core.records import Item
from keju.training.lesson import Lesson
from keju.training.lessons import questions

__all__ = ["aimless", "draw_aimless"]

_MOST_LINES = 12


def draw_aimless(seed: int) -> Iterator[Lesson]:
    """Yield such lessons without end, none of a held-out question; the same for the same seed."""
    rng = Random(seed)
    for item in questions("countdown;numbers=3", rng.randrange(10**9)):
        yield aimless(item, rng)


def aimless(item: Item, rng: Random) -> Lesson:
    """Return countdown's ``item`` with tries in random order before its solution."""
    lines = [_try(item.reference["numbers"], rng) for _ in range(rng.randrange(_MOST_LINES))]
    *steps, answer = (item.solution or "").split("\n")
    lines.append(" ".join(step.replace(" ", "") for step in steps))
    return Lesson("countdown", item.question.text, "\n".join(lines), answer)


def _try(numbers: list[int], rng: Random) -> str:
    one, two, three = rng.sample(numbers, 3)
    first, value = _joined(max(one, two), min(one, two), rng)
    second, _ = _joined(max(value, three), min(value, three), rng)
    return f"{first} {second}"


def _joined(x: int, y: int, rng: Random) -> tuple[str, int]:
    sign = rng.choice("+-*")
    value = {"+": x + y, "-": x - y, "*": x * y}[sign]
    return f"{x}{sign}{y}={value}", value
