"""Reading the fields of a row. An error names the field and the row, never what stands there.

Some benchmarks must not be shown, and an error message is a page like any other. Not even the
other fields' names are told: those of a file without a header are its first row.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Any

from keju.core.records import Item, MarkerSpec, Question
from keju.exams.files import Line

__all__ = ["choice_item", "field", "letter_place", "text", "texts"]

_LETTERS = string.ascii_uppercase

#: How each language asks for the letter, once and last.
_FORM = {
    "en": 'Finish with "Answer: X", where X is the letter of the right option.',
    "fr": "Terminez par « Réponse : X », où X est la lettre de la bonne proposition.",
    "zh": "请在最后一行写“答案：X”，其中 X 是正确选项的字母。",
}


def field(line: Line, name: str) -> Any:
    """Return what stands under ``name``; raises InputError when nothing does."""
    value = line.row.get(name)
    if value is None:
        raise line.wrong(name, "is missing; take the data set as it is published")
    return value


def text(line: Line, name: str) -> str:
    """Return the text under ``name``; raises InputError when there is none, or only space."""
    value = field(line, name)
    if not isinstance(value, str) or not value.strip():
        raise line.wrong(name, "must be a text that is not empty")
    return value


def texts(line: Line, name: str, least: int = 1) -> list[str]:
    """Return the list of texts under ``name``, at least ``least`` of them."""
    value = field(line, name)
    good = isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)
    if not good or len(value) < least:
        raise line.wrong(name, f"must be a list of {least} texts or more")
    return list(value)


def letter_place(line: Line, name: str, count: int) -> int:
    """Return which of ``count`` options is right: a letter from A, or a number from 0."""
    value = field(line, name)
    if isinstance(value, str) and len(value.strip()) == 1:
        place = _LETTERS.find(value.strip().upper())
    else:
        place = value if isinstance(value, int) and not isinstance(value, bool) else -1
    if not 0 <= place < count:
        raise line.wrong(name, f"must be a letter A to {_LETTERS[count - 1]}, or its number from 0")
    return place


def choice_item(
    question: str,
    options: Sequence[str],
    right: int,
    language: str = "en",
    cluster: str | None = None,
) -> Item:
    """Return the multiple-choice item: the question, the lettered options, the form asked for."""
    lettered = zip(_LETTERS, options, strict=False)
    shown = "\n".join(f"{letter}. {option}" for letter, option in lettered)
    asked = f"{question.strip()}\n\n{shown}\n\n{_FORM[language]}"
    marker = MarkerSpec("choice", {"options": list(options)})
    return Item(Question.ask(asked), _LETTERS[right], marker, cluster)
