"""What a method uses where nobody lends it anything: no memory, a plain comparison, no checker."""

from __future__ import annotations

import re
from fractions import Fraction

from keju.core.errors import InputError
from keju.core.protocols import Ask, Inner, Method
from keju.core.records import Question, Reply

__all__ = ["PlainAid", "plain_answer", "plainly_same"]

_ANNOUNCED = re.compile(r"answer\s*(?:is)?\s*[:=]?\s*(\S.*)", re.IGNORECASE)
_BOXED = re.compile(r"\\boxed\{([^{}]*)\}")
_NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?(?:/\d+)?")


def plain_answer(text: str) -> str | None:
    r"""Return the last answer that ``text`` announces: ``\boxed{…}``, ``Answer: …``, its last line.

    None where it says nothing.
    """
    boxed = _BOXED.findall(text)
    if boxed:
        return str(boxed[-1]).strip() or None
    announced = _ANNOUNCED.findall(text)
    lines = [line for line in text.splitlines() if line.strip()]
    found = announced[-1] if announced else lines[-1] if lines else ""
    return str(found).strip(" \t*`$") or None


def plainly_same(left: str, right: str) -> bool:
    """Whether two answers are the same number, or the same words whatever their case and spaces."""
    one, other = _plain(left), _plain(right)
    if _NUMBER.fullmatch(one) and _NUMBER.fullmatch(other):
        return _number(one) == _number(other)
    return one == other


def _plain(answer: str) -> str:
    return " ".join(answer.casefold().split()).rstrip(".")


def _number(digits: str) -> Fraction | None:
    numerator, _, denominator = digits.replace(",", "").partition("/")
    whole = int(denominator or 1)
    return Fraction(numerator) / whole if whole else None


class PlainAid:
    """An aid without a store and without an exam."""

    async def inner(self, method: Method, question: Question, attempt: int, ask: Ask) -> Inner:
        """Answer by the inner method."""
        return Inner(await method.answer(question, attempt, ask, self))

    async def extract(self, text: str) -> str | None:
        """See ``plain_answer``."""
        return plain_answer(text)

    async def same(self, left: str, right: str) -> bool | None:
        """See ``plainly_same``."""
        return plainly_same(left, right)

    async def check(self, reply: Reply) -> float | None:
        """Raise InputError: without an exam nobody knows the right answer."""
        del reply
        raise InputError(
            "best-of asks a checker that knows the right answer, and here is none;"
            " use vote or shortest, or let it sit an exam"
        )
