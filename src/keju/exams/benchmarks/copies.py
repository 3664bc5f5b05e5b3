"""Local copies of data sets: finding a set's files in a folder, and reading their rows.

A copy may have the layout of the hub's repository or be a single file. Read are JSON lines
(``.jsonl``, ``.jsonl.gz``), a JSON list of rows (``.json``; small, so read whole), CSV with a
header, and parquet.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from keju.core.errors import InputError
from keju.exams.benchmarks.benchmark import Benchmark
from keju.exams.files import Line, lines
from keju.exams.parquet import parquet_rows

__all__ = ["find_files", "read_rows"]

_SHARD = re.compile(r"-(\d+)-of-(\d+)$")


def find_files(benchmark: Benchmark, name: str, data: Path) -> list[Path]:
    """Return the files that hold the set ``name`` of ``benchmark``, shards in their order.

    ``data`` is a file, or the folder of the copy, or a folder that holds it under the benchmark's
    or the repository's name. Raises InputError that says what was looked for.
    """
    data = data.expanduser()
    if data.is_file():
        return [data]
    if not data.is_dir():
        raise InputError(
            f"--data {data}: no such file or folder; name the copy of {benchmark.name}"
        )
    places = [place.format(set=name) for place in benchmark.source.places]
    last = benchmark.source.repository.rpartition("/")[2]
    for folder in dict.fromkeys((data / benchmark.name, data / last, data)):
        for place in places:
            if found := _standing(folder, place):
                return found
    raise InputError(
        f"No {benchmark.name} in {data}; it must hold {' or '.join(places)}, as"
        f" {', '.join(_READERS)}, in one file or in shards (from {benchmark.source.repository})"
    )


def _standing(folder: Path, place: str) -> list[Path]:
    """Return the one file at ``place``, or its shards, in the first suffix that is there."""
    for suffix in _READERS:
        whole = folder / f"{place}{suffix}"
        if whole.is_file():
            return [whole]
        where = whole.parent
        stem = re.compile(rf"{re.escape(Path(place).name)}-\d+-of-\d+{re.escape(suffix)}")
        shards = [path for path in where.glob(f"*{suffix}") if stem.fullmatch(path.name)]
        if shards:
            return _complete(sorted(shards), suffix)
    return []


def _complete(shards: list[Path], suffix: str) -> list[Path]:
    """Return the shards; raises InputError where one of them is not there."""
    numbers = [_SHARD.search(path.name.removesuffix(suffix)) for path in shards]
    there = {int(found[1]) for found in numbers if found}
    totals = {int(found[2]) for found in numbers if found}
    if len(totals) != 1 or there != set(range(*totals)):
        raise InputError(
            f"{shards[0].parent}: {len(shards)} of {max(totals)} shards of {shards[0].name} are"
            " there; copy the others too, or remove those of another version"
        )
    return shards


def read_rows(path: Path) -> Iterator[Line]:
    """Yield the rows of one file; raises InputError at what cannot be read, naming the place."""
    for suffix, read in _READERS.items():
        if path.name.endswith(suffix):
            return read(path)
    raise InputError(f"{path}: cannot be read; a copy is one of {', '.join(_READERS)}")


def _parquet(path: Path) -> Iterator[Line]:
    for number, row in enumerate(parquet_rows(path), start=1):
        yield Line(row, f"{path}, row {number}")


def _json(path: Path) -> Iterator[Line]:
    try:
        rows = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{path}: not JSON ({error}); mend or replace the file") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError(f"{path}: must be a JSON list of objects, one a row")
    for number, row in enumerate(rows, start=1):
        yield Line(row, f"{path}, row {number}")


def _csv(path: Path) -> Iterator[Line]:
    number = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file, strict=True):
                number += 1
                yield Line(_filled(row), f"{path}, row {number}")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        words = f"cannot be read on: {error}; mend or replace the file"
        raise InputError(f"{path}, after row {number}: {words}") from None


def _filled(row: Mapping[str | None, str | None]) -> dict[str, str]:
    """Return the cells that are there; a short row lacks some, a long row has nameless ones."""
    return {key: cell for key, cell in row.items() if key is not None and cell is not None}


_READERS: Mapping[str, Callable[[Path], Iterator[Line]]] = {
    ".parquet": _parquet,
    ".jsonl": lines,
    ".jsonl.gz": lines,
    ".json": _json,
    ".csv": _csv,
}
