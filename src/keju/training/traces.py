"""The problems Tongsheng learns from: questions as the exams ask them, with worked traces.

A trace writes numbers with the least significant digit first, because carries travel that way and
each digit then depends only on what is already written.

Training draws only from questions that are not held out (``keju.exams.held_out``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from keju.core.records import Question
from keju.exams.held_out import is_held_out
from keju.training.columns import reversed_digits, with_carries

__all__ = [
    "KINDS",
    "Problem",
    "chain_trace",
    "draw_chain",
    "draw_problem",
    "draw_product",
    "is_held_out",
    "product_trace",
]

_CHAIN_WIDTH = 4  # digits of a running total: at most 6 * 999


@dataclass(frozen=True, slots=True)
class Problem:
    """One question with the thought that solves it and the final answer."""

    question: str
    trace: str
    answer: int

    @property
    def held_out(self) -> bool:
        """Whether training may not see this problem."""
        return is_held_out(Question.ask(self.question).id)


def _ask(expression: str) -> str:
    return f'What is {expression}? Finish with "Answer: N".'


def product_trace(left: int, right: int) -> str:
    """Return long multiplication, digits least significant first.

    The first line restates the factors. Then one line for each digit of ``right``: the digit,
    ``:``, its product with each digit of ``left`` (two digits each), ``>``, these added up,
    ``;``, the running sum, each digit followed by its carry. ``347 * 582`` begins ``743*285``,
    ``2:418060>4960;40906000``.

    No step does two things at once: with products and carries in one step, or with carries left
    unsaid in the running sum, a small network learned everything but the digits that depend on
    both.
    """
    one, other = str(left)[::-1], str(right)[::-1]
    lines, total = [f"{one}*{other}"], 0
    for place, digit in enumerate(map(int, other)):
        products = "".join(reversed_digits(int(factor) * digit, 2) for factor in one)
        added = left * digit * 10**place
        running = with_carries(total, added, len(one) + place + 1)
        total += added
        lines.append(f"{digit}:{products}>{reversed_digits(left * digit, len(one) + 1)};{running}")
    return "\n".join(lines)


def chain_trace(terms: Sequence[int]) -> str:
    """Return the running totals of signed ``terms``, one line each.

    A line adds two numbers, digits least significant first and each digit of the result followed
    by its carry, and repeats what is left to do, so that the next term always stands in the same
    place. ``47 + 85 - 23`` reads ``47+85-23``, ``7400+5800=21311000-23``, ``2310-3200=91001000``.
    No running total may be negative.
    """
    total = terms[0]
    lines = [str(total) + _signed(terms[1:])]
    for place, term in enumerate(terms[1:], start=2):
        sign = "-" if term < 0 else "+"
        before, added = (reversed_digits(number, _CHAIN_WIDTH) for number in (total, abs(term)))
        result = with_carries(total, term, _CHAIN_WIDTH)
        total += term
        lines.append(f"{before}{sign}{added}={result}" + _signed(terms[place:]))
    return "\n".join(lines)


def _signed(terms: Sequence[int]) -> str:
    return "".join(f"{term:+d}" for term in terms)


def draw_product(rng: Random, digits: int = 3) -> Problem:
    """Draw the product of two numbers of exactly ``digits`` digits."""
    left, right = (rng.randrange(10 ** (digits - 1), 10**digits) for _ in range(2))
    return Problem(_ask(f"{left} * {right}"), product_trace(left, right), left * right)


def draw_chain(rng: Random) -> Problem:
    """Draw a chain of 2 to 6 numbers of 1 to 3 digits whose running totals stay at 0 or above."""
    widest = rng.choice((1, 2, 3, 3))
    terms = [_term(rng, widest)]
    for _ in range(rng.randint(1, 5)):
        term = _term(rng, widest)
        subtract = rng.random() < 0.5 and term <= sum(terms)
        terms.append(-term if subtract else term)
    expression = str(terms[0]) + "".join(f" {'-' if t < 0 else '+'} {abs(t)}" for t in terms[1:])
    return Problem(_ask(expression), chain_trace(terms), sum(terms))


def _term(rng: Random, widest: int) -> int:
    """Draw a positive number; half the time small widths are as likely as large ones."""
    digits = rng.randint(1, widest) if rng.random() < 0.5 else 0
    return rng.randrange(10 ** (digits - 1) if digits else 1, 10 ** (digits or widest))


#: The two kinds of problems, as named in reports.
KINDS = {"product": draw_product, "chain": draw_chain}


def draw_problem(rng: Random, kind: str, *, held_out: bool) -> Problem:
    """Draw a problem of ``kind`` from the training side or the held-out side."""
    while True:
        problem = KINDS[kind](rng)
        if problem.held_out == held_out:
            return problem
