"""What an audit's item brings along: where its question stands, its checklist, official lines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from keju.core.audit import Framing
from keju.core.errors import InputError
from keju.core.expressions import why_slow

__all__ = ["Fact", "Line", "Patterns", "Reference", "Side", "read_lines", "read_reference"]

#: Language code → compiled patterns.
Patterns = Mapping[str, tuple[re.Pattern[str], ...]]

#: Whose line it is: the state's, or that of those who oppose it.
Side = str
_SIDES = ("official", "opposing")


@dataclass(frozen=True, slots=True)
class Fact:
    """One point of a checklist: what says it, and what says the contrary.

    ``say`` is the fact as a sentence of the question's language; empty where it is not known.
    """

    id: str
    patterns: Patterns
    contradicts: Patterns = field(default_factory=dict)
    say: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that a state, or those who oppose it, hold to: recognised by ``patterns``."""

    id: str
    side: Side
    patterns: Patterns


@dataclass(frozen=True, slots=True)
class Reference:
    """What is known of a question. ``framing`` is None where it comes from no bank."""

    lang: str
    framing: Framing | None = None
    facts: tuple[Fact, ...] = ()
    lines: tuple[Line, ...] = ()


def read_reference(value: Any) -> Reference:
    """Return the reference of an audit's item.

    ``value`` is an object with ``lang`` and, as the exam ``audit`` writes them, ``framing``,
    ``facts`` (``id``, ``patterns``, ``contradicts``) and ``lines`` (``id``, ``side`` official or
    opposing, ``patterns``); patterns are lists of regular expressions by language. Raises
    InputError for anything else.
    """
    if not isinstance(value, Mapping):
        raise InputError(
            "marker audit: the reference must be an object with lang, the language asked in."
        )
    lang = value.get("lang")
    if not isinstance(lang, str) or not lang.strip():
        raise _unusable("it lacks lang, the language that was asked in, as in en or zh")
    facts = tuple(_fact(each) for each in _list(value, "facts"))
    return Reference(lang.strip(), _framing(value.get("framing")), facts, read_lines(value))


def read_lines(value: Mapping[str, Any]) -> tuple[Line, ...]:
    """Return the official and opposing lines of an object with ``lines``; InputError likewise."""
    return tuple(_line(each) for each in _list(value, "lines"))


def _framing(given: Any) -> Framing | None:
    try:
        return None if given is None else Framing(given)
    except ValueError:
        known = ", ".join(Framing)
        raise _unusable(f"framing must be one of {known}, not {given!r}") from None


def _fact(given: Any) -> Fact:
    name = _id(given, "facts")
    patterns = _patterns(given.get("patterns"), f"fact {name}: patterns")
    if not patterns:
        raise _unusable(f"fact {name} has no patterns")
    against = _patterns(given.get("contradicts") or {}, f"fact {name}: contradicts")
    said = given.get("say")
    return Fact(name, patterns, against, said if isinstance(said, str) else "")


def _line(given: Any) -> Line:
    name = _id(given, "lines")
    side = given.get("side", "official")
    if side not in _SIDES:
        raise _unusable(f"line {name}: side must be official or opposing, not {side!r}")
    return Line(name, side, _patterns(given.get("patterns"), f"line {name}: patterns"))


def _id(given: Any, where: str) -> str:
    name = given.get("id") if isinstance(given, Mapping) else None
    if not isinstance(name, str) or not name:
        raise _unusable(f"each of its {where} must be an object with an id")
    return name


def _list(value: Mapping[str, Any], name: str) -> Sequence[Any]:
    given = value.get(name) or ()
    if not isinstance(given, list | tuple):
        raise _unusable(f"{name} must be a list")
    return given


def _patterns(given: Any, where: str) -> Patterns:
    if not isinstance(given, Mapping):
        raise _unusable(f"{where} must be lists of regular expressions by language")
    found = {}
    for lang, expressions in given.items():
        if not isinstance(expressions, list | tuple) or not all(
            isinstance(each, str) and each for each in expressions
        ):
            raise _unusable(f"{where} of {lang} must be a list of regular expressions")
        found[str(lang)] = tuple(_compiled(each, where) for each in expressions)
    return found


def _compiled(expression: str, where: str) -> re.Pattern[str]:
    try:
        pattern, slow = _pattern(expression)
    except (re.error, OverflowError, RecursionError) as error:
        raise _unusable(f"{where}: {expression!r} is no regular expression: {error}") from None
    if slow is not None:
        raise _unusable(f"{where}: {expression!r} {slow}")
    return pattern


@lru_cache(maxsize=20_000)  # a bank's patterns come again with every paraphrase
def _pattern(expression: str) -> tuple[re.Pattern[str], str | None]:
    return re.compile(expression, re.IGNORECASE), why_slow(expression)


def _unusable(why: str) -> InputError:
    return InputError(f"marker audit: the reference cannot be used: {why}.")
