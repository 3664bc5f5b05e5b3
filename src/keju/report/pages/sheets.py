"""What pages of tables share: one table, bounded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Sheet", "bounded"]

_MOST = 200  # rows of one table
_NUMBER = r"[-+−]?(?:[≥≤] -?)?[\d,]*\.?\d+%?"
_FIGURE = re.compile(rf"{_NUMBER}(?: (?:to|…) {_NUMBER}| or (?:more|less))?|–")  # intervals too


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table; the first cell of a row names it. ``words``: cells are sentences, not figures."""

    name: str
    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: bool = False

    @property
    def figures(self) -> Sequence[bool]:
        """Which columns hold figures and nothing else."""
        columns = zip(*self.rows, strict=True)
        return [all(_FIGURE.fullmatch(cell) for cell in column) for column in columns]


def bounded(sheet: Sheet) -> Sheet:
    """Return the sheet with as many rows as a reader may want; its caption says what is missing."""
    if len(sheet.rows) <= _MOST:
        return sheet
    caption = f"{sheet.caption}; the first {_MOST} of {len(sheet.rows):,} rows, --json has all"
    return Sheet(sheet.name, caption, sheet.heads, sheet.rows[:_MOST], sheet.words)
