"""Rows of a table with their line numbers, and values read strictly: each error names its row.

A table of scores has one unit, which it shows itself: percentages where a number above 1 or a
percent sign stands in it, else shares.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeVar

from keju.core.errors import InputError

__all__ = ["BLANK", "Figure", "Row", "Table", "are_percentages", "read_csv", "table_of"]

#: Cells that hold nothing.
BLANK = ("", "-", "–", "—", "n/a", "N/A", "NA")

_YES, _NO = {"yes", "true", "1"}, {"no", "false", "0"}
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it stands, and its cells by column, stripped of spaces."""

    where: str
    cells: dict[str, str]

    def wrong(self, words: str) -> InputError:
        """Return the error that these words are about this row."""
        return InputError(f"{self.where}: {words}")

    def text(self, column: str) -> str:
        """Return a cell that must not be empty."""
        found = self.cells.get(column, "")
        if not found:
            raise self.wrong(f"no {column}; fill it in")
        return found

    def number(self, column: str) -> float | None:
        """Return a number, None for an empty cell."""
        return self._read(column, float, "a number")

    def figure(self, column: str) -> tuple[float | None, bool]:
        """Return a number, None for a cell without one, and whether it has a percent sign."""
        text = self.cells.get(column, "")
        if text in BLANK:
            return None, False
        plain = text.removesuffix("%").strip()
        return Row(self.where, {column: plain}).number(column), plain != text

    def whole(self, column: str) -> int | None:
        """Return a whole number, None for an empty cell."""
        return self._read(column, int, "a whole number")

    def day(self, column: str) -> date | None:
        """Return a date, None for an empty cell."""
        return self._read(column, date.fromisoformat, "a date such as 2024-11-28")

    def yes(self, column: str) -> bool | None:
        """Return yes or no, None for an empty cell."""
        return self._read(column, _truth, "yes or no")

    def _read(self, column: str, read: Callable[[str], _T], kind: str) -> _T | None:
        found = self.cells.get(column, "")
        if not found:
            return None
        try:
            return read(found)
        except ValueError:
            raise self.wrong(f"{column} is {found!r}, not {kind}") from None


def _truth(word: str) -> bool:
    if word.casefold() in _YES:
        return True
    if word.casefold() in _NO:
        return False
    raise ValueError(word)


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it was read: its name, its columns, its rows."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Row]

    def checked(self, needed: Iterable[str]) -> Table:
        """Return the table; InputError when it lacks one of these columns."""
        missing = [column for column in needed if column not in self.columns]
        if missing:
            raise InputError(
                f"{self.name}: no column {' or '.join(missing)}; it has {', '.join(self.columns)}"
            )
        return self


class Figure(NamedTuple):
    """A score as it stands in a table; ``percent``: it has a percent sign."""

    row: Row
    benchmark: str
    value: float
    percent: bool


def are_percentages(figures: Iterable[Figure], mend: str) -> bool:
    """Return whether the figures of one table are percentages.

    Raises InputError, with what would ``mend`` it, where shares stand among percentages.
    """
    large, small = None, None
    for one in figures:
        if one.value > 1 or one.percent:
            large = large or one
        elif one.value > 0:
            small = small or one
    if large and small:
        raise small.row.wrong(
            f"{small.value:g} on {small.benchmark} among percentages such as {large.value:g}"
            f" ({large.row.where}): write it as one, or {mend} if it is"
        )
    return large is not None


def read_csv(path: Path) -> Table:
    """Return the rows of a CSV file, packed by gzip or not.

    Raises InputError when it cannot be read, is no table, or a row has too many cells.
    """
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError, gzip.BadGzipFile) as error:
        words = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise InputError(f"{path}: cannot be read: {words}") from None
    return table_of(str(path), text)


def table_of(name: str, text: str) -> Table:
    """Return the rows of a CSV text; see ``read_csv``."""
    reader = csv.reader(io.StringIO(text))
    columns = [column.strip() for column in next(reader, [])]
    if not any(columns) or len(set(columns)) < len(columns):
        raise InputError(f"{name}: its first line must name its columns, each once")
    if len(columns) == 1:
        raise InputError(f"{name}: one column only, {columns[0]!r}; commas must divide the cells")
    rows = []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        where = f"{name}, row {reader.line_num}"
        if len(cells) > len(columns):
            raise InputError(f"{where}: {len(cells)} cells for {len(columns)} columns")
        stripped = (cell.strip() for cell in cells)
        rows.append(Row(where, dict(zip(columns, stripped, strict=False))))
    return Table(name, columns, rows)
