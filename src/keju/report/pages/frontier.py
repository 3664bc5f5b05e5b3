"""The page of the frontier: who leads, who follows, with what, and what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from keju.core.frontier import Best, Frontier, Loading, Machine, Publications, Rating
from keju.report.frontier import (
    BEST_HEADS,
    GAP_HEADS,
    INFLUENCE_HEADS,
    LAG_HEADS,
    LOADING_HEADS,
    RACE_HEADS,
    RATING_HEADS,
    SPREAD_HEADS,
    best_row,
    gap_row,
    influence_row,
    lag_row,
    loading_row,
    notes,
    race_row,
    rating_row,
    spread_row,
)
from keju.report.pages.curves import tone
from keju.report.pages.plots import Dot, DotPlot
from keju.report.pages.scales import Scale
from keju.report.pages.sheets import Sheet, bounded
from keju.report.pages.timelines import best_timeline, lag_timeline, research_cloud
from keju.report.pages.writing import render
from keju.report.text import count, percent

__all__ = ["frontier_page"]

_T = TypeVar("_T")

_LEFT = True  # of a sheet whose cells are names too: these stand at the left
_DRAWN = 4  # groups that have a tone of their own
_BEST = 15  # models of the drawing
_BENCHMARKS = 20  # benchmarks of the drawing: what fits on a printed page
_GROUPS = {
    "country": "countries",
    "lab": "laboratories",
    "weights": "open and closed weights",
    "reasoning": "models that reason or do not",
}


def frontier_page(found: Frontier) -> str:
    """Return the page of a study of the frontier."""
    groups = _drawn(found)
    end = max(each.model.released for each in found.ratings)
    race = found.races[0] if found.races else None
    headline, _, lead = found.sentence.partition(". ")
    return render(
        "frontier.html",
        kind=f"The frontier, by {_GROUPS[found.by.value]}, to {end.isoformat()}",
        command="frontier",
        headline=race.sentence.partition(" (")[0] if race else headline,
        lead=found.sentence if race else lead,
        groups=[(tone(place), steps[0].group) for place, steps in enumerate(groups)],
        best=best_timeline(groups, end),
        best_words=_best_words(groups),
        race=race,
        lag=lag_timeline(race, end) if race else None,
        models=_models(found.ratings[:_BEST]),
        loadings=_loadings(found.loadings),
        drawn=_BENCHMARKS if len(found.loadings) > _BENCHMARKS else None,
        cloud=research_cloud(
            found.publications,
            {steps[0].group: tone(place) for place, steps in enumerate(groups)},
        ),
        level=f"{100 * (1 - found.alpha):g}%",
        sheets=[bounded(sheet) for sheet in _sheets(found)],
        notes=list(notes(found)),
    )


def _drawn(found: Frontier) -> list[Sequence[Best]]:
    """Return the steps of the groups that are drawn: those whose best is highest at the end."""
    ranked = sorted(found.bests.values(), key=lambda steps: -steps[-1].index)
    return list(ranked[:_DRAWN])


def _best_words(groups: Sequence[Sequence[Best]]) -> str:
    ends = (f"{steps[0].group}: {steps[-1].index:.0f}, {steps[-1].model}" for steps in groups)
    return f"The best index of each group over time. At the end {'; '.join(ends)}."


def _models(ratings: Sequence[Rating]) -> DotPlot:
    low = min(each.interval[0] for each in ratings)
    high = max(each.interval[1] for each in ratings)
    axis = Scale(low - 1, high + 1)
    dots = [
        Dot(
            each.model.name,
            f"{each.index:.0f}",
            axis.at(each.index),
            (axis.at(each.interval[0]), axis.at(each.interval[1])),
        )
        for each in ratings
    ]
    return DotPlot(dots, axis.ticks(lambda value: f"{value:.3g}", 5))


def _loadings(loadings: Sequence[Loading]) -> DotPlot:
    """Return where benchmarks tell models apart: from a quarter to three quarters of their span.

    Those that most models took are drawn.
    """
    most = sorted(loadings, key=lambda each: -each.models)[:_BENCHMARKS]
    ranked = sorted(most, key=lambda each: each.difficulty)
    spans = []
    for each in ranked:
        # A logistic curve of slope a goes from 1/4 to 3/4 within 2·ln 3 / a; here a is given by
        # its steepest rise, which is a quarter of its span.
        a = 4 * each.slope / 1000 / max(0.01, each.ceiling - each.floor)
        half = 1.0986 / max(1e-6, a)
        spans.append((each.difficulty - half, each.difficulty + half))
    middle = [each.difficulty for each in ranked]
    room = max(10.0, 0.15 * (max(middle) - min(middle)))
    axis = Scale(min(middle) - room, max(middle) + room)
    dots = [
        Dot(
            each.benchmark.title,
            f"{each.difficulty:.0f}",
            axis.at(each.difficulty),
            (axis.at(low), axis.at(high)),
        )
        for each, (low, high) in zip(ranked, spans, strict=True)
    ]
    return DotPlot(dots, axis.ticks(lambda value: f"{value:.3g}", 5))


def _sheets(found: Frontier) -> Iterator[Sheet]:
    if found.races:
        caption = "Lags in months; shrinks: by how many months a year, below 0 it grows"
        yield Sheet("Who follows whom", caption, RACE_HEADS, _rows(race_row, found.races), _LEFT)
        caption = (
            "The best of the leader less that of the follower at the end, in points of the index;"
            " closes: by how many points a year, below 0 it opens"
        )
        yield Sheet("The gap", caption, GAP_HEADS, _rows(gap_row, found.races), _LEFT)
    for race in found.races[:_DRAWN]:
        caption = "Months since the leader first reached what the follower has, at its new bests"
        title = f"{race.heading}, date by date"
        yield Sheet(title, caption, LAG_HEADS, _rows(lag_row, race.path), _LEFT)
    bests = [best for steps in found.bests.values() for best in steps]
    caption = "Each model that was a new best of its group; the band is that of the group's best"
    yield Sheet("New bests", caption, BEST_HEADS, _rows(best_row, bests), _LEFT)
    heads = (*RATING_HEADS, "weights", "reasoning")
    yield Sheet("Models", "The highest index first", heads, _rows(_rating, found.ratings), _LEFT)
    titles = {each.benchmark.name: each.benchmark.title for each in found.loadings}
    if found.influences:
        caption = (
            "What the result would be without each benchmark, the most influential first; order"
            " kept: Kendall's τ with the order by all of them, 1 for the same"
        )
        rows = [(titles[e.benchmark], *influence_row(e)[1:]) for e in found.influences]
        yield Sheet("What decides it", caption, INFLUENCE_HEADS, rows, _LEFT)
    caption = "Slope: points for ten of the index; floor, ceiling and misfit in points"
    rows = _rows(loading_row, sorted(found.loadings, key=lambda each: each.difficulty))
    yield Sheet("Benchmarks", caption, LOADING_HEADS, rows)
    if found.spreads:
        caption = "One model on one benchmark, several published scores"
        rows = [spread_row(replace(e, benchmark=titles[e.benchmark])) for e in found.spreads]
        yield Sheet("Sources that differ", caption, SPREAD_HEADS, rows, _LEFT)
    yield from _facts(found)


def _facts(found: Frontier) -> Iterator[Sheet]:
    if found.machines:
        heads = ("machine", "maker", "announced", "TPP", "memory GB", "GB/s", "link GB/s", "rule")
        caption = (
            "TPP: total processing performance as export rules count it, dense; figures of makers"
        )
        rows = [_machine(each) for each in found.machines]
        yield Sheet("Computing", caption, heads, rows, words=True)
    if found.deeds:
        about = ("what", "date", "jurisdiction", "kind", "where it stands", "what it says")
        deeds = [
            (d.title, d.dated.isoformat(), d.jurisdiction, d.kind, d.where, d.says)
            for d in found.deeds
        ]
        yield Sheet("Plans and rules", "By date", about, deeds, words=True)
    if found.publications:
        counted = ("country", "year", "works", "among the most cited tenth", "impact", "source")
        works = [_work(each) for each in found.publications]
        yield Sheet("Research", "As the source counts it", counted, works)


def _rating(each: Rating) -> tuple[str, ...]:
    weights = "open" if each.model.open_weights else "closed"
    return (*rating_row(each), weights, "yes" if each.model.reasoning else "no")


def _machine(each: Machine) -> tuple[str, ...]:
    figures = (each.total_performance, each.memory, each.bandwidth, each.link)
    said = ("–" if value is None else count(value) for value in figures)
    return each.name, each.maker, each.announced.isoformat(), *said, each.rule


def _work(each: Publications) -> tuple[str, ...]:
    impact = "–" if each.impact is None else f"{each.impact:.2f}"
    figures = (count(each.works), percent(each.top_share), impact)
    return each.country, str(each.year), *figures, each.where


def _rows(row: Callable[[_T], tuple[str, ...]], values: Iterable[_T]) -> list[tuple[str, ...]]:
    return [row(each) for each in values]
