"""The frontier on the screen, as JSON and as CSV: indexes, races, benchmarks, and caveats."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from keju.core.estimate import Interval
from keju.core.frontier import (
    Best,
    Frontier,
    Hidden,
    Influence,
    Lag,
    Loading,
    Race,
    Rating,
    Spread,
)
from keju.report.text import count, percent

__all__ = [
    "BEST_HEADS",
    "GAP_HEADS",
    "INFLUENCE_HEADS",
    "LAG_HEADS",
    "LOADING_HEADS",
    "RACE_HEADS",
    "RATING_HEADS",
    "SPREAD_HEADS",
    "anchors_words",
    "best_row",
    "frontier_csv",
    "frontier_json",
    "frontier_screen",
    "gap_row",
    "hidden_words",
    "import_screen",
    "influence_row",
    "lag_row",
    "loading_row",
    "notes",
    "race_row",
    "rating_row",
    "spread_row",
]

_BEST, _FEW = 20, 8  # rows of a screen
_COLUMNS = (
    *("rank", "model", "organisation", "country", "released", "open_weights", "reasoning"),
    *("index", "low", "high", "benchmarks", "scores"),
)


def frontier_json(found: Frontier) -> dict[str, Any]:
    """Return the study as JSON values: shares from 0 to 1, indexes in points, lags in months."""
    plain = asdict(found)
    plain["by"] = found.by.value
    plain["level"] = 1 - found.alpha
    for each, machine in zip(plain["machines"], found.machines, strict=True):
        each["total_performance"] = machine.total_performance
    for each, spread in zip(plain["spreads"], found.spreads, strict=True):
        each["range"] = spread.range
    return plain


def frontier_csv(found: Frontier) -> str:
    """Return the index of every ranked model as a CSV table."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for each in found.ratings:
        one = each.model
        facts = (one.name, one.organisation, one.country, one.released)
        kinds = ("yes" if one.open_weights else "no", "yes" if one.reasoning else "no")
        figures = (f"{value:.3f}" for value in (each.index, *each.interval))
        writer.writerow((each.rank, *facts, *kinds, *figures, each.benchmarks, each.scores))
    return text.getvalue()


def frontier_screen(found: Frontier) -> RenderableType:
    """Return the sentence, the best models, the races, benchmarks, and what it cannot say."""
    parts: list[RenderableType] = [Text(found.sentence, style="bold"), Text("")]
    parts.append(_table("The index", RATING_HEADS, map(rating_row, found.ratings[:_BEST])))
    if len(found.ratings) > _BEST:
        parts.append(Text(f"{len(found.ratings) - _BEST} more: --json, --csv", style="dim"))
    ends = sorted((steps[-1] for steps in found.bests.values()), key=lambda best: -best.index)
    parts += [Text(""), _table("The best of each group", BEST_HEADS, map(best_row, ends))]
    if found.races:
        parts += [Text(""), _table("Who follows whom", RACE_HEADS, map(race_row, found.races))]
        first = found.races[0]
        parts += [Text(""), _table("The gap, in points", GAP_HEADS, map(gap_row, found.races))]
        parts += [Text(""), _table(first.heading, LAG_HEADS, map(lag_row, first.path))]
    if found.influences:
        rows = map(influence_row, found.influences[:_FEW])
        parts += [Text(""), _table("Without a benchmark", INFLUENCE_HEADS, rows)]
    if found.spreads:
        rows = map(spread_row, found.spreads[:_FEW])
        parts += [Text(""), _table("Sources that differ", SPREAD_HEADS, rows)]
    parts.append(Text(""))
    parts += [Text(words, style="dim") for words in notes(found)]
    return Group(*parts)


def notes(found: Frontier) -> Iterator[str]:
    """Yield what the figures rest on and what they cannot say, a sentence each."""
    sure = f"{100 * (1 - found.alpha):g}%"
    yield (
        f"{count(found.scores)} scores in {count(found.cells)} cells. Intervals and bands are"
        f" {sure}, from {found.resamples} resamples of benchmarks and models."
    )
    yield anchors_words(found)
    if found.hidden is not None:
        yield hidden_words(found.hidden)
    yield from (f"{words}." for words in found.left_out)
    yield from found.cannot


def anchors_words(found: Frontier) -> str:
    """Return by which models the index is to be read."""
    said = " and ".join(f"{name} has {value:g}" for name, value in found.anchors.items())
    return f"The index has no unit of its own: {said}."


def hidden_words(hidden: Hidden) -> str:
    """Return how well hidden cells are foreseen."""
    return (
        f"Of {count(hidden.cells)} cells that were hidden in turn, the scale is off by"
        f" {100 * hidden.error:.2f} points on average; benchmark's and model's means by"
        f" {100 * hidden.additive:.2f}, a fit without floor and ceiling by"
        f" {100 * hidden.two_parameters:.2f}. Its {100 * hidden.level:g}% intervals hold"
        f" {percent(hidden.coverage)} of them."
    )


