"""Mental arithmetic on paper: products, and chains of sums and differences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from keju.core.records import Item, MarkerSpec, Question
from keju.exams.dials import SEED, Dial, Value
from keju.exams.generated import Generator, pick, shuffled

__all__ = ["CHAIN", "MULTIPLICATION"]

_NUMBER = MarkerSpec("number")
#: Digits of both factors: 1, 1x2, 2, 2x3 … 9.
_WIDTHS = (1, *(width for n in range(2, 10) for width in (f"{n - 1}x{n}", n)))
_TERMS = (2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 30, 40, 50)


def _ask(expression: str, answer: int, solution: str) -> Item:
    question = Question.ask(f'What is {expression}? Finish with "Answer: N".')
    return Item(question, answer, _NUMBER, solution=f"{solution}\nAnswer: {answer}")


def _widths(values: Mapping[str, Value]) -> tuple[int, int]:
    left, _, right = str(values["digits"]).partition("x")
    return int(left), int(right or left)


def _factors(width: int) -> tuple[int, int]:
    """Return the lowest number of ``width`` digits and how many there are (0 is no factor)."""
    low = 10 ** (width - 1)
    return low, 9 * low


def _products(values: Mapping[str, Value], rng: Random) -> Iterator[Item]:
    (low, _), (right_low, many) = (_factors(width) for width in _widths(values))
    for place in shuffled(_count_products(values), rng):
        left, right = divmod(place, many)
        yield _product(low + left, right_low + right)


def _count_products(values: Mapping[str, Value]) -> int:
    left, right = _widths(values)
    return _factors(left)[1] * _factors(right)[1]


def _product(left: int, right: int) -> Item:
    digits = str(right)
    parts = [int(digit) * 10**zeros for zeros, digit in enumerate(reversed(digits)) if digit != "0"]
    lines = [f"{left} * {part} = {left * part}" for part in reversed(parts)]
    if len(parts) > 1:
        total = " + ".join(str(left * part) for part in reversed(parts))
        lines.append(f"{total} = {left * right}")
    return _ask(f"{left} * {right}", left * right, "\n".join(lines))


MULTIPLICATION = Generator(
    name="multiplication",
    help="products of two whole numbers",
    dials=(
        Dial(
            "digits",
            3,
            "digits of both factors, or of each, as 2x4",
            1,
            9,
            pattern=r"[1-9]x[1-9]",
            shown="1 to 9, or two of them as 2x4",
            ladder=_WIDTHS,
        ),
        SEED,
    ),
    stream=_products,
    count=_count_products,
)


def _chains(values: Mapping[str, Value], rng: Random) -> Iterator[Item]:
    terms, digits = int(values["terms"]), int(values["digits"])
    while True:
        yield _chain(rng, terms, digits)


def _chain(rng: Random, terms: int, digits: int) -> Item:
    total = _term(rng, digits)
    expression, lines = str(total), []
    for _ in range(terms - 1):
        term = _term(rng, digits)
        minus = rng.random() < 0.5 and term <= total
        before, total = total, total - term if minus else total + term
        sign = "-" if minus else "+"
        expression += f" {sign} {term}"
        lines.append(f"{before} {sign} {term} = {total}")
    return _ask(expression, total, "\n".join(lines))


def _term(rng: Random, digits: int) -> int:
    """Draw a positive number of 1 to ``digits`` digits, each width as likely as the others."""
    width = pick(rng, 1, digits)
    return pick(rng, 10 ** (width - 1), 10**width - 1)


CHAIN = Generator(
    name="chain",
    help="sums and differences from left to right, no total below 0",
    dials=(
        Dial("terms", 4, "how many numbers", 2, 50, ladder=_TERMS),
        Dial("digits", 2, "numbers have 1 to this many digits", 1, 12),
        SEED,
    ),
    stream=_chains,
)
