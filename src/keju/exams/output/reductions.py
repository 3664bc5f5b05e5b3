"""The working of an expression: values in place of names, then one operation after another."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["reductions"]

#: sign, rank and meaning; a higher rank binds tighter.
_OPERATORS: Mapping[type[ast.operator], tuple[str, int, Callable[[int, int], int]]] = {
    ast.Add: ("+", 1, operator.add),
    ast.Sub: ("-", 1, operator.sub),
    ast.Mult: ("*", 2, operator.mul),
    ast.FloorDiv: ("//", 2, operator.floordiv),
    ast.Mod: ("%", 2, operator.mod),
}
_COMPARISONS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}

#: A value, or an operation on two of them.
_Worked = int | tuple[type[ast.operator], Any, Any]


class _OtherError(Exception):
    """The expression holds something that is no arithmetic."""


def reductions(node: ast.expr, find: Callable[[str], Any]) -> list[str]:
    """Return ``(a + 2) * b`` as ["(3 + 2) * 4", "5 * 4"], the final value left out.

    Of a comparison, only its last form, ["5 < 7"]. A lone name or number, and what is not
    arithmetic of whole numbers, has no working: [].
    """
    try:
        if isinstance(node, ast.Compare):
            return [_comparison(node, find)]
        tree = _filled(node, find)
    except _OtherError:
        return []
    shown = []
    while not isinstance(tree, int):
        shown.append(_text(tree))
        tree = _reduced(tree)
    return shown


def _comparison(node: ast.Compare, find: Callable[[str], Any]) -> str:
    words = [str(_worth(_filled(node.left, find)))]
    for sign, side in zip(node.ops, node.comparators, strict=True):
        if type(sign) not in _COMPARISONS:
            raise _OtherError
        words += [_COMPARISONS[type(sign)], str(_worth(_filled(side, find)))]
    return " ".join(words)


def _filled(node: ast.expr, find: Callable[[str], Any]) -> _Worked:
    match node:
        case ast.BinOp() if type(node.op) in _OPERATORS:
            return type(node.op), _filled(node.left, find), _filled(node.right, find)
        case ast.Name():
            value = find(node.id)
        case ast.Constant():
            value = node.value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as size)):
            value = -size
        case _:
            raise _OtherError
    if type(value) is not int:
        raise _OtherError
    return value


def _text(tree: _Worked, least: int = 0) -> str:
    if isinstance(tree, int):
        return str(tree)
    sign, rank, _ = _OPERATORS[tree[0]]
    words = f"{_text(tree[1], rank)} {sign} {_text(tree[2], rank + 1)}"
    return f"({words})" if rank < least else words


def _reduced(tree: tuple[type[ast.operator], Any, Any]) -> _Worked:
    """Work out the operation that Python works out first."""
    kind, left, right = tree
    if not isinstance(left, int):
        return kind, _reduced(left), right
    if not isinstance(right, int):
        return kind, left, _reduced(right)
    return _OPERATORS[kind][2](left, right)


def _worth(tree: _Worked) -> int:
    while not isinstance(tree, int):
        tree = _reduced(tree)
    return tree
