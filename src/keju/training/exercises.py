"""Exercises: pages of single steps, each as it stands in a thought, without a question.

A lesson's tokens are mostly its question; an exercise's are nearly all steps. What a step is about
(two numbers, a target) is drawn at random and only shown; what follows from it is taught.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from keju.training.columns import divided
from keju.training.lessons import search_line
from keju.training.rings import laps

__all__ = ["Piece", "draw_page"]

_LONGEST = 400  # characters of a page, but for its last line


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a page, shown or taught."""

    text: str
    taught: bool


def draw_page(rng: Random) -> list[Piece]:
    """Draw a page of steps of one kind; they share the ring that its first line names."""
    make = rng.choices([step for _, step in _KINDS], [weight for weight, _ in _KINDS])[0]
    ring = rng.randint(5, 30)
    pieces = [Piece(f"{rng.randrange(ring)}%{ring}" if make is _place else "", taught=False)]
    while sum(len(piece.text) for piece in pieces) < _LONGEST:
        shown, taught = make(rng, ring)
        pieces += [Piece("\n" + shown, taught=False), Piece(taught, taught=True)]
    return pieces


def _line(rng: Random, _: int) -> tuple[str, str]:
    """A line of a program under all names with their values: the work, and what they are then."""
    values = {name: _small(rng) for name in rng.sample("abcxyz", rng.randint(2, 4))}
    before, names = _state(values), list(values)
    one, two = rng.sample(names, 2)
    kind = rng.choices((_assigned, _tested, _printed), (6, 2, 1))[0]
    head, taught = kind(rng, values, one, two)
    return f"{before}\n{head}:", taught


def _assigned(rng: Random, values: dict[str, int], one: str, two: str) -> tuple[str, str]:
    name = rng.choice((one, one, *values))
    sign, kind = rng.choice("+-"), rng.randrange(6)
    left, right = one, two
    if kind in {2, 3}:
        right = str(rng.randint(0, 12))
    elif kind == 4:
        sign, right = "*", str(rng.randint(2, 5))
    elif kind == 5:
        left, right = str(rng.randint(1, 9)), one
    of_left, of_right = (values[each] if each in values else int(each) for each in (left, right))
    values[name] = _value(of_left, sign, of_right)
    taught = f"{of_left}{sign}{of_right}={values[name]} {_state(values)}"
    return f"{name} = {left} {sign} {right}", taught


def _tested(rng: Random, values: dict[str, int], one: str, two: str) -> tuple[str, str]:
    sign = rng.choice(("<", ">", "<=", ">="))
    right = values[two] if rng.random() < 0.6 else rng.randint(1, 9)
    shown = two if right == values[two] else str(right)
    left = values[one]
    holds = {"<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right}[sign]
    return f"if {one} {sign} {shown}", f"{left}{sign}{right}:{'T' if holds else 'F'}"


def _printed(rng: Random, values: dict[str, int], one: str, two: str) -> tuple[str, str]:
    sign = rng.choice("+-")
    left, right = values[one], values[two]
    return f"print({one} {sign} {two})", f"{left}{sign}{right}={_value(left, sign, right)}"


def _value(left: int, sign: str, right: int) -> int:
    return {"+": left + right, "-": left - right, "*": left * right}[sign]


def _state(values: dict[str, int]) -> str:
    return "".join(f"{name}{value}" for name, value in values.items())


def _small(rng: Random) -> int:
    return rng.randint(-20, 40) if rng.random() < 0.8 else rng.randint(-80, 150)


def _place(rng: Random, ring: int) -> tuple[str, str]:
    """A step in a ring: the work, its value, the division."""
    place, a, k = rng.randrange(ring), rng.randint(2, 30), rng.randint(2, 9)
    kind = rng.randrange(4)
    if kind == 0:
        work, value = f"{place}+{a}", place + a
    elif kind == 1:
        work, value = f"{place}-{a}", place - a
    elif kind == 2:
        work, value = f"{k}*{place}", k * place
    else:
        # The place is in the lesson's line before; here it is drawn, and so it stands first.
        value = place + k * a
        taught = f"{k * a} {place}+{k * a}={value} {laps(value, ring)}"
        return f"={place}\n{k}*{a}=", taught
    return f"{work}=", f"{value} {laps(value, ring)}"


def _equation(rng: Random, _: int) -> tuple[str, str]:
    """Coefficients, constants and their quotient, as an equation's thought has them."""
    slope, value = (
        rng.choice((-1, 1)) * rng.randint(1, 20),
        rng.choice((-1, 1)) * rng.randint(1, 20),
    )
    kind = rng.randrange(3)
    if kind == 0:
        other = rng.randint(-20, 20)
        return f"{slope + other}-({other})=", str(slope)
    if kind == 1:
        shift = rng.randint(-20, 20)
        return f"{slope * value + shift}-({shift})=", str(slope * value)
    product = slope * value
    return f"{product}/{slope} ", f"{divided(abs(product), abs(slope))} ={value}"


def _tries(rng: Random, _: int) -> tuple[str, str]:
    """A line of a search; now and then the target is what the line makes."""
    x, y, z = (rng.randint(1, 25) for _ in range(3))
    x, y = max(x, y), min(x, y)
    sign = rng.choice("+*-" if x > y else "+*")
    value = {"+": x + y, "-": x - y, "*": x * y}[sign]
    makes = [made for made in (value + z, abs(value - z), value * z) if 25 < made <= 1000]
    target = rng.choice(makes) if makes and rng.random() < 0.4 else rng.randint(26, 400)
    line = search_line(target, (x, sign, y, value), z)
    at = line.index("=") + 1
    return line[:at], line[at:]


_KINDS: tuple[tuple[float, Callable[[Random, int], tuple[str, str]]], ...] = (
    (4.0, _line),
    (3.0, _place),
    (2.0, _equation),
    (3.0, _tries),
)
