"""What stands in brackets: tuples, intervals, sets, absolute values, matrices."""

from __future__ import annotations

from collections.abc import Callable

from keju.marking.math.state import State
from keju.marking.math.tree import (
    EXPRESSIONS,
    Apply,
    Expression,
    Listing,
    Matrix,
    NotMath,
    Rows,
    Set,
    Value,
)

__all__ = ["bars", "between", "bracketed", "empty", "environment", "french_interval", "in_braces"]

_PAIRS = {"(": ")", "[": "]", "\\langle": "\\rangle"}
_MATRICES = frozenset({"matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix", "array"})


def bracketed(state: State, opening: str) -> Value:
    """Read a tuple, an interval or an expression in brackets."""
    state.take(opening)
    if state.text in _PAIRS.values():
        state.step()
        return Rows((), opening, _PAIRS[opening])
    value: Value = state.grammar.listing(state)
    closing = state.step().text
    if closing not in {")", "]", "[", "\\rangle"}:
        raise NotMath(f"{opening} is closed by {closing}")
    if isinstance(value, Listing):
        if value.either:
            raise NotMath("alternatives in brackets")
        return Rows(value.items, opening, closing)
    if opening == "(" and closing == ")":
        return value
    if opening == "[" and closing == "]" and isinstance(value, EXPRESSIONS):
        return value
    if isinstance(value, Matrix):
        return value
    return Rows((value,), opening, closing)


def french_interval(state: State) -> Value:
    """Read ]a, b[ and its kin."""
    state.step()
    value = state.grammar.listing(state)
    closing = state.step().text
    if not isinstance(value, Listing) or len(value.items) != 2 or closing not in {"[", "]"}:
        raise NotMath("] opens nothing")
    return Rows(value.items, "(", ")" if closing == "[" else "]")


def in_braces(state: State) -> Value:
    """Read a set written with its elements."""
    state.step()
    if state.text == "\\}":
        state.step()
        return Set(())
    value = state.grammar.listing(state)
    if state.text in {"|", ":"}:
        raise NotMath("a set given by a property")
    state.take("\\}")
    items = value.items if isinstance(value, Listing) else (value,)
    return Set(items)


def bars(state: State) -> Expression:
    """Read an absolute value."""
    state.step()
    value = state.grammar.sum(state)
    state.take("|")
    return Apply("abs", (value,))


def between(name: str, closing: str) -> Callable[[State], Expression]:
    """Return the reader of a function written as a pair of brackets."""

    def read(state: State) -> Expression:
        value = state.grammar.sum(state)
        state.take(closing)
        return Apply(name, (value,))

    return read


def environment(state: State) -> Value:
    """Read a matrix; a determinant is not read."""
    name = _environment_name(state)
    if name not in _MATRICES:
        raise NotMath(f"the environment {name}")
    if name == "array" and state.text == "{":
        while state.step().text != "}":
            pass
    rows: list[tuple[Value, ...]] = []
    row: list[Value] = []
    while True:
        if state.text == "\\hline":
            state.step()
        if state.text == "\\end":
            break
        row.append(state.grammar.relation(state))
        sign = state.token.text
        if sign == "&":
            state.step()
        elif sign in {"\\\\", "\\cr"}:
            state.step()
            rows.append(tuple(row))
            row = []
    if row:
        rows.append(tuple(row))
    state.step()
    _environment_name(state, taken=True)
    if not rows or len({len(one) for one in rows}) != 1:
        raise NotMath("rows of different lengths")
    return Matrix(tuple(rows))


def _environment_name(state: State, *, taken: bool = False) -> str:  # noqa: ARG001 - says where it stands
    state.take("{")
    name = ""
    while state.text != "}":
        name += state.step().text
    state.step()
    return name.rstrip("*")


def empty(_state: State) -> Value:
    """Return the empty set."""
    return Set(())
