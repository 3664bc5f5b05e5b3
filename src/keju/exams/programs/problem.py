"""What a programming problem is: a twist, a statement, a reference solution, cases to try it on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from random import Random
from typing import Any

__all__ = ["Case", "Field", "Kind", "Problem", "Shape", "Twist"]

#: What a seed decides about a problem: constants, rules, alphabets, words. JSON values.
Twist = Mapping[str, Any]

#: The arguments of one call of the solution. JSON values.
Case = tuple[Any, ...]


class Kind(Enum):
    """What one argument is, and so how it stands in the standard input."""

    NUMBER = "a whole number"
    TEXT = "a string"
    NUMBERS = "a list of whole numbers"
    TEXTS = "a list of strings"
    GRID = "a list of strings of equal length, the rows of a grid"
    ROWS = "a list of lists of whole numbers"


class Shape(Enum):
    """What an answer is: one value, values on one line, or values on a line each."""

    ONE = "one"
    ROW = "row"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Field:
    """One argument; ``about`` says what it means and what it may be, with fields of the twist.

    ``columns`` names the numbers of a row, for ``Kind.ROWS``.
    """

    name: str
    kind: Kind
    about: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """One parametric problem. Its name is also the name of the function that is asked for.

    ``draw(rng)`` decides the twist. ``text(twist)`` tells the task, ``output`` what the answer is
    (a phrase that follows "Print" or "Return", with fields of the twist). ``solve(twist, *case)``
    is the reference, ``slow`` an independent one for small cases. ``make(twist, rng, size)`` makes
    a random case, ``edges(twist)`` lists those at the border; ``large`` is the size of the one
    that a solution of a worse order of growth does not finish in time.
    """

    name: str
    level: int
    draw: Callable[[Random], Twist]
    text: Callable[[Twist], str]
    fields: tuple[Field, ...]
    output: str
    solve: Callable[..., Any]
    make: Callable[[Twist, Random, int], Case]
    edges: Callable[[Twist], Sequence[Case]]
    large: int
    shape: Shape = Shape.ONE
    slow: Callable[..., Any] | None = None
    small: int = 8
