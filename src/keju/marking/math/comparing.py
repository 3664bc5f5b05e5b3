"""Whether two typed values are the same answer; each kind of value has its own rule.

Everything here is a function of the two trees. Undecided is raised, never guessed.
"""

from __future__ import annotations

from itertools import permutations

from keju.marking.math.expressions import Comparison, free, same_expression, spread
from keju.marking.math.labels import is_relation, named, without_names
from keju.marking.math.relations import as_regions, curve_factor, difference, same_direction
from keju.marking.math.tree import (
    EXPRESSIONS,
    Based,
    Dots,
    Expression,
    Listing,
    Matrix,
    Num,
    Product,
    Quotient,
    Ratio,
    Relation,
    Rows,
    Set,
    Undecided,
    Union,
    Value,
    Words,
)

__all__ = ["Comparison", "same"]

_ITEMS = 200


def same(gold: Value, found: Value, how: Comparison) -> bool:
    """Whether ``found`` is the answer ``gold``. Raises Undecided."""
    if gold == found:
        return not _empty_claim(found)
    if isinstance(gold, Words) or isinstance(found, Words):
        return False
    if _has_dots(gold) or _has_dots(found):
        return False
    gold, found = without_names(gold, found, _consistent)
    if isinstance(gold, EXPRESSIONS) and isinstance(found, EXPRESSIONS):
        return _same_expressions(gold, found, how)
    for one, other in ((gold, found), (found, gold)):
        if isinstance(one, Set) and len(one.items) == 1 and _is_point(other):
            return same(one.items[0], other, how)
        if isinstance(one, Based | Ratio | Matrix):
            return _same_special(one, other, how)
    if (sets := as_regions(gold, found, how)) is not None:
        return sets
    if isinstance(gold, Relation) or isinstance(found, Relation):
        return _same_relations(gold, found, how)
    if isinstance(gold, Rows) or isinstance(found, Rows):
        return _same_rows(gold, found, how)
    if isinstance(gold, Union) and isinstance(found, Union):
        return _same_unions(gold, found, how)
    if not isinstance(gold, Listing | Set) and not isinstance(found, Listing | Set):
        return False
    return _same_collections(_items(gold), _items(found), how)


def _empty_claim(value: Value) -> bool:
    """Whether a relation says nothing: x = x."""
    return isinstance(value, Relation) and value.sides[0] == value.sides[-1]


def _has_dots(value: Value) -> bool:
    match value:
        case Dots():
            return True
        case Listing(items) | Set(items) | Rows(items, _, _):
            return any(map(_has_dots, items))
        case Relation(sides, _):
            return any(map(_has_dots, sides))
    return False


def _consistent(sides: tuple[Value, ...]) -> bool:
    how = Comparison()
    return all(same(sides[-1], side, how) for side in sides[:-1])


def _same_expressions(gold: Expression, found: Expression, how: Comparison) -> bool:
    several = spread(gold), spread(found)
    if len(several[0]) + len(several[1]) > 2:
        return _same_collections(list(several[0]), list(several[1]), how)
    return same_expression(gold, found, how)


def _items(value: Value) -> list[Value]:
    match value:
        case Listing(items) | Set(items):
            found: list[Value] = []
            for item in items:
                found.extend(spread(item) if isinstance(item, EXPRESSIONS) else _named_spread(item))
            return found
        case _ if isinstance(value, EXPRESSIONS):
            return list(spread(value))
    return [value]


def _named_spread(value: Value) -> list[Value]:
    """Return ``x = ±2`` as x = 2 and x = -2."""
    label = named(value, _consistent)
    if label is None or not isinstance(label[1], EXPRESSIONS):
        return [value]
    assert isinstance(value, Relation)
    name = value.sides[0]
    return [Relation((name, one), ("=",)) for one in spread(label[1])]


def _same_collections(gold: list[Value], found: list[Value], how: Comparison) -> bool:
    if len(gold) > _ITEMS or len(found) > _ITEMS:
        raise Undecided("more items than are compared")
    gold, found = list(dict.fromkeys(gold)), list(dict.fromkeys(found))  # a set has each once
    if len(gold) != len(found):
        return False
    rest = list(found)
    for item in gold:
        place = next((i for i, one in enumerate(rest) if same(item, one, how)), None)
        if place is None:
            return False
        del rest[place]
    return True


def _same_rows(gold: Value, found: Value, how: Comparison) -> bool:
    """Whether two ordered collections are the same; brackets count where they say what it is."""
    if isinstance(gold, Rows) and isinstance(found, Rows):
        if _ends(gold) != _ends(found) and not _vectors(gold, found):
            return False
        return _in_order(gold.items, found.items, how)
    one, other = (gold, found) if isinstance(gold, Rows) else (found, gold)
    assert isinstance(one, Rows)
    if (
        isinstance(other, Listing)
        and not other.either
        and not _half_open(one)
        and not is_relation(other)
    ):
        return _in_order(one.items, other.items, how)
    if isinstance(other, EXPRESSIONS) and len(one.items) == 1:
        return same(one.items[0], other, how)
    return False


