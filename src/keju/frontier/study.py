"""The study: from facts and scores to who leads, who follows, and what decides it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from keju.core.frontier import (
    Benchmark,
    Frontier,
    Hidden,
    Influence,
    Loading,
    ModelFacts,
    Rating,
    Score,
    Spread,
)
from keju.frontier.fitted import Fitted, fitted, months_of, without
from keju.frontier.known import Known
from keju.frontier.racing import bests, groups_of, races
from keju.frontier.settings import Settings
from keju.frontier.words import cannot, race_sentence, sentence
from keju.stats.hidden_cells import additive, foresee, two_parameters
from keju.stats.joint_draws import interval_of
from keju.stats.joint_scale import residual_errors
from keju.stats.joint_steps import Array
from keju.stats.lags import pace, records
from keju.stats.weights import kendall

__all__ = ["frontier"]

_LEVEL = 0.9  # of intervals of hidden cells
_HIDDEN_LEAST = 4


def frontier(known: Known, settings: Settings | None = None) -> Frontier:
    """Return the study of these facts.

    Raises InputError where an index cannot be made, or a name in the settings is not there.
    """
    settings = settings or Settings()
    scores = [score for score in known.scores if score.benchmark not in settings.exclude]
    found = fitted(known, scores, settings)
    groups = groups_of(found, known.models, settings)
    run = tuple(race_sentence(race, settings.alpha) for race in races(groups, settings))
    ratings = tuple(_ratings(found, known.models, scores, settings.alpha))
    best = bests(groups, settings.alpha)
    lag = (run[0].leader, run[0].follower) if run else None
    return Frontier(
        by=settings.by,
        ratings=ratings,
        bests=best,
        races=run,
        loadings=tuple(_loadings(found, known.benchmarks)),
        influences=tuple(_influences(found, known.models, settings, lag))
        if settings.influence
        else (),
        spreads=tuple(_spreads(scores)),
        hidden=_hidden(found) if settings.hidden else None,
        anchors=found.anchors,
        alpha=settings.alpha,
        resamples=settings.resamples,
        scores=len(scores),
        cells=len(found.cells.score),
        sentence=sentence(ratings, run),
        cannot=cannot(),
        left_out=(*known.left_out, *_sparse(found, settings)),
        machines=known.machines,
        deeds=known.deeds,
        publications=known.publications,
    )


def _sparse(found: Fitted, settings: Settings) -> Iterator[str]:
    few = len(found.models) - len(found.rated)
    if few:
        yield (
            f"{few} models with fewer than {settings.least} benchmarks carry the fit, but are not"
            " ranked"
        )


def _ratings(
    found: Fitted, facts: Mapping[str, ModelFacts], scores: Sequence[Score], alpha: float
) -> Iterator[Rating]:
    counts: dict[str, int] = {}
    for score in scores:
        counts[score.model] = counts.get(score.model, 0) + 1
    ranked = sorted(found.rated, key=lambda place: -found.index[place])
    for rank, place in enumerate(ranked, start=1):
        name = found.models[place]
        band = interval_of(found.draws[:, place], alpha)
        index = float(found.index[place])
        yield Rating(facts[name], index, band, found.taken[place], counts[name], rank)


def _loadings(found: Fitted, benchmarks: Mapping[str, Benchmark]) -> Iterator[Loading]:
    items, cells = found.scale.items, found.cells
    misfit = residual_errors(found.scale, cells.model, cells.benchmark)
    for place, name in enumerate(found.benchmarks):
        of = cells.benchmark == place
        low, high = float(items.floor[place]), float(items.ceiling[place])
        rise = float(items.slope[place]) * (high - low) / 4 * 10 / found.unit
        yield Loading(
            benchmarks[name],
            int(of.sum()),
            found.origin + found.unit * float(items.difficulty[place]),
            100 * rise,
            low,
            high,
            float(misfit[of].mean()),
        )


def _influences(
    found: Fitted,
    facts: Mapping[str, ModelFacts],
    settings: Settings,
    lag: tuple[str, str] | None,
) -> Iterator[Influence]:
    """Yield what the result would be without each benchmark, the most influential first."""
    names = [found.models[place] for place in found.rated]
    before = found.index[found.rated]
    ranks = _ranks(before)
    made = []
    for place, benchmark in enumerate(found.benchmarks):
        index = without(found, place)
        after = index[found.rated]
        moves = [new - old for new, old in zip(_ranks(after), ranks, strict=True)]
        most = max(range(len(moves)), key=lambda n: abs(moves[n]))
        made.append(
            Influence(
                benchmark,
                names[int(after.argmax())],
                kendall(before, after),
                None if lag is None else _lag_of(found, facts, settings, lag, index),
                names[most],
                -moves[most],
            )
        )
    yield from sorted(made, key=lambda each: each.order)


def _ranks(values: Array) -> list[int]:
    order = sorted(range(len(values)), key=lambda n: -values[n])
    ranks = [0] * len(values)
    for rank, place in enumerate(order, start=1):
        ranks[place] = rank
    return ranks


def _lag_of(
    found: Fitted,
    facts: Mapping[str, ModelFacts],
    settings: Settings,
    lag: tuple[str, str],
    index: Array,
) -> float:
    """Return the mean lag that these indexes give."""
    fronts = []
    for group in lag:
        places = [p for p in found.rated if facts[found.models[p]].group(settings.by) == group]
        times = [months_of(facts[found.models[p]].released) for p in places]
        fronts.append(records(times, index[places])[0])
    end = max(facts[found.models[p]].released for p in found.rated)
    ahead, after = fronts
    return pace(ahead, after, after.since(months_of(settings.since)), months_of(end)).mean


def _spreads(scores: Sequence[Score]) -> Iterator[Spread]:
    """Yield cells whose sources differ, the widest first."""
    cells: dict[tuple[str, str], list[Score]] = {}
    for score in scores:
        cells.setdefault((score.model, score.benchmark), []).append(score)
    several = [
        Spread(model, benchmark, tuple(sorted(each, key=lambda score: -score.value)))
        for (model, benchmark), each in cells.items()
        if len({score.value for score in each}) > 1
    ]
    yield from sorted(several, key=lambda spread: (-spread.range, spread.model))


def _hidden(found: Fitted) -> Hidden:
    cells, chance = found.cells, found.chance
    seen = foresee(cells, chance, _HIDDEN_LEAST, _LEVEL)
    return Hidden(
        cells=len(seen.cells),
        least=_HIDDEN_LEAST,
        error=seen.error,
        additive=additive(cells, _HIDDEN_LEAST),
        two_parameters=two_parameters(cells, chance, _HIDDEN_LEAST),
        level=_LEVEL,
        coverage=seen.coverage,
        width=seen.width,
    )
