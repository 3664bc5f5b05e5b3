"""Tables of marks, made by Keju or by anybody: ``item, score[, cluster, attempt][, model]``.

A table is a .csv file with a header, or a .jsonl file with an object a line; either may end in .gz.
Columns may stand in any order, and others are passed over. A score lies between 0 and 1; an empty
one (null in JSON) says that there is none, and its pair is left out. ``attempt`` numbers several
answers to one question; ``cluster`` names what belongs together; ``model`` puts several models
into one table.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, NoReturn

from keju.comparing.marks import Marks
from keju.core.errors import InputError, nearest
from keju.recipes.table_rows import Cells, Rows, is_table_of_lines, rows_of

__all__ = ["is_table", "read_models", "read_table"]

_CSV = (".csv", ".csv.gz")
_LINES = (".jsonl", ".jsonl.gz")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_NO_NUMBERS = {"nan", "inf", "infinity", "none", "null", "na", "n/a", "-", "–"}


def is_table(name: str) -> bool:
    """Return whether a word of the command line names a table of marks.

    Files of questions end in .jsonl too: of these, a table is one whose first line has an item and
    a score.
    """
    return name.endswith(_CSV) or (name.endswith(_LINES) and is_table_of_lines(Path(name)))


def read_table(path: str | Path, model: str | None = None) -> Marks:
    """Read the marks of one model; ``model`` says which where the table holds several.

    Raises InputError, naming the line and the mend, for anything that cannot be used.
    """
    found = read_models(path, None if model is None else [model])
    if len(found) > 1:
        raise InputError(
            f"{path} has the marks of {len(found)} models; name two of them: keju compare"
            f" '{found[0].name}' '{found[1].name}' {path}"
        )
    return found[0]


def read_models(path: str | Path, only: Collection[str] | None = None) -> list[Marks]:
    """Read the marks of every model of a table, or of those named in ``only``, in their order.

    Without a column ``model`` there is one, named like the file. Raises InputError as
    ``read_table`` does, and for a model that is not there.
    """
    path = Path(path)
    sheets: dict[str, _Sheet] = {}
    known: dict[str, None] = {}
    with rows_of(path) as rows:
        for row in _entries(rows, _stem(path), only, known):
            sheet = sheets.get(row.model)
            if sheet is None:
                sheet = sheets[row.model] = _Sheet(rows)
            sheet.add(row)
    missing = [name for name in only or () if name not in known]
    if missing:
        raise InputError(f"{path}: no model {missing[0]!r}.{nearest(missing[0], known)}")
    if not sheets:
        raise InputError(f"{path}: no row below the header; give one an item")
    order = only if only is not None else sheets
    return [sheets[name].marks(name, path.name) for name in order]


def _stem(path: Path) -> str:
    ending = next((end for end in (*_CSV, *_LINES) if path.name.endswith(end)), path.suffix)
    return path.name.removesuffix(ending) or path.name


class _Entry(NamedTuple):
    """One row that was understood. ``number`` is its line, ``attempt`` None without a column."""

    number: int
    model: str
    item: str
    score: float | None
    cluster: str
    attempt: int | None


def _entries(
    rows: Rows, default: str, only: Collection[str] | None, known: dict[str, None]
) -> Iterator[_Entry]:
    """Yield the rows of the wanted models; ``known`` gathers the names of all."""
    has_model, has_attempt = "model" in rows.columns, "attempt" in rows.columns
    if only is not None and not has_model:
        raise InputError(
            f"{rows.path}: no column 'model' to say whose marks these are; add it, or compare two"
            " tables: keju compare a.csv b.csv"
        )
    scores: dict[object, float | None] = {"": None, None: None}
    for number, cells in rows:
        model = _name(rows, number, cells, "model") if has_model else default
        known[model] = None
        if only is not None and model not in only:
            continue
        written = cells["score"]
        if isinstance(written, bool) or written not in scores:  # hash(True) == hash(1)
            scores[written] = _score(rows, number, written)
        yield _Entry(
            number,
            model,
            _name(rows, number, cells, "item"),
            scores[written],
            _text(cells.get("cluster")),
            _attempt(rows, number, cells["attempt"]) if has_attempt else None,
        )


def _text(cell: object) -> str:
    return cell.strip() if isinstance(cell, str) else "" if cell is None else str(cell)


def _name(rows: Rows, number: int, cells: Cells, column: str) -> str:
    name = _text(cells[column])
    if not name:
        _refuse(rows, number, f"column {column!r} is empty; give the row its {column}")
    return name


def _score(rows: Rows, number: int, written: object) -> float | None:
    text = str(written).strip() if not isinstance(written, bool) else str(written).lower()
    if not text:
        return None
    if text.casefold() in _NO_NUMBERS:
        _refuse(rows, number, f"score {text} is no number; leave it empty where there is none")
    if not _NUMBER.fullmatch(text):
        shown = text if len(text) <= 30 else f"{text[:29]}…"
        _refuse(rows, number, f"score {shown!r} is no number; write one between 0 and 1")
    score = float(text)
    if not 0 <= score <= 1:
        _refuse(
            rows,
            number,
            f"score {text} is not between 0 and 1; divide scores by what is full marks",
        )
    return score


def _attempt(rows: Rows, number: int, written: object) -> int:
    text = _text(written)
    if isinstance(written, bool) or not _WHOLE.fullmatch(text):
        _refuse(rows, number, f"attempt {text!r} is no whole number; count attempts 0, 1, 2 …")
    return int(text)


def _refuse(rows: Rows, number: int, words: str) -> NoReturn:
    raise InputError(f"{rows.path}, line {number}: {words}")


@dataclass
class _Sheet:
    """The rows of one model, gathered by item; ``lines`` has each item's first line."""

    rows: Rows
    attempts: dict[str, dict[int, float | None]] = field(default_factory=dict)
    clusters: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def add(self, row: _Entry) -> None:
        """Take a row; InputError when it repeats or contradicts an earlier one."""
        item = row.item
        scores = self.attempts.get(item)
        if scores is None:
            self.attempts[item] = {row.attempt or 0: row.score}
            self.clusters[item] = row.cluster
            self.lines[item] = row.number
            return
        if (row.attempt or 0) in scores:
            self._refuse_twice(row)
        scores[row.attempt or 0] = row.score
        if row.cluster != self.clusters[item]:
            here, there = _cluster(row.cluster), _cluster(self.clusters[item])
            _refuse(
                self.rows,
                row.number,
                f"item {item!r} stands in {here} here and in {there} at line"
                f" {self.lines[item]}; give it one cluster",
            )

    def _refuse_twice(self, row: _Entry) -> None:
        if row.attempt is None:
            words, mend = "", "keep one, or number the answers in a column 'attempt'"
        else:
            words, mend = f" has attempt {row.attempt} twice and", "keep one of the two"
        _refuse(
            self.rows,
            row.number,
            f"item {row.item!r}{words} stands at line {self.lines[row.item]} already; {mend}",
        )

    def marks(self, name: str, exam: str) -> Marks:
        """Return what was gathered, attempts in the order of their numbers."""
        self._check_attempts(name)
        scores: Mapping[str, tuple[float | None, ...]] = {
            item: tuple(given[number] for number in sorted(given))
            for item, given in self.attempts.items()
        }
        return Marks(name, exam, scores, {i: c for i, c in self.clusters.items() if c})

    def _check_attempts(self, name: str) -> None:
        first, expected = next(iter(self.attempts.items()))
        for item, given in self.attempts.items():
            if given.keys() != expected.keys():
                _refuse(
                    self.rows,
                    self.lines[item],
                    f"item {item!r} of {name} has the attempts {_listed(given)} and item {first!r}"
                    f" has {_listed(expected)}; give all the same, with an empty score where there"
                    " is none",
                )


def _cluster(name: str) -> str:
    return f"cluster {name!r}" if name else "no cluster"


def _listed(given: Collection[int]) -> str:
    numbers = sorted(given)
    shown = ", ".join(map(str, numbers[:6]))
    return shown + (", …" if len(numbers) > 6 else "")
