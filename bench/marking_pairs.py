"""Golds and responses of our own for measuring how fast answers are marked."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["LONG", "Pair", "after_a_thought", "short_equal", "short_mismatched"]

Pair = tuple[str, str]

#: Characters of a long thought.
LONG = 32_000

_STEP = "Let me try n = {}: then {}^2 - 4 = {}, which is not what we want, so I go on. "


def short_equal(count: int) -> list[Pair]:
    """Return pairs that are equal, in eight kinds of notation, no two the same."""
    return [pair for number in range(3, 3 + count // 8) for pair in _equal(number)]


def _equal(k: int) -> Iterator[Pair]:
    yield rf"\frac{{{k}}}{{7}}", rf"So it is $\boxed{{\frac{{{k}}}{{7}}}}$."
    yield f"{k * 1234567}", rf"In all there are \boxed{{{k * 1234567:,}}} of them."
    yield rf"\frac{{{2 * k + 1}}}{{8}}", rf"The answer is \(\boxed{{{(2 * k + 1) / 8}}}\)."
    yield rf"2\sqrt{{{k}}}", rf"Hence \[\boxed{{\sqrt{{{4 * k}}}}}\]"
    yield rf"x^2+{k}x", rf"Factoring, $\boxed{{x(x+{k})}}$."
    yield rf"({k},-{k + 1})", rf"The point is $\boxed{{({k}, -{k + 1})}}$."
    yield rf"{k}\%", rf"**Answer:** $\boxed{{{k / 100}}}$"
    yield rf"\left[-{k},\frac{{{k}}}{{2}}\right)", rf"That gives $\boxed{{[-{k},{k / 2})}}$."


def short_mismatched(count: int) -> list[Pair]:
    """Return pairs of the same kinds that are not equal."""
    equal = short_equal(count + 8)
    return [(gold, other) for (gold, _), (_, other) in zip(equal, equal[8:], strict=False)]


def after_a_thought(pairs: list[Pair]) -> list[Pair]:
    """Return the same pairs with a long thought before each answer, which commits to nothing."""
    steps = "".join(_STEP.format(n, n, n * n - 4) for n in range(2, 600))[:LONG]
    return [(gold, f"<think>\n{steps}\n</think>\n\n{response}") for gold, response in pairs]
