"""An audit on paper: questions for services without an API, and their answers read back.

A sheet has the questions in an order that a seed draws, each under the first 12 digits of its
item's id. Answers come back as CSV: ``item``, ``response``, and ``outcome`` where the answer is no
text: ``blocked`` (the service kept it back) or ``empty``. A row with neither was not asked.
"""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from keju.audit.tables import Entry, read_table
from keju.core.errors import InputError
from keju.core.records import Item

__all__ = ["COLUMNS", "WARNING", "recorded_lines", "sheet_csv", "sheet_markdown", "shuffled"]

COLUMNS = ("item", "question", "response", "outcome")
WARNING = (
    "Before you type these questions into a service: it may close the account, it may keep who"
    " asked, and where such questions are watched or forbidden they may endanger the person who"
    " asks. Use no account and no device that matters to you, and ask nobody to do it who has not"
    " read this."
)

_DIGITS = 12
_OUTCOMES = {"": "", "answered": "", "blocked": "filter", "empty": "stop"}
#: A spreadsheet takes a text that begins so for a formula.
_FORMULA = ("=", "+", "-", "@")


def shuffled(items: Sequence[Item], seed: int = 0) -> list[Item]:
    """Return the items in the order that a seed draws."""
    found = list(items)
    random.Random(f"{seed}/sheet").shuffle(found)
    return found


def sheet_csv(items: Sequence[Item]) -> str:
    """Return the sheet as CSV, with empty columns for what comes back.

    A ``#`` keeps spreadsheets from taking an id such as 12e202884155 for a number.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for item in items:
        asked = item.question.text
        asked = f" {asked}" if asked.startswith(_FORMULA) else asked
        writer.writerow((f"#{item.id[:_DIGITS]}", asked, "", ""))
    return text.getvalue()


def sheet_markdown(items: Sequence[Item], head: str) -> str:
    """Return the sheet to be printed: the warning, ``head``, then a question with its id each."""
    lines = [f"**{WARNING}**", "", head, ""]
    for number, item in enumerate(items, start=1):
        lines += [f"{number}. `{item.id[:_DIGITS]}` {item.question.text}", "", "   Answer:", ""]
    return "\n".join(lines) + "\n"


def recorded_lines(path: str | Path, items: Sequence[Item], name: str) -> list[str]:
    """Return answers from a CSV as lines of a recorded candidate; without those not asked.

    Raises InputError for a missing column, an unknown or ambiguous id, a question answered twice,
    an outcome that is none, a text beside ``blocked``, and a file without an answer.
    """
    rows = read_table(path, ("item", "response"), ("outcome", "question"))
    seen: dict[str, str] = {}
    found: list[str] = []
    for row in rows:
        item = _item(row, items)
        if seen.setdefault(item.id, row.where) != row.where:
            raise row.wrong("item", f"was answered before, at {seen[item.id]}; keep one of them")
        found += _line(row, item, name)
    if not found:
        raise InputError(f"{path}: no answer yet; fill in column 'response' or 'outcome'")
    return found


def _item(row: Entry, items: Sequence[Item]) -> Item:
    given = row["item"].strip("#` ").lower()
    if not given:
        raise row.wrong("item", "is empty; it is the id beside the question")
    matching = [item for item in items if item.id.startswith(given)]
    if len(matching) != 1:
        what = "is of no question of this sheet" if not matching else "has too few digits"
        raise row.wrong("item", f"{given!r} {what}; give the exam and half that were printed")
    return matching[0]


def _line(row: Entry, item: Item, name: str) -> Iterator[str]:
    outcome, response = row["outcome"].lower(), row["response"]
    if outcome not in _OUTCOMES:
        known = "empty, blocked, or nothing where there is a text"
        raise row.wrong("outcome", f"is {row['outcome']!r}; write {known}")
    if response and outcome in ("blocked", "empty"):
        raise row.wrong("outcome", f"is {outcome}, but there is a response; keep one of them")
    if not response and not _OUTCOMES[outcome]:
        return  # not asked
    line = {"id": item.question.id, "model": name, "response": response}
    if _OUTCOMES[outcome]:
        line["finish"] = _OUTCOMES[outcome]
    yield json.dumps(line, ensure_ascii=True)