def _ends(rows: Rows) -> tuple[str, str]:
    return rows.opening, rows.closing


def _is_point(value: Value) -> bool:
    return isinstance(value, Rows) and _ends(value) == ("(", ")")


def _half_open(rows: Rows) -> bool:
    """Whether rows can only be an interval: [a, b)."""
    return _ends(rows) in {("[", ")"), ("(", "]")}


def _vectors(gold: Rows, found: Rows) -> bool:
    """Whether one of the two is written ⟨a, b⟩, which is the vector (a, b)."""
    return {_ends(gold), _ends(found)} == {("(", ")"), ("\\langle", "\\rangle")}


def _in_order(gold: tuple[Value, ...], found: tuple[Value, ...], how: Comparison) -> bool:
    return len(gold) == len(found) and all(
        same(one, other, how) for one, other in zip(gold, found, strict=True)
    )


def _same_special(one: Value, other: Value, how: Comparison) -> bool:
    match one, other:
        case Matrix(rows), Matrix(others):
            return len(rows) == len(others) and all(
                _in_order(row, line, how) for row, line in zip(rows, others, strict=True)
            )
        case Matrix(rows), Rows(items, _, _) if all(isinstance(item, Rows) for item in items):
            lines = [item.items for item in items if isinstance(item, Rows)]
            return len(rows) == len(lines) and all(map(_in_order, rows, lines, [how] * len(rows)))
        case Matrix(rows), Rows(items, _, _):
            flat = [row[0] for row in rows] if len(rows[0]) == 1 else list(rows[0])
            return min(len(rows), len(rows[0])) == 1 and _in_order(tuple(flat), items, how)
        case Matrix(((only,),)), _:
            return same(only, other, how)
        case Ratio(parts, clock), Ratio(others, watch):
            if (clock and watch) or Num(0) in parts + others:
                return parts == others
            return len(parts) == len(others) and all(
                _same_expressions(Product((parts[0], second)), Product((others[0], first)), how)
                for first, second in zip(parts, others, strict=True)
            )
        case Ratio((top, bottom), False), _ if isinstance(other, EXPRESSIONS):
            return _same_expressions(Quotient(top, bottom), other, how)
        case Based(digits, base), Based(figures, radix):
            return int(digits, base) == int(figures, radix) and base == radix
        case Based(digits, base), Num(value):
            return value in (int(digits, base), int(digits))
    return False


def _same_relations(gold: Value, found: Value, how: Comparison) -> bool:
    if not isinstance(gold, Relation) or not isinstance(found, Relation):
        if isinstance(gold, Listing | Set) and isinstance(found, Listing | Set):
            return _same_collections(_items(gold), _items(found), how)
        if isinstance(gold, Relation) and len(gold.sides) > 2 and set(gold.signs) == {"="}:
            return _consistent(gold.sides) and same(gold.sides[-1], found, how)
        if isinstance(found, Relation) and set(found.signs) <= {"=", "~"}:
            return _is_sum_up(found) and same(gold, found.sides[-1], how)
        return False
    if _names_differ(gold, found):
        return False
    if gold.signs == found.signs == ("=",):
        return _same_curve(gold, found, how)
    if len(gold.signs) == len(found.signs) == 1:
        return _same_inequality(gold, found, how)
    return _in_order(gold.sides, found.sides, how) and gold.signs == found.signs


def _is_sum_up(value: Relation) -> bool:
    """Whether a chain computes: 3 + 4 = 7, where every side is the same constant."""
    return _consistent(value.sides) and value.sides[0] != value.sides[-1]


def _names_differ(gold: Relation, found: Relation) -> bool:
    one, other = named(gold, _consistent), named(found, _consistent)
    return (
        one is not None
        and other is not None
        and one[0] != other[0]
        and isinstance(one[1], EXPRESSIONS)
        and isinstance(other[1], EXPRESSIONS)
        and not free(one[1])
        and not free(other[1])
    )


def _same_curve(gold: Relation, found: Relation, how: Comparison) -> bool:
    """Whether two equations differ by a constant factor only, or agree side by side."""
    one, other = difference(gold), difference(found)
    if one is None or other is None:
        return _in_order(gold.sides, found.sides, how)
    factor = curve_factor(one, other)
    if factor is None:
        return any(_in_order(gold.sides, sides, how) for sides in permutations(found.sides, 2))
    return factor != 0


def _same_inequality(gold: Relation, found: Relation, how: Comparison) -> bool:
    one, other = difference(gold), difference(found)
    left, right = gold.signs[0], found.signs[0]
    if one is None or other is None or left not in {"<", "<=", ">", ">=", "!=", "~", "≡"}:
        return left == right and _in_order(gold.sides, found.sides, how)
    factor = curve_factor(one, other)
    if factor is None or factor == 0:
        return False
    return same_direction(left, right, factor)


def _same_unions(gold: Union, found: Union, how: Comparison) -> bool:
    if gold.sign != found.sign:
        return False
    straight = same(gold.left, found.left, how) and same(gold.right, found.right, how)
    if straight or gold.sign == "∖":
        return straight
    return same(gold.left, found.right, how) and same(gold.right, found.left, how)
