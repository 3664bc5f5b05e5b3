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
    Named,
    NotMath,
    Product,
    Ratio,
    Relation,
    Rows,
    Set,
    Value,
    Var,
)

__all__ = ["bars", "between", "bracketed", "empty", "environment", "french_interval", "in_braces",
           "scaled"]  # fmt: skip

_PAIRS = {"(": ")", "[": "]", "\\langle": "\\rangle"}
_MATRICES = frozenset(
    {
        "matrix",
        "pmatrix",
        "bmatrix",
        "Bmatrix",
        "smallmatrix",
        "psmallmatrix",
        "bsmallmatrix",
        "array",
    }
)


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
        if closing == "[" and len(value.items) == 2:  # [a, b[ in French is [a, b)
            return Rows(value.items, opening, ")")
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
    if isinstance(value, Relation) and isinstance(first := value.sides[0], Ratio):
        state.take("\\}")
        if len(first.parts) != 2 or not isinstance(first.parts[0], Var):
            raise NotMath("a set given by a property")
        return Relation((first.parts[1], *value.sides[1:]), value.signs)  # {x : x > 3}
    if state.text in {"|", ":"} and _is_variable(value):
        state.step()
        value = state.grammar.listing(state)
        state.take("\\}")
        if not isinstance(value, Relation):
            raise NotMath("a set given by a property")
        return value  # {x | x > 3} is where x > 3
    state.take("\\}")
    items = value.items if isinstance(value, Listing) else (value,)
    return Set(items)


def _is_variable(value: Value) -> bool:
    """Whether a value is what a set's property speaks of: x, or x in the real numbers."""
    match value:
        case Var() | Relation((Var(), Named("R")), ("in",)):
            return True
    return False


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
            _skip_space(state)
    if row:
        rows.append(tuple(row))
    state.step()
    _environment_name(state, taken=True)
    if not rows or len({len(one) for one in rows}) != 1:
        raise NotMath("rows of different lengths")
    return Matrix(tuple(rows))


def _skip_space(state: State) -> None:
    """Pass over the space that a line break of TeX may ask for: two backslashes and [2pt]."""
    ahead = [token.text for token in state.tokens[state.at : state.at + 4]]
    if len(ahead) == 4 and ahead[0] == "[" and ahead[2] in {"pt", "em", "ex", "mm", "cm"}:
        state.at += 4


def scaled(matrix: Matrix, factor: Expression) -> Matrix:
    """Return ``matrix`` with every entry multiplied. Raises NotMath for what is no number."""
    rows = []
    for row in matrix.rows:
        if not all(isinstance(entry, EXPRESSIONS) for entry in row):
            raise NotMath("a multiple of what is no matrix of numbers")
        rows.append(
            tuple(Product((factor, entry)) for entry in row if isinstance(entry, EXPRESSIONS))
        )
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
