"""Checks of the form of a whole answer: JSON, table, title, quotes, capitals, no Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from keju.marking.instructions.counting import within
from keju.marking.instructions.units import headings, lines
from keju.marking.strict_json import read_json

__all__ = [
    "KINDS",
    "fenced",
    "json_value",
    "lower_case",
    "no_markdown",
    "quoted",
    "section_titles",
    "table",
    "title",
    "upper_case",
]

Wanted = Mapping[str, Any]

#: JSON's names of what a value is.
KINDS: Mapping[str, type] = {"list": list, "object": dict}
_FENCE = re.compile(r"```([\w+-]*)[ \t]*\n(.*)\n[ \t]*```", re.DOTALL)
_DASHES = re.compile(r":?-+:?")
_QUOTES = ("“”", '""', "«»", "「」", "『』", "„“")
_MARKDOWN = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]|[-*+][ \t]|>|```|\|.*\|[ \t]*$)|\*[^*\s][^*\n]*\*"
    r"|(?<!\w)__?[^_\s][^_\n]*__?(?!\w)|`[^`\n]+`|\]\([^()\s]*\)",
    re.MULTILINE,
)


def json_value(text: str, wanted: Wanted) -> bool:
    """Whether the whole answer, fenced or not, is one JSON value of the kind and keys asked for."""
    inside = _FENCE.fullmatch(text)
    if inside is not None and inside[1].lower() in {"", "json"}:
        text = inside[2]
    try:
        value = read_json(text)
    except ValueError:
        return False
    if "keys" in wanted:
        return isinstance(value, dict) and value.keys() == set(wanted["keys"])
    return "kind" not in wanted or isinstance(value, KINDS[wanted["kind"]])


def fenced(text: str, wanted: Wanted) -> bool:
    """Whether the whole answer is one fenced block, of ``language`` when that is asked for."""
    inside = _FENCE.fullmatch(text)
    if inside is None or re.search(r"^[ \t]*```", inside[2], re.MULTILINE):
        return False
    return "language" not in wanted or inside[1].lower() == wanted["language"].lower()


def table(text: str, wanted: Wanted) -> bool:
    """Whether there is one Markdown table, with ``columns`` in every row and so many rows."""
    rows = [_cells(line) for line in lines(text) if line.startswith("|") or line.endswith("|")]
    if len(rows) < 3 or not all(map(_DASHES.fullmatch, rows[1])):
        return False
    body = rows[2:]
    if any(all(map(_DASHES.fullmatch, row)) for row in body):
        return False
    return all(len(row) == wanted["columns"] for row in rows) and within(len(body), wanted)


def _cells(line: str) -> list[str]:
    line = line.replace("\\|", "/").removeprefix("|").removesuffix("|")
    return [cell.strip() for cell in line.split("|")]


def title(text: str, wanted: Wanted) -> bool:
    """Whether the first line is a title: ``# Title``, or <<Title>> where ``form`` is angles."""
    first = text.split("\n", 1)[0].strip()
    if wanted.get("form", "heading") == "angles":
        inside = first.removeprefix("<<").removesuffix(">>")
        return len(inside) == len(first) - 4 and bool(inside.strip())
    return first.startswith("# ") and bool(first[2:].strip())


def section_titles(text: str, wanted: Wanted) -> bool:
    """Whether the Markdown headings are exactly ``titles``, in that order and in either case."""
    return [each.casefold() for each in headings(text)] == [
        each.strip().casefold() for each in wanted["titles"]
    ]


def quoted(text: str, _wanted: Wanted) -> bool:
    """Whether the whole answer stands in one pair of quotation marks."""
    return len(text) > 2 and any(
        text[0] == pair[0] and text[-1] == pair[1] and pair[1] not in text[1:-1] for pair in _QUOTES
    )


def lower_case(text: str, _wanted: Wanted) -> bool:
    """Whether no letter is a capital."""
    return not any(map(str.isupper, text))


def upper_case(text: str, _wanted: Wanted) -> bool:
    """Whether there are capitals and no small letter."""
    return any(map(str.isupper, text)) and not any(map(str.islower, text))


def no_markdown(text: str, _wanted: Wanted) -> bool:
    """Whether there is no heading, emphasis, list with - * +, code, link, quotation or table."""
    return _MARKDOWN.search(text) is None
