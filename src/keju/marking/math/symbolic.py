"""Integrals, limits and infinite sums: SymPy, in a worker process that is killed at its deadline.

SymPy is given objects built from our own tree, never a text to parse. What is known to keep it
busy for ever (towers of variables, very many parts) is not sent at all.
"""

from __future__ import annotations

from typing import Any

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
from keju.sandbox.errands import call
from keju.sandbox.workers import WorkerError

__all__ = ["fit", "same_symbolically"]

#: Seconds that SymPy may take, and bytes of address space.
DEADLINE = 0.9
_MEMORY = 2 << 30
_PARTS = 40
_DIGITS = 60


def fit(left: Expression, right: Expression) -> bool:
    """Whether two expressions are small and tame enough to be given to SymPy."""
    parts = [*walk(left), *walk(right)]
    return len(parts) <= _PARTS and not any(map(_wild, parts))


def _wild(part: Expression) -> bool:
    match part:
        case Num(value):
            return max(value.numerator.bit_length(), value.denominator.bit_length()) > _DIGITS * 3
        case Power(base, exponent):
            tower = any(isinstance(below, Power) for below in walk(exponent))
            return tower or (_varies(base) and _varies(exponent))
        case Apply(_, arguments):
            return any(isinstance(below, Apply | Big) for one in arguments for below in walk(one))
        case Big("sum" | "product", _, low, high, body):
            return not _infinite(low, high) or any(isinstance(below, Big) for below in walk(body))
        case Big(_, _, _, _, body):
            return any(isinstance(below, Big) for below in walk(body))
    return False


def _infinite(low: Expression | None, high: Expression | None) -> bool:
    return any(end in (Const("inf"), Minus(Const("inf"))) for end in (low, high))


def _varies(node: Expression) -> bool:
    return any(isinstance(part, Var) for part in walk(node))


def same_symbolically(left: Expression, right: Expression) -> bool:
    """Whether SymPy finds the two equal, or different. Raises Undecided, also at the deadline."""
    if not fit(left, right):
        raise Undecided("too large for computer algebra")
    try:
        found = call(
            "keju.marking.math.algebra:solve", [_plain(left), _plain(right)], DEADLINE, _MEMORY
        )
    except WorkerError as error:
        raise Undecided(f"computer algebra gave up: {error}") from None
    if found is None:
        raise Undecided("computer algebra does not know")
    return bool(found)


def _plain(node: Expression) -> list[Any]:
    """Return a tree as JSON lists for the other process."""
    match node:
        case Num(value):
            return ["num", str(value.numerator), str(value.denominator)]
        case Const(name) | Var(name):
            return [type(node).__name__.lower(), name]
        case Root(of, index):
            return ["root", _plain(of), index]
        case Apply(name, parts):
            return ["apply", name, *map(_plain, parts)]
        case Big(kind, variable, low, high, body):
            ends = [None if end is None else _plain(end) for end in (low, high)]
            return ["big", kind, variable, *ends, _plain(body)]
        case Sum(parts) | Product(parts):
            return [type(node).__name__.lower(), *map(_plain, parts)]
        case Minus(of):
            return ["minus", _plain(of)]
        case Quotient(one, other) | Power(one, other):
            return [type(node).__name__.lower(), _plain(one), _plain(other)]
    raise Undecided("not for computer algebra")
