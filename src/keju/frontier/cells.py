"""Scores out of tables in several layouts: one row a score, shares from 0 to 1, more is better."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from keju.core.errors import InputError, nearest
from keju.core.frontier import Benchmark, Score, Source
from keju.frontier.known import Tables, packaged
from keju.frontier.rows import BLANK, Figure, Row, Table, are_percentages

__all__ = ["DATES", "Found", "Units", "aliases", "scores_of"]

#: Columns that hold the date of a model's release.
DATES = ("Version release date", "Release date", "release_date", "released", "date")

_MODELS = ("model", "Model", "Model version", "name", "Name")
_ONE = ("Best score (across scorers)", "mean_score", "Score", "score", "Accuracy", "EM")
_BESIDE = {
    "id", "rank", "organization", "organisation", "license", "date", "released", "votes",
    "release date", "country", "country (of organization)", "training compute (flop)",
}  # fmt: skip
_LONG = {"model", "benchmark", "score"}


@dataclass(frozen=True, slots=True)
class _Cell:
    """One number as it stands in a table; ``source`` names where it comes from.

    ``percent``: it has a percent sign; ``metric_only``: the source names no more than a metric.
    """

    row: Row
    table: str
    model: str
    benchmark: str
    value: float
    source: str
    kind: Source
    dated: date | None
    percent: bool = False
    metric_only: bool = False


@dataclass(slots=True)
class Found:
    """Numbers of all tables, as they stand there; ``unverified`` rows are only counted."""

    cells: list[_Cell] = field(default_factory=list)
    unverified: int = 0

    def take(self, table: Table, benchmark: str | None) -> None:
        """Add the numbers of a table; a table of dates or facts adds none.

        Raises InputError where a table of one benchmark does not say of which, or where it holds
        neither a number nor a date.
        """
        columns = set(table.columns)
        if columns >= _LONG:
            self.unverified += sum(map(_unverified, table.rows))
            self.cells += _long(table)
        elif "benchmark" in columns or {"released", "organisation"} <= columns:
            return
        elif named := next((name for name in _MODELS if name in columns), None):
            cells = list(_wide(table, named, benchmark))
            if not cells and not columns & set(DATES):
                raise InputError(
                    f"{table.name}: no column of numbers; a leaderboard has one for each benchmark"
                )
            self.cells += cells
        elif "id" not in columns:
            raise InputError(
                f"{table.name}: neither scores nor dates: no column of models; name it model"
            )


def _unverified(row: Row) -> bool:
    return row.cells.get("status") == "unverified"


def _long(table: Table) -> Iterator[_Cell]:
    own = "where" in table.columns
    for row in table.rows:
        if _unverified(row):
            continue
        value, percent = row.figure("score")
        if value is None:
            raise row.wrong("no score; fill it in, or remove the row")
        source = row.cells.get("where" if own else "source") or table.name
        yield _Cell(
            row,
            table.name,
            row.text("model"),
            row.text("benchmark"),
            value,
            source,
            _kind(row) if own else Source.OTHER,
            row.day("dated") if own else None,
            percent,
            # Epoch's sources name a metric, such as external:EM, not who measured it.
            metric_only=not own and source.startswith(("external:", "epoch_")),
        )


def _kind(row: Row) -> Source:
    try:
        return Source(row.cells.get("source") or Source.OTHER)
    except ValueError:
        raise row.wrong(f"source must be {', '.join(Source)}") from None


def _wide(table: Table, named: str, benchmark: str | None) -> Iterator[_Cell]:
    columns = [name for name in _ONE if name in table.columns][:1]
    names = dict.fromkeys(columns, benchmark)
    if not columns:
        known = aliases(packaged().benchmarks)
        columns = [
            name
            for name in table.columns
            if name != named
            and name.casefold() not in _BESIDE
            and (name.casefold() in known or _numbers(table, name))
        ]
        names = {column: column for column in columns}
    elif benchmark is None and any(row.cells.get(columns[0]) for row in table.rows):
        raise InputError(
            f"{table.name}: scores of one benchmark, but of which is not said; --benchmark NAME"
        )
    for row in table.rows:
        for column in columns:
            value, percent = row.figure(column)
            if value is not None:
                of, model = names[column] or column, row.text(named)
                name = table.name
                yield _Cell(row, name, model, of, value, name, Source.OTHER, None, percent)


def _numbers(table: Table, column: str) -> bool:
    """Return whether the first cell that says something holds a number."""
    said = (row.cells.get(column, "") for row in table.rows)
    first = next((cell for cell in said if cell not in BLANK), "").removesuffix("%").strip()
    return first.removeprefix("-").replace(".", "", 1).isdigit()


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

    def named(self, cells: Sequence[_Cell], others: Mapping[str, str]) -> Units:
        """Return these with benchmarks called as in ``cells``, whatever they were called.

        Raises InputError for one that is in no cell, or of which both is said.
        """
        there = {cell.benchmark.casefold(): cell.benchmark for cell in cells}

        def named(option: str, names: Sequence[str]) -> list[str]:
            found = []
            for name in names:
                plain = others.get(name.casefold(), name).casefold()
                if plain not in there:
                    raise InputError(
                        f"--{option} {name!r}: no such benchmark here.{nearest(name, there)}"
                    )
                found.append(there[plain])
            return found

        higher, lower = named("higher", self.higher), named("lower", self.lower)
        if both := set(higher) & set(lower):
            raise InputError(f"{min(both)!r} stands in --higher and in --lower; keep one")
        return replace(self, higher=higher, lower=lower)

    def falls(self, cell: _Cell, known: Mapping[str, Benchmark]) -> bool:
        """Return whether less is better. Raises InputError where nobody says so or otherwise."""
        name = cell.benchmark
        if name in self.lower:
            return True
        if name in self.higher:
            return False
        if name not in known:
            raise cell.row.wrong(
                f"whether more is better on the benchmark {name!r} is not known; say --higher"
                f" {name!r} or --lower {name!r}, or remove what is no benchmark."
                f"{nearest(name, known)}"
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
    units = units.named(cells, others)
    falls = {cell.benchmark: units.falls(cell, known) for cell in cells}
    hundred = _hundreds(cells, units)
    made: dict[tuple[str, str, str, int], tuple[Row, Score]] = {}
    for cell in cells:
        whole = 100 if hundred[cell.table] or cell.percent else 1
        if not 0 <= cell.value <= whole:
            unit = "percentage" if whole > 1 else "share"
            raise cell.row.wrong(
                f"{cell.value:g} is no {unit} of {cell.benchmark}; it must lie from 0 to {whole}"
            )
        value = cell.value / whole
        _add(made, cell, 1 - value if falls[cell.benchmark] else value, several=units.several)
    return list(made.values())


def aliases(known: Mapping[str, Benchmark]) -> dict[str, str]:
    """Return other names of benchmarks, in lower case: their titles and those of other tables."""
    found = {one.title.casefold(): name for name, one in known.items()}
    for row in Tables(None).rows("benchmarks"):
        if alias := row.cells.get("aliases"):
            found[alias.casefold()] = row.text("benchmark")
    return found | {name.casefold(): name for name in known}


def _hundreds(cells: Sequence[_Cell], units: Units) -> dict[str, bool]:
    """Return of each table whether its numbers are percentages; mixed ones are an error."""
    tables: dict[str, list[_Cell]] = {}
    for cell in cells:
        tables.setdefault(cell.table, []).append(cell)
    if units.percent is not None:
        return dict.fromkeys(tables, units.percent)
    return {
        name: are_percentages(
            (Figure(cell.row, cell.benchmark, cell.value, cell.percent) for cell in of),
            "say --unit percent",
        )
        for name, of in tables.items()
    }


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
