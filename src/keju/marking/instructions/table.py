"""The one table of instruction checks, and the reference that is made of them.

A reference is a list of objects, each ``{"check": NAME, …}`` with the check's parameters:

==================  ====================================  =========================================
check               parameters (? may be left out)        holds when
==================  ====================================  =========================================
words               amount                                so many words
characters          amount                                so many characters, outer space aside
sentences           amount                                so many sentences
paragraphs          amount                                so many paragraphs
lines               amount                                so many lines that hold something
bullets             amount                                so many items in bullet lists
numbered            amount                                one list 1, 2, … of so many items
headings            amount                                so many Markdown headings
capital_words       amount                                so many words all in capitals
emphasised          amount                                so many passages in *…* or **…**
placeholders        amount                                so many [placeholders]
letter              letter, amount                        a letter, in either case, so often
keyword             word, amount                          a word or phrase so often
repetition          amount, letters?                      the most frequent word so often
words_per           unit, amount                          so many words in every unit
parts               mark, amount                          so many different pieces between marks
include             words                                 all of these words or phrases
exclude             words                                 none of them
order               words                                 one after another in this order
starts_with         text                                  begins with this text
ends_with           text                                  ends with it
line_starts         text                                  some line begins with it
unit_starts         unit, number, text                    unit number N begins with it
acrostic            unit, text                            the units' first letters spell it
alphabetical        –                                     bullet items in alphabetical order
one_of              texts                                 is one of these texts and nothing else
without_signs       signs                                 none of these characters
lower_case          –                                     no capital letter
upper_case          –                                     no small letter
title               form?                                 first line is ``# …``, or ``<<…>>``
section_titles      titles                                Markdown headings are exactly these
quoted              –                                     stands in one pair of quotation marks
json                kind?, keys?                          is one JSON value (object, list; keys)
fenced              language?                             is one fenced code block
table               columns, amount                       is one table, so many rows below its head
no_markdown         –                                     no Markdown
language            language                              is written in this language
==================  ====================================  =========================================

``amount`` is ``exactly``, or ``at_least`` and ``at_most`` or one of them. ``unit`` is word, line,
sentence or paragraph. Words are found in either case and as whole words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from keju.core.errors import InputError, nearest
from keju.marking.instructions import counting, shapes, units, wording
from keju.marking.instructions.language import LANGUAGES, in_language

__all__ = ["CHECKS", "Check", "check_instructions", "satisfied"]

_MOST = 50
_LONGEST = 500
_AMOUNTS = ("at_least", "at_most", "exactly")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a parameter must be: a test, and the words that say it."""

    fits: Callable[[Any], bool]
    words: str


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= _LONGEST


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _are_texts(value: Any) -> bool:
    return isinstance(value, list | tuple) and 0 < len(value) <= _MOST and all(map(_is_text, value))


def _one_of(names: tuple[str, ...]) -> Kind:
    return Kind(lambda value: isinstance(value, str) and value in names, " or ".join(names))


