"""The alternatives of a regular expression, each left out once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

__all__ = ["without_alternatives"]

_TOKEN = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?P<\w+>|\(\?(?:[:=!>]|<[=!]|[a-zA-Z-]+:)|[()|]", re.DOTALL
)


def without_alternatives(pattern: re.Pattern[str]) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield (what is left out, the pattern without it) for every alternative in ``pattern``.

    An alternative is what stands between bars, at whatever depth; what does not compile without
    it is passed over.
    """
    text = pattern.pattern
    for bars in _alternations(text):
        for start, end in pairwise(bars):
            # One bar goes with its alternative: the one before, or for the first the one after.
            first = start == bars[0]
            left = text[: start + 1] if first else text[:start]
            right = text[end + 1 :] if first else text[end:]
            try:
                yield text[start + 1 : end], re.compile(left + right, pattern.flags)
            except re.error:
                continue


def _alternations(text: str) -> Iterator[list[int]]:
    """Yield, for each group with bars, the positions just before its alternatives and its end."""
    opened: list[list[int]] = [[-1]]
    for token in _TOKEN.finditer(text):
        if token[0].startswith("("):
            opened.append([token.end() - 1])
        elif token[0] == "|":
            opened[-1].append(token.start())
        elif token[0] == ")":
            group = opened.pop()
            if len(group) > 1:
                yield [*group, token.start()]
    if len(opened[0]) > 1:
        yield [*opened[0], len(text)]
