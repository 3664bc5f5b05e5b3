"""Scores on one scale: abilities of models, resamples of them, and the index they are read as."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from keju.core.errors import InputError, nearest
from keju.core.frontier import Score
from keju.frontier.known import Known
from keju.frontier.settings import Settings
from keju.stats.joint_draws import draws
from keju.stats.joint_scale import Scale, fit, refit, usual_prior
from keju.stats.joint_steps import Array, Cells
from keju.stats.source_noise import cells_of
from keju.stats.weights import all_but, ones

__all__ = ["Fitted", "fitted", "months_of", "without"]

#: Models that set the scale where both are there, under the names that tables give them.
_ANCHORS = ((("GPT-4o (2024-05)", "gpt-4o-2024-05-13"), 100.0), (("DeepSeek-R1",), 120.0))
_MONTH = 365.25 / 12


@dataclass(frozen=True, eq=False)
class Fitted:
    """A table on one scale. Positions in ``models`` and ``benchmarks`` are the fit's indexes.

    ``index`` [models] and ``draws`` [resamples, models] are read in points; ``unit`` is how many of
    them a unit of ability has. ``taken``: benchmarks of each model. ``rated``: positions of models
    with enough of them.
    """

    models: Sequence[str]
    benchmarks: Sequence[str]
    cells: Cells
    scale: Scale
    chance: Sequence[float]
    index: Array
    draws: Array
    unit: float
    origin: float
    anchors: Mapping[str, float]
    taken: Sequence[int]
    rated: Sequence[int]


def months_of(day: date) -> float:
    """Return a day as a number of months."""
    return day.toordinal() / _MONTH


def fitted(known: Known, scores: Sequence[Score], settings: Settings) -> Fitted:
    """Return the fit of these scores and its resamples.

    Raises InputError where too few models have enough benchmarks, or an anchor is not among them.
    """
    models = sorted({score.model for score in scores})
    benchmarks = sorted({score.benchmark for score in scores})
    places = {name: n for n, name in enumerate(models)}
    columns = {name: n for n, name in enumerate(benchmarks)}
    rows = [(places[s.model], columns[s.benchmark], s.value) for s in scores]
    counts = Counter(model for model, _ in {(model, column) for model, column, _ in rows})
    taken = [counts[place] for place in range(len(models))]
    rated = [place for place, count in enumerate(taken) if count >= settings.least]
    if len(rated) < 5:
        raise InputError(
            f"{len(rated)} models have scores on {settings.least} benchmarks or more; an index"
            " needs 5 of them: import more scores, or lower --least"
        )
    cells = cells_of(rows, len(models), [known.benchmarks[name].items for name in benchmarks])
    chance = [known.benchmarks[name].chance for name in benchmarks]
    prior = usual_prior(chance)
    scale = fit(cells, prior)
    found = draws(cells, prior, scale, settings.resamples, settings.seed)
    names = [models[place] for place in rated]
    anchors = _anchors(settings, names, {name: scale.ability[places[name]] for name in names})
    (low, at_low), (high, at_high) = anchors
    unit = (at_high - at_low) / (scale.ability[places[high]] - scale.ability[places[low]])
    origin = at_low - unit * scale.ability[places[low]]
    return Fitted(
        models,
        benchmarks,
        cells,
        scale,
        chance,
        origin + unit * scale.ability,
        origin + unit * found,
        float(unit),
        float(origin),
        dict(anchors),
        taken,
        rated,
    )


def _anchors(
    settings: Settings, names: Sequence[str], ability: Mapping[str, float]
) -> tuple[tuple[str, float], tuple[str, float]]:
    """Return the two models that set the scale, the weaker first."""
    if settings.anchors:
        for name, _ in settings.anchors:
            if name not in ability:
                raise InputError(f"--anchor {name!r} has no index here.{nearest(name, names)}")
        first, second = sorted(settings.anchors, key=lambda anchor: ability[anchor[0]])
        if not first[1] < second[1]:
            raise InputError(f"--anchor: {second[0]} is the stronger one; give it the higher index")
        return first, second
    usual = [
        (next(name for name in known if name in ability), value)
        for known, value in _ANCHORS
        if any(name in ability for name in known)
    ]
    if len(usual) == 2 and ability[usual[0][0]] < ability[usual[1][0]]:
        return usual[0], usual[1]
    ranked = sorted(names, key=lambda name: ability[name])
    return (ranked[len(ranked) // 2], 100.0), (ranked[-1], 120.0)


def without(found: Fitted, benchmark: int) -> Array:
    """Return the indexes [models] that are found without one benchmark, on the same scale."""
    weights = ones(len(found.models)), all_but(len(found.benchmarks), benchmark)
    other = refit(found.cells, usual_prior(found.chance), found.scale, weights)
    rated = list(found.rated)
    return _same(other.ability, found, rated)


def _same(ability: Array, found: Fitted, rated: Sequence[int]) -> Array:
    """Return abilities in the index's origin and unit: rated models keep their mean and spread."""
    mine, aim = ability[rated], found.index[rated]
    same: Array = aim.mean() + (ability - mine.mean()) * (aim.std() / mine.std())
    return same
