"""Corrected rates and differences-in-differences, on recorded answers of real models.

``python bench/study_gaps.py [--predictions FILE] [--json] [--quick]``, or the part ``gaps`` of
``bench/study.py``, prints, on ../shared/data/speechmap (answers labelled by one judge; rows whose
label is an error are dropped):

1. the rate of answers that are not complete, per model, from 60 gold labels: mean error and
   coverage, with the classifier's probabilities and with labels alone;
2. (models from China - others) x (China - US, EU, Russia as targets) of that rate, with intervals
   over models and question indexes, and the naive interval over answers beside it;
3. coverage of the intervals over few events, simulated.

FILE has the classifier's out-of-fold probabilities, as ``python -m bench.study_audit --predictions
FILE`` writes them: one JSON line for each row of the data, in its order, with
``probability_complete`` (rows with errors included, or left out). Without it a stand-in
is drawn from the labels, with an agreement of about kappa 0.78: so says the output.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a second thread waits for the first, and spins

import argparse
import gzip
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # when it is started by its path

from bench.figures import Figure, say
from bench.run import table
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from keju.stats.bootstrap import crossed_draws, mean_interval_of_events, span
from keju.stats.corrected import choose, corrected_rate

__all__ = ["DATA", "main", "measure"]

DATA = (
    Path(__file__).resolve().parents[2]
    / "shared" / "data" / "speechmap" / "speechmap_country_dev.jsonl.gz"
)  # fmt: skip
_LABELS = 60
_KNOWN = {"COMPLETE", "EVASIVE", "DENIAL"}

Array = NDArray[np.float64]


def measure(quick: bool, predictions: Path | None = None) -> list[Figure]:  # noqa: FBT001 - the one dial
    """Return all figures; the first two parts only where the data is."""
    say("  coverage over few events, simulated")
    figures = _few_events(30 if quick else 1_000)
    if not DATA.exists():
        say(f"{DATA} is absent; left out")
        return figures
    with gzip.open(DATA, "rt", encoding="utf-8") as lines:
        everything = [json.loads(line) for line in lines]
    rows = [row for row in everything if row["label"] in _KNOWN]
    predicted = _stand_in(rows) if predictions is None else _read(predictions, everything)
    return [
        *_differences(rows),
        *_rates(rows, predicted, "stand-in" if predictions is None else "classifier", quick),
        *figures,
    ]


def _incomplete(rows: Sequence[dict[str, Any]]) -> Array:
    return np.array([float(row["label"] != "COMPLETE") for row in rows])


def _read(path: Path, everything: Sequence[dict[str, Any]]) -> Array:
    """Read probabilities of "not complete" for the rows whose label is known."""
    lines = path.read_text(encoding="utf-8").splitlines()
    told = np.array([1 - json.loads(line)["probability_complete"] for line in lines])
    known = np.array([row["label"] in _KNOWN for row in everything])
    if len(told) == len(known):
        return np.asarray(told[known])
    if len(told) != known.sum():
        message = f"{path}: {len(told)} lines, not {len(known)} or {known.sum()}"
        raise SystemExit(message)
    return told


def _stand_in(rows: Sequence[dict[str, Any]]) -> Array:
    """Draw scores whose errors cluster by model, and return calibrated probabilities."""
    random, truth = default_rng(6), _incomplete(rows)
    models = sorted({row["model"] for row in rows})
    lean = dict(zip(models, random.normal(0, 0.6, len(models)), strict=True))
    score = 3.7 * truth + random.normal(0, 1.3, len(rows))
    score += np.array([lean[row["model"]] for row in rows])
    return _calibrated(score, truth)


def _calibrated(score: Array, truth: Array) -> Array:
    """Return the logistic regression of ``truth`` on ``score``, by Newton's method."""
    design = np.column_stack([np.ones(len(score)), score - score.mean()])
    weights = np.zeros(2)
    for _ in range(25):
        p = 1 / (1 + np.exp(-design @ weights))
        slope = (design * (p * (1 - p))[:, None]).T @ design
        weights += np.linalg.solve(slope, design.T @ (truth - p))
    return np.asarray(1 / (1 + np.exp(-design @ weights)))


def _kappa(one: Array, other: Array) -> float:
    agreed = float((one == other).mean())
    chance = float(one.mean() * other.mean() + (1 - one.mean()) * (1 - other.mean()))
    return (agreed - chance) / (1 - chance)


def _rates(
    rows: Sequence[dict[str, Any]],
    predicted: Array,
    judge: str,
    quick: bool,  # noqa: FBT001 - the one dial
) -> list[Figure]:
    """Label 60 answers of each model again and again."""
    truth, models = _incomplete(rows), np.array([row["model"] for row in rows])
    rounds, random = 5 if quick else 100, default_rng(60)
    found: dict[str, list[tuple[float, bool, float]]] = {"choose": [], "random": [], "gold": []}
    for number, name in enumerate(sorted(set(models)), start=1):
        say(f"  rates of a model: {number} of {len(set(models))}")
        mine = models == name
        f, y = predicted[mine], truth[mine]
        for turn in range(rounds):
            at = random.permutation(len(f))[:_LABELS].tolist()
            chosen = choose(f, _LABELS, turn)
            for way, (f_of, places) in {
                "choose": (f, chosen), "random": (f, at), "gold": (np.full(len(f), 0.5), at),
            }.items():  # fmt: skip
                rate = corrected_rate(f_of, places, y[places])
                held = rate.low - 1e-9 <= y.mean() <= rate.high + 1e-9
                found[way].append((abs(rate.rate - y.mean()), held, rate.high - rate.low))
    raw = [abs(predicted[models == m].mean() - truth[models == m].mean()) for m in set(models)]
    return _told(found, {
        "kappa": round(_kappa(np.asarray(predicted > 0.5, np.float64), truth), 3),
        "judge alone": f"{100 * np.mean(raw):.2f} points",
        "judge": judge,
        "rounds": rounds * len(set(models)),
    })  # fmt: skip


