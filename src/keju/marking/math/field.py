"""Identities by evaluation at random points of a prime field.

Two rational expressions that agree at random points of a prime field of 61 bits are the same
function but with probability degree / 2**61 a point (Schwartz 1980; Zippel 1979). Primes and
points follow from the texts compared, so that the same texts always get the same mark.
"""

from __future__ import annotations

import hashlib
from functools import cache
from random import Random

from keju.marking.math.exact import Inexact, exact
from keju.marking.math.tree import (
    Const,
    Expression,
    Minus,
    Num,
    Power,
    Product,
    Quotient,
    Sum,
    Var,
    children,
)

__all__ = ["Field", "rational_identity"]

#: An exponent of a power with a variable below it: the degree must be far below the prime.
_DEGREE = 1 << 24
_EXPONENT_BITS = 4_096
_POINTS = 3


@cache
def _primes() -> tuple[int, ...]:
    """Return 64 primes of 61 bits that are 1 modulo 4, so that -1 has a square root."""
    rng = Random(20_260_101)
    found: list[int] = []
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

    def at(self, node: Expression) -> int:
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
        if abs(times.numerator) > most:
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
