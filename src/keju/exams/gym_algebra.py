"""Reads arithmetic and algebra that a model wrote, into a small tree, executing none of it.

A recursive-descent parser with limits on length, depth and size of numbers; a name is only ever
looked up in a literal table. Powers are written ``**`` or ``^``; products need their ``*``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["AlgebraError", "Call", "Name", "Node", "Number", "Power", "Product", "Sum"]
__all__ += ["arithmetic", "expanded", "parse", "whole_numbers"]

_MOST_CHARACTERS = 10_000
_MOST_DIGITS = 400
_MOST_DEPTH = 60
_MOST_EXPONENT = 10_000
_SIGNS = frozenset({"+", "-", "*", "/", "^", "**", "(", ")"})
_TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?|\.\d+|[A-Za-z_][A-Za-z_0-9]*|\*\*|[-+*/^()])")


class AlgebraError(ValueError):
    """The text is not an expression, or too large a one."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Name:
    """A variable or a constant."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function of one argument."""

    name: str
    argument: Node


@dataclass(frozen=True, slots=True)
class Power:
    """``base ** exponent``."""

    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Product:
    """Factors, each with whether it divides."""

    factors: tuple[tuple[bool, Node], ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """Terms, each with whether it is subtracted."""

    terms: tuple[tuple[bool, Node], ...]


Node = Number | Name | Call | Power | Product | Sum


def parse(text: str) -> Node:
    """Return the tree of ``text``; raises AlgebraError."""
    if len(text) > _MOST_CHARACTERS:
        raise AlgebraError("too long")
    reader = _Reader([*_tokens(text), ""])
    node = reader.sum(0)
    if reader.next:
        raise AlgebraError(f"{reader.next!r} is not expected")
    return node


def _tokens(text: str) -> Iterator[str]:
    text, place = text.strip(), 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None or len(found[1]) > _MOST_DIGITS:
            raise AlgebraError(f"cannot be read at character {place}")
        yield found[1]
        place = found.end()


class _Reader:
    """The parser: one method for each level of precedence."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._place = 0

    @property
    def next(self) -> str:
        return self._tokens[self._place]

    def _take(self, *wanted: str) -> str | None:
        if (token := self.next) and token in wanted:
            self._place += 1
            return token
        return None

    def sum(self, depth: int) -> Node:
        if depth > _MOST_DEPTH:
            raise AlgebraError("too deep")
        terms = [(False, self._product(depth))]
        while sign := self._take("+", "-"):
            terms.append((sign == "-", self._product(depth)))
        return terms[0][1] if len(terms) == 1 else Sum(tuple(terms))

    def _product(self, depth: int) -> Node:
        factors = [(False, self._signed(depth))]
        while sign := self._take("*", "/"):
            factors.append((sign == "/", self._signed(depth)))
        return factors[0][1] if len(factors) == 1 else Product(tuple(factors))

    def _signed(self, depth: int) -> Node:
        if depth > _MOST_DEPTH:
            raise AlgebraError("too deep")
        if sign := self._take("-", "+"):
            node = self._signed(depth + 1)
            return Sum(((True, node),)) if sign == "-" else node
        base = self._atom(depth)
        if self._take("**", "^"):
            return Power(base, self._signed(depth + 1))
        return base

    def _atom(self, depth: int) -> Node:
        if self._take("("):
            node = self.sum(depth + 1)
            if not self._take(")"):
                raise AlgebraError("a parenthesis is not closed")
            return node
        token = self.next
        if not token or token in _SIGNS:
            raise AlgebraError("ends too early" if not token else f"{token!r} is not expected")
        self._place += 1
        if not token[0].isalpha() and token[0] != "_":
            return Number(Fraction(token))
        if self.next == "(":
            return Call(token, self._atom(depth + 1))
        return Name(token)


def arithmetic(node: Node) -> Fraction:
    """Return the exact value; raises AlgebraError where there is more than numbers and + - * /."""
    match node:
        case Number(value):
            return value
        case Sum(terms):
            return sum((-arithmetic(t) if minus else arithmetic(t) for minus, t in terms), _ZERO)
        case Product(factors):
            total = Fraction(1)
            for divides, factor in factors:
                value = arithmetic(factor)
                if divides and value == 0:
                    raise AlgebraError("divides by zero")
                total = total / value if divides else total * value
            return total
    raise AlgebraError("more than + - * / of numbers")


_ZERO = Fraction(0)


def whole_numbers(node: Node) -> Counter[Fraction]:
    """Return the numbers that stand in an arithmetic expression, with how often."""
    match node:
        case Number(value):
            return Counter([value])
        case Sum(parts) | Product(parts):
            return sum((whole_numbers(part) for _, part in parts), Counter[Fraction]())
    raise AlgebraError("more than + - * / of numbers")


#: A polynomial: for each monomial (variables with exponents, sorted) its coefficient.
Monomial = tuple[tuple[str, int], ...]
Polynomial = dict[Monomial, Fraction]


def expanded(node: Node) -> Polynomial:
    """Return a polynomial that is written as a sum of monomials, terms of 0 left out.

    Raises AlgebraError for anything else: a product of sums is not expanded.
    """
    total: Counter[Monomial] = Counter()
    for factor, term in _terms(node, Fraction(1)):
        monomial, coefficient = _monomial(term)
        total[monomial] += factor * coefficient  # type: ignore[assignment]
    return {monomial: Fraction(value) for monomial, value in total.items() if value}


def _terms(node: Node, factor: Fraction) -> Iterator[tuple[Fraction, Node]]:
    if isinstance(node, Sum):
        for minus, term in node.terms:
            yield from _terms(term, -factor if minus else factor)
    else:
        yield factor, node


def _monomial(node: Node) -> tuple[Monomial, Fraction]:
    match node:
        case Number(value):
            return (), value
        case Name(name):
            return ((name, 1),), Fraction(1)
        case Power(Name(name), Number(value)) if _is_exponent(value):
            return ((name, int(value)),), Fraction(1)
        case Sum(((True, term),)):
            monomial, coefficient = _monomial(term)
            return monomial, -coefficient
        case Product(factors):
            return _multiplied(factors)
    raise AlgebraError("not a sum of monomials")


def _multiplied(factors: tuple[tuple[bool, Node], ...]) -> tuple[Monomial, Fraction]:
    exponents: Counter[str] = Counter()
    total = Fraction(1)
    for divides, factor in factors:
        monomial, coefficient = _monomial(factor)
        if divides and (monomial or not coefficient):
            raise AlgebraError("not a polynomial")
        total = total / coefficient if divides else total * coefficient
        exponents.update(dict(monomial))
    return tuple(sorted((name, n) for name, n in exponents.items() if n)), total


def _is_exponent(value: Fraction) -> bool:
    return value.denominator == 1 and 0 <= value <= _MOST_EXPONENT
