"""Whether a text ends in rounds of the same words, and how long one round is.

Read backwards, the end of a text is a beginning, and the borders of all beginnings are found in
one pass; a beginning of m words with a border of b has the period m - b. Source: D. E. Knuth,
J. H. Morris and V. R. Pratt, "Fast pattern matching in strings", SIAM Journal on Computing 6
(1977), 323-350.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Ending", "periodic_end"]

_ROUNDS = 3  # a text that says its last words twice does not go round yet


class Ending(NamedTuple):
    """The last ``length`` words repeat with ``period`` words."""

    length: int
    period: int


def periodic_end(words: Sequence[int]) -> Ending | None:
    """Return the longest end of three rounds or more of one smallest period; None without one.

    The last round may be unfinished. Linear time.
    """
    backwards = list(reversed(words))
    borders = _borders(backwards)
    for length in range(len(borders) - 1, _ROUNDS - 1, -1):
        period = length - borders[length]
        if length >= _ROUNDS * period:
            return Ending(length, period)
    return None


def _borders(words: Sequence[int]) -> list[int]:
    """Return [m] the length of the longest proper border of the first m words; of none 0."""
    borders = [0] * (len(words) + 1)
    border = 0
    for length in range(2, len(words) + 1):
        word = words[length - 1]
        while border and words[border] != word:
            border = borders[border]
        if words[border] == word:
            border += 1
        borders[length] = border
    return borders
