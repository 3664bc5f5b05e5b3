"""Whether a text loops: a long stretch of it says, again and again, what it said already.

Three kinds of stretch count, and the longest one is returned:

- *rounds*, anywhere: the same words follow each other with one period, a few of them replaced at
  most (``rounds``);
- *stutters*: a few characters without a space between them (``_stutters``);
- *circles*: lines and sentences that stood in the text already, in whatever order, with a few new
  ones among them at most (``_circle``).

What is asked of a loop is that the same is said five times, over 64 words; three times, where that
takes 128 words or more and not one of them is new: nobody checks or drafts so much word for word.
Where rounds say next to nothing they must be longer: a matrix of zeros is no loop, and a thousand
zeros are. A stutter is one from 200 characters on.

New figures in an old sentence make a new statement: a long multiplication, a search through cases
and a template filled in again are no loops. Rows of a table are no statements, and lines of code
between fences, which are written again with small changes, are none either. Where a text ends says
nothing: a trace that was cut is not a loop by that.

Not covered: circles in new words; loops with new noise in most of the sentences of each round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from keju.core.traces import Loop
from keju.tracing.parts import Parts, Statement
from keju.tracing.prose import fenced
from keju.tracing.rounds import Stretch, heaviest, rounds_of

__all__ = ["LEAST", "ROUNDS", "find_loop"]

#: Words of a loop, and rounds: what reasoning reaches by chance stays below; see docs/traces.md.
LEAST, ROUNDS = 64, 5
#: Fewer rounds will do where they are as long as this together, and nothing in them is new.
_FEW, _LONG = 3, 128
#: Words of a loop whose rounds hold one or two different words; and of exact ones of figures only,
#: or of rows.
_POOR, _LEAST_POOR, _LEAST_ROWS = 3, 96, 512

_CLAIMS = frozenset("=+*/<>^")  # signs of a calculation, which a matrix has not
#: A few characters without a space, again and again: 200 of them are no number and no rule.
_STUTTER = re.compile(r"(\S{1,8}?)\1{24,}")
_LEAST_STUTTER = 200

_NEW = 4  # statements said before that a circle must have for each new one
_SPOKEN = 0.8  # of a circle's words: in statements said before
_SHORT = 3  # words; shorter statements count neither way
#: Cells between bars or tabs, figures, or single signs: a row of a table or of a board.
_ROW = re.compile(
    r"[^|\n]*\|[^|\n]*\|.*|[^\t\n]*\t[^\t\n]*\t.*|[\s\d.,;:\[\](){}*_#-]*"
    r"|(?![^\n]*=)(?:[!-~][ \t]+){2,}[!-~]"
)


def find_loop(parts: Parts) -> Loop | None:
    """Return the longest stretch of ``parts`` that loops, or None. n log n."""
    stretches = [*rounds_of(parts.words), *_circle(parts)]
    enough = (each for each in stretches if _enough(parts, each))
    loops = [*(_loop(parts, each) for each in enough), *_stutters(parts.text)]
    return max(loops, key=lambda each: each.stop - each.start, default=None)


def _loop(parts: Parts, found: Stretch) -> Loop:
    start, stop = parts.starts[found.first], parts.stops[found.last - 1]
    return Loop(start, stop, found.last - found.first, found.rounds, found.period)


def _stutters(text: str) -> Iterator[Loop]:
    """Yield the stretches of one or few characters without a space: 2222… is one word."""
    for match in _STUTTER.finditer(text):
        length = match.end() - match.start()
        if length >= _LEAST_STUTTER:
            yield Loop(match.start(), match.end(), 1, length / len(match[1]))


def _enough(parts: Parts, found: Stretch) -> bool:
    """Whether a stretch is long enough for what its rounds say."""
    length = found.last - found.first
    rounds = _FEW if found.exact and length >= _LONG else ROUNDS
    if length < LEAST or found.rounds < rounds:
        return False
    if length >= _LEAST_ROWS and found.exact:
        return True
    stop = found.last if found.period is None else found.first + found.period
    said = set(parts.words[found.first : stop]) & parts.content
    start = parts.starts[found.first]
    if len(said) < _POOR:
        round_ = parts.text[start : parts.stops[stop - 1]]
        spoken = any(sign.isalpha() or not sign.isascii() or sign in _CLAIMS for sign in round_)
        if not spoken or length < _LEAST_POOR:
            return False
    return 2 * _in_rows(parts, found) <= length


def _in_rows(parts: Parts, found: Stretch) -> int:
    """Return how many words of a stretch stand in rows of tables or boards."""
    inside = (s for s in parts.statements if found.first <= s.first and s.last <= found.last)
    return sum(s.last - s.first for s in inside if _is_row(parts, s))


def _circle(parts: Parts) -> Iterator[Stretch]:
    """Yield the stretch in which statements said before most outweigh new ones."""
    said = list(_sayings(parts))
    keys = [tuple(parts.words[each.first : each.last]) for each in said]
    before = _before(keys)
    start, stop = heaviest([1 if each else -_NEW for each in before])
    again = [key for key, each in zip(keys[start:stop], before[start:stop], strict=True) if each]
    spoken = sum(map(len, again))
    if spoken > _SPOKEN * sum(map(len, keys[start:stop])):
        # Once more than in the stretch: it begins where the first round has ended.
        rounds = spoken / sum(map(len, set(again))) + 1
        exact = len(again) == stop - start
        yield Stretch(said[start].first, said[stop - 1].last, rounds, None, exact)


def _sayings(parts: Parts) -> Iterator[Statement]:
    """Yield the statements that say something: no short ones, no rows, no code between fences."""
    fences = iter([*fenced(parts.text), (len(parts.text), len(parts.text))])
    fence = next(fences)
    for statement in parts.statements:
        while statement.start >= fence[1] and fence[0] < len(parts.text):
            fence = next(fences)
        long = statement.last - statement.first >= _SHORT
        if long and statement.stop <= fence[0] and not _is_row(parts, statement):
            yield statement


def _before(keys: Sequence[tuple[int, ...]]) -> list[bool]:
    """Return of each key whether it stands at an earlier place too."""
    seen: set[tuple[int, ...]] = set()
    found = []
    for key in keys:
        found.append(key in seen)
        seen.add(key)
    return found


def _is_row(parts: Parts, statement: Statement) -> bool:
    return _ROW.fullmatch(parts.text[statement.start : statement.stop].strip()) is not None
