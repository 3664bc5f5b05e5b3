"""A folder of tables in Keju's own form, which ``keju frontier --data`` reads."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from keju.core.errors import InputError
from keju.frontier.importing import Import
from keju.frontier.known import COLUMNS

__all__ = ["write_tables"]


def write_tables(folder: Path, found: Import) -> list[Path]:
    """Write what was imported into a folder, replacing the tables of that name; return the files.

    Raises InputError where the folder cannot be written to.
    """
    tables: dict[str, Iterable[Sequence[object]]] = {}
    if found.scores:
        tables["models"] = (
            (
                one.name,
                one.organisation,
                one.country,
                one.released,
                _said(yes=one.open_weights),
                _said(yes=one.reasoning),
                "" if one.parameters is None else f"{one.parameters:g}",
                "imported",
                "checked",
            )
            for one in sorted(found.models.values(), key=lambda model: model.name)
        )
        tables["benchmarks"] = (
            (b.name, b.title, b.field, b.items or "", f"{b.chance:g}", "yes", "", "imported")
            for b in sorted(found.benchmarks.values(), key=lambda benchmark: benchmark.name)
        )
        tables["scores"] = (
            (
                s.model,
                s.benchmark,
                _percentage(s.value),
                s.source,
                s.where,
                s.dated or "",
                "checked",
            )
            for s in found.scores
        )
    if found.publications:
        tables["publications"] = (
            (
                p.country,
                p.year,
                p.works,
                "" if p.top_share is None else f"{p.top_share:.6g}",
                "" if p.impact is None else f"{p.impact:.6g}",
                p.where,
                "checked",
            )
            for p in found.publications
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [_write(folder / f"{name}.csv", name, rows) for name, rows in tables.items()]
    except OSError as error:
        raise InputError(f"{folder}: cannot be written: {error.strerror}") from None


def _said(*, yes: bool) -> str:
    return "yes" if yes else "no"


def _percentage(share: float) -> str:
    """Write a share as a percentage; one that would read as a share has a percent sign."""
    value = 100 * share
    return f"{value:.10g}{'%' * (0 < value <= 1)}"


def _write(path: Path, name: str, rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS[name])
        writer.writerows(rows)
    return path
