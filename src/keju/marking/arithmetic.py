"""Arithmetic as a countdown answer writes it, parsed by hand into exact fractions.

Nothing a model wrote is ever executed. Bounds: ``_LENGTH`` characters, ``_NUMBERS`` numbers of
``_DIGITS`` digits, ``_DEPTH`` open brackets; what exceeds them is not read. The four operations
are all there are, so a value has at most ``_NUMBERS`` × ``_DIGITS`` digits above and below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Arithmetic", "NotArithmetic", "parse_arithmetic"]

_LENGTH = 1_000
_NUMBERS = 100
_DIGITS = 20
_DEPTH = 50
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([-+*/()]))")


class NotArithmetic(Exception):  # noqa: N818 - it reports what a text is not
    """The text is not an expression of numbers, brackets and the four operations."""


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A parsed expression: its numbers in order, and its value (None: it divides by zero)."""

    numbers: tuple[Fraction, ...]
    value: Fraction | None


def parse_arithmetic(text: str) -> Arithmetic:
    """Return the numbers and the exact value of ``text``; raises NotArithmetic.

    The usual precedence; a sign may stand before a number or bracket. Recursive descent:
    sum → product → factor.
    """
    tokens = _tokens(text)
    numbers = tuple(Fraction(token) for token in tokens if token[0].isdigit())
    if len(numbers) > _NUMBERS:
        raise NotArithmetic("too many numbers")
    tokens.append("")
    value, end = _sum(tokens, 0, 0)
    if tokens[end]:
        raise NotArithmetic(f"unexpected {tokens[end]!r}")
    return Arithmetic(numbers, value)


def _tokens(text: str) -> list[str]:
    text = text.strip()
    if not text or len(text) > _LENGTH:
        raise NotArithmetic("empty" if not text else "too long")
    tokens: list[str] = []
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None or len(token[1] or "") > _DIGITS:
            raise NotArithmetic(f"unexpected {text[at : at + 10]!r}")
        tokens.append(token[1] or token[2])
        at = token.end()
    return tokens


_Found = tuple[Fraction | None, int]


def _sum(tokens: list[str], at: int, depth: int) -> _Found:
    value, at = _product(tokens, at, depth)
    while (sign := tokens[at]) in {"+", "-"}:
        term, at = _product(tokens, at + 1, depth)
        if value is None or term is None:
            value = None
        else:
            value = value + term if sign == "+" else value - term
    return value, at


def _product(tokens: list[str], at: int, depth: int) -> _Found:
    value, at = _factor(tokens, at, depth)
    while (sign := tokens[at]) in {"*", "/"}:
        factor, at = _factor(tokens, at + 1, depth)
        if value is None or factor is None or (sign == "/" and factor == 0):
            value = None
        else:
            value = value * factor if sign == "*" else value / factor
    return value, at


def _factor(tokens: list[str], at: int, depth: int) -> _Found:
    token = tokens[at]
    if depth > _DEPTH:
        raise NotArithmetic("too deep")
    if token[:1].isdigit():
        return Fraction(token), at + 1
    if token in {"+", "-"}:
        value, at = _factor(tokens, at + 1, depth + 1)
        return (-value if token == "-" and value is not None else value), at  # noqa: S105
    if token == "(":  # noqa: S105 - a bracket
        value, at = _sum(tokens, at + 1, depth + 1)
        if tokens[at] != ")":
            raise NotArithmetic("a bracket is not closed")
        return value, at + 1
    raise NotArithmetic(f"unexpected {token!r}" if token else "it ends too early")
