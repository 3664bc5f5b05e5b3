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
)

__all__ = ["Inexact", "exact"]

#: Bits that an exact value may have, and terms of a written-out sum or product.
_BITS = 60_000
_TERMS = 2_000
#: Units of work for one value; see _Work.
_UNITS = 100_000
_FACTORIAL = 3_000
_INDEX = 4_096


class Inexact(Exception):  # noqa: N818 - it reports what a value is not
    """The expression has no exact value that is within the budget."""


class _Work:
    """What may still be spent on one value; a unit takes about a microsecond or two."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = _UNITS

    def spend(self, units: int) -> None:
        """Take ``units`` away. Raises Inexact when there are no more."""
        self.left -= units
        if self.left < 0:
            raise Inexact("more work than is spent on one value")


def exact(node: Expression, values: Mapping[str, Fraction] | None = None) -> int | Fraction:
    """Return the rational value of ``node``; raises Inexact, also for a division by zero."""
    return _value(node, values, _Work())


def _value(node: Expression, values: Mapping[str, Fraction] | None, work: _Work) -> int | Fraction:
    work.spend(1)
    match node:
        case Num(value):
            return value
        case Minus(of):
            return -_value(of, values, work)
        case Sum(terms):
            total: int | Fraction = 0
            for term in terms:
                total = _bounded(work, total + _value(term, values, work))
            return total
        case Product(factors):
            result: int | Fraction = 1
            for factor in factors:
                result = _bounded(work, result * _value(factor, values, work))
            return result
        case Quotient(top, bottom):
            over, under = _value(top, values, work), _value(bottom, values, work)
            if under == 0:
                raise Inexact("a division by zero")
            return _bounded(work, Fraction(over) / under)
        case Power(base, exponent):
            return _power(work, _value(base, values, work), _value(exponent, values, work))
        case Root(of, index):
            return _root(work, _value(of, values, work), index)
        case Var(name) if values is not None and name in values:
            return values[name]
        case Apply(name, arguments):
            if name in _FUNCTIONS:
                found = _FUNCTIONS[name](*(_value(one, values, work) for one in arguments))
                return _bounded(work, found)
            raise Inexact(f"{name} is not rational")
        case Big("sum" | "product"):
            return _series(work, node, values)
        case _:
            raise Inexact("not a rational number")


def _bounded(work: _Work, value: int | Fraction) -> int | Fraction:
    under = value.denominator.bit_length()
    bits = value.numerator.bit_length() + under
    # Fractions are brought to lowest terms, which costs far more than a product.
    work.spend(bits // (40 if under > 1 else 200))
    if bits > _BITS:
        raise Inexact("more digits than are computed with")
    return value


def _power(work: _Work, base: int | Fraction, exponent: int | Fraction) -> int | Fraction:
    if exponent.denominator != 1:
        return _power(work, _root(work, base, exponent.denominator), exponent.numerator)
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
    return _bounded(work, Fraction(base) ** times if times < 0 else base**times)


def _root(work: _Work, value: int | Fraction, index: int) -> int | Fraction:
    if index == 1:
        return value
    if value < 0:
        if index % 2 == 0:
            raise Inexact("an even root of a negative number")
        return -_root(work, -value, index)
    bits = value.numerator.bit_length() + value.denominator.bit_length()
    work.spend((bits // index + 1) * (bits // 200 + 1))
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


def _series(work: _Work, node: Big, values: Mapping[str, Fraction] | None) -> int | Fraction:
    low, high, body, variable = node.low, node.high, node.body, node.variable
    assert low is not None
    assert high is not None
    first, last = _whole(_value(low, values, work), _value(high, values, work))
    if last - first >= _TERMS:
        raise Inexact("more terms than are written out")
    result: int | Fraction = 0 if node.kind == "sum" else 1
    for place in range(first, last + 1):
        one = _value(body, {**(values or {}), variable: Fraction(place)}, work)
        result = _bounded(work, result + one if node.kind == "sum" else result * one)
    return result
