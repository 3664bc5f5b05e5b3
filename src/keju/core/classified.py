"""How well a classifier of answers agrees with the labels it was trained on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Agreement", "Learned"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement with labels of answers that were not trained on.

    Neither their models nor their questions were trained on. ``complete`` is Cohen's kappa of
    complete or not, ``by_lang`` the same in each language, ``labels`` kappa of the three labels;
    ``calibration`` is the mean distance of chances and frequencies in ten equally large bins.
    """

    complete: float
    by_lang: Mapping[str, float]
    labels: float
    calibration: float


@dataclass(frozen=True, slots=True)
class Learned:
    """What a classifier was trained on, and how it did; ``dropped`` are lines labelled as errors.

    ``counts`` are answers by label; ``models`` and ``questions`` count groups that are never split
    between training and testing.
    """

    source: str
    counts: Mapping[str, int]
    langs: Mapping[str, int]
    models: int
    questions: int
    dropped: int
    agreement: Agreement