def _told(
    found: dict[str, list[tuple[float, bool, float]]], detail: dict[str, Any]
) -> list[Figure]:
    words = {
        "choose": "labels chosen in strata", "random": "labels chosen at random",
        "gold": "labels alone, no judge",
    }  # fmt: skip
    figures = []
    for way, each in found.items():
        error, covered, width = (100 * float(np.mean(column)) for column in zip(*each, strict=True))
        must = None if way == "gold" else (1.8, 93.0)
        figures += [
            Figure(f"rate of a model, {_LABELS} {words[way]}: mean error", round(error, 2),
                   " points", must and must[0], more=False,
                   detail=detail | {"mean width": f"{width:.1f} points"}),
            Figure(f"rate of a model, {_LABELS} {words[way]}: coverage", round(covered, 1),
                   "%", must and must[1]),
        ]  # fmt: skip
    return figures


def _differences(rows: Sequence[dict[str, Any]]) -> list[Figure]:
    """The difference-in-differences on English questions, clustered and naive."""
    english = [row for row in rows if row["lang"] == "en"]
    values, group = _by_model(english)
    draws = crossed_draws(values, group)
    value = float(np.nanmean(values[group], axis=1).mean()
                  - np.nanmean(values[~group], axis=1).mean())  # fmt: skip
    low, high = span(draws)
    error = _naive(english)
    naive = (value - 1.96 * error, value + 1.96 * error)
    ratio = (high - low) / (naive[1] - naive[0])
    return [
        Figure("(models from China - others) x (China - US, EU, Russia)", round(100 * value, 1),
               " points", must=0.0, detail={
                   "interval over models and questions": _points(low, high),
                   "naive interval over answers": _points(*naive),
                   "models": f"{int(group.sum())} and {int((~group).sum())}",
                   "questions": values.shape[1]}),
        Figure("  lower end, over models and questions", round(100 * low, 1), " points", must=0.0),
        Figure("  upper end, over models and questions", round(100 * high, 1), "points"),
        Figure("  that interval is wider than the naive one", round(ratio, 2), "times", must=1.0),
    ]  # fmt: skip


def _points(low: float, high: float) -> str:
    return f"[{100 * low:.1f}, {100 * high:.1f}]"


def _by_model(rows: Sequence[dict[str, Any]]) -> tuple[Array, NDArray[np.bool_]]:
    """Return China less the mean of the others [models, questions], and who is from China."""
    models = sorted({(row["origin"] == "CN", row["model"]) for row in rows})
    indexes = sorted({row["question_index"] for row in rows})
    sums, counts = np.zeros((2, 2, len(models), len(indexes)))
    for row in rows:
        here = (int(row["target"] == "china"), models.index((row["origin"] == "CN", row["model"])),
                indexes.index(row["question_index"]))  # fmt: skip
        sums[here] += row["label"] != "COMPLETE"
        counts[here] += 1
    with np.errstate(invalid="ignore"):
        rates = sums / counts
    return rates[1] - rates[0], np.array([china for china, _ in models])


def _naive(rows: Sequence[dict[str, Any]]) -> float:
    """Return the standard error that takes every answer for an independent one."""
    cells: dict[tuple[bool, bool], list[bool]] = {}
    for row in rows:
        cell = (row["origin"] == "CN", row["target"] == "china")
        cells.setdefault(cell, []).append(row["label"] != "COMPLETE")
    return float(np.sqrt(sum(np.var(each, ddof=1) / len(each) for each in cells.values())))


def _few_events(rounds: int) -> list[Figure]:
    """Coverage over few events whose rates are beta-distributed, the worst of six shapes."""
    random, figures = default_rng(5), []
    shapes = [(0.05, 0.5), (0.2, 0.5), (0.5, 0.1), (0.2, 0.1), (0.5, 0.9), (0.02, 0.9)]
    for n in (3, 5, 10, 30):
        ours = [_covered(shape, n, rounds, random) for shape in shapes]
        worst = [100 * min(column) for column in zip(*ours, strict=True)]
        figures.append(
            Figure(f"interval over {n} events: least coverage of {len(shapes)} shapes",
                   round(worst[0], 1), "%", 90, detail={"percentile bootstrap": f"{worst[1]:.0f}%"})
        )  # fmt: skip
    return figures


def _covered(
    shape: tuple[float, float], n: int, rounds: int, random: Generator
) -> tuple[float, float]:
    rate, alike = shape
    spread = (1 - alike) / alike
    ours = plain = 0
    for _ in range(rounds):
        events = random.binomial(12, random.beta(rate * spread, (1 - rate) * spread, n)) / 12
        low, high = mean_interval_of_events(events)
        ours += low <= rate <= high
        resampled = events[random.integers(n, size=(499, n))].mean(axis=1)
        low, high = span(resampled)
        plain += low <= rate <= high
    return ours / rounds, plain / rounds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="python bench/study_gaps.py")
    parser.add_argument("--predictions", type=Path, help="JSON lines with probability_complete")
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    parser.add_argument("--quick", action="store_true", help="less of everything: a rehearsal")
    asked = parser.parse_args()
    figures = measure(asked.quick, asked.predictions)
    if asked.json:
        print(json.dumps([asdict(figure) for figure in figures], ensure_ascii=False))
    else:
        print(table(figures))
    return int(any(figure.met == "MISSED" for figure in figures))


if __name__ == "__main__":
    raise SystemExit(main())
