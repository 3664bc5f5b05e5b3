"""Linear equations with one or two unknowns; their solutions come first, so they always exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from random import Random

from keju.core.errors import InputError
from keju.core.records import Item, MarkerSpec, Question
from keju.exams.dials import SEED, Dial, Value
from keju.exams.generated import Generator, pick

__all__ = ["LINEAR"]

_NAMES = ("xy", "ab", "pq", "uv", "mn", "st")
_FORM = 'Finish with "Answer: N".'
_FRACTION_FORM = 'Finish with "Answer: N", where N is a whole number or a fraction like 2/3.'


def _draw(values: Mapping[str, Value], rng: Random) -> Iterator[Item]:
    size, denominator = int(values["size"]), int(values["denominator"])
    make = _one if values["unknowns"] == 1 else _two
    form = _FORM if denominator == 1 else _FRACTION_FORM
    while True:
        names = _NAMES[pick(rng, 0, len(_NAMES) - 1)]
        yield make(rng, size, denominator, names, form)


def _solution(rng: Random, size: int, denominator: int) -> Fraction:
    below = pick(rng, 1, denominator)
    return Fraction(_signed(rng, size), below)


def _signed(rng: Random, size: int) -> int:
    return pick(rng, 1, size) * (1 if rng.random() < 0.5 else -1)


def _item(question: str, form: str, answer: Fraction, lines: list[str]) -> Item:
    reference = int(answer) if answer.denominator == 1 else str(answer)
    lines.append(f"Answer: {answer}")
    marker = MarkerSpec("number")
    return Item(Question.ask(f"{question} {form}"), reference, marker, solution="\n".join(lines))


def _one(rng: Random, size: int, denominator: int, names: str, form: str) -> Item:
    """``a·x + b = c·x + d`` with ``a - c`` a multiple of the solution's denominator."""
    value, name = _solution(rng, size, denominator), names[0]
    most = max(1, size // value.denominator)
    slope = _signed(rng, most) * value.denominator
    right = _signed(rng, size) if rng.random() < 0.5 else 0
    left = slope + right
    if left == 0:
        left, right = slope, 0
    shift = pick(rng, -size, size)
    other = shift + int((left - right) * value)
    equation = f"{_sum([(left, name)], shift)} = {_sum([(right, name)], other)}"
    lines = [
        equation,
        f"{_sum([(left - right, name)], 0)} = {other - shift}",
        f"{name} = {other - shift} / {left - right} = {value}",
    ]
    return _item(f"If {equation}, what is {name}?", form, value, lines)


def _two(rng: Random, size: int, denominator: int, names: str, form: str) -> Item:
    """Two equations with a determinant that is not 0, coefficients up to ``size``."""
    below = pick(rng, 1, denominator)
    values = tuple(Fraction(_signed(rng, size), below) for _ in names)
    rows = [_row(rng, size, values, below)]
    while True:
        row = _row(rng, size, values, below)
        determinant = rows[0][0] * row[1] - rows[0][1] * row[0]
        if determinant:
            rows.append(row)
            break
    asked = pick(rng, 0, 1)
    written = [f"{_sum([(a, names[0]), (b, names[1])], 0)} = {c}" for a, b, c in rows]
    (a, b, c), (d, e, f) = rows
    top = c * e - b * f if asked == 0 else a * f - c * d
    lines = [
        *written,
        f"Elimination of {names[1 - asked]}: {_sum([(determinant, names[asked])], 0)} = {top}",
        f"{names[asked]} = {top} / {determinant} = {values[asked]}",
    ]
    question = f"Given that {written[0]} and {written[1]}, what is {names[asked]}?"
    return _item(question, form, values[asked], lines)


def _row(rng: Random, size: int, values: tuple[Fraction, ...], below: int) -> tuple[int, int, int]:
    """Return a, b, c of ``a·x + b·y = c``, all whole; multiples of ``below`` always do."""
    for _ in range(20):
        a, b = _signed(rng, size), _signed(rng, size)
        total = a * values[0] + b * values[1]
        if total.denominator == 1:
            return a, b, int(total)
    most = max(1, size // below)
    a, b = _signed(rng, most) * below, _signed(rng, most) * below
    return a, b, int(a * values[0] + b * values[1])


def _sum(terms: list[tuple[int, str]], constant: int) -> str:
    """Write ``3x - y + 4``: no term of 0, no factor of 1."""
    text = ""
    for factor, name in [*terms, (constant, "")]:
        if factor == 0:
            continue
        size = "" if abs(factor) == 1 and name else str(abs(factor))
        sign = "-" if factor < 0 else "+"
        text += f" {sign} {size}{name}" if text else f"{'-' if factor < 0 else ''}{size}{name}"
    return text or "0"


def _check(values: Mapping[str, Value]) -> None:
    if int(values["denominator"]) > int(values["size"]):
        raise InputError(
            f"Exam linear: denominator={values['denominator']} needs size to be at least as large,"
            f" not size={values['size']}; raise size"
        )


LINEAR = Generator(
    name="linear",
    help="linear equations; the unknown that is asked for is named",
    dials=(
        Dial("unknowns", 1, "how many unknowns, and equations", 1, 2),
        Dial(
            "size",
            20,
            "largest coefficient and largest whole solution",
            5,
            100_000,
            ladder=(5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000),
        ),
        Dial("denominator", 1, "1: whole solutions; else fractions up to this one", 1, 100),
        SEED,
    ),
    stream=_draw,
    check=_check,
)
