"""Values of Python expressions that need no execution: literals, and arithmetic with them."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["NotLiteralError", "literal"]

_BITS = 4096
_LENGTH = 100_000

_OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_SIGNS: Mapping[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
    ast.Not: operator.not_,
}


class NotLiteralError(ValueError):
    """The expression is no literal and no small arithmetic with literals."""


def literal(node: ast.expr) -> Any:
    """Return the value of ``node``. Raises NotLiteralError; work and size are bounded."""
    try:
        return _value(node)
    except (ArithmeticError, TypeError, ValueError, RecursionError) as error:
        raise NotLiteralError(ast.dump(node)[:80]) from error


def _value(node: ast.expr) -> Any:  # noqa: PLR0911 - one line for each form
    match node:
        case ast.Constant(value) if value is not Ellipsis:
            return value
        case ast.List(elements):
            return [_value(each) for each in elements]
        case ast.Tuple(elements):
            return tuple(_value(each) for each in elements)
        case ast.Set(elements):
            return {_value(each) for each in elements}
        case ast.Dict(keys, values) if None not in keys:
            pairs = zip(keys, values, strict=True)
            return {_value(key): _value(value) for key, value in pairs if key is not None}
        case ast.UnaryOp(sign, operand) if type(sign) in _SIGNS:
            return _SIGNS[type(sign)](_value(operand))
        case ast.BinOp(left, sign, right) if type(sign) in _OPERATORS:
            return _combined(sign, _value(left), _value(right))
    raise NotLiteralError(type(node).__name__)


def _combined(sign: ast.operator, left: Any, right: Any) -> Any:
    """Return what the operator makes of two values, unless that may become large."""
    if isinstance(sign, ast.Pow):
        if not (isinstance(right, int) and 0 <= right <= _BITS and _bits(left) * right <= _BITS):
            raise NotLiteralError("a power")
    elif isinstance(sign, ast.Mult):
        if any(_length(one) * _repeated(other) > _LENGTH for one, other in _both(left, right)):
            raise NotLiteralError("a long repetition")
    elif isinstance(sign, ast.Mod) and isinstance(left, str | bytes):
        raise NotLiteralError("a formatted text")
    result = _OPERATORS[type(sign)](left, right)
    if _length(result) > _LENGTH or _bits(result) > _BITS:
        raise NotLiteralError("a large value")
    return result


def _both(left: Any, right: Any) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    return (left, right), (right, left)


def _length(value: Any) -> int:
    return len(value) if isinstance(value, str | bytes | list | tuple) else 0


def _repeated(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _bits(value: Any) -> int:
    return value.bit_length() if isinstance(value, int) else 1
