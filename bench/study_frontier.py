"""How well one scale knows scores that it was not shown, and what it says of leads.

On 2,121 published scores of 469 models on 42 benchmarks (../shared/data/frontier, its README names
source and licence), read as ``keju frontier import`` reads them. Makers and countries are those of
our own table of patterns; a model without a date takes part in the fit of hidden cells only.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.figures import Figure, say

from keju.frontier import Dials, Known, Settings, frontier, packaged, read_import
from keju.frontier.cells import aliases
from keju.frontier.rows import read_csv
from keju.stats.hidden_cells import Foreseen, additive, foresee, two_parameters
from keju.stats.joint_steps import Cells
from keju.stats.source_noise import cells_of

__all__ = ["measure"]

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "frontier"
_SEEDS = range(3)
_RESAMPLES = 200


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001 - the one dial
    """Hidden cells, coverage, the lag since 2023, and the time of the whole fit."""
    if not DATA.exists():
        say(f"{DATA} is absent; left out")
        return []
    return [*_hidden(quick), *_lag(quick)]


def _hidden(quick: bool) -> list[Figure]:  # noqa: FBT001 - likewise
    table = read_csv(DATA / "model_benchmark_scores.csv.gz")
    rows = [(row.text("model"), row.text("benchmark"), row.number("score")) for row in table.rows]
    models = sorted({model for model, _, _ in rows})
    names = sorted({benchmark for _, benchmark, _ in rows})
    known, ours = packaged().benchmarks, aliases(packaged().benchmarks)
    facts = [known[ours[name.casefold()]] for name in names]
    placed = [
        (models.index(model), names.index(name), score)
        for model, name, score in rows
        if score is not None
    ]
    cells = cells_of(placed, len(models), [fact.items for fact in facts])
    chance = [fact.chance for fact in facts]
    foldings = list(_foldings(cells, chance, _SEEDS[: 1 if quick else None]))
    found, count = [each for each, _, _ in foldings], len(foldings)
    error = sum(each.error for each in found) / count
    coverage = sum(each.coverage for each in found) / count
    two = sum(each for _, each, _ in foldings) / count
    means = sum(each for _, _, each in foldings) / count
    detail = {
        "cells": len(found[0].cells),
        "foldings": count,
        "benchmark's and model's means": f"{100 * means:.2f}",
        "without floor and ceiling": f"{100 * two:.2f}",
    }
    return [
        Figure(
            "hidden cells: mean absolute error",
            round(100 * error, 2),
            " points",
            round(100 * min(two, means), 2),
            more=False,
            detail=detail,
        ),
        Figure("90% intervals of hidden cells hold at least", round(100 * coverage, 1), "%", 88),
        Figure(
            "90% intervals of hidden cells hold at most",
            round(100 * coverage, 1),
            "%",
            93,
            more=False,
            detail={"mean width": f"{100 * found[0].width:.1f} points"},
        ),
    ]


def _foldings(
    cells: Cells, chance: Sequence[float], seeds: Sequence[int]
) -> Iterator[tuple[Foreseen, float, float]]:
    """Yield of each folding what is foreseen, and the mean absolute errors of the two others."""
    for seed in seeds:
        began = time.process_time()
        one = foresee(cells, chance, seed=seed)
        two, means = two_parameters(cells, chance, seed=seed), additive(cells, seed=seed)
        say(
            f"folding {seed + 1} of {len(seeds)}: {100 * one.error:.2f} points, without floor and"
            f" ceiling {100 * two:.2f}, means {100 * means:.2f}; intervals hold"
            f" {100 * one.coverage:.1f}%; {time.process_time() - began:.0f} s of one core"
        )
        yield one, two, means


def _lag(quick: bool) -> list[Figure]:  # noqa: FBT001 - likewise
    files = [DATA / "model_benchmark_scores.csv.gz", DATA / "model_release_dates.csv.gz"]
    brought = read_import(files, Dials(leave_out=True))
    known = Known(brought.models, brought.benchmarks, brought.scores)
    resamples = 40 if quick else _RESAMPLES
    say(f"the whole fit with {resamples} resamples")
    settings = Settings(resamples=resamples, hidden=False, influence=False)
    began, worked = time.perf_counter(), time.process_time()
    found = frontier(known, settings)
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    race = next(r for r in found.races if (r.follower, r.leader) == ("China", "United States"))
    low, high = race.mean_interval
    band = {
        "90% band": f"{low:.1f} to {high:.1f}",
        "new bests": len(race.path),
        "from … to": f"{race.range[0]:.1f} … {race.range[1]:.1f}",
        "shrinks a year": f"{race.closing:.1f}" if race.closing is not None else "–",
    }
    return [
        Figure("lag of China behind the United States since 2023, at least", round(race.mean, 1),
               " months", 4, detail=band),
        Figure("the same, at most", round(race.mean, 1), " months", 14, more=False),
        Figure(f"fit with {settings.resamples} resamples", round(seconds, 1), "s", 60, more=False,
               detail={"seconds of one core": round(worked, 1)}),
    ]  # fmt: skip
