"""How large a huge constant is at least or at most, so that towers need not be computed."""

from __future__ import annotations

import math

from keju.marking.math.tree import Apply, Expression, Minus, Num, Power, Product, Quotient, Sum

__all__ = ["bounds"]

_HUGE = 1e300


def bounds(node: Expression) -> tuple[float, float]:
    """Return numbers below and above the value of a positive ``node``; (0, inf) when unknown.

    A factor of safety of a millionth swallows the rounding of floating point.
    """
    match node:
        case Num(value) if value > 0:
            number = _float(value.numerator) / _float(value.denominator)
            return _wider(number, number)
        case Sum(terms) if not any(isinstance(term, Minus) for term in terms):
            each = [bounds(term) for term in terms]
            return _wider(max(low for low, _ in each), sum(high for _, high in each))
        case Product(factors):
            low = high = 1.0
            for factor in factors:
                below, above = bounds(factor)
                low, high = _times(low, below), _times(high, above)
            return _wider(low, high)
        case Quotient(top, bottom):
            (below, above), (under, over) = bounds(top), bounds(bottom)
            least = below / over if over < math.inf else 0.0
            return _wider(least, above / under if under > 0 else math.inf)
        case Power(base, exponent):
            (below, above), (least, most) = bounds(base), bounds(exponent)
            if below < 1:
                return 0.0, math.inf
            return _wider(_power(below, least), _power(above, most))
        case Apply("factorial", (of,)):
            low, high = bounds(of)
            return _wider(_power(low / math.e, low), _power(high, high))
        case Apply("binomial", (top, bottom)):
            (low, _), (least, most) = bounds(top), bounds(bottom)
            if least < 1 or most * 2 > low:
                return 0.0, math.inf
            return _wider(_power(low / most, least), math.inf)
        case _:
            return 0.0, math.inf


def _float(number: int) -> float:
    return float(number) if number.bit_length() < 1_000 else _HUGE


def _times(one: float, other: float) -> float:
    return 0.0 if 0.0 in (one, other) else one * other


def _power(base: float, exponent: float) -> float:
    if base <= 1 or math.inf in (base, exponent):
        return 1.0 if base <= 1 else math.inf
    size = exponent * math.log(base)
    return math.exp(size) if size < 690 else (math.inf if size == math.inf else _HUGE)


def _wider(low: float, high: float) -> tuple[float, float]:
    return min(low, _HUGE) * (1 - 1e-6), (high * (1 + 1e-6) if high < _HUGE else math.inf)
