"""How much of a text stood in it before: by whole lines and sentences, and by runs of words.

Runs of 2ᵏ words get numbers, equal numbers for equal runs, by naming pairs of runs half as long.
Source: R. M. Karp, R. E. Miller and A. L. Rosenberg, "Rapid identification of repeated patterns in
strings, trees and arrays", STOC 1972, 125-136. Exact; n log n for runs of any length.
"""

from __future__ import annotations

from collections.abc import Sequence

from keju.tracing.parts import Parts

__all__ = ["GRAM", "gram_coverage", "line_coverage", "names"]

#: Words of a run whose second appearance is no chance.
GRAM = 8
_SHORT = 4  # words; "So yes." says nothing twice


def names(words: Sequence[int], length: int) -> list[int]:
    """Return the number of the run of ``length`` words (a power of 2) that starts at each word.

    There are len(words) - length + 1 of them; equal numbers mean equal runs.
    """
    if length < 1 or length & (length - 1):
        raise ValueError(f"the length of a run must be a power of 2, not {length}")
    named, size = list(words), 1
    while size < length and named:
        known: dict[tuple[int, int], int] = {}
        named = [
            known.setdefault(pair, len(known)) for pair in zip(named, named[size:], strict=False)
        ]
        size *= 2
    return named


def gram_coverage(parts: Parts, length: int = GRAM) -> float:
    """Return the share of words that stand in a run of ``length`` words which stood before."""
    if not parts.words:
        return 0.0
    seen: set[int] = set()
    covered = reached = 0
    for at, name in enumerate(names(parts.words, length)):
        if name in seen:
            covered += at + length - max(at, reached)
            reached = at + length
        else:
            seen.add(name)
    return covered / len(parts.words)


def line_coverage(parts: Parts) -> float:
    """Return the share of words that stand in statements (of 4 words or more) said before."""
    if not parts.words:
        return 0.0
    seen: set[tuple[int, ...]] = set()
    covered = 0
    for statement in parts.statements:
        said = tuple(parts.words[statement.first : statement.last])
        if len(said) >= _SHORT and said in seen:
            covered += len(said)
        seen.add(said)
    return covered / len(parts.words)
