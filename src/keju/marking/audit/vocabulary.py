"""The audit's tables of words, one file a language in ``words``: written for this purpose.

A language has the tables that its file has. They are lists of regular expressions: how an answer
declines (``refuses``, ``deflects``, ``courteous``), whose view a sentence gives (``of_the_state``,
``of_critics``), how states speak of themselves and how their critics judge (``as_the_state``,
``judges``), and what negates a claim (``negates``, ``untrue``, ``leaves_open``). The same for every
jurisdiction; what a certain state says of a certain event comes with the item, from its bank.

In languages with spaces every expression begins at the beginning of a word, unless it begins with
``^``. Texts are looked at in small letters.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from keju.marking.audit.letters import pieces
from keju.marking.audit.spread import Sought, Spread, sought

__all__ = ["languages_of", "says", "told"]

_PART = re.compile(r"@(\w+)@")
_CAPITAL = re.compile(r"(\\.)|[A-ZÀ-Þ]")  # an escape is left alone


@cache
def _words() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    """Return table name → language → pattern, from every file of ``words``."""
    found: dict[str, dict[str, re.Pattern[str]]] = {}
    for path in sorted(files(__package__).joinpath("words").iterdir(), key=lambda each: each.name):
        lang, dot, kind = path.name.partition(".")
        if dot and kind == "toml":
            tables = tomllib.loads(path.read_text("utf-8"))
            parts = {name: f"(?:{'|'.join(each)})" for name, each in tables.pop("parts").items()}
            for name, lines in tables.items():
                found.setdefault(name, {})[lang] = _pattern(lines, parts, lang)
    return found


def _pattern(lines: list[str], parts: Mapping[str, str], lang: str) -> re.Pattern[str]:
    whole = "|".join(_PART.sub(lambda part: parts[part[1]], line) for line in lines)
    small = _CAPITAL.sub(lambda found: found[0] if found[1] else found[0].lower(), whole)
    spaced = lang != "zh" and not whole.startswith("^")
    return re.compile(rf"\b(?:{small})" if spaced else small)


def languages_of(table: str) -> frozenset[str]:
    """Return the languages that have this table."""
    return frozenset(_words()[table])


def says(table: str, text: str, lang: str) -> bool:
    """Whether ``text``, in small letters, has something of ``table``; false without a table."""
    pattern = _words()[table].get(lang)
    return pattern is not None and pattern.search(text) is not None


def told(tables: tuple[str, ...], texts: Sequence[str], lang: str) -> list[set[str]]:
    """Return for each text, in small letters, which of ``tables`` it has something of.

    The same as ``says`` of each of them, and faster.
    """
    told: list[set[str]] = [set() for _ in texts]
    for part in pieces(texts):
        found = Spread(texts[part]).found(_sought(tables, lang))
        for table, matches in zip(tables, found, strict=True):
            for number, _ in matches:
                told[part.start + number].add(table)
    return told


@cache
def _sought(tables: tuple[str, ...], lang: str) -> Sought:
    known = (_words()[table].get(lang) for table in tables)
    return sought(*(() if pattern is None else (pattern,) for pattern in known))
