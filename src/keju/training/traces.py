"""Worked traces of products and of sums: one small step after the other.

A trace writes numbers with the least significant digit first, because carries travel that way and
each digit then depends only on what is already written.
"""

from __future__ import annotations

from collections.abc import Sequence

from keju.training.columns import reversed_digits, with_carries

__all__ = ["chain_trace", "product_trace"]

_CHAIN_WIDTH = 4  # digits of a running total: at most 6 * 999


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
