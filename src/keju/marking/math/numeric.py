"""Constants and functions beyond the rational: balls of high precision, and when they prove.

Values are computed in ball arithmetic (python-flint's Arb; Johansson 2017), whose balls contain
the true value. Balls that do not meet prove a difference. Equality of algebraic numbers is proven
by a bound below which a difference must be zero (Burnikel, Funke, Mehlhorn, Schirra and Schmitt
2001, the BFMSS bound). For other constants no bound is proven; agreement to many more bits than
the expressions are long is taken for equality (the witness conjecture, van der Hoeven 2001).

This module alone imports flint. Its precision is global to a process, hence the lock.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flint import acb, arb, ctx, fmpq

from keju.marking.math.exact import Inexact, exact
from keju.marking.math.root_bound import root_bound
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
    Var,
    walk,
)

__all__ = ["compare_sizes", "same_constant", "same_function"]

_LOCK = threading.Lock()
_START_BITS = 96
_MOST_BITS = 12_000
#: Agreement to this many bits, and to so many for each bit of the expressions, is equality.
_WITNESS_BITS = 256
_WITNESS_RATE = 6
#: Where functions of variables are compared: positive numbers that nobody chose.
_POINTS = (
    Fraction(1_402_013, 1_048_573),
    Fraction(733_331, 1_048_573),
    Fraction(2_518_877, 1_048_573),
    Fraction(3_377_699, 1_048_573),
)
_STEP = Fraction(271_829, 1_048_573)


def same_constant(left: Expression, right: Expression) -> bool:
    """Whether two constants are equal. Raises Undecided."""
    difference = Sum((left, Minus(right)))
    needed = _needed(difference)
    with _LOCK:
        found = _vanishes(difference, {}, needed)
    if found is None:
        raise Undecided("no precision in the budget tells them apart")
    return found


def _needed(difference: Expression) -> int:
    """Return the bits that decide: by a proof for algebraic numbers, by the witness for others."""
    try:
        bits = math.ceil(root_bound(difference)) + 8
    except Inexact:
        bits = max(_WITNESS_BITS, _WITNESS_RATE * _size(difference))
    if bits > _MOST_BITS:
        raise Undecided("they would need more digits than are computed with")
    return bits


def _vanishes(node: Expression, values: Mapping[str, Any], needed: int) -> bool | None:
    """Whether ``node`` is closer to zero than 2**-``needed``; None when the budget ends."""
    bits = _START_BITS
    while bits <= 4 * needed + 4 * _START_BITS:
        with ctx.workprec(bits):
            try:
                ball = _Balls(values).at(node)
            except ZeroDivisionError:
                raise Undecided("a division by zero") from None
            if not ball.is_finite():
                raise Undecided("a value too large or not defined")
            if not ball.contains(0):
                return False
            upper = ball.abs_upper()
            if upper == 0 or upper < _two_to(-needed):
                return True
        bits *= 2
    return None


def _two_to(power: int) -> Any:
    return arb(2) ** power


def compare_sizes(left: Expression, right: Expression) -> int:
    """Return -1, 0 or 1 as ``left`` is below, equal to or above ``right``, both real.

    Raises Undecided.
    """
    try:
        one, other = exact(left), exact(right)
    except Inexact:
        pass
    else:
        return (one > other) - (one < other)
    if same_constant(left, right):
        return 0
    with _LOCK:
        for bits in (_START_BITS, 8 * _START_BITS, _MOST_BITS):
            with ctx.workprec(bits):
                ball = _Balls({}).at(Sum((left, Minus(right))))
                if not ball.imag.contains(0):
                    break
                if ball.real > 0 or ball.real < 0:
                    return 1 if ball.real > 0 else -1
    raise Undecided("their order is not decided")


def same_function(left: Expression, right: Expression) -> bool:
    """Whether two expressions with variables agree at every point looked at. Raises Undecided.

    Positive values count first; a negative value counts where both sides are real there, so that
    |x| is not x, while the root of 1/n is 1 over the root of n.
    """
    names = sorted({p.name for side in (left, right) for p in walk(side) if isinstance(p, Var)})
    difference = Sum((left, Minus(right)))
    needed = max(_WITNESS_BITS, _WITNESS_RATE * _size(difference))
    if needed > _MOST_BITS:
        raise Undecided("they would need more digits than are computed with")
    seen = 0
    with _LOCK:
        for place, point in enumerate((*_POINTS, *(-point for point in _POINTS[:2]))):
            with ctx.workprec(8 * needed):
                values = {}
                for index, name in enumerate(names):
                    number = point + index * _STEP * (place + 2) * (1 if point > 0 else -1)
                    values[name] = acb(fmpq(number.numerator, number.denominator))
            try:
                if point < 0 and not (_is_real(left, values) and _is_real(right, values)):
                    continue
                found = _vanishes(difference, values, needed)
            except Undecided:
                continue
            if found is False:
                return False
            seen += found is True
    if seen < len(_POINTS) - 1:
        raise Undecided("too few points where both are defined")
    return True


def _is_real(node: Expression, values: Mapping[str, Any]) -> bool:
    with ctx.workprec(2 * _START_BITS):
        try:
            return all(
                bool(ball.is_finite()) and bool(ball.imag.contains(0))
                for ball in (_Balls(values).at(part) for part in walk(node))
            )
        except (ZeroDivisionError, Undecided):
            return False


def _size(node: Expression) -> int:
    """Return how many bits an expression is long: numbers by their digits, other parts by 4."""
    total = 0
    for part in walk(node):
        if isinstance(part, Num):
            total += part.value.numerator.bit_length() + part.value.denominator.bit_length()
        elif isinstance(part, Power):
            total += 4 + _exponent_size(part.exponent)
        else:
            total += 4
    return total


def _exponent_size(node: Expression) -> int:
    """Return what an exponent adds: e^-1000 is as small as a number of 1,443 bits."""
    try:
        return min(abs(math.ceil(exact(node))), 1 << 40) * 2
    except Inexact:
        return 8


class _Balls:
    """Evaluates an expression in balls of the current precision."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def at(self, node: Expression) -> Any:
        """Return the ball of ``node``; raises Undecided for what has none."""
        match node:
            case Num(value):
                return acb(fmpq(value.numerator, value.denominator))
            case Const("pi"):
                return acb.pi()
            case Const("e"):
                return acb(1).exp()
            case Const("i"):
                return acb(0, 1)
            case Var(name) if name in self._values:
                return self._values[name]
            case Minus(of):
                return -self.at(of)
            case Sum(terms):
                return sum((self.at(term) for term in terms), acb(0))
            case Product(factors):
                result = acb(1)
                for factor in factors:
                    result *= self.at(factor)
                return result
            case Quotient(top, bottom):
                under = self.at(bottom)
                if under.is_zero():
                    raise Undecided("a division by zero")
                return self.at(top) / under
            case Root(of, index):
                return _root(self.at(of), index)
            case Power(base, exponent):
                return self._power(base, exponent)
            case Apply(name, arguments):
                return self._apply(name, arguments)
            case Big("sum" | "product", variable, low, high, body):
                return self._series(node, variable, low, high, body)
            case _:
                raise Undecided("no numerical value")

    def _power(self, base: Expression, exponent: Expression) -> Any:
        value = self.at(base)
        try:
            times = exact(exponent)
        except Inexact:
            if base == Const("e"):
                return self.at(exponent).exp()
            return value ** self.at(exponent)
        if times.denominator == 1:
            return value ** _bounded(times.numerator)
        if base == Const("e"):
            return self.at(Num(times)).exp()
        return _root(value, times.denominator) ** _bounded(times.numerator)

    def _apply(self, name: str, arguments: tuple[Expression, ...]) -> Any:
        values = [self.at(one) for one in arguments]
        if name in _METHODS:
            return getattr(values[0], _METHODS[name])()
        if name == "percent":
            return values[0] / 100
        if name == "degrees":
            return values[0] * acb.pi() / 180
        if name == "abs":
            return acb(abs(values[0]))
        if name == "factorial":
            return (values[0] + 1).gamma()
        if name == "re":
            return acb(values[0].real)
        if name == "im":
            return acb(values[0].imag)
        if name == "binomial":
            top, bottom = values
            return (top + 1).gamma() * (bottom + 1).rgamma() * (top - bottom + 1).rgamma()
        raise Undecided(f"{name} has no numerical value")

    def _series(
        self,
        node: Big,
        variable: str,
        low: Expression | None,
        high: Expression | None,
        body: Expression,
    ) -> Any:
        assert low is not None
        assert high is not None
        try:
            first, last = exact(low), exact(high)
        except Inexact as error:
            raise Undecided(str(error)) from None
        if first.denominator != 1 or last.denominator != 1 or last - first > 300:
            raise Undecided("more terms than are written out")
        parts = walk(body)
        if (last - first) * len(parts) > 3_000 or any(isinstance(part, Big) for part in parts):
            raise Undecided("more terms than are written out")
        result = acb(0 if node.kind == "sum" else 1)
        for place in range(int(first), int(last) + 1):
            one = _Balls({**self._values, variable: acb(place)}).at(body)
            result = result + one if node.kind == "sum" else result * one
        return result


_METHODS = {
    "sin": "sin", "cos": "cos", "tan": "tan", "cot": "cot", "sec": "sec", "csc": "csc",
    "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "coth": "coth", "arcsin": "asin",
    "arccos": "acos", "arctan": "atan", "ln": "log", "log": "log", "conjugate": "conjugate",
    "floor": "real_floor", "ceil": "real_ceil",
}  # fmt: skip


def _bounded(times: int) -> int:
    if abs(times) > 1 << 200:
        raise Undecided("an exponent larger than those that are computed with")
    return times


def _root(value: Any, index: int) -> Any:
    """Return the root that is real where it can be."""
    if value.imag.is_zero() and value.real < 0 and index % 2:
        return -((-value).root(index))
    return value.sqrt() if index == 2 else value.root(index)
