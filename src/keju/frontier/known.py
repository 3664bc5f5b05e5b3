"""What is known: the packaged tables, or those of a folder in the same form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from pathlib import Path

from keju.core.errors import InputError, nearest
from keju.core.frontier import (
    Benchmark,
    Deed,
    Machine,
    ModelFacts,
    Publications,
    Score,
    Source,
)
from keju.frontier.rows import Figure, Row, Table, are_percentages, read_csv, table_of
from keju.frontier.words import counted

__all__ = ["COLUMNS", "Known", "Maker", "Tables", "maker_of", "packaged", "stored_tables"]

#: Table → its columns, all of which it must have.
COLUMNS: Mapping[str, Sequence[str]] = {
    "models": (
        *("model", "organisation", "country", "released", "open_weights", "reasoning"),
        *("parameters", "where", "status"),
    ),
    "benchmarks": (
        *("benchmark", "title", "field", "items", "chance", "higher_is_better"),
        *("aliases", "where"),
    ),
    "scores": ("model", "benchmark", "score", "source", "where", "dated", "status"),
    "machines": (
        *("name", "maker", "announced", "tops_8bit", "memory_gb", "bandwidth_gbs", "link_gbs"),
        *("rule", "where", "status"),
    ),
    "deeds": ("dated", "jurisdiction", "kind", "title", "says", "where", "status"),
    "publications": ("country", "year", "works", "top_share", "impact", "where", "status"),
    "makers": ("pattern", "organisation", "country", "open_weights", "reasoning"),
}
_STATUS = ("checked", "unverified")


@dataclass(frozen=True, slots=True)
class Maker:
    """Who makes models whose names look like ``pattern``, in lower case with ``*`` for anything."""

    pattern: str
    organisation: str
    country: str
    open_weights: bool
    reasoning: bool


@dataclass(frozen=True, slots=True)
class Known:
    """All facts that a study starts from; ``left_out`` says which rows are not among them."""

    models: Mapping[str, ModelFacts]
    benchmarks: Mapping[str, Benchmark]
    scores: tuple[Score, ...]
    machines: tuple[Machine, ...] = ()
    deeds: tuple[Deed, ...] = ()
    publications: tuple[Publications, ...] = ()
    left_out: tuple[str, ...] = ()


class Tables:
    """The tables of one place; rows that are ``unverified`` are left out, and counted."""

    def __init__(self, place: Path | None, *, unverified: bool = False) -> None:
        self._place = place
        self._unverified = unverified
        self.dropped: dict[str, int] = {}

    def rows(self, name: str) -> Iterator[Row]:
        """Yield the rows of a table that count; none where a folder has no such table."""
        table = self._table(name)
        for row in table.checked(COLUMNS[name]).rows if table else ():
            status = row.text("status") if "status" in COLUMNS[name] else "checked"
            if status not in _STATUS:
                raise row.wrong(f"status is {status!r}; it must be {' or '.join(_STATUS)}")
            if status == "unverified" and not self._unverified:
                self.dropped[name] = self.dropped.get(name, 0) + 1
            else:
                yield row

    def _table(self, name: str) -> Table | None:
        if self._place is None:
            text = (files(__package__) / "tables" / f"{name}.csv").read_text("utf-8")
            return table_of(f"{name}.csv", text)
        path = self._place / f"{name}.csv"
        return read_csv(path) if path.exists() else None


@cache
def _makers() -> tuple[Maker, ...]:
    return tuple(
        Maker(
            row.text("pattern"),
            row.text("organisation"),
            row.text("country"),
            bool(row.yes("open_weights")),
            bool(row.yes("reasoning")),
        )
        for row in Tables(None).rows("makers")
    )


def maker_of(name: str) -> Maker | None:
    """Return who makes the model of this name: the first pattern that fits, None for none."""
    plain = name.casefold().strip()
    short = plain.rpartition("/")[2]
    for maker in _makers():
        if fnmatchcase(plain, maker.pattern) or fnmatchcase(short, maker.pattern):
            return maker
    return None


def packaged(*, unverified: bool = False) -> Known:
    """Return the tables that come with Keju; with ``unverified`` those rows too."""
    return _known(*(Tables(None, unverified=unverified) for _ in range(2)))


def stored_tables(folder: Path, *, unverified: bool = False) -> Known:
    """Return the tables of a folder, as ``keju frontier import`` writes them.

    Benchmarks that it does not describe, machines and deeds are the packaged ones. Raises
    InputError where the folder has neither scores nor publications, or a row cannot be used.
    """
    if not any((folder / f"{name}.csv").exists() for name in ("scores", "publications")):
        raise InputError(
            f"{folder}: no scores.csv there; keju frontier import FILE --into {folder} makes it"
        )
    return _known(Tables(folder, unverified=unverified), Tables(None, unverified=unverified))


def _known(own: Tables, beside: Tables) -> Known:
    benchmarks = {b.name: b for b in map(_benchmark, beside.rows("benchmarks"))}
    benchmarks |= {b.name: b for b in map(_benchmark, own.rows("benchmarks"))}
    models = _models(own)
    known = Known(
        models=models,
        benchmarks=benchmarks,
        scores=tuple(_scores(own, models, benchmarks)),
        machines=tuple(map(_machine, beside.rows("machines"))),
        deeds=tuple(sorted(map(_deed, beside.rows("deeds")), key=lambda deed: deed.dated)),
        publications=tuple(map(_publications, own.rows("publications"))),
    )
    return replace(known, left_out=tuple(_said({**beside.dropped, **own.dropped})))


def _said(dropped: Mapping[str, int]) -> Iterator[str]:
    for name, count in dropped.items():
        rows = counted(count, "row")
        yield f"{rows} of {name} could not be checked: left out (--unverified takes them)"


def _models(tables: Tables) -> dict[str, ModelFacts]:
    found: dict[str, ModelFacts] = {}
    for row in tables.rows("models"):
        name = row.text("model")
        if name in found:
            raise row.wrong(f"the model {name!r} stands here twice; keep one row")
        released = row.day("released")
        if released is None:
            raise row.wrong(f"the model {name!r} has no date of release; fill in released")
        found[name] = ModelFacts(
            name,
            row.text("organisation"),
            row.text("country"),
            released,
            bool(row.yes("open_weights")),
            bool(row.yes("reasoning")),
            row.number("parameters"),
        )
    return found


def _benchmark(row: Row) -> Benchmark:
    higher = row.yes("higher_is_better")
    if higher is None:
        raise row.wrong("whether more is better is not said; fill in higher_is_better: yes or no")
    chance = row.number("chance") or 0.0
    if not 0 <= chance < 1:
        raise row.wrong(f"chance is {chance:g}; it must be a share from 0 to 1")
    name, title, field = row.text("benchmark"), row.text("title"), row.text("field")
    return Benchmark(name, title, field, row.whole("items"), chance, higher)


def _scores(
    tables: Tables, models: Mapping[str, ModelFacts], benchmarks: Mapping[str, Benchmark]
) -> Iterator[Score]:
    rows = list(tables.rows("scores"))
    figures = [_figure(row) for row in rows]
    percent = are_percentages(figures, "with a percent sign")
    seen: dict[tuple[str, str, str], str] = {}
    for row, (_, name, value, _) in zip(rows, figures, strict=True):
        model, where = row.text("model"), row.text("where")
        if model not in models:
            raise row.wrong(f"the model {model!r} is not in models.csv.{nearest(model, models)}")
        if name not in benchmarks:
            raise row.wrong(f"the benchmark {name!r} is not known.{nearest(name, benchmarks)}")
        if before := seen.get((model, name, where)):
            raise row.wrong(f"{model} on {name} from this source stands in {before} too; keep one")
        seen[model, name, where] = row.where
        try:
            source = Source(row.text("source"))
        except ValueError:
            raise row.wrong(f"source must be {', '.join(Source)}") from None
        share = value / 100 if percent else value
        yield Score(model, name, share, source, where, row.day("dated"))


def _figure(row: Row) -> Figure:
    value, signed = row.figure("score")
    if value is None or not 0 <= value <= 100:
        raise row.wrong(f"score is {row.cells['score']!r}; it must be a percentage, 0 to 100")
    return Figure(row, row.text("benchmark"), value, signed)


def _machine(row: Row) -> Machine:
    announced = row.day("announced")
    if announced is None:
        raise row.wrong("no date; fill in announced")
    return Machine(
        name=row.text("name"),
        maker=row.text("maker"),
        announced=announced,
        dense_tops=row.number("tops_8bit"),
        memory=row.number("memory_gb"),
        bandwidth=row.number("bandwidth_gbs"),
        link=row.number("link_gbs"),
        rule=row.text("rule"),
        where=row.text("where"),
    )


def _deed(row: Row) -> Deed:
    dated = row.day("dated")
    if dated is None:
        raise row.wrong("no date; fill in dated")
    words = [row.text(c) for c in ("jurisdiction", "kind", "title", "says", "where")]
    return Deed(dated, *words)


def _publications(row: Row) -> Publications:
    year, works = row.whole("year"), row.whole("works")
    if year is None or works is None:
        raise row.wrong("no year or no count of works; fill them in")
    share, impact = row.number("top_share"), row.number("impact")
    return Publications(row.text("country"), year, works, share, impact, row.text("where"))
