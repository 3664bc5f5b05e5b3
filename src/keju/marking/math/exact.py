"""Exact values: rational arithmetic within a budget of bits."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from keju.marking.math.tree import (
    Apply,
    Big,
    Expression,
    Minus,
    Num,
    Power,
    Product,
    Quotient,
    Root,
    Sum,
    Var,
    walk,
)

__all__ = ["Inexact", "exact"]

#: Bits that an exact value may have, and terms of a written-out sum or product.
_BITS = 60_000
_TERMS = 2_000
#: Terms of a sum of sums, and parts that the terms of one sum may have together.
_NESTED = 20
_WORK = 10_000
_FACTORIAL = 3_000
_INDEX = 4_096


class Inexact(Exception):  # noqa: N818 - it reports what a value is not
    """The expression has no exact value that is within the budget."""


def exact(node: Expression, values: Mapping[str, Fraction] | None = None) -> int | Fraction:
    """Return the rational value of ``node``; raises Inexact, also for a division by zero."""
    match node:
        case Num(value):
            return value
        case Minus(of):
            return -exact(of, values)
        case Sum(terms):
            return _bounded(sum(exact(term, values) for term in terms))
        case Product(factors):
            result: int | Fraction = 1
            for factor in factors:
                result = _bounded(result * exact(factor, values))
            return result
        case Quotient(top, bottom):
            over, under = exact(top, values), exact(bottom, values)
            if under == 0:
                raise Inexact("a division by zero")
            return _bounded(Fraction(over) / under)
        case Power(base, exponent):
            return _power(exact(base, values), exact(exponent, values))
        case Root(of, index):
            return _root(exact(of, values), index)
        case Var(name) if values is not None and name in values:
            return values[name]
        case Apply(name, arguments):
            if name in _FUNCTIONS:
                return _FUNCTIONS[name](*(exact(one, values) for one in arguments))
            raise Inexact(f"{name} is not rational")
        case Big("sum" | "product", variable, low, high, body):
            return _series(node, variable, low, high, body, values)
        case _:
            raise Inexact("not a rational number")


def _bounded(value: int | Fraction) -> int | Fraction:
    bits = value.numerator.bit_length() + value.denominator.bit_length()
    if bits > _BITS:
        raise Inexact("more digits than are computed with")
    return value


def _power(base: int | Fraction, exponent: int | Fraction) -> int | Fraction:
    if exponent.denominator != 1:
        return _power(_root(base, exponent.denominator), exponent.numerator)
    times = exponent.numerator
    if base in (0, 1) and (base or times > 0):
        return base
    if base == -1:
        return -1 if times % 2 else 1
    if base == 0:
        raise Inexact("a division by zero")
    size = base.numerator.bit_length() + base.denominator.bit_length()
    if abs(times) * size > _BITS:
        raise Inexact("a power larger than those that are computed with")
    return Fraction(base) ** times if times < 0 else base**times


def _root(value: int | Fraction, index: int) -> int | Fraction:
    if index == 1:
        return value
    if value < 0:
        if index % 2 == 0:
            raise Inexact("an even root of a negative number")
        return -_root(-value, index)
    top, bottom = _whole_root(value.numerator, index), _whole_root(value.denominator, index)
    return Fraction(top, bottom)


def _whole_root(value: int, index: int) -> int:
    if index > _INDEX or value.bit_length() > _BITS:
        raise Inexact("a root larger than those that are computed with")
    if index == 2:
        found = math.isqrt(value)
    else:
        low, high = 0, 1 << (value.bit_length() // index + 1)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if middle**index <= value else (low, middle - 1)
        found = low
    if found**index != value:
        raise Inexact("a root that is not rational")
    return found


def _whole(*values: int | Fraction) -> list[int]:
    if any(value.denominator != 1 for value in values):
        raise Inexact("a whole number is needed")
    return [value.numerator for value in values]


def _factorial(value: int | Fraction) -> int:
    (number,) = _whole(value)
    if not 0 <= number <= _FACTORIAL:
        raise Inexact("a factorial that is not computed")
    return math.factorial(number)


def _binomial(top: int | Fraction, bottom: int | Fraction) -> int:
    over, under = _whole(top, bottom)
    if over < 0 or under < 0:
        raise Inexact("a binomial that is not computed")
    fewer = min(under, over - under)
    if fewer > 0 and fewer * over.bit_length() > _BITS:
        raise Inexact("a binomial larger than those that are computed with")
    return math.comb(over, under)


def _modulo(value: int | Fraction, by: int | Fraction) -> int | Fraction:
    if by == 0:
        raise Inexact("a division by zero")
    return value % by


_FUNCTIONS: dict[str, Callable[..., int | Fraction]] = {
    "factorial": _factorial,
    "binomial": _binomial,
    "percent": lambda value: Fraction(value) / 100,
    "abs": abs,
    "floor": math.floor,
    "ceil": math.ceil,
    "mod": _modulo,
    "gcd": lambda *values: math.gcd(*_whole(*values)),
    "lcm": lambda *values: math.lcm(*_whole(*values)),
    "min": min,
    "max": max,
    "sgn": lambda value: (value > 0) - (value < 0),
    "conjugate": lambda value: value,
    "re": lambda value: value,
    "im": lambda _value: 0,
}


def _series(
    node: Big,
    variable: str,
    low: Expression | None,
    high: Expression | None,
    body: Expression,
    values: Mapping[str, Fraction] | None,
) -> int | Fraction:
    assert low is not None
    assert high is not None
    first, last = _whole(exact(low, values), exact(high, values))
    inner = [part for part in walk(body) if isinstance(part, Big)]
    work = (last - first + 1) * len(walk(body))
    if last - first >= (_NESTED if inner else _TERMS) or work > _WORK or len(inner) > 1:
        raise Inexact("more terms than are written out")
    result: int | Fraction = 0 if node.kind == "sum" else 1
    for place in range(first, last + 1):
        one = exact(body, {**(values or {}), variable: Fraction(place)})
        result = _bounded(result + one if node.kind == "sum" else result * one)
    return result