TEXT = Kind(_is_text, f"a text of 1 to {_LONGEST} characters")
TEXTS = Kind(_are_texts, f"a list of 1 to {_MOST} texts")
WHOLE = Kind(_is_whole, "a whole number ≥ 0")
POSITIVE = Kind(lambda value: _is_whole(value) and value > 0, "a whole number ≥ 1")
LETTER = Kind(lambda value: _is_text(value) and len(value) == 1, "one character")
UNIT = _one_of(tuple(units.UNITS))


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it asks in one line, the pure function that decides, and its parameters.

    ``holds`` returns None where it cannot decide. ``amount``: it also takes ``exactly`` or
    ``at_least`` and ``at_most``, and needs one of them.
    """

    help: str
    holds: Callable[[str, Mapping[str, Any]], bool | None]
    needs: Mapping[str, Kind] = field(default_factory=dict)
    may: Mapping[str, Kind] = field(default_factory=dict)
    amount: bool = False


def _count(help_line: str, find: Callable[[str], list[Any] | str]) -> Check:
    return Check(help_line, counting.counted(find), amount=True)


CHECKS: Mapping[str, Check] = {
    "words": _count("so many words", units.words),
    "characters": _count("so many characters", lambda text: text),
    "sentences": _count("so many sentences", units.sentences),
    "paragraphs": _count("so many paragraphs", units.paragraphs),
    "lines": _count("so many lines that hold something", units.lines),
    "bullets": _count("so many items in bullet lists", units.bullets),
    "numbered": Check("one list 1, 2, … of so many items", counting.numbered, amount=True),
    "headings": _count("so many Markdown headings", units.headings),
    "capital_words": _count("so many words all in capitals", counting.shouted),
    "emphasised": _count("so many passages in emphasis", counting.stressed),
    "placeholders": _count("so many placeholders in square brackets", counting.placeholders),
    "letter": Check("a letter so often", counting.letters, {"letter": LETTER}, amount=True),
    "keyword": Check("a word so often", wording.keyword, {"word": TEXT}, amount=True),
    "repetition": Check(
        "the most frequent word so often",
        counting.repetition,
        may={"letters": POSITIVE},
        amount=True,
    ),
    "words_per": Check(
        "so many words in every unit", counting.words_per, {"unit": UNIT}, amount=True
    ),
    "parts": Check(
        "so many different pieces between marks", counting.parts, {"mark": TEXT}, amount=True
    ),
    "include": Check("all of these words", wording.include, {"words": TEXTS}),
    "exclude": Check("none of these words", wording.exclude, {"words": TEXTS}),
    "order": Check("these words in this order", wording.order, {"words": TEXTS}),
    "starts_with": Check("begins with this text", wording.starts_with, {"text": TEXT}),
    "ends_with": Check("ends with this text", wording.ends_with, {"text": TEXT}),
    "line_starts": Check("some line begins with this text", wording.line_starts, {"text": TEXT}),
    "unit_starts": Check(
        "unit number N begins with this text",
        wording.unit_starts,
        {"unit": UNIT, "number": POSITIVE, "text": TEXT},
    ),
    "acrostic": Check(
        "the units' first letters spell this", wording.acrostic, {"unit": UNIT, "text": TEXT}
    ),
    "alphabetical": Check("bullet items in alphabetical order", wording.alphabetical),
    "one_of": Check("is one of these texts", wording.one_of, {"texts": TEXTS}),
    "without_signs": Check("none of these characters", wording.without_signs, {"signs": TEXT}),
    "lower_case": Check("no capital letter", shapes.lower_case),
    "upper_case": Check("no small letter", shapes.upper_case),
    "title": Check(
        "the first line is a title", shapes.title, may={"form": _one_of(("heading", "angles"))}
    ),
    "section_titles": Check("headings exactly these", shapes.section_titles, {"titles": TEXTS}),
    "quoted": Check("stands in one pair of quotation marks", shapes.quoted),
    "json": Check(
        "is one JSON value",
        shapes.json_value,
        may={"kind": _one_of(tuple(shapes.KINDS)), "keys": TEXTS},
    ),
    "fenced": Check("is one fenced code block", shapes.fenced, may={"language": TEXT}),
    "table": Check(
        "is one table, so many rows below its head",
        shapes.table,
        {"columns": POSITIVE},
        amount=True,
    ),
    "no_markdown": Check("no Markdown", shapes.no_markdown),
    "language": Check("is written in this language", in_language, {"language": _one_of(LANGUAGES)}),
}


def satisfied(reference: list[Mapping[str, Any]], text: str) -> list[bool | None]:
    """Return for each instruction whether ``text`` keeps to it; None where that is undecided."""
    text = text.strip()
    return [CHECKS[wanted["check"]].holds(text, wanted) for wanted in reference]


def check_instructions(reference: Any) -> None:
    """Raise InputError, with the instruction's place, unless ``reference`` can be checked."""
    if not isinstance(reference, list | tuple) or not 0 < len(reference) <= _MOST:
        raise InputError(
            "marker instructions: the reference must be a list of 1 to "
            f'{_MOST} checks, as in [{{"check": "words", "at_most": 50}}].'
        )
    for place, wanted in enumerate(reference, start=1):
        where = f"marker instructions: the reference must be mended at check {place}"
        if not isinstance(wanted, Mapping) or not isinstance(wanted.get("check"), str):
            raise InputError(f'{where}: it is an object with "check": NAME.')
        _check_one(where, wanted)


def _check_one(where: str, wanted: Mapping[str, Any]) -> None:
    name = wanted["check"]
    if name not in CHECKS:
        raise InputError(f"{where}: unknown check {name!r}.{nearest(name, CHECKS)}")
    check = CHECKS[name]
    amounts = dict.fromkeys(_AMOUNTS, WHOLE) if check.amount else {}
    known = {**check.needs, **check.may, **amounts}
    given = {key: value for key, value in wanted.items() if key != "check"}
    for key, value in given.items():
        if key not in known:
            raise InputError(f"{where}: {name} has no {str(key)!r}.{nearest(str(key), known)}")
        if not known[key].fits(value):
            raise InputError(f"{where}: {key} of {name} must be {known[key].words}.")
    for key in check.needs:
        if key not in given:
            raise InputError(f"{where}: {name} needs {key}.")
    if check.amount:
        _check_amount(f"{where}: {name}", given)


def _check_amount(where: str, given: Mapping[str, Any]) -> None:
    if not given.keys() & set(_AMOUNTS):
        raise InputError(f"{where} needs at_least, at_most or exactly.")
    if "exactly" in given and given.keys() & {"at_least", "at_most"}:
        raise InputError(f"{where} takes exactly, or at_least and at_most, not both.")
    if given.get("at_least", 0) > given.get("at_most", given.get("at_least", 0)):
        raise InputError(f"{where} cannot be at_least {given['at_least']} and at most less.")
