"""The typed tree of a mathematical answer: what the parser makes and the comparison reads."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

__all__ = [
    "Apply",
    "Based",
    "Beyond",
    "Big",
    "Const",
    "Dots",
    "Expression",
    "Listing",
    "Matrix",
    "Minus",
    "Named",
    "NotMath",
    "Num",
    "PlusMinus",
    "Power",
    "Product",
    "Quotient",
    "Ratio",
    "Relation",
    "Root",
    "Rows",
    "Set",
    "Sum",
    "Undecided",
    "Union",
    "Value",
    "Var",
    "Words",
    "children",
    "walk",
]


class NotMath(Exception):  # noqa: N818 - it reports what a text is not
    """The text is not mathematics in a notation that is read: words, or broken notation."""


class Beyond(Exception):  # noqa: N818 - it reports a bound, not a fault
    """The text may be mathematics, but it is longer, deeper or larger than the budget of work."""


class Undecided(Exception):  # noqa: N818 - it reports that nothing is proven
    """Neither equality nor difference could be shown within the budget."""


@dataclass(frozen=True, slots=True, repr=False)
class Num:
    """An exact rational number."""

    value: int | Fraction

    def __repr__(self) -> str:
        """Write it in base 16: Python refuses to write very long numbers in base 10."""
        return f"Num({self.value.numerator:#x}/{self.value.denominator:#x})"


@dataclass(frozen=True, slots=True)
class Const:
    """``pi``, ``e``, ``i`` or ``inf``."""

    name: str


@dataclass(frozen=True, slots=True)
class Var:
    """A variable with its subscript and primes, spelled in one way."""

    name: str


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of ``terms``."""

    terms: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """The product of ``factors``."""

    factors: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Minus:
    """The negative of ``of``."""

    of: Expression


@dataclass(frozen=True, slots=True)
class PlusMinus:
    """``of`` with either sign; ``upper`` is false for ∓, whose signs go with the opposite ones."""

    of: Expression
    upper: bool


@dataclass(frozen=True, slots=True)
class Quotient:
    """``top`` divided by ``bottom``."""

    top: Expression
    bottom: Expression


@dataclass(frozen=True, slots=True)
class Power:
    """``base`` to the ``exponent``."""

    base: Expression
    exponent: Expression


@dataclass(frozen=True, slots=True)
class Root:
    """The ``index``-th root, real where ``of`` is real and the index odd."""

    of: Expression
    index: int


@dataclass(frozen=True, slots=True)
class Apply:
    """A named function of its arguments: sin, log, factorial, binomial, abs, percent and so on."""

    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Big:
    """A sum, product, integral, limit or derivative over ``variable``."""

    kind: str
    variable: str
    low: Expression | None
    high: Expression | None
    body: Expression


@dataclass(frozen=True, slots=True)
class Rows:
    """Items in brackets, in order: a tuple, a list, an interval, a vector."""

    items: tuple[Value, ...]
    opening: str
    closing: str


@dataclass(frozen=True, slots=True)
class Set:
    """Items in braces, unordered."""

    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Items with no brackets, unordered; ``either`` when "or" stands between them."""

    items: tuple[Value, ...]
    either: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A set that has a name: R, Q, Z, N, C."""

    name: str


@dataclass(frozen=True, slots=True)
class Union:
    """``left`` joined with, cut with or without ``right``: sign is ``∪``, ``∩`` or ``∖``."""

    left: Value
    sign: str
    right: Value


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of expressions, all of one length."""

    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """A chain of ``sides`` with the ``signs`` between them: = < <= > >= != in ~ ≡."""

    sides: tuple[Value, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ratio:
    """Parts with colons between them; ``clock`` when they may be a time of the day."""

    parts: tuple[Expression, ...]
    clock: bool


@dataclass(frozen=True, slots=True)
class Based:
    """Digits in a written base."""

    digits: str
    base: int


@dataclass(frozen=True, slots=True)
class Dots:
    """An ellipsis: what it stands for is for people to guess."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text that is not mathematics, in its normal form."""

    text: str


Expression: TypeAlias = (
    Num | Const | Var | Sum | Product | Minus | PlusMinus | Quotient | Power | Root | Apply | Big
)
Value: TypeAlias = (
    Expression
    | Rows
    | Set
    | Listing
    | Named
    | Union
    | Matrix
    | Relation
    | Ratio
    | Based
    | Dots
    | Words
)

EXPRESSIONS = (
    Num, Const, Var, Sum, Product, Minus, PlusMinus, Quotient, Power, Root, Apply, Big,
)  # fmt: skip


def children(node: Expression) -> tuple[Expression, ...]:
    """Return the expressions directly below ``node``."""
    match node:
        case Sum(parts) | Product(parts):
            return parts
        case Minus(of) | PlusMinus(of, _) | Root(of, _):
            return (of,)
        case Quotient(one, other) | Power(one, other):
            return (one, other)
        case Apply(_, parts):
            return parts
        case Big(_, _, low, high, body):
            return tuple(part for part in (low, high, body) if part is not None)
        case _:
            return ()


def walk(node: Expression) -> list[Expression]:
    """Return ``node`` and everything below it; iterative, so depth costs nothing."""
    found, waiting = [], [node]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting.extend(children(one))
    return found
