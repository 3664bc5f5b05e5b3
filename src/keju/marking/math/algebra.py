"""SymPy's side of a comparison: runs only in a worker process, which may be killed."""

from __future__ import annotations

from typing import Any

import sympy

__all__ = ["solve"]


def solve(left: list[Any], right: list[Any]) -> bool | None:
    """Compare two trees with SymPy: the worker's side."""
    difference = _built(left) - _built(right)
    difference = sympy.simplify(difference.doit())
    if difference.has(sympy.Integral, sympy.Sum, sympy.Limit, sympy.Product):
        return None
    if difference.is_zero is not None:
        return bool(difference.is_zero)
    if difference.free_symbols:
        return None
    size = abs(sympy.N(difference, 50))
    return False if size.is_number and size > sympy.Float("1e-30") else None


def _built(node: list[Any]) -> Any:
    kind, *rest = node
    if kind == "num":
        return sympy.Rational(int(rest[0]), int(rest[1]))
    if kind == "const":
        return {"pi": sympy.pi, "e": sympy.E, "i": sympy.I, "inf": sympy.oo}[rest[0]]
    if kind == "var":
        return sympy.Symbol(rest[0])
    if kind == "sum":
        return sympy.Add(*(_built(one) for one in rest))
    if kind == "product":
        return sympy.Mul(*(_built(one) for one in rest))
    if kind == "minus":
        return -_built(rest[0])
    if kind == "quotient":
        return _built(rest[0]) / _built(rest[1])
    if kind == "power":
        return _built(rest[0]) ** _built(rest[1])
    if kind == "root":
        return sympy.root(_built(rest[0]), rest[1])
    if kind == "apply":
        return _applied(rest[0], [_built(one) for one in rest[1:]])
    name, variable, low, high, body = rest
    symbol = sympy.Symbol(variable)
    inside = _built(body)
    ends = [None if end is None else _built(end) for end in (low, high)]
    if name == "limit":
        return sympy.limit(inside, symbol, ends[0])
    if name == "integral":
        return sympy.integrate(inside, (symbol, *ends) if None not in ends else symbol)
    if name == "sum":
        return sympy.summation(inside, (symbol, *ends))
    return sympy.product(inside, (symbol, *ends))


def _applied(name: str, values: list[Any]) -> Any:
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
