"""Whether a text loops: a long stretch of it says, again and again, what it said already.

Two kinds of stretch count, and the longer one is returned:

- *exact rounds*, anywhere: the same words follow each other with one period (``_runs``);
  (``_runs``);
- *statements said before*: lines and sentences, in whatever order, that stood in the text already;
  a few new ones among them break no loop (noise), and the same things must be said at least
  ``ROUNDS`` times on average (``_circle``).

New figures in an old sentence make a new statement: a long multiplication, a search through cases
and a template filled in again are no loops. Rows of a table are no statements. A draft that is
written twice is said twice, not four times. Where a text ends says nothing: a trace that was cut
is not a loop by that.

What is asked of a loop beyond this is its length in words, more where rounds say next to nothing
(``_enough``): a matrix of zeros is no loop, and a thousand zeros are.

Not covered: circles in new words; loops whose every round has new noise in most of its statements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from keju.core.traces import Loop
from keju.tracing.parts import Parts, Statement
from keju.tracing.repeating import names

__all__ = ["LEAST", "ROUNDS", "find_loop"]

#: Words of a loop, and rounds: what reasoning reaches by chance stays below; see docs/traces.md.
LEAST, ROUNDS = 64, 5
#: Words of a loop whose rounds hold one or two different words, or figures only.
_POOR, _LEAST_POOR, _LEAST_FIGURES = 3, 256, 512
_NEW = 4  # statements said before that a stretch must have for each new one
_SPOKEN = 0.8  # of a stretch's words: in statements said before
_SHORT = 3  # words; shorter statements count neither way
_SPANS = (8, 64)  # words of the runs by which a period is found

_ROW = re.compile(r"[^|\n]*\|[^|\n]*\|.*|[^\t\n]*\t[^\t\n]*\t.*|[\s\d.,;:\[\](){}*_#-]*")


class _Stretch(NamedTuple):
    """Words ``first`` up to ``last``, with how often each thing is said in them."""

    first: int
    last: int
    rounds: float
    period: int | None


def find_loop(parts: Parts) -> Loop | None:
    """Return the longest stretch of ``parts`` that loops, or None. n log n."""
    stretches = [*_runs(parts.words), *_circle(parts)]
    enough = [each for each in stretches if _enough(parts, each)]
    if not enough:
        return None
    found = max(enough, key=lambda each: each.last - each.first)
    return Loop(
        parts.starts[found.first],
        parts.stops[found.last - 1],
        found.last - found.first,
        found.rounds,
        found.period,
    )


def _enough(parts: Parts, found: _Stretch) -> bool:
    """Whether a stretch is long enough for what its rounds say."""
    length = found.last - found.first
    if length < LEAST or found.rounds < ROUNDS:
        return False
    stop = found.last if found.period is None else found.first + found.period
    said = set(parts.words[found.first : stop]) & parts.content
    if len(said) >= _POOR:
        return True
    start = parts.starts[found.first]
    letters = any(map(str.isalpha, parts.text[start : parts.stops[stop - 1]]))
    return length >= (_LEAST_POOR if letters else _LEAST_FIGURES)


def _runs(words: Sequence[int]) -> Iterator[_Stretch]:
    """Yield the stretches of exact rounds, ``ROUNDS`` or more.

    Inside rounds of p words, a run of at least p words last stood p words ago. Shorter runs may
    stand in a round twice, which the longer ones then tell apart.
    """
    for span in _SPANS:
        seen: dict[int, int] = {}
        start = distance = 0
        named = names(words, span)
        for at, name in enumerate([*named, -1]):
            back = at - seen.get(name, at)
            if back != distance:
                yield from _rounds(start, at - 1 + span, distance)
                start, distance = at, back
            seen[name] = at


def _rounds(start: int, stop: int, period: int) -> Iterator[_Stretch]:
    """Yield the stretch whose runs, from the one at ``start`` on, stood ``period`` words before."""
    first = start - period
    if period and stop - first >= ROUNDS * period:
        yield _Stretch(first, stop, (stop - first) / period, period)


def _circle(parts: Parts) -> Iterator[_Stretch]:
    """Yield the stretch in which what was said before most outweighs what is new.

    The heaviest stretch of a sequence of numbers, by Kadane's algorithm (J. Bentley, "Programming
    pearls: algorithm design techniques", Communications of the ACM 27 (1984), 865-873).
    """
    said = [statement for statement in parts.statements if _says(parts, statement)]
    keys = [tuple(parts.words[each.first : each.last]) for each in said]
    before = _before(keys)
    start, stop = _heaviest([1 if each else -_NEW for each in before])
    again = [key for key, each in zip(keys[start:stop], before[start:stop], strict=True) if each]
    spoken = sum(map(len, again))
    if spoken > _SPOKEN * sum(map(len, keys[start:stop])):
        # Once more than in the stretch: it begins where the first round has ended.
        rounds = spoken / sum(map(len, set(again))) + 1
        yield _Stretch(said[start].first, said[stop - 1].last, rounds, None)


def _before(keys: Sequence[tuple[int, ...]]) -> list[bool]:
    """Return of each key whether it stands at an earlier place too."""
    seen: set[tuple[int, ...]] = set()
    found = []
    for key in keys:
        found.append(key in seen)
        seen.add(key)
    return found


def _heaviest(weights: Sequence[int]) -> tuple[int, int]:
    """Return (start, stop) of the stretch with the largest sum above 0; (0, 0) without one."""
    best, most, sum_here, start = (0, 0), 0, 0, 0
    for at, weight in enumerate(weights):
        sum_here += weight
        if sum_here <= 0:
            sum_here, start = 0, at + 1
        elif sum_here > most:
            best, most = (start, at + 1), sum_here
    return best


def _says(parts: Parts, statement: Statement) -> bool:
    """Whether a statement is long enough to say something, and no row of a table."""
    if statement.last - statement.first < _SHORT:
        return False
    return _ROW.fullmatch(parts.text[statement.start : statement.stop].strip()) is None
