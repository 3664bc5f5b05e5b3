"""Sets of real numbers: intervals, unions and solved inequalities in one normal form."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from itertools import pairwise

from keju.marking.math.exact import Inexact, exact
from keju.marking.math.field import rational_identity
from keju.marking.math.tree import (
    EXPRESSIONS,
    Apply,
    Const,
    Expression,
    Listing,
    Minus,
    Named,
    Num,
    Product,
    Quotient,
    Relation,
    Rows,
    Set,
    Sum,
    Undecided,
    Union,
    Value,
    Var,
    walk,
)

__all__ = ["Region", "region", "same_region", "variable_of"]

_INFINITY, _BELOW = Const("inf"), Minus(Const("inf"))
#: Intervals that are put in order; fewer where their ends are roots and the like.
_PIECES = 300
_HARD_PIECES = 30
_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}


@dataclass(frozen=True, slots=True)
class Piece:
    """One interval with its ends, and whether they belong to it."""

    low: Expression
    high: Expression
    low_closed: bool
    high_closed: bool


Region = tuple[Piece, ...]

_ALL: Region = (Piece(_BELOW, _INFINITY, low_closed=False, high_closed=False),)


def region(value: Value) -> Region | None:
    """Return the set of reals that ``value`` describes, in order and merged; None for others.

    Raises Undecided where two ends cannot be put in order.
    """
    match value:
        case Named("R"):
            return _ALL
        case Rows((low, high), "(" | "[" as left, ")" | "]" as right):
            if not _constant(low) or not _constant(high):
                return None
            return _merged([Piece(low, high, left == "[", right == "]")])  # type: ignore[arg-type]
        case Set(items):
            if not all(_constant(item) for item in items):
                return None
            return _merged([_point(item) for item in items])  # type: ignore[arg-type]
        case Union(left, "∪", right):
            return _joined(region(left), region(right))
        case Union(left, "∩", right):
            return _cut(region(left), region(right))
        case Union(left, "∖", right):
            return _cut(region(left), _complement(region(right)))
        case Relation((Var(), inside), ("in",)):
            return region(inside)
        case Relation(sides, signs):
            return _solved(sides, signs)
        case Listing(items) if len({variable_of(item) for item in items} - {None}) > 1:
            return None
        case Listing(items, either=True):
            return _every(items, _joined)
        case Listing(items) if all(isinstance(item, Relation) for item in items):
            return _every(items, _cut)
        case _:
            return None


def variable_of(value: Value) -> str | None:
    """Return the variable that an inequality is about; None for a set written as a set."""
    match value:
        case Relation(sides, _):
            for side in sides:
                if isinstance(side, EXPRESSIONS):
                    for part in walk(side):
                        if isinstance(part, Var):
                            return part.name
        case Listing(items):
            for item in items:
                if (name := variable_of(item)) is not None:
                    return name
    return None


def same_region(one: Region, other: Region) -> bool:
    """Whether two sets of reals are equal. Raises Undecided."""
    return len(one) == len(other) and all(
        left.low_closed == right.low_closed
        and left.high_closed == right.high_closed
        and _order(left.low, right.low) == 0
        and _order(left.high, right.high) == 0
        for left, right in zip(one, other, strict=True)
    )


def _every(items: tuple[Value, ...], combine) -> Region | None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - one of two functions below
    result = region(items[0])
    for item in items[1:]:
        result = combine(result, region(item))
    return result


def _point(value: Expression) -> Piece:
    return Piece(value, value, low_closed=True, high_closed=True)


def _constant(value: Value) -> bool:
    return isinstance(value, EXPRESSIONS) and not any(isinstance(p, Var) for p in walk(value))


def _order(one: Expression, other: Expression) -> int:
    left, right = _infinite(one), _infinite(other)
    if left or right:
        return (left > right) - (left < right)
    if isinstance(one, Num) and isinstance(other, Num):
        return (one.value > other.value) - (one.value < other.value)
    from keju.marking.math.numeric import compare_sizes  # loads flint

    return compare_sizes(one, other)


def _infinite(value: Expression) -> int:
    if value == _INFINITY:
        return 1
    return -1 if value == _BELOW else 0


def _merged(pieces: list[Piece]) -> Region:
    rational = all(isinstance(end, Num) for piece in pieces for end in (piece.low, piece.high))
    if len(pieces) > (_PIECES if rational else _HARD_PIECES):
        raise Undecided("more intervals than are put in order")
    kept = []
    for piece in pieces:
        order = _order(piece.low, piece.high)
        if order < 0 or (order == 0 and piece.low_closed and piece.high_closed):
            kept.append(piece)
    kept.sort(key=cmp_to_key(_starts_before))
    result: list[Piece] = []
    for piece in kept:
        if result and _touch(result[-1], piece):
            result[-1] = _hull(result[-1], piece)
        else:
            result.append(piece)
    return tuple(result)


def _starts_before(one: Piece, other: Piece) -> int:
    return _order(one.low, other.low) or other.low_closed - one.low_closed


def _touch(one: Piece, other: Piece) -> bool:
    order = _order(one.high, other.low)
    return order > 0 or (order == 0 and (one.high_closed or other.low_closed))


def _hull(one: Piece, other: Piece) -> Piece:
    order = _order(one.high, other.high)
    high, closed = (one.high, one.high_closed) if order > 0 else (other.high, other.high_closed)
    if order == 0:
        closed = one.high_closed or other.high_closed
    return Piece(one.low, high, one.low_closed, closed)


def _joined(one: Region | None, other: Region | None) -> Region | None:
    return None if one is None or other is None else _merged([*one, *other])


def _complement(one: Region | None) -> Region | None:
    if one is None:
        return None
    ends = [Piece(_BELOW, _BELOW, low_closed=False, high_closed=False), *one]
    ends.append(Piece(_INFINITY, _INFINITY, low_closed=False, high_closed=False))
    return _merged(
        [
            Piece(
                left.high,
                right.low,
                not left.high_closed and not _infinite(left.high),
                not right.low_closed and not _infinite(right.low),
            )
            for left, right in pairwise(ends)
        ]
    )


def _cut(one: Region | None, other: Region | None) -> Region | None:
    if one is None or other is None:
        return None
    return _complement(_joined(_complement(one), _complement(other)))


def _solved(sides: tuple[Value, ...], signs: tuple[str, ...]) -> Region | None:
    """Return where a chain of linear inequalities in one variable holds."""
    if not all(sign in _FLIPPED for sign in signs) or set(signs) == {"="}:
        return None
    result: Region | None = _ALL
    for (left, right), sign in zip(pairwise(sides), signs, strict=True):
        result = _cut(result, _half(left, right, sign))
    return result


def _half(left: Value, right: Value, sign: str) -> Region | None:
    if not isinstance(left, EXPRESSIONS) or not isinstance(right, EXPRESSIONS):
        return None
    if isinstance(left, Apply) and isinstance(left.arguments[0], Var) and _constant(right):
        return _distance(left.name, right, sign)
    if isinstance(right, Apply) and isinstance(right.arguments[0], Var) and _constant(left):
        return _distance(right.name, left, _FLIPPED[sign])
    if isinstance(left, Var) and _constant(right):
        return _side(right, sign)
    if isinstance(right, Var) and _constant(left):
        return _side(left, _FLIPPED[sign])
    names = {p.name for side in (left, right) for p in walk(side) if isinstance(p, Var)}
    if len(names) != 1:
        return None
    return _linear(Sum((left, Minus(right))), names.pop(), sign)


def _distance(name: str, end: Expression, sign: str) -> Region | None:
    """Return where |x| lies below or above ``end``: between -end and end, or outside."""
    if name != "abs" or sign not in {"<", "<=", ">", ">="}:
        return None
    closed = sign in {"<=", ">"}  # what is not above the end has the end in it
    inside = _merged([Piece(Minus(end), end, closed, closed)])
    return inside if sign.startswith("<") else _complement(inside)


def _linear(difference: Expression, name: str, sign: str) -> Region | None:
    """Solve ``difference`` sign 0 where it is a·x + b with rational a and b, and nothing else."""
    try:
        start, after = (exact(difference, {name: Fraction(x)}) for x in (0, 1))
        slope = after - start
        line = Sum((Product((Num(slope), Var(name))), Num(start)))
        if slope == 0 or not rational_identity(difference, line):
            return None
    except Inexact:
        return None
    end = Quotient(Num(-start), Num(slope))
    return _side(end, sign if slope > 0 else _FLIPPED[sign])


def _side(end: Expression, sign: str) -> Region:
    closed = sign in {"<=", ">=", "="}
    if sign == "=":
        return (_point(end),)
    low = Piece(_BELOW, end, low_closed=False, high_closed=closed)
    high = Piece(end, _INFINITY, low_closed=closed, high_closed=False)
    if sign == "!=":
        return (low, high)
    return (low,) if sign in {"<", "<="} else (high,)
