"""Whether two typed values are the same answer; each kind of value has its own rule.

Everything here is a function of the two trees. Undecided is raised, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

from keju.marking.math.exact import Inexact, exact, rational_identity
from keju.marking.math.magnitude import bounds
from keju.marking.math.regions import region, same_region, variable_of
from keju.marking.math.tree import (
    EXPRESSIONS,
    Apply,
    Based,
    Big,
    Const,
    Dots,
    Expression,
    Listing,
    Matrix,
    Minus,
    Named,
    Num,
    PlusMinus,
    Power,
    Product,
    Quotient,
    Ratio,
    Relation,
    Root,
    Rows,
    Set,
    Sum,
    Undecided,
    Union,
    Value,
    Var,
    Words,
    walk,
)

__all__ = ["Comparison", "same"]

_ITEMS = 200
_FUNCTION_NAMES = frozenset("fghFGHPQpqTSVvuwRr")


@dataclass(slots=True)
class Comparison:
    """What a comparison may use, and by which means it was decided: the last one needed."""

    tolerance: Fraction | None = None
    method: str = "structure"


def same(gold: Value, found: Value, how: Comparison) -> bool:  # noqa: PLR0911 - one line a kind
    """Whether ``found`` is the answer ``gold``. Raises Undecided."""
    if gold == found:
        return not _empty_claim(found)
    if isinstance(gold, Words) or isinstance(found, Words):
        return False
    if _has_dots(gold) or _has_dots(found):
        return False
    gold, found = _without_names(gold, found)
    if isinstance(gold, EXPRESSIONS) and isinstance(found, EXPRESSIONS):
        return _same_expressions(gold, found, how)
    for one, other in ((gold, found), (found, gold)):
        if isinstance(one, Based | Ratio | Matrix):
            return _same_special(one, other, how)
    if (sets := _as_regions(gold, found, how)) is not None:
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


def _without_names(gold: Value, found: Value) -> tuple[Value, Value]:
    """Take the name off ``x = 3`` or ``f(x) = …`` where the other side does not give it one."""
    one, other = _named(gold), _named(found)
    if one is not None and other is not None:
        return (one[1], other[1]) if one[0] == other[0] else (gold, found)
    if one is not None and not _is_relation(found):
        gold = one[1]
    if other is not None and not _is_relation(gold):
        found = other[1]
    if isinstance(gold, Set | Listing) and isinstance(found, Set | Listing):
        gold, found = _unlabelled(gold, found), _unlabelled(found, gold)
    elif isinstance(gold, Rows):
        found = _unlabelled(found, gold)
    elif isinstance(found, Rows):
        gold = _unlabelled(gold, found)
    elif isinstance(gold, EXPRESSIONS) and isinstance(found, Listing):
        found = _unlabelled(found, gold)
    elif isinstance(found, EXPRESSIONS) and isinstance(gold, Listing):
        gold = _unlabelled(gold, found)
    return gold, found


def _is_relation(value: Value) -> bool:
    return isinstance(value, Relation) or (
        isinstance(value, Listing) and any(isinstance(item, Relation) for item in value.items)
    )


def _unlabelled(value: Value, beside: Value) -> Value:
    """Take the names off every item of a list when no item of the other has one."""
    if not isinstance(value, Set | Listing) or _is_relation(beside):
        return value
    named = [_named(item) for item in value.items]
    if not all(one is not None for one in named):
        return value
    items = tuple(one[1] for one in named if one is not None)
    if isinstance(value, Set):
        return Set(items)
    return Listing(items, value.either)


def _named(value: Value) -> tuple[Value, Value] | None:
    """Return (name, value) of ``x = 3``, ``f(x) = …``, ``x = 2+2 = 4``, ``x \\in S``."""
    if not isinstance(value, Relation):
        return None
    name, last = value.sides[0], value.sides[-1]
    if set(value.signs) == {"in"} and len(value.sides) == 2 and isinstance(name, Var):
        return name, last
    if set(value.signs) - {"=", "~"} or "=" not in value.signs[:1]:
        return None
    if not _is_name(name) or not _consistent(value.sides[1:]):
        return None
    if isinstance(last, EXPRESSIONS) and name in walk(last):
        return None
    if isinstance(name, Product):
        return name, last
    return name, last


def _is_name(value: Value) -> bool:
    match value:
        case Var():
            return True
        case Product((Var(name), Var())) if name.rstrip("'") in _FUNCTION_NAMES:
            return True
        case Product((Var(name), Num())) if name.rstrip("'") in _FUNCTION_NAMES:
            return True
        case Apply("abs", (Var(),)):
            return False
    return isinstance(value, Rows) and all(isinstance(item, Var) for item in value.items)


def _consistent(sides: tuple[Value, ...]) -> bool:
    how = Comparison()
    return all(same(sides[-1], side, how) for side in sides[:-1])


# ---------------------------------------------------------------- expressions


def _same_expressions(gold: Expression, found: Expression, how: Comparison) -> bool:
    several = _spread(gold), _spread(found)
    if len(several[0]) + len(several[1]) > 2:
        return _same_collections(list(several[0]), list(several[1]), how)
    if how.tolerance is not None:
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


def _free(node: Expression) -> set[str]:
    return {part.name for part in walk(node) if isinstance(part, Var)}


def _mixes_constants(gold: Expression, found: Expression) -> bool:
    names = {p.name for side in (gold, found) for p in walk(side) if isinstance(p, Const)}
    return {"pi", "e"} <= names


def _infinite(node: Expression) -> bool:
    return any(part == Const("inf") for part in walk(node))


def _sign_of_infinity(node: Expression) -> int:
    if node == Const("inf"):
        return 1
    return -1 if node == Minus(Const("inf")) else 0


def _needs_algebra(node: Expression) -> bool:
    return any(
        isinstance(part, Big) and (part.kind in {"integral", "limit"} or _infinite(part))
        for part in walk(node)
    )


def _within(gold: Expression, found: Expression, tolerance: Fraction, how: Comparison) -> bool:
    """Whether two numbers differ by at most ``tolerance``, the bound included."""
    from keju.marking.math.numeric import compare_sizes  # loads flint

    how.method = "tolerance"
    gap = Apply("abs", (Sum((gold, Minus(found))),))
    return compare_sizes(gap, Num(tolerance)) <= 0


def _spread(node: Expression) -> tuple[Expression, ...]:
    """Return the values of an expression with ±: two where it has one, with ∓ the other way."""
    if not any(isinstance(part, PlusMinus) for part in walk(node)):
        return (node,)
    return _chosen(node, plus=True), _chosen(node, plus=False)


def _chosen(node: Expression, *, plus: bool) -> Expression:  # noqa: PLR0911 - one line a kind
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


# ---------------------------------------------------------------- collections


def _items(value: Value) -> list[Value]:
    match value:
        case Listing(items) | Set(items):
            found: list[Value] = []
            for item in items:
                found.extend(
                    _spread(item) if isinstance(item, EXPRESSIONS) else _named_spread(item)
                )
            return found
        case _ if isinstance(value, EXPRESSIONS):
            return list(_spread(value))
    return [value]


def _named_spread(value: Value) -> list[Value]:
    """Return ``x = ±2`` as x = 2 and x = -2."""
    named = _named(value)
    if named is None or not isinstance(named[1], EXPRESSIONS):
        return [value]
    assert isinstance(value, Relation)
    name = value.sides[0]
    return [Relation((name, one), ("=",)) for one in _spread(named[1])]


def _same_collections(gold: list[Value], found: list[Value], how: Comparison) -> bool:
    if len(gold) > _ITEMS or len(found) > _ITEMS:
        raise Undecided("more items than are compared")
    gold, found = _distinct(gold, how), _distinct(found, how)
    if len(gold) != len(found):
        return False
    rest = list(found)
    for item in gold:
        place = next((i for i, one in enumerate(rest) if same(item, one, how)), None)
        if place is None:
            return False
        del rest[place]
    return True


def _distinct(items: list[Value], how: Comparison) -> list[Value]:
    """Return the items without repetitions that are seen at once: a set has no element twice."""
    del how
    return list(dict.fromkeys(items))


def _same_rows(gold: Value, found: Value, how: Comparison) -> bool:
    """Whether two ordered collections are the same; brackets count where they say what it is."""
    if isinstance(gold, Rows) and isinstance(found, Rows):
        if _ends(gold) != _ends(found) and not _vectors(gold, found):
            return False
        return _in_order(gold.items, found.items, how)
    one, other = (gold, found) if isinstance(gold, Rows) else (found, gold)
    assert isinstance(one, Rows)
    if isinstance(other, Listing) and not other.either:
        return _in_order(one.items, other.items, how)
    if isinstance(other, EXPRESSIONS) and len(one.items) == 1:
        return same(one.items[0], other, how)
    return False


def _ends(rows: Rows) -> tuple[str, str]:
    return rows.opening, rows.closing


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
        case Matrix(rows), Rows(items, _, _):
            flat = [row[0] for row in rows] if len(rows[0]) == 1 else list(rows[0])
            return min(len(rows), len(rows[0])) == 1 and _in_order(tuple(flat), items, how)
        case Matrix(((only,),)), _:
            return same(only, other, how)
        case Ratio(parts, clock), Ratio(others, watch):
            if clock and watch:
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


# ---------------------------------------------------------------- relations and sets


def _as_regions(gold: Value, found: Value, how: Comparison) -> bool | None:
    """Compare as sets of real numbers where both are; None where one is not."""
    if not (_is_region(gold) or _is_region(found)):
        return None
    one, other = region(gold), region(found)
    if one is None or other is None:
        return None
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
    one, other = _named(gold), _named(found)
    return (
        one is not None
        and other is not None
        and one[0] != other[0]
        and isinstance(one[1], EXPRESSIONS)
        and isinstance(other[1], EXPRESSIONS)
        and not _free(one[1])
        and not _free(other[1])
    )


def _difference(value: Relation) -> Expression | None:
    left, right = value.sides[0], value.sides[1]
    if isinstance(left, EXPRESSIONS) and isinstance(right, EXPRESSIONS):
        return Sum((left, Minus(right)))
    return None


def _same_curve(gold: Relation, found: Relation, how: Comparison) -> bool:
    """Whether two equations differ by a constant factor only, or agree side by side."""
    one, other = _difference(gold), _difference(found)
    if one is None or other is None:
        return _in_order(gold.sides, found.sides, how)
    factor = _factor(one, other)
    if factor is None:
        return any(_in_order(gold.sides, sides, how) for sides in permutations(found.sides, 2))
    return factor != 0


def _same_inequality(gold: Relation, found: Relation, how: Comparison) -> bool:
    flipped = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
    one, other = _difference(gold), _difference(found)
    left, right = gold.signs[0], found.signs[0]
    if one is None or other is None or left not in {*flipped, "!=", "~", "≡"}:
        return left == right and _in_order(gold.sides, found.sides, how)
    factor = _factor(one, other)
    if factor is None or factor == 0:
        return False
    return right == left if factor > 0 or left not in flipped else right == flipped[left]


def _factor(one: Expression, other: Expression) -> Fraction | None:
    """Return the rational q with other = q·one, 0 when there is none, None when not rational."""
    names = sorted(_free(one) | _free(other))
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


def _same_unions(gold: Union, found: Union, how: Comparison) -> bool:
    if gold.sign != found.sign:
        return False
    straight = same(gold.left, found.left, how) and same(gold.right, found.right, how)
    if straight or gold.sign == "∖":
        return straight
    return same(gold.left, found.right, how) and same(gold.right, found.left, how)
