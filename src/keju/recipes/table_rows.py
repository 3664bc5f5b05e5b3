"""The rows of a .csv or .jsonl file with their line numbers, one by one, plain or compressed."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from keju.core.errors import InputError, nearest

__all__ = ["Cells", "Rows", "is_table_of_lines", "rows_of"]

Cells = Mapping[str, Any]

COLUMNS = ("item", "score", "cluster", "attempt", "model")
_REQUIRED = COLUMNS[:2]
_MOST = 2**20  # characters of one cell


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of ``path``: pairs of a line's number and its cells, for known ``columns`` only."""

    path: Path
    columns: frozenset[str]
    numbered: Iterator[tuple[int, Cells]]

    def __iter__(self) -> Iterator[tuple[int, Cells]]:
        return self.numbered


@contextlib.contextmanager
def rows_of(path: Path) -> Iterator[Rows]:
    """Open a table for the length of a block.

    Raises InputError, there and while rows are read: no such file, not text, no header, a column
    missing or given twice, a row with another number of cells.
    """
    try:
        with _opened(path) as text:
            yield _from_lines(path, text) if ".jsonl" in path.name else _from_csv(path, text)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; name a table of marks") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: not UTF-8 text; save the table as UTF-8") from None
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(f"{path}: not a whole gzip file ({error}); make it again") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); name a table") from None


def is_table_of_lines(path: Path) -> bool:
    """Return whether the first line of a .jsonl file is a row of a table of marks."""
    try:
        with _opened(path) as text:
            row = json.loads(text.readline(_MOST))
    except (OSError, ValueError, EOFError, zlib.error, RecursionError):
        return False
    return isinstance(row, dict) and all(name in row for name in _REQUIRED)


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return io.TextIOWrapper(gzip.open(path), encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _from_csv(path: Path, text: TextIO) -> Rows:
    lines = csv.reader(text)
    header = [name.strip().casefold() for name in next(_mended(path, lines), [])]
    places = {name: header.index(name) for name in COLUMNS if name in header}
    for name in COLUMNS:
        if header.count(name) > 1:
            raise InputError(f"{path}, line 1: column {name!r} is there twice; keep one")
    for name in _REQUIRED:
        if name not in places:
            raise InputError(f"{path}, line 1: no column {name!r}; {_header_mend(name, header)}")
    return Rows(path, frozenset(places), _csv_rows(path, lines, places, len(header)))


def _header_mend(name: str, header: list[str]) -> str:
    if not any(header):
        return "the first line must name the columns: item,score"
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        return "separate columns by commas"
    return f"the first line must name the columns, item and score at least.{nearest(name, header)}"


def _mended(path: Path, lines: Any) -> Iterator[list[str]]:
    """Yield what a csv reader yields; what it cannot read becomes an InputError."""
    try:
        yield from lines
    except csv.Error as error:
        raise InputError(f"{path}, line {lines.line_num}: not CSV ({error}); mend it") from None


def _csv_rows(
    path: Path, lines: Any, places: Mapping[str, int], width: int
) -> Iterator[tuple[int, Cells]]:
    pairs = list(places.items())
    for row in _mended(path, lines):
        if len(row) != width:
            if not any(cell.strip() for cell in row):
                continue
            raise InputError(
                f"{path}, line {lines.line_num}: {len(row)} cells where the header has {width};"
                " put a cell that has a comma in quotes"
            )
        yield lines.line_num, {name: row[place] for name, place in pairs}


def _from_lines(path: Path, text: TextIO) -> Rows:
    """The first row says which columns there are."""
    rows = _objects(path, text)
    first = next(rows, None)
    if first is None:
        return Rows(path, frozenset(), iter(()))
    columns = frozenset(name for name in COLUMNS if name in first[1])
    return Rows(path, columns, _line_rows(path, columns, first, rows))


def _objects(path: Path, text: TextIO) -> Iterator[tuple[int, Cells]]:
    for number, line in enumerate(text, start=1):
        if line.isspace():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{path}, line {number}: not JSON ({error}); mend it") from None
        if not isinstance(row, dict):
            raise InputError(f"{path}, line {number}: must be an object with item and score")
        yield number, row


def _line_rows(
    path: Path, columns: frozenset[str], first: tuple[int, Cells], rest: Iterator[tuple[int, Cells]]
) -> Iterator[tuple[int, Cells]]:
    needed = (*_REQUIRED, *(columns & {"attempt", "model"}))
    for number, row in _chained(first, rest):
        for name in needed:
            if name not in row:
                raise InputError(f"{path}, line {number}: no field {name!r}.{nearest(name, row)}")
        for name in COLUMNS:
            if isinstance(row.get(name), (list, dict)):
                raise InputError(f"{path}, line {number}: field {name!r} must be one value")
            if name in row and name not in columns and name != "cluster":
                raise InputError(
                    f"{path}, line {number}: field {name!r} is not in every line; give it to all"
                )
        yield number, row


def _chained(
    first: tuple[int, Cells], rest: Iterator[tuple[int, Cells]]
) -> Iterator[tuple[int, Cells]]:
    yield first
    yield from rest
