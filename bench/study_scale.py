"""How often intervals of the joint scale hold what made the scores, on tables that are made up.

Abilities are standard normal, half of the cells are there, and the truth is brought to the scale's
origin and unit by a line, for it has none of its own. What a score is beside its curve is of two
kinds: noise of the shape that the fit assumes, and a strength of each model on each benchmark that
shifts its ability, which it does not assume. Races are those of two countries, the second later,
with such strengths: of equal size, and a small one behind a large one, whose best is flattered
more. The truth is the lag of the abilities that made the table, at the dates that the race is told
of.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from bench.figures import Figure, say
from numpy.typing import NDArray

from keju.core.estimate import Interval
from keju.core.frontier import Benchmark, ModelFacts, Race, Score, Source
from keju.frontier import Known, Settings, frontier
from keju.frontier.fitted import months_of
from keju.stats.joint_draws import draws, interval_of
from keju.stats.joint_scale import fit, usual_prior
from keju.stats.joint_steps import Cells, curve
from keju.stats.lags import Front, behind, pace, records

__all__ = ["measure"]

_RESAMPLES = 59
_LEAST = 4  # benchmarks of a model that is ranked
_SIZES = {"24 models, 8 benchmarks": (24, 8, 0.6), "60 models, 20 benchmarks": (60, 20, 0.4)}
#: Models of the leader and of the follower, and how many months later the follower is.
_RACES = {"20 models behind 20": (20, 20, 6), "6 models behind 100": (100, 6, 9)}
_WAYS = Settings(
    resamples=_RESAMPLES, hidden=False, influence=False, leader="Aland", follower="Borduria"
)
_Array = NDArray[np.float64]


@dataclass(frozen=True)
class Made:
    """Benchmarks that are made up: ``theta`` as in ``Prior``, and what guessing brings."""

    theta: _Array
    chance: _Array

    def scores(
        self, ability: _Array, columns: NDArray[np.int64], kind: str, random: np.random.Generator
    ) -> _Array:
        """Return scores [n] of abilities [n] on these benchmarks [n]."""
        if kind == "strengths":
            ability = ability + 0.3 * random.normal(size=len(ability))
        middle, rise, _ = curve(ability, self.theta[columns])
        spread = 0.01 if kind == "strengths" else np.sqrt((0.1 * rise) ** 2 + 0.05**2)
        return np.clip(middle + spread * random.normal(size=len(ability)), 0.0, 1.0)


def _benchmarks(count: int, random: np.random.Generator) -> Made:
    chance = np.where(random.random(count) < 0.4, 0.25, 0.01)
    slopes, places = random.normal(1.0, 0.3, count), random.normal(0.0, 1.0, count)
    floor, lost = np.log(chance / (1 - chance)), np.full(count, math.log(0.04 / 0.96))
    return Made(np.stack([slopes, places, floor, lost], axis=1), chance)


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001 - the one dial
    """The share of intervals of abilities, and of bands of lags, that hold the truth."""
    return [*_abilities(5 if quick else 20), *_lags(5 if quick else 40)]


def _abilities(tables: int) -> list[Figure]:
    found = []
    for size, (models, benchmarks, kept) in _SIZES.items():
        for kind in ("noise", "strengths"):
            held = [_held(models, benchmarks, kept, kind, seed) for seed in range(tables)]
            share = 100 * float(np.mean(held))
            name = f"90% intervals of abilities hold ({size}, {kind})"
            say(f"{name}: {share:.1f}%")
            found.append(Figure(name, round(share, 1), "%", detail={"tables": tables}))
    return found


def _held(models: int, benchmarks: int, kept: float, kind: str, seed: int) -> float:
    random = np.random.default_rng(seed)
    made, ability = _benchmarks(benchmarks, random), random.normal(size=models)
    rows, columns = np.nonzero(random.random((models, benchmarks)) < kept)
    score = made.scores(ability[rows], columns, kind, random)
    cells = Cells(rows, columns, score, np.full(len(rows), 1e-5), models, benchmarks)
    prior = usual_prior(made.chance)
    scale = fit(cells, prior)
    found = draws(cells, prior, scale, _RESAMPLES, seed)
    ranked = np.bincount(rows, minlength=models) >= _LEAST
    unit, origin = np.polyfit(ability[ranked], scale.ability[ranked], 1)
    ends = [interval_of(found[:, place], 0.1) for place in np.flatnonzero(ranked)]
    truth = origin + unit * ability[ranked]
    return float(np.mean([low <= at <= high for (low, high), at in zip(ends, truth, strict=True)]))


@dataclass
class Held:
    """Bands of one kind: whether each holds the truth, how wide it is, how far off the estimate."""

    holds: list[bool] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    errors: list[float] = field(default_factory=list)

    def add(self, band: Interval, estimate: float, truth: float) -> None:
        self.holds.append(band[0] - 1e-6 <= truth <= band[1] + 1e-6)
        self.widths.append(band[1] - band[0])
        self.errors.append(estimate - truth)

    def figure(self, name: str) -> Figure:
        """Return the share that hold; about 3.3 errors wide is a band of normal errors."""
        share = 100 * float(np.mean(self.holds))
        detail = {
            "bands": len(self.holds),
            "mean width": f"{np.mean(self.widths):.1f}",
            "error of the estimate": f"{np.sqrt(np.mean(np.square(self.errors))):.1f}",
        }
        return Figure(f"90% bands of {name} hold", round(share, 1), "%", detail=detail)


def _lags(tables: int) -> list[Figure]:
    figures = []
    for kind, (leading, following, delay) in _RACES.items():
        means, dates, slopes = Held(), Held(), Held()
        for seed in range(tables):
            known, truth = _two_countries(seed, (leading, following), delay)
            study = frontier(known, _WAYS)
            ranked = [each.model for each in study.ratings]
            _hold(study.races[0], ranked, truth, (means, dates, slopes))
            if seed % 10 == 9:
                say(f"{kind}: {seed + 1} of {tables} races, {np.mean(means.holds):.0%} of means")
        figures += [
            means.figure(f"a mean lag ({kind})"),
            dates.figure(f"a lag at a date ({kind})"),
            slopes.figure(f"the lag's change a year ({kind})"),
        ]
    return figures


def _hold(
    race: Race,
    ranked: Sequence[ModelFacts],
    truth: Mapping[str, float],
    held: tuple[Held, Held, Held],
) -> None:
    """Add the bands of one race: of its mean, at its dates, of its slope."""
    end = max(months_of(model.released) for model in ranked)
    ahead, after = (_front(ranked, country, truth) for country in (race.leader, race.follower))
    times = np.array([months_of(lag.dated) for lag in race.path])
    actual = pace(ahead, after, times, end)
    means, dates, slopes = held
    means.add(race.mean_interval, race.mean, actual.mean)
    if race.closing is not None and race.closing_interval is not None:
        slopes.add(race.closing_interval, race.closing, -actual.slope)
    for lag, time in zip(race.path, times, strict=True):
        dates.add(lag.interval, lag.months, behind(ahead, after, time, end)[0])


def _front(models: Sequence[ModelFacts], country: str, truth: Mapping[str, float]) -> Front:
    of = [model for model in models if model.country == country]
    times = [months_of(model.released) for model in of]
    return records(times, np.array([truth[model.name] for model in of]))[0]


def _two_countries(seed: int, sizes: tuple[int, int], delay: int) -> tuple[Known, dict[str, float]]:
    """Return models of two countries over 30 months, one ``delay`` later, and their abilities."""
    random = np.random.default_rng(seed)
    made = _benchmarks(15, random)
    benchmarks = {
        f"b{n}": Benchmark(f"b{n}", f"B{n}", "x", 500, float(chance))
        for n, chance in enumerate(made.chance)
    }
    models, truth, scores = {}, {}, list[Score]()
    for country, size, late in zip(("Aland", "Borduria"), sizes, (0, delay), strict=True):
        for n in range(size):
            name, month = f"{country} {n}", float(random.uniform(0, 30))
            day = date(2023, 1, 1) + timedelta(days=round(30.4375 * month))
            truth[name] = 0.12 * (month - late) - 1.7 - abs(float(random.normal(0, 0.5)))
            models[name] = ModelFacts(name, country, country, day, False, reasoning=False)  # noqa: FBT003 - a fact
            columns = np.flatnonzero(random.random(15) < 0.5)
            ability = np.full(len(columns), truth[name])
            values = made.scores(ability, columns, "strengths", random)
            scores += [
                Score(name, f"b{column}", float(value), Source.MAKER, "made up")
                for column, value in zip(columns, values, strict=True)
            ]
    return Known(models, benchmarks, tuple(scores)), truth
