"""A bound below which an algebraic number must be zero: equality can be proven by computing.

Burnikel, Funke, Mehlhorn, Schirra and Schmitt, A separation bound for real algebraic expressions
(2001), the BFMSS bound. It holds for complex conjugates as well.
"""

from __future__ import annotations

import math
from fractions import Fraction

from keju.marking.math.exact import Inexact, exact
from keju.marking.math.tree import (
    Apply,
    Big,
    Const,
    Expression,
    Minus,
    Num,
    Power,
    Product,
    Quotient,
    Root,
    Sum,
    Undecided,
)

__all__ = ["root_bound"]

_DEGREES = 12_000
_TURNS = 720


def root_bound(node: Expression) -> float:
    """Return bits such that ``node``, if it is not zero, is larger than 2**-bits.

    Raises Inexact for what is not algebraic by its form, Undecided when the degree is too high.
    """
    return _Bound().bits(node)


class _Bound:
    """The BFMSS bound: a nonzero algebraic number is larger than 2**-bits."""

    def __init__(self) -> None:
        self._degrees: dict[Expression, int] = {}

    def bits(self, node: Expression) -> float:
        """Return the bits; raises Inexact for what is not algebraic by its form."""
        upper, lower = self._logs(node)
        degree = math.prod(self._degrees.values())
        if degree > _DEGREES:
            raise Undecided("roots of too high a degree")
        return (degree - 1) * upper + lower

    def _logs(self, node: Expression) -> tuple[float, float]:
        """Return the base-2 logarithms of BFMSS's u and l."""
        match node:
            case Num(value):
                return _log2(abs(value.numerator)), _log2(value.denominator)
            case Const("i"):
                self._degrees[node] = 2
                return 0.0, 0.0
            case Minus(of):
                return self._logs(of)
            case Sum(terms):
                return self._sum(terms)
            case Product(factors):
                each = [self._logs(factor) for factor in factors]
                return sum(up for up, _ in each), sum(low for _, low in each)
            case Quotient(top, bottom):
                (one, low), (other, under) = self._logs(top), self._logs(bottom)
                return one + under, low + other
            case Root(of, index):
                return self._root(node, of, index)
            case Power(base, exponent):
                times = exact(exponent)
                if times.denominator != 1:
                    return self._logs(Power(Root(base, times.denominator), Num(times.numerator)))
                up, low = self._logs(base)
                number = abs(times.numerator)
                return (number * up, number * low) if times >= 0 else (number * low, number * up)
            case Apply("sin" | "cos" | "tan" as name, (of,)):
                return self._angle(node, name, of)
            case Apply("percent" | "binomial" | "factorial" | "abs", _) | Big():
                value = exact(node)
                return _log2(abs(value.numerator)), _log2(value.denominator)
            case _:
                raise Inexact("not algebraic by its form")

    def _sum(self, terms: tuple[Expression, ...]) -> tuple[float, float]:
        each = [self._logs(term) for term in terms]
        lower = sum(low for _, low in each)
        ups = [up + lower - low for up, low in each]
        return max(ups, default=0.0) + math.log2(max(1, len(ups))), lower

    def _root(self, node: Expression, of: Expression, index: int) -> tuple[float, float]:
        up, low = self._logs(of)
        self._degrees[node] = index
        if up >= low:
            return (up + (index - 1) * low) / index, low
        return up, ((index - 1) * up + low) / index

    def _angle(self, node: Expression, name: str, of: Expression) -> tuple[float, float]:
        """Return the logs of a trigonometric value of a rational multiple of π."""
        turns = _multiple_of_pi(of)
        if turns is None or turns.denominator > _TURNS:
            raise Inexact("not algebraic by its form")
        self._degrees[node] = 4 * turns.denominator
        return (1.0, 1.0) if name != "tan" else (2.0, 2.0)


def _multiple_of_pi(node: Expression) -> Fraction | None:
    """Return q where ``node`` is q·π by its form, else None."""
    try:
        match node:
            case Const("pi"):
                return Fraction(1)
            case Apply("degrees", (of,)):
                return Fraction(exact(of)) / 180
            case Minus(of):
                inside = _multiple_of_pi(of)
                return None if inside is None else -inside
            case Quotient(top, bottom):
                inside = _multiple_of_pi(top)
                return None if inside is None else inside / exact(bottom)
            case Product(factors):
                with_pi = [f for f in factors if _multiple_of_pi(f) is not None]
                if len(with_pi) != 1:
                    return None
                inside = _multiple_of_pi(with_pi[0])
                assert inside is not None
                for factor in factors:
                    if factor is not with_pi[0]:
                        inside *= exact(factor)
                return inside
    except (Inexact, ZeroDivisionError):
        return None
    return None


def _log2(number: int) -> float:
    return math.log2(number) if number else 0.0
