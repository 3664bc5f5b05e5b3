"""Scores out of tables in several layouts: one row a score, shares from 0 to 1, more is better."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from keju.core.errors import InputError, nearest
from keju.core.frontier import Benchmark, Score, Source
from keju.frontier.rows import Row, Table

__all__ = ["Found", "Units", "aliases", "scores_of"]

_MODELS = ("model", "Model", "Model version", "name", "Name")
_ONE = ("Best score (across scorers)", "mean_score", "Score", "score", "Accuracy", "EM")
_BESIDE = {
    "id", "rank", "organization", "organisation", "license", "date", "released", "votes",
    "release date", "country", "country (of organization)", "training compute (flop)",
}  # fmt: skip
_LONG = {"model", "benchmark", "score"}


@dataclass(frozen=True, slots=True)
class _Cell:
    """One number as it stands in a table; ``source`` names where it comes from."""

    row: Row
    model: str
    benchmark: str
    value: float
    source: str
    kind: Source
    dated: date | None
    metric_only: bool = False


@dataclass(slots=True)
class Found:
    """Numbers of all tables, as they stand there."""

    cells: list[_Cell] = field(default_factory=list)

    def take(self, table: Table, benchmark: str | None) -> None:
        """Add the numbers of a table; a table of dates or facts adds none.

        Raises InputError where a table of one benchmark does not say of which.
        """
        columns = set(table.columns)
        if columns >= _LONG:
            self.cells += _long(table)
        elif "benchmark" in columns or {"released", "organisation"} <= columns:
            return
        elif named := next((name for name in _MODELS if name in columns), None):
            self.cells += _wide(table, named, benchmark)
        elif "id" not in columns:
            raise InputError(
                f"{table.name}: neither scores nor dates: no column of models; name it model"
            )


def _long(table: Table) -> Iterator[_Cell]:
    own = "where" in table.columns
    for row in table.rows:
        if row.cells.get("status") == "unverified":
            continue
        value = row.number("score")
        if value is None:
            raise row.wrong("no score; fill it in, or remove the row")
        source = row.cells.get("where" if own else "source") or table.name
        kind = _kind(row) if own else Source.OTHER
        # Epoch's sources name a metric, such as external:EM, not who measured it.
        metric = not own and source.startswith(("external:", "epoch_"))
        dated = row.day("dated") if own else None
        model, benchmark = row.text("model"), row.text("benchmark")
        yield _Cell(row, model, benchmark, value, source, kind, dated, metric)


def _kind(row: Row) -> Source:
    try:
        return Source(row.cells.get("source") or Source.OTHER)
    except ValueError:
        raise row.wrong(f"source must be {', '.join(Source)}") from None


def _wide(table: Table, named: str, benchmark: str | None) -> Iterator[_Cell]:
    columns = [name for name in _ONE if name in table.columns][:1]
    names = dict.fromkeys(columns, benchmark)
    if not columns:
        columns = [
            name
            for name in table.columns
            if name != named and name.casefold() not in _BESIDE and _numbers(table, name)
        ]
        names = {column: column for column in columns}
    elif benchmark is None and any(row.cells.get(columns[0]) for row in table.rows):
        raise InputError(
            f"{table.name}: scores of one benchmark, but of which is not said; --benchmark NAME"
        )
    for row in table.rows:
        for column in columns:
            value = row.number(column) if row.cells.get(column) not in ("-", "–", "n/a") else None
            if value is not None:
                of = names[column] or column
                yield _Cell(row, row.text(named), of, value, table.name, Source.OTHER, None)


def _numbers(table: Table, column: str) -> bool:
    """Return whether the first cell that is filled holds a number."""
    first = next((row.cells[column] for row in table.rows if row.cells.get(column)), "")
    return first.replace(".", "", 1).replace("-", "", 1).isdigit()


@dataclass(frozen=True, slots=True)
class Units:
    """How numbers become shares: percentages or not, which way is better, equal cells or not."""

    percent: bool | None
    higher: Sequence[str]
    lower: Sequence[str]
    several: bool = False

    def benchmark(self, name: str, known: Mapping[str, Benchmark]) -> Benchmark:
        """Return what is known of a benchmark; after an import more is better."""
        one = known.get(name) or Benchmark(name, name, "other", None, 0.0)
        return replace(one, higher_is_better=True)

    def falls(self, name: str, row: Row, known: Mapping[str, Benchmark]) -> bool:
        """Return whether less is better. Raises InputError where nobody says so or otherwise."""
        if name in self.lower:
            return True
        if name in self.higher:
            return False
        if name not in known:
            raise row.wrong(
                f"whether more is better on the benchmark {name!r} is not known; say --higher"
                f" {name!r} or --lower {name!r}.{nearest(name, known)}"
            )
        return not known[name].higher_is_better


def scores_of(
    found: Found, known: Mapping[str, Benchmark], units: Units
) -> list[tuple[Row, Score]]:
    """Return each number as a score, with its row. Raises InputError as the package says."""
    others = aliases(known)
    cells = [
        replace(c, benchmark=others.get(c.benchmark.casefold(), c.benchmark)) for c in found.cells
    ]
    hundred = _hundreds(cells, units)
    made: dict[tuple[str, str, str, int], tuple[Row, Score]] = {}
    for cell in cells:
        value = cell.value / (100 if hundred[cell.benchmark] else 1)
        if not 0 <= value <= 1:
            unit = "percentage" if hundred[cell.benchmark] else "share"
            raise cell.row.wrong(f"{cell.value:g} is no {unit} of {cell.benchmark}: from 0 to all")
        if units.falls(cell.benchmark, cell.row, known):
            value = 1 - value
        _add(made, cell, value, several=units.several)
    return list(made.values())


def aliases(known: Mapping[str, Benchmark]) -> dict[str, str]:
    """Return other names of benchmarks, in lower case: their titles and those of other tables."""
    from keju.frontier.known import Tables

    found = {one.title.casefold(): name for name, one in known.items()}
    for row in Tables(None).rows("benchmarks"):
        if alias := row.cells.get("aliases"):
            found[alias.casefold()] = row.text("benchmark")
    return found | {name.casefold(): name for name in known}


def _hundreds(cells: Sequence[_Cell], units: Units) -> dict[str, bool]:
    """Return of each benchmark whether its numbers are percentages; mixed ones are an error."""
    percent = units.percent
    groups: dict[str, list[_Cell]] = {}
    for cell in cells:
        groups.setdefault(cell.benchmark, []).append(cell)
    found = {}
    for name, of in groups.items():
        large = next((cell for cell in of if cell.value > 1), None)
        found[name] = percent if percent is not None else large is not None
        small = next((cell for cell in of if 0 < cell.value < 1 and "." in f"{cell.value:g}"), None)
        if percent is None and large is not None and small is not None:
            raise small.row.wrong(
                f"{small.value:g} on {name} among percentages such as {large.value:g}"
                f" ({large.row.where}): write it as one, or say --unit percent if it is"
            )
    return found


def _add(
    made: dict[tuple[str, str, str, int], tuple[Row, Score]],
    cell: _Cell,
    value: float,
    *,
    several: bool,
) -> None:
    """Add a score; equal figures of one source once, others apart or an error."""
    place = 0
    while before := made.get((cell.model, cell.benchmark, cell.source, place)):
        if abs(before[1].value - value) < 1e-9 and (several or cell.metric_only):
            return
        if not (several or cell.metric_only):
            raise cell.row.wrong(
                f"{cell.model} on {cell.benchmark} stands in {before[0].where} too: keep one, name"
                " their sources in a column where, or say --several"
            )
        place += 1
    where = cell.source if not place else f"{cell.source} ({place + 1})"
    score = Score(cell.model, cell.benchmark, value, cell.kind, where, cell.dated)
    made[cell.model, cell.benchmark, cell.source, place] = cell.row, score
