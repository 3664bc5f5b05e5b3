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

__all__ = ["fit", "same_symbolically", "solve"]

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
            "keju.marking.math.symbolic:solve", [_plain(left), _plain(right)], DEADLINE, _MEMORY
        )
    except WorkerError as error:
        raise Undecided(f"computer algebra gave up: {error}") from None
    if found is None:
        raise Undecided("computer algebra does not know")
    return bool(found)


def _plain(node: Expression) -> list[Any]:  # noqa: PLR0911 - one line a kind
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


def solve(left: list[Any], right: list[Any]) -> bool | None:
    """Compare two trees with SymPy: the worker's side."""
    import sympy

    difference = _built(left, sympy) - _built(right, sympy)
    difference = sympy.simplify(difference.doit())
    if difference.has(sympy.Integral, sympy.Sum, sympy.Limit, sympy.Product):
        return None
    if difference.is_zero is not None:
        return bool(difference.is_zero)
    if difference.free_symbols:
        return None
    size = abs(sympy.N(difference, 50))
    return False if size.is_number and size > sympy.Float("1e-30") else None


def _built(node: list[Any], sympy: Any) -> Any:  # noqa: C901, PLR0911, PLR0912 - one line a kind
    kind, *rest = node
    if kind == "num":
        return sympy.Rational(int(rest[0]), int(rest[1]))
    if kind == "const":
        return {"pi": sympy.pi, "e": sympy.E, "i": sympy.I, "inf": sympy.oo}[rest[0]]
    if kind == "var":
        return sympy.Symbol(rest[0])
    if kind == "sum":
        return sympy.Add(*(_built(one, sympy) for one in rest))
    if kind == "product":
        return sympy.Mul(*(_built(one, sympy) for one in rest))
    if kind == "minus":
        return -_built(rest[0], sympy)
    if kind == "quotient":
        return _built(rest[0], sympy) / _built(rest[1], sympy)
    if kind == "power":
        return _built(rest[0], sympy) ** _built(rest[1], sympy)
    if kind == "root":
        return sympy.root(_built(rest[0], sympy), rest[1])
    if kind == "apply":
        return _applied(rest[0], [_built(one, sympy) for one in rest[1:]], sympy)
    name, variable, low, high, body = rest
    symbol = sympy.Symbol(variable)
    inside = _built(body, sympy)
    ends = [None if end is None else _built(end, sympy) for end in (low, high)]
    if name == "limit":
        return sympy.limit(inside, symbol, ends[0])
    if name == "integral":
        return sympy.integrate(inside, (symbol, *ends) if None not in ends else symbol)
    if name == "sum":
        return sympy.summation(inside, (symbol, *ends))
    return sympy.product(inside, (symbol, *ends))


def _applied(name: str, values: list[Any], sympy: Any) -> Any:
    own = {
        "ln": sympy.log, "log": sympy.log, "arcsin": sympy.asin, "arccos": sympy.acos,
        "arctan": sympy.atan, "abs": sympy.Abs, "ceil": sympy.ceiling, "floor": sympy.floor,
        "factorial": sympy.factorial, "binomial": sympy.binomial,
    }  # fmt: skip
    if name == "percent":
        return values[0] / 100
    if name == "degrees":
        return values[0] * sympy.pi / 180
    return (own.get(name) or getattr(sympy, name))(*values)
