"""The words of the programs that ``interpreter`` runs: operators, built-in functions, scopes."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = [
    "BINARY",
    "COMPARE",
    "FUNCTIONS",
    "METHODS",
    "SIGNS",
    "UNARY",
    "Function",
    "Scope",
    "shown",
]

BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
COMPARE: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}
UNARY: Mapping[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.Not: operator.not_,
}
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    each.__name__: each
    for each in (abs, len, list, max, min, next, range, reversed, sorted, str, sum, zip, enumerate)
}
METHODS = frozenset({
    "append", "count", "extend", "find", "get", "index", "insert", "items", "keys", "pop",
    "remove", "replace", "reverse", "sort", "upper", "values",
})  # fmt: skip


@dataclass(slots=True)
class Scope:
    """The names of one call, inside those of what encloses it."""

    names: dict[str, Any] = field(default_factory=dict)
    outer: Scope | None = None

    def find(self, name: str) -> Any:
        """Return what ``name`` means here; raises KeyError when it means nothing."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return FUNCTIONS[name]


@dataclass(slots=True, eq=False)
class Function:
    """A function with the defaults that were worked out when it was defined."""

    name: str
    parameters: list[str]
    defaults: list[Any]
    body: list[ast.stmt]
    home: Scope
    lazy: bool


SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.FloorDiv: "//", ast.Mod: "%"}


def shown(value: Any) -> str:
    """Return a value as a trace writes it."""
    if isinstance(value, Function):
        return value.name
    if isinstance(value, (int, str, list, dict, tuple)) or value is None:
        return repr(value)
    return f"a {type(value).__name__}"
