"""Tables of others: scores and dates in the layouts that are about, brought into Keju's own.

A file says itself what it is, by its columns:

* Keju's own scores or models (``frontier/tables``);
* Epoch's scores (``benchmark, model, score, source``) and dates (``id, Model, Version release
  date``), and the export of one benchmark (``Model version``, a score, perhaps ``Release date``);
* a leaderboard: a column of models, and one column of numbers for each benchmark;
* OpenAlex's answer to a group-by, in JSON (``keju.frontier.openalex``).

Nothing is guessed silently: a benchmark whose direction is unknown, shares among percentages, a
model without country or date, and a cell that stands twice are errors that name the row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from keju.core.frontier import Benchmark, ModelFacts, Publications, Score
from keju.frontier.cells import DATES, Found, Units, scores_of
from keju.frontier.known import COLUMNS, Maker, maker_of, packaged
from keju.frontier.openalex import publications
from keju.frontier.rows import Row, Table, read_csv
from keju.frontier.words import counted

__all__ = ["Dials", "Import", "read_import"]

_NAMES = ("model", "Model", "Model version", "id", "name", "Name")


@dataclass(frozen=True, slots=True)
class Dials:
    """What an import may be told where files do not say it.

    ``benchmark``: what a file of one benchmark is about; ``higher`` and ``lower``: benchmarks of
    which more or less is better; ``percent``: scores are percentages, None: found out;
    ``leave_out``: models without maker or date are left out, not an error; ``several``: equal
    cells are several sources.
    """

    benchmark: str | None = None
    higher: tuple[str, ...] = ()
    lower: tuple[str, ...] = ()
    percent: bool | None = None
    leave_out: bool = False
    several: bool = False


@dataclass(frozen=True, slots=True)
class Import:
    """What files hold, in Keju's form. ``left_out``: a sentence for each kind of row not taken."""

    models: Mapping[str, ModelFacts]
    benchmarks: Mapping[str, Benchmark]
    scores: tuple[Score, ...]
    publications: tuple[Publications, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(slots=True)
class _Facts:
    """What the files say of models, before makers are looked up."""

    released: dict[str, date] = field(default_factory=dict)
    makers: dict[str, Maker] = field(default_factory=dict)
    given: dict[str, ModelFacts] = field(default_factory=dict)


def read_import(
    paths: Sequence[Path], dials: Dials | None = None, tables: Sequence[Table] = ()
) -> Import:
    """Return what these files hold together, and ``tables`` that were read elsewhere.

    Raises InputError for a file of unknown layout, and for every row that cannot be used.
    """
    dials = dials or Dials()
    facts, found, works = _Facts(), Found(), list[Publications]()
    for path in paths:
        if path.suffix == ".json":
            works += publications(path)
            continue
        tables = [*tables, read_csv(path)]
    for table in tables:
        _take_dates(table, facts)
        found.take(table, dials.benchmark)
    known = packaged()
    units = Units(dials.percent, dials.higher, dials.lower, several=dials.several)
    scores = scores_of(found, known.benchmarks, units)
    models, left = _models(scores, facts, known.models, leave_out=dials.leave_out)
    left = (*left, *_skipped(found, len(scores)))
    kept = tuple(score for _, score in scores if score.model in models)
    names = {score.benchmark for score in kept}
    benchmarks = {name: units.benchmark(name, known.benchmarks) for name in names}
    return Import(models, benchmarks, kept, tuple(works), left)


def _take_dates(table: Table, facts: _Facts) -> None:
    """Note what a table says of dates, organisations and countries of models."""
    named = next((name for name in _NAMES if name in table.columns), None)
    if set(COLUMNS["models"]) <= set(table.columns):
        for row in table.rows:
            _take_facts(row, facts)
        return
    dated = next((name for name in DATES if name in table.columns), None)
    if named is None or dated is None:
        return
    for row in table.rows:
        model = row.text("id") if "id" in table.columns else row.text(named)
        if day := row.day(dated):
            facts.released[model] = day
        organisation, country = row.cells.get("Organization"), _country(row)
        if organisation and country:
            facts.makers[model] = Maker(
                model, organisation, country, _is_open(row), reasoning=False
            )


def _take_facts(row: Row, facts: _Facts) -> None:
    name, day = row.text("model"), row.day("released")
    if day is None:
        raise row.wrong(f"the model {name!r} has no date of release; fill in released")
    facts.given[name] = ModelFacts(
        name,
        row.text("organisation"),
        row.text("country"),
        day,
        bool(row.yes("open_weights")),
        bool(row.yes("reasoning")),
        row.number("parameters"),
    )


def _country(row: Row) -> str | None:
    found = row.cells.get("Country (of organization)") or row.cells.get("Country")
    return found.partition(",")[0].replace("of America", "").strip() if found else None


def _is_open(row: Row) -> bool:
    return row.cells.get("Model accessibility", "").casefold().startswith("open")


def _models(
    scores: Sequence[tuple[Row, Score]],
    facts: _Facts,
    known: Mapping[str, ModelFacts],
    *,
    leave_out: bool,
) -> tuple[dict[str, ModelFacts], tuple[str, ...]]:
    """Return the facts of every model that has a score, and what is left out for want of them."""
    models: dict[str, ModelFacts] = {}
    lacking: dict[str, list[str]] = {}
    first: dict[str, Row] = {}
    for row, score in scores:
        first.setdefault(score.model, row)
    for name, row in first.items():
        one = facts.given.get(name) or known.get(name) or _looked_up(name, facts)
        if isinstance(one, ModelFacts):
            models[name] = one
        elif leave_out:
            lacking.setdefault(one, []).append(name)
        else:
            raise row.wrong(
                f"the model {name!r} has no {one}; import a table with it (columns"
                f" {', '.join(COLUMNS['models'])}), or --leave-out such models"
            )
    counts = Counter(score.model for _, score in scores)
    return models, tuple(_lacking(lacking, counts))


def _lacking(lacking: Mapping[str, Sequence[str]], counts: Mapping[str, int]) -> Iterator[str]:
    for what, names in lacking.items():
        shown = ", ".join(names[:5])
        models = counted(len(names), "model")
        scores = counted(sum(counts[name] for name in names), "score")
        yield f"{models} without {what} left out, {scores}: {shown}{', …' * (len(names) > 5)}"


def _skipped(found: Found, taken: int) -> Iterator[str]:
    if twice := len(found.cells) - taken:
        yield f"{counted(twice, 'figure')} that the same source gives twice, taken once"
    if found.unverified:
        yield f"{counted(found.unverified, 'row')} unverified, left out"


def _looked_up(name: str, facts: _Facts) -> ModelFacts | str:
    """Return the facts of a model by its maker and its date, or what of them is missing."""
    maker, day = facts.makers.get(name) or maker_of(name), facts.released.get(name)
    if maker is None:
        return "country"
    if day is None:
        return "date"
    return ModelFacts(
        name, maker.organisation, maker.country, day, maker.open_weights, maker.reasoning
    )
