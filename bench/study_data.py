"""What the studies of verdicts are made on: recorded marks of many models on the same questions.

Matrices of ../shared/data/item_matrices: sources and licences stand in its README. They are read,
measured on, and not copied.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["MATRICES", "Matrix", "Repeated", "matrix", "repeated"]

MATRICES = Path(__file__).resolve().parents[2] / "shared" / "data" / "item_matrices"
_FILES = {
    "SWE-bench": "swebench_verified_bashonly_2025-12",
    "LiveCodeBench": "lcb_codegen_2025-01",
    "LCB execution": "lcb_execution_2024-10",
    "GSM8K": "zeroeval_gsm",
}

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Matrix:
    """Marks of one exam: [models, items], each in [0, 1]; ``clusters``: a number for each item."""

    name: str
    models: tuple[str, ...]
    scores: Array
    clusters: NDArray[np.int64] | None = None

    @property
    def items(self) -> int:
        """How many items there are."""
        return self.scores.shape[1]

    def pairs(self) -> list[tuple[int, int]]:
        """Return every two models."""
        return list(combinations(range(len(self.models)), 2))

    def all_right(self) -> Matrix:
        """Return the same with 1 where every attempt was right, else 0."""
        return Matrix(f"{self.name}, all right", self.models, (self.scores == 1) * 1.0)


@cache
def matrix(name: str) -> Matrix:
    """Read one of the matrices; all of its models sat all of its items."""
    marks: dict[str, dict[str, float]] = {}
    clusters: dict[str, str] = {}
    for row in _rows(_FILES[name]):
        marks.setdefault(row["model"], {})[row["item"]] = float(row["score"])
        if "cluster" in row:
            clusters[row["item"]] = row["cluster"]
    items = sorted(next(iter(marks.values())))
    models = tuple(sorted(marks))
    scores = np.array([[marks[model][item] for item in items] for model in models])
    names = {cluster: n for n, cluster in enumerate(sorted(set(clusters.values())))}
    numbers = np.array([names[clusters[item]] for item in items]) if clusters else None
    return Matrix(name, models, scores, numbers)


@dataclass(frozen=True, eq=False)
class Repeated:
    """One model's answers to one exam, many to each item: the share that was right."""

    exam: str
    model: str
    items: tuple[str, ...]
    rates: Array


@cache
def repeated() -> dict[str, list[Repeated]]:
    """Read the exams of up to 1,100 answers to each item: exam → its models, on the same items."""
    found: dict[tuple[str, str], dict[str, float]] = {}
    for row in _rows("allnoises_highk_temp0.7"):
        rates = found.setdefault((row["bench"], row["model"]), {})
        rates[row["item"]] = int(row["correct"]) / int(row["count"])
    whole = {exam: max(len(v) for (e, _), v in found.items() if e == exam) for exam, _ in found}
    exams: dict[str, list[Repeated]] = {}
    for (exam, model), rates in sorted(found.items()):
        if len(rates) == whole[exam]:
            items = tuple(sorted(rates))
            every = np.array([rates[item] for item in items])
            exams.setdefault(exam, []).append(Repeated(exam, model, items, every))
    return exams


def _rows(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(MATRICES / f"{name}.csv.gz", "rt", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)
