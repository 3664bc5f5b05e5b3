"""Exact values: rational arithmetic within a budget of bits, and evaluation in a prime field.

Two rational expressions that agree at random points of a prime field of 61 bits are the same
function but with probability degree / 2**61 a point (Schwartz 1980; Zippel 1979). Primes and
points follow from the texts compared, so that the same texts always get the same mark.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from random import Random

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
    Var,
    children,
)

__all__ = ["Field", "Inexact", "exact", "rational_identity"]

#: Bits that an exact value may have, and terms of a written-out sum or product.
_BITS = 60_000
_TERMS = 2_000
_FACTORIAL = 3_000
#: An exponent of a power with a variable below it: the degree must be far below the prime.
_DEGREE = 1 << 24
_EXPONENT_BITS = 4_096
_POINTS = 3


class Inexact(Exception):  # noqa: N818 - it reports what a value is not
    """The expression has no exact value that is within the budget."""


def exact(  # noqa: C901, PLR0911, PLR0912 - one case a kind of node
    node: Expression, values: Mapping[str, Fraction] | None = None
) -> int | Fraction:
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
    if index > _EXPONENT_BITS or value.bit_length() > _BITS:
        raise Inexact("a root larger than those that are computed with")
    if index == 2:  # noqa: PLR2004 - square roots have their own function
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


_FUNCTIONS = {
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


def _series(  # noqa: PLR0913 - the parts of one node
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
    if last - first >= _TERMS:
        raise Inexact("more terms than are written out")
    result: int | Fraction = 0 if node.kind == "sum" else 1
    for place in range(first, last + 1):
        one = exact(body, {**(values or {}), variable: Fraction(place)})
        result = _bounded(result + one if node.kind == "sum" else result * one)
    return result


@cache
def _primes() -> tuple[int, ...]:
    """Return 64 primes of 61 bits that are 1 modulo 4, so that -1 has a square root."""
    rng, found = Random(20_260_101), []
    while len(found) < 64:
        number = (rng.getrandbits(59) | 1 << 58) * 4 + 1
        if all(number % small for small in (3, 5, 7, 11, 13, 17, 19, 23)) and _is_prime(number):
            found.append(number)
    return tuple(found)


def _is_prime(number: int) -> bool:
    """Whether an odd number below 2**64 is prime (Miller-Rabin with the first twelve primes)."""
    rest, twos = number - 1, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    for base in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        power = pow(base, rest, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True


class Field:
    """Random values for variables, π and i in one prime field."""

    __slots__ = ("_rng", "_values", "prime")

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self.prime = _primes()[rng.randrange(64)]
        self._values: dict[str, int] = {}

    def value(self, name: str) -> int:
        """Return the value of a variable, always the same one."""
        if name not in self._values:
            self._values[name] = self._rng.randrange(2, self.prime)
        return self._values[name]

    def imaginary(self) -> int:
        """Return a square root of -1."""
        if "i " not in self._values:
            root = 1
            while pow(root, 2, self.prime) != self.prime - 1:
                root = pow(self._rng.randrange(2, self.prime), (self.prime - 1) // 4, self.prime)
            self._values["i "] = root
        return self._values["i "]

    def at(self, node: Expression) -> int:  # noqa: C901, PLR0911 - one case a kind of node
        """Return the value of a rational expression; raises Inexact for any other."""
        prime = self.prime
        match node:
            case Num(value):
                return value.numerator * self._inverse(value.denominator) % prime
            case Var(name):
                return self.value(name)
            case Const("i"):
                return self.imaginary()
            case Const("pi" | "e" as name):  # each transcendental: a variable among rationals
                return self.value(f"{name} ")
            case Minus(of):
                return -self.at(of) % prime
            case Sum(terms):
                return sum(map(self.at, terms)) % prime
            case Product(factors):
                result = 1
                for factor in factors:
                    result = result * self.at(factor) % prime
                return result
            case Quotient(top, bottom):
                return self.at(top) * self._inverse(self.at(bottom)) % prime
            case Power(base, exponent):
                return self._power(base, exponent)
            case _:
                value = exact(node)
                return value.numerator * self._inverse(value.denominator) % prime

    def _inverse(self, value: int) -> int:
        if value % self.prime == 0:
            raise Inexact("a division by zero")
        return pow(value, -1, self.prime)

    def _power(self, base: Expression, exponent: Expression) -> int:
        times = exact(exponent)
        if times.denominator != 1:
            raise Inexact("a root is not rational")
        most = _DEGREE if _has_variable(base) else 1 << _EXPONENT_BITS
        if abs(times) > most:
            raise Inexact("an exponent larger than those that are computed with")
        value = self.at(base)
        if times < 0:
            value = self._inverse(value)
        return pow(value, abs(times.numerator), self.prime)


def _has_variable(node: Expression) -> bool:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Var | Const):
            return True
        waiting.extend(children(one))
    return False


def rational_identity(left: Expression, right: Expression) -> bool:
    """Whether two rational expressions are the same function; raises Inexact for others.

    π and e stand for variables. Both are transcendental, so a True and, with one of them alone, a
    False are right; with both in one expression a False is not proven, and the caller goes on.
    """
    rng = Random(hashlib.sha256(repr((left, right)).encode("utf-8", "replace")).digest())
    for _ in range(_POINTS):
        field = Field(rng)
        if field.at(left) != field.at(right):
            return False
    return True
