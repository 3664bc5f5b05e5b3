"""Whether two expressions are the same number or the same function of their variables."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from keju.marking.math.exact import Inexact, exact
from keju.marking.math.field import rational_identity
from keju.marking.math.magnitude import bounds
from keju.marking.math.tree import (
    Apply,
    Big,
    Const,
    Expression,
    Minus,
    Num,
    PlusMinus,
    Power,
    Product,
    Quotient,
    Root,
    Sum,
    Undecided,
    Var,
    walk,
)

__all__ = ["Comparison", "free", "same_expression", "spread"]


@dataclass(slots=True)
class Comparison:
    """What a comparison may use, and by which means it was decided: the last one needed."""

    tolerance: Fraction | None = None
    method: str = "structure"


def same_expression(gold: Expression, found: Expression, how: Comparison) -> bool:
    """Whether two expressions without ± are equal. Raises Undecided."""
    if how.tolerance is not None and not (free(gold) or free(found)):
        return _within(gold, found, how.tolerance, how)
    try:
        left, right = exact(gold), exact(found)
    except Inexact:
        pass
    else:
        how.method = "exact"
        return left == right
    return _same_inexact(gold, found, how)


def _same_inexact(gold: Expression, found: Expression, how: Comparison) -> bool:
    if _infinite(gold) or _infinite(found):
        return _sign_of_infinity(gold) == _sign_of_infinity(found) != 0
    (low, high), (least, most) = bounds(gold), bounds(found)
    if low > most or least > high:
        how.method = "size"
        return False
    names = {part.name for side in (gold, found) for part in walk(side) if isinstance(part, Var)}
    try:
        alike = rational_identity(gold, found)
    except Inexact:
        pass
    else:
        how.method = "prime field"
        if alike:
            return True
        if not _mixes_constants(gold, found):
            return False
    if _needs_algebra(gold) or _needs_algebra(found):
        raise Undecided("an integral, a limit or an infinite sum")
    from keju.marking.math.numeric import same_constant, same_function  # loads flint

    how.method = "intervals"
    return same_function(gold, found) if names else same_constant(gold, found)


def free(node: Expression) -> set[str]:
    """Return the names of the variables."""
    return {part.name for part in walk(node) if isinstance(part, Var)}


def _mixes_constants(gold: Expression, found: Expression) -> bool:
    names = {p.name for side in (gold, found) for p in walk(side) if isinstance(p, Const)}
    return {"pi", "e"} <= names


def _infinite(node: Expression) -> bool:
    """Whether a value is infinite by its form; a sum or limit to infinity is not."""
    parts = walk(node)
    return Const("inf") in parts and not any(isinstance(part, Big) for part in parts)


def _sign_of_infinity(node: Expression) -> int:
    if node == Const("inf"):
        return 1
    return -1 if node == Minus(Const("inf")) else 0


def _needs_algebra(node: Expression) -> bool:
    return any(
        isinstance(part, Big) and (part.kind in {"integral", "limit"} or Const("inf") in walk(part))
        for part in walk(node)
    )


def _within(gold: Expression, found: Expression, tolerance: Fraction, how: Comparison) -> bool:
    """Whether two numbers differ by at most ``tolerance``, the bound included."""
    from keju.marking.math.numeric import compare_sizes  # loads flint

    how.method = "tolerance"
    gap = Apply("abs", (Sum((gold, Minus(found))),))
    return compare_sizes(gap, Num(tolerance)) <= 0


def spread(node: Expression) -> tuple[Expression, ...]:
    """Return the values of an expression with ±: two where it has one, with ∓ the other way."""
    if not any(isinstance(part, PlusMinus) for part in walk(node)):
        return (node,)
    return _chosen(node, plus=True), _chosen(node, plus=False)


def _chosen(node: Expression, *, plus: bool) -> Expression:
    match node:
        case PlusMinus(of, upper):
            inside = _chosen(of, plus=plus)
            return inside if upper == plus else Minus(inside)
        case Minus(of):
            return Minus(_chosen(of, plus=plus))
        case Sum(parts):
            return Sum(tuple(_chosen(part, plus=plus) for part in parts))
        case Product(parts):
            return Product(tuple(_chosen(part, plus=plus) for part in parts))
        case Quotient(one, other):
            return Quotient(_chosen(one, plus=plus), _chosen(other, plus=plus))
        case Power(one, other):
            return Power(_chosen(one, plus=plus), _chosen(other, plus=plus))
        case Root(of, index):
            return Root(_chosen(of, plus=plus), index)
        case Apply(name, parts):
            return Apply(name, tuple(_chosen(part, plus=plus) for part in parts))
    return node
