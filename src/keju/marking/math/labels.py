"""The name before a value, as in ``x = 3`` and ``f(x) = x^2``: kept or taken off."""

from __future__ import annotations

from collections.abc import Callable

from keju.marking.math.tree import (
    EXPRESSIONS,
    Apply,
    Listing,
    Num,
    Product,
    Relation,
    Rows,
    Set,
    Value,
    Var,
    walk,
)

__all__ = ["is_relation", "named", "without_extras", "without_names"]

_FUNCTION_NAMES = frozenset("fghFGHPQpqTSVvuwRr")
#: Whether the sides of a chain of equations are all the same.
Consistent = Callable[[tuple[Value, ...]], bool]


def without_names(gold: Value, found: Value, consistent: Consistent) -> tuple[Value, Value]:
    """Take the name off ``x = 3`` or ``f(x) = …`` where the other side does not give it one."""
    one, other = named(gold, consistent), named(found, consistent)
    if one is not None and other is not None:
        return (one[1], other[1]) if one[0] == other[0] else (gold, found)
    if one is not None and not is_relation(found):
        gold = one[1]
    if other is not None and not is_relation(gold):
        found = other[1]
    if isinstance(gold, Set | Listing) and isinstance(found, Set | Listing):
        gold, found = _unlabelled(gold, found, consistent), _unlabelled(found, gold, consistent)
    elif isinstance(gold, Rows):
        found = _unlabelled(found, gold, consistent)
    elif isinstance(found, Rows):
        gold = _unlabelled(gold, found, consistent)
    elif isinstance(gold, EXPRESSIONS) and isinstance(found, Listing):
        found = _unlabelled(found, gold, consistent)
    elif isinstance(found, EXPRESSIONS) and isinstance(gold, Listing):
        gold = _unlabelled(gold, found, consistent)
    return gold, found


def without_extras(value: Value) -> Value:
    """Take degree signs off the items of a list, a rounded value off its exact one.

    x in {2, 3} becomes x = 2, x = 3.
    """
    match value:
        case Apply("degrees", (of,)):
            return of
        case Listing(items, either):
            return Listing(tuple(map(without_extras, items)), either)
        case Relation((*sides, Num()), (*signs, "~")) if len(sides) > 1:
            return Relation(tuple(sides), tuple(signs))
        case Relation((Var(), Num()), ("~",)):
            return Relation(value.sides, ("=",))
        case Relation((Var() as name, Set(items)), ("in",)) if items:
            return Listing(tuple(Relation((name, item), ("=",)) for item in items))
        case Relation((side, Num()), ("~",)):
            return without_extras(side)
        case Relation(sides, ("=",) as signs):
            return Relation((*sides[:-1], without_extras(sides[-1])), signs)
    return value


def is_relation(value: Value) -> bool:
    """Whether a value is an equation or an inequality, or lists one."""
    return isinstance(value, Relation) or (
        isinstance(value, Listing) and any(isinstance(item, Relation) for item in value.items)
    )


def _unlabelled(value: Value, beside: Value, consistent: Consistent) -> Value:
    """Take the names off every item of a list when no item of the other has one."""
    if not isinstance(value, Set | Listing) or is_relation(beside):
        return value
    labels = [named(item, consistent) for item in value.items]
    if not all(one is not None for one in labels):
        return value
    if isinstance(beside, Rows) and len({one[0] for one in labels if one}) < len(labels):
        return value  # x = 1, x = 2 are two values of x and no point
    items = tuple(one[1] for one in labels if one is not None)
    if isinstance(value, Set):
        return Set(items)
    return Listing(items, value.either)


def named(value: Value, consistent: Consistent) -> tuple[Value, Value] | None:
    """Return (name, value) of ``x = 3``, ``f(x) = …``, ``x = 2+2 = 4`` and of x in S."""
    if not isinstance(value, Relation):
        return None
    name, last = value.sides[0], value.sides[-1]
    if value.signs == ("=",) and isinstance(last, Var) and isinstance(name, Num):
        name, last = last, name  # 3 = x
    if set(value.signs) == {"in"} and len(value.sides) == 2 and isinstance(name, Var):
        return name, last
    if set(value.signs) - {"=", "~"} or "=" not in value.signs[:1]:
        return None
    if not _is_name(name) or not consistent(value.sides[1:]):
        return None
    if isinstance(last, EXPRESSIONS) and name in walk(last):
        return None
    return name, last


def _is_name(value: Value) -> bool:
    match value:
        case Var():
            return True
        case Product((Var(name), Var())) if name.rstrip("'") in _FUNCTION_NAMES:
            return True
        case Product((Var(name), Num())) if name.rstrip("'") in _FUNCTION_NAMES:
            return True
    return isinstance(value, Rows) and all(isinstance(item, Var) for item in value.items)
