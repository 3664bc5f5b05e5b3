"""The frontier from a command line: which tables, brought in from where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from keju.core.errors import InputError
from keju.core.frontier import Score, Source
from keju.frontier import Dials, Import, Known, packaged, read_import, stored_tables
from keju.frontier.known import COLUMNS
from keju.frontier.openalex import fetch
from keju.frontier.rows import Row, Table
from keju.recipes.stored import stored

__all__ = ["anchor", "brought", "day", "known_of", "marks_table"]


def known_of(folders: Sequence[Path], *, with_packaged: bool, unverified: bool) -> Known:
    """Return the packaged tables, or those of folders, or all together.

    Raises InputError where there are no scores, and for rows that cannot be used.
    """
    if not folders:
        return packaged(unverified=unverified)
    parts = [stored_tables(folder, unverified=unverified) for folder in folders]
    known = _joined([packaged(unverified=unverified), *parts] if with_packaged else parts)
    if not known.scores:
        raise InputError(
            f"--data {folders[0]}: publications but no scores there; bring some in, or take"
            " --with-packaged"
        )
    return known


def _joined(parts: Sequence[Known]) -> Known:
    """Return several tables as one; facts of a later one replace those of an earlier."""
    whole = parts[0]
    for part in parts[1:]:
        known: dict[tuple[str, str, str], Score] = {}
        for score in (*whole.scores, *part.scores):
            known[score.model, score.benchmark, score.where] = score
        whole = replace(
            whole,
            models={**whole.models, **part.models},
            benchmarks={**part.benchmarks, **whole.benchmarks},
            scores=tuple(known.values()),
            publications=(*whole.publications, *part.publications),
            left_out=tuple(dict.fromkeys((*whole.left_out, *part.left_out))),
        )
    return whole


def brought(sources: Sequence[str], years: Sequence[int], dials: Dials) -> Import:
    """Return what files, stores and OpenAlex hold.

    A source is a CSV or JSON file, or a store: a database file (.db) or its URL. ``years`` are
    asked of OpenAlex's interface. Raises InputError for what cannot be read or used.
    """
    files, tables = [], []
    for source in sources:
        if "://" in source or Path(source).suffix in (".db", ".sqlite"):
            tables.append(marks_table(source))
        elif not Path(source).exists():
            raise InputError(f"{source}: there is no such file")
        else:
            files.append(Path(source))
    own = {row.cells["benchmark"] for table in tables for row in table.rows}
    told = {name.casefold() for name in (*dials.higher, *dials.lower)}
    higher = sorted(name for name in own if name.casefold() not in told)
    found = read_import(files, replace(dials, higher=(*dials.higher, *higher)), tables)
    works = [each for year in years for each in fetch(year)]
    found = replace(found, publications=(*found.publications, *works))
    if not found.scores and not found.publications:
        why = "".join(f"; {words}" for words in found.left_out)
        raise InputError(f"{', '.join(sources)}: no scores and no publications to bring in{why}")
    return found


def marks_table(where: str) -> Table:
    """Return the accuracies of a store's sittings as a table of scores: marks made by Keju.

    A model is called as its candidate; of an exam the name before its dials counts as benchmark.
    """
    rows = []
    with stored(where) as store:
        for sitting in store.sittings():
            if sitting.accuracy is None:
                continue
            day = datetime.fromtimestamp(sitting.last_run / 1000, UTC).date()
            cells = (
                sitting.candidate.rpartition("/")[2],
                sitting.exam.partition(";")[0],
                f"{100 * sitting.accuracy:.10g}%",
                Source.KEJU.value,
                f"Keju: {sitting.exam}, sitting {sitting.id}",
                day.isoformat(),
                "checked",
            )
            row = dict(zip(COLUMNS["scores"], cells, strict=True))
            rows.append(Row(f"{where}, sitting {sitting.id}", row))
    return Table(where, COLUMNS["scores"], rows)


def anchor(words: str) -> tuple[str, float]:
    """Return a model and its index from ``MODEL=INDEX``. Raises InputError for anything else."""
    name, _, value = words.rpartition("=")
    if name and value.replace(".", "", 1).removeprefix("-").isdigit():
        return name, float(value)
    raise InputError(f"--anchor {words!r} must be MODEL=INDEX, such as o1=120")


def day(words: str) -> date:
    """Return a date from a command line. Raises InputError for anything else."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise InputError(f"--since {words!r} must be a date such as 2023-01-01") from None
