"""Arithmetic on paper, one digit at a time: how the reference model writes what it reckons.

Digits stand with the least significant first, because carries travel that way and each digit then
depends only on what is already written. No step does two things at once: with products and carries
in one step a small network learns everything but the digits that depend on both.
"""

from __future__ import annotations

__all__ = ["divided", "reversed_digits", "with_carries"]


def reversed_digits(number: int, width: int) -> str:
    """Return the digits of ``number``, least significant first, at least ``width`` of them."""
    return str(number).zfill(width)[::-1]


def with_carries(left: int, right: int, width: int) -> str:
    """Return ``left + right`` (or, ``right`` negative, their difference), digit by digit.

    Least significant first, each digit followed by what it carries (or borrows).
    """
    written, carry, sign = "", 0, 1 if right >= 0 else -1
    for place in range(width):
        column = left // 10**place % 10 + sign * (abs(right) // 10**place % 10 + carry)
        digit = column % 10
        carry = abs(column - digit) // 10
        written += f"{digit}{carry}"
    return written


def divided(dividend: int, divisor: int) -> str:
    """Return the long division of ``dividend`` (0 to 999) by ``divisor`` (1 to 99).

    A step for each digit of the dividend, the most significant first: what is to be divided (that
    digit, then the remainder so far), ``/`` and the digit of the quotient, ``*`` and that digit
    times the divisor, ``-`` and the new remainder. ``32 / 22`` is
    ``000/0*000-00 300/0*000-30 230/1*220-01``.
    """
    steps, left = [], 0
    for digit in str(dividend):
        part = 10 * left + int(digit)
        times, left = divmod(part, divisor)
        taken = reversed_digits(times * divisor, 3)
        steps.append(f"{reversed_digits(part, 3)}/{times}*{taken}-{reversed_digits(left, 2)}")
    return " ".join(steps)
