"""Tables that people bring: CSV with any usual separator, JSON and JSONL, read strictly."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keju.core.errors import InputError, nearest

__all__ = ["Entry", "read_table"]

_SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: its texts by column, empty where it has none, and where it stands."""

    cells: Mapping[str, str]
    where: str

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")

    def wrong(self, name: str, words: str) -> InputError:
        """Return the error that column ``name`` of this row ``words``."""
        return InputError(f"{self.where}: column {name!r} {words}")


def read_table(
    path: str | Path, needed: Sequence[str], optional: Sequence[str] = ()
) -> list[Entry]:
    """Return the rows of a CSV, JSON (a list of objects) or JSONL file.

    A spreadsheet's separator (comma, semicolon, tab) is found by the first line, and a byte order
    mark is skipped. Columns beyond those named are let be. Raises InputError for a file that cannot
    be read, columns that are missing, a row with too many cells, and an empty file.
    """
    path = Path(path)
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"Cannot read {path}: {error}; it must be UTF-8") from None
    read = _objects if path.suffix in (".json", ".jsonl") else _cells
    rows = list(read(text, path))
    if not rows:
        raise InputError(f"{path} holds no rows")
    have = {name for row in rows for name in row.cells}
    for name in needed:
        if name not in have:
            known = nearest(name, have - set(needed) - set(optional))
            raise InputError(f"{path}: column {name!r} is missing.{known}")
    return rows


def _cells(text: str, path: Path) -> Iterator[Entry]:
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            where = f"{path}, line {reader.line_num}"
            if None in row:
                raise InputError(f"{where}: more cells than columns; put texts in quotation marks")
            yield Entry({name: (cell or "").strip() for name, cell in row.items()}, where)
    except csv.Error as error:
        raise InputError(f"{path}, line {reader.line_num}: not CSV ({error})") from None


def _objects(text: str, path: Path) -> Iterator[Entry]:
    if path.suffix == ".json":
        rows = _json(text, str(path))
        if not isinstance(rows, list):
            raise InputError(f"{path}: must be a list of objects")
        numbered = [(f"{path}, row {number}", row) for number, row in enumerate(rows, start=1)]
    else:
        numbered = [
            (where, _json(line, where))
            for number, line in enumerate(text.splitlines(), start=1)
            if line.strip()
            for where in [f"{path}, line {number}"]
        ]
    for where, row in numbered:
        if not isinstance(row, Mapping):
            raise InputError(f"{where}: must be an object")
        yield Entry({str(name): _text(value) for name, value in row.items()}, where)


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise InputError(f"{where}: not JSON ({error})") from None


def _text(value: Any) -> str:
    return "" if value is None else value.strip() if isinstance(value, str) else json.dumps(value)
