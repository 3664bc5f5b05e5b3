"""Equations and inequalities: the same curve, the same half-plane, the same set of reals."""

from __future__ import annotations

from fractions import Fraction

from keju.marking.math.exact import Inexact, exact
from keju.marking.math.expressions import Comparison, free
from keju.marking.math.field import rational_identity
from keju.marking.math.regions import region, same_region, variable_of
from keju.marking.math.tree import (
    EXPRESSIONS,
    Expression,
    Listing,
    Minus,
    Named,
    Num,
    Product,
    Relation,
    Rows,
    Sum,
    Union,
    Value,
)

__all__ = ["as_regions", "curve_factor", "difference", "same_direction"]

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def as_regions(gold: Value, found: Value, how: Comparison) -> bool | None:
    """Compare as sets of real numbers where both are; None where one is not."""
    if not (_is_region(gold) or _is_region(found)):
        return None
    one, other = region(gold), region(found)
    if one is None or other is None:
        return None
    if (
        isinstance(gold, Rows)
        and isinstance(found, Rows)
        and (how.tolerance or not (one and other))
    ):
        return None  # [3, 1) holds no number, and (3, 1) beside it is a point
    names = variable_of(gold), variable_of(found)
    if None not in names and names[0] != names[1]:
        return False
    how.method = "sets of reals"
    return same_region(one, other)


def _is_region(value: Value) -> bool:
    match value:
        case Named("R") | Union():
            return True
        case Rows((_, _), opening, closing):
            return (opening, closing) != ("(", ")") and opening != "\\langle"
        case Relation(_, signs):
            return signs != ("=",) and "≡" not in signs
        case Listing(items):
            return any(_is_region(item) and isinstance(item, Relation) for item in items)
    return False


def difference(value: Relation) -> Expression | None:
    """Return left side minus right side; None where they are no expressions."""
    left, right = value.sides[0], value.sides[1]
    if isinstance(left, EXPRESSIONS) and isinstance(right, EXPRESSIONS):
        return Sum((left, Minus(right)))
    return None


def curve_factor(one: Expression, other: Expression) -> Fraction | None:
    """Return the rational q with other = q·one, 0 when there is none, None when not rational."""
    names = sorted(free(one) | free(other))
    points = [
        {name: Fraction(7 + 5 * i + 3 * j + i * j, 11 + 2 * j) for i, name in enumerate(names)}
        for j in range(12)
    ]
    for values in points:
        try:
            under, over = exact(one, values), exact(other, values)
        except Inexact:
            continue
        if under == 0:
            continue
        factor = Fraction(over) / under
        if factor == 0:
            return Fraction(0)
        try:
            alike = rational_identity(Product((Num(factor), one)), other)
        except Inexact:
            return None
        return factor if alike else Fraction(0)
    return None


def same_direction(gold: str, found: str, factor: Fraction) -> bool:
    """Whether two signs agree once one side is multiplied by ``factor``."""
    if factor > 0 or gold not in _FLIPPED:
        return found == gold
    return found == _FLIPPED[gold]
