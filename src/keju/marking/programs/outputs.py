"""When what a program printed counts as what was expected: the checkers of standard output."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal

__all__ = ["OUTPUT_CHECKERS", "same_lines"]

#: ``(input, expected, printed, tolerance) -> whether it is right``; pure, and blind to the program.
OutputChecker = Callable[[str, str, str, float | None], bool]

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,6})?", re.ASCII)
_SPECIAL = re.compile(r"[+-]?(?:inf|infinity|nan)", re.IGNORECASE)
_DEFAULT = 1e-6


def same_lines(_input: str, expected: str, printed: str, tolerance: float | None) -> bool:
    """Whether the lines are the same, apart from space at their ends and empty lines at the end.

    With a ``tolerance`` lines are compared word by word, and numbers may differ by it.
    """
    wanted, got = _lines(expected), _lines(printed)
    return wanted == got if tolerance is None else _lines_near(wanted, got, tolerance)


def _tokens(_input: str, expected: str, printed: str, tolerance: float | None) -> bool:
    """Whether the words are the same, wherever lines end."""
    if tolerance is None:
        return expected.split() == printed.split()
    return _words_near(expected.split(), printed.split(), tolerance)


def _float_tokens(given: str, expected: str, printed: str, tolerance: float | None) -> bool:
    """Whether the words are the same, and numbers near; a millionth where nothing is asked."""
    return _tokens(given, expected, printed, _DEFAULT if tolerance is None else tolerance)


def _decimal_tokens(_input: str, expected: str, printed: str, tolerance: float | None) -> bool:
    """Whether each line has the same words, where 1, 1.0 and 1e0 are one word.

    Empty lines before and after everything else are passed over: the grading of LiveCodeBench.
    """
    wanted, got = _lines(expected.strip()), _lines(printed.strip())
    if tolerance is not None:
        return _lines_near(wanted, got, tolerance)
    return wanted == got or _by_value(wanted) == _by_value(got)


def _lines_any_order(_input: str, expected: str, printed: str, _tolerance: float | None) -> bool:
    """Whether the lines are the same, in whatever order."""
    return Counter(_lines(expected)) == Counter(_lines(printed))


def _tokens_any_order(_input: str, expected: str, printed: str, _tolerance: float | None) -> bool:
    """Whether the words are the same, in whatever order."""
    return Counter(expected.split()) == Counter(printed.split())


def _any_case(_input: str, expected: str, printed: str, _tolerance: float | None) -> bool:
    """Whether the words are the same in capital or small letters."""
    return expected.casefold().split() == printed.casefold().split()


OUTPUT_CHECKERS: Mapping[str, OutputChecker] = {
    "any_case": _any_case,
    "decimal_tokens": _decimal_tokens,
    "float_tokens": _float_tokens,
    "lines": same_lines,
    "lines_any_order": _lines_any_order,
    "tokens": _tokens,
    "tokens_any_order": _tokens_any_order,
}


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")]


def _by_value(lines: list[str]) -> list[list[Decimal | str]]:
    return [
        [Decimal(word) if _NUMBER.fullmatch(word) else word for word in line.split()]
        for line in lines
    ]


def _lines_near(wanted: list[str], got: list[str], tolerance: float) -> bool:
    return len(wanted) == len(got) and all(
        _words_near(one.split(), other.split(), tolerance)
        for one, other in zip(wanted, got, strict=True)
    )


def _words_near(wanted: list[str], got: list[str], tolerance: float) -> bool:
    return len(wanted) == len(got) and all(
        one == other or _near(one, other, tolerance) for one, other in zip(wanted, got, strict=True)
    )


def _near(wanted: str, got: str, tolerance: float) -> bool:
    """Whether two words are numbers that differ by ``tolerance``, absolutely or relatively."""
    if _SPECIAL.fullmatch(wanted) and _SPECIAL.fullmatch(got):
        return repr(float(wanted)) == repr(float(got))
    if not (_NUMBER.fullmatch(wanted) and _NUMBER.fullmatch(got)):
        return False
    if Decimal(wanted) == Decimal(got):
        return True
    one, other = float(wanted), float(got)
    return math.isfinite(one) and abs(one - other) <= tolerance * max(1.0, abs(one))