RATING_HEADS = ("model", "maker", "country", "released", "index", "interval", "benchmarks")
BEST_HEADS = ("group", "since", "model", "index", "band")
RACE_HEADS = ("follower", "leader", "lag", "band", "from … to", "now", "shrinks a year", "band")
GAP_HEADS = ("follower", "leader", "gap", "band", "closes a year", "band")
LAG_HEADS = ("date", "new best", "lag", "band")
INFLUENCE_HEADS = ("without", "the best", "order kept", "mean lag", "moves most", "places")
SPREAD_HEADS = ("model", "benchmark", "scores", "spread")
LOADING_HEADS = ("benchmark", "models", "difficulty", "slope", "floor", "ceiling", "misfit")


def rating_row(each: Rating) -> tuple[str, ...]:
    """Return a model's index as cells."""
    one = each.model
    facts = (one.name, one.organisation, one.country, one.released.isoformat())
    return (*facts, f"{each.index:.1f}", _points(*each.interval), str(each.benchmarks))


def best_row(each: Best) -> tuple[str, ...]:
    """Return a group's new best as cells."""
    since = each.dated.isoformat()
    return each.group, since, each.model, f"{each.index:.1f}", _points(*each.interval)


def race_row(race: Race) -> tuple[str, ...]:
    """Return a race as cells: lags in months."""
    return (
        race.follower,
        race.leader,
        f"{race.mean:.1f}",
        _points(*race.mean_interval),
        f"{race.range[0]:.1f} … {race.range[1]:.1f}",
        _lag(race.now)[0],
        *_change(race.closing, race.closing_interval),
    )


def gap_row(race: Race) -> tuple[str, ...]:
    """Return a race as cells: the gap of the two bests at the end, in points of the index."""
    gap = f"{race.gap:.1f}", _points(*race.gap_interval)
    return race.follower, race.leader, *gap, *_change(race.gap_closing, race.gap_closing_interval)


def _change(change: float | None, band: Interval | None) -> tuple[str, str]:
    said = "–" if change is None else f"{change:+.1f}"
    return said, "–" if band is None else f"{band[0]:+.1f} to {band[1]:+.1f}"


def lag_row(lag: Lag) -> tuple[str, ...]:
    """Return a lag as cells."""
    return lag.dated.isoformat(), lag.model, *_lag(lag)


def _lag(lag: Lag) -> tuple[str, str]:
    """Return a lag and its band; where the table shows only a bound, neither ends there."""
    low, high = lag.interval
    if not lag.at_least:
        return f"{lag.months:.1f}", _points(low, high)
    if lag.months > 0:
        return f"≥ {lag.months:.1f}", f"{low:.1f} or more"
    return f"≤ {lag.months:.1f}", f"{high:.1f} or less"


def influence_row(each: Influence) -> tuple[str, ...]:
    """Return what a benchmark changes as cells."""
    lag = "–" if each.lag is None else f"{each.lag:.1f}"
    moved = f"{each.moved_by:+d}"
    return each.benchmark, each.best, f"{each.order:.3f}", lag, each.moved, moved


def spread_row(spread: Spread) -> tuple[str, ...]:
    """Return the scores of one cell as cells."""
    said = "; ".join(f"{100 * s.value:.1f} {s.source.value}" for s in spread.scores)
    return spread.model, spread.benchmark, said, f"{100 * spread.range:.1f}"


def loading_row(each: Loading) -> tuple[str, ...]:
    """Return a benchmark's parameters as cells; shares in percent, slope in points."""
    return (
        each.benchmark.title,
        str(each.models),
        f"{each.difficulty:.0f}",
        f"{each.slope:.1f}",
        f"{100 * each.floor:.0f}",
        f"{100 * each.ceiling:.0f}",
        f"{100 * each.misfit:.1f}",
    )


def _points(low: float, high: float) -> str:
    return f"{low:.1f} to {high:.1f}"


def _table(title: str, heads: Sequence[str], rows: Iterator[tuple[str, ...]]) -> Table:
    table = Table(
        title=Text(title, style="bold"),
        title_justify="left",
        box=None,
        header_style="bold",
        pad_edge=False,
        padding=(0, 2, 0, 0),
    )
    for place, head in enumerate(heads):
        table.add_column(head, overflow="fold", style="bold" if not place else "")
    for row in rows:
        table.add_row(*row)
    return table


def import_screen(said: dict[str, Any]) -> RenderableType:
    """Return what an import took, what it left out, and where it went."""
    kinds = ("models", "benchmarks", "scores", "publications")
    taken = ", ".join(
        f"{count(said[kind])} {kind.removesuffix('s') if said[kind] == 1 else kind}"
        for kind in kinds
        if said[kind]
    )
    lines = [Text(f"Taken: {taken}.", style="bold")]
    lines += [Text(f"{words}.", style="yellow") for words in said["left_out"]]
    lines += [Text(path, style="dim") for path in said["files"]]
    return Group(*lines)
