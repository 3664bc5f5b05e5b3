"""What can be told of a regular expression without a text: how it begins, how long it may search.

Both are read from the tree that Python's own compiler makes of it, and err on the safe side.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from re import _compiler, _parser  # type: ignore[attr-defined] # the standard library's own tree
from typing import Any

__all__ = ["LONGEST", "MOST_WAYS", "begins_a_word", "most_ways", "openings", "why_slow"]

#: An operation of the tree: what it is, and what it is done to.
Node = tuple[Any, Any]

#: Characters that a repeat without an end is taken to run over.
LONGEST = 40_000
#: In how many ways an expression may match from one place before it is called slow.
MOST_WAYS = 100_000_000

_SINGLE = frozenset({"LITERAL", "NOT_LITERAL", "IN", "ANY"})
_LOOKS = frozenset({"ASSERT", "ASSERT_NOT", "ATOMIC_GROUP", "POSSESSIVE_REPEAT"})
_WIDTHLESS = frozenset({"AT", "ASSERT", "ASSERT_NOT"})


def why_slow(expression: str) -> str | None:
    """Return why searching for ``expression``, without regard to case, may take for ever; or None.

    Raises re.error for what is no regular expression.
    """
    if most_ways(expression) <= MOST_WAYS:
        return None
    return (
        "may search for ever, for its repeats lie within or follow one another; bound all but one"
        " of them, as in .{0,60} or \\w{1,20}, or make them possessive, as in \\w++"
    )


@lru_cache(maxsize=20_000)
def most_ways(expression: str) -> int:
    """Return in how many ways the expression may match from one place; at most MOST_WAYS + 1.

    What follows after the last repeat does not count: it ends with the first way. A repeat of one
    kind of character that the character after it must end has one way, not as many as its length.
    """
    return _ways(_parser.parse(expression, re.IGNORECASE), last=True)


def _ways(nodes: Sequence[Node], *, last: bool) -> int:
    found = 1
    for place, node in enumerate(nodes):
        follows = nodes[place + 1 : place + 2]
        found = min(found * _ways_of(node, follows, last=last and not follows), MOST_WAYS + 1)
    return found


def _ways_of(node: Node, follows: Sequence[Node], *, last: bool) -> int:
    name, what = str(node[0]), node[1]
    if name == "SUBPATTERN":
        return _ways(what[-1], last=last)
    if name == "BRANCH":
        return _ways_of_branches(what[1], last=last)
    if name in {"MAX_REPEAT", "MIN_REPEAT"}:
        return 1 if _is_settled(what[2], follows, last=last) else _ways_of_repeat(*what)
    if name == "GROUPREF_EXISTS":
        return sum(_ways(each, last=False) for each in what[1:] if each)
    if name in _LOOKS:  # one way to what comes after, however many there are inside
        inner = what if name == "ATOMIC_GROUP" else what[-1]
        inside = _ways(inner, last=False)
        return 1 if inside <= MOST_WAYS else inside
    return 1


def _ways_of_branches(branches: Iterable[Sequence[Node]], *, last: bool) -> int:
    """Of alternatives that begin with different characters no text can begin two."""
    any_start, by_letter = 0, Counter[str]()
    for each in branches:
        ways = _ways(each, last=last)
        if len(each) and str(each[0][0]) == "LITERAL":
            by_letter[chr(each[0][1]).lower()] += ways
        else:
            any_start += ways
    return any_start + max(by_letter.values(), default=0)


def _ways_of_repeat(least: int, most: int, inner: Sequence[Node]) -> int:
    ways, longest = _ways(inner, last=False), min(int(most), LONGEST)
    if ways == 1:
        return longest - min(int(least), longest) + 1
    found, power = 0, 1
    for times in range(longest + 1):
        found += power if times >= least else 0
        if found > MOST_WAYS:
            break
        power = min(power * ways, MOST_WAYS + 1)
    return found


def _is_settled(inner: Any, follows: Sequence[Node], *, last: bool) -> bool:
    """Whether a repeat of one kind of character can end in one place only."""
    if len(inner) != 1 or str(inner[0][0]) not in _SINGLE:
        return False
    ends = _letters(follows[0]) if follows else ()
    if not ends:
        return last
    kind = _compiler.compile(inner, re.IGNORECASE)
    return not any(kind.fullmatch(each) for end in ends for each in {end.lower(), end.upper()})


def _letters(node: Node) -> tuple[str, ...]:
    """Return the characters that a node stands for, if it lists them; else nothing."""
    name, what = str(node[0]), node[1]
    if name == "LITERAL":
        return (chr(what),)
    if name == "IN" and all(str(kind) == "LITERAL" for kind, _ in what):
        return tuple(chr(code) for _, code in what)
    return ()


def begins_a_word(expression: str) -> bool:
    r"""Whether it begins with ``\b``, before all its alternatives; for words of any script."""
    tree = _parser.parse(expression)
    first = next(iter(tree), (None, None))
    return [str(each) for each in first] == ["AT", "AT_BOUNDARY"] and not (
        tree.state.flags & re.ASCII
    )


def openings(expression: str, width: int) -> frozenset[str]:
    """Return texts of at most ``width`` characters: every match begins with one of them.

    A shorter one stands for all that begin with it. For expressions that regard case.
    """
    ended, going = _openings(_parser.parse(expression), width)
    return frozenset(ended | going)


def _openings(nodes: Iterable[Node], width: int) -> tuple[set[str], set[str]]:
    """Return the openings that nothing can be added to, and those that go on."""
    ended: set[str] = set()
    going = {""}
    for node in nodes:
        if str(node[0]) in _WIDTHLESS:
            continue
        stops, goes = _openings_of(node, width)
        ended |= {(each + then)[:width] for each in going for then in stops}
        longer = {(each + then)[:width] for each in going for then in goes}
        ended |= {each for each in longer if len(each) == width}
        going = {each for each in longer if len(each) < width}
    return ended, going


def _openings_of(node: Node, width: int) -> tuple[set[str], set[str]]:
    name, what = str(node[0]), node[1]
    if letters := _letters(node):
        return set(), set(letters)
    if name == "SUBPATTERN":
        return _openings(what[-1], width)
    if name == "BRANCH":
        parts = [_openings(each, width) for each in what[1]]
        return set().union(*(ended for ended, _ in parts)), set().union(*(go for _, go in parts))
    if name in {"MAX_REPEAT", "MIN_REPEAT"}:
        least, most, inner = what
        ended, going = _openings(inner, width)
        if most != 1:  # how many there are is not followed up
            ended, going = ended | going, set()
        return ended, going | ({""} if least == 0 else set())
    return {""}, set()
