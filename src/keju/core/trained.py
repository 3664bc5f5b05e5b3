"""What a training came to: the new model beside its base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from keju.core.examined import Examined
from keju.core.gate import Gate
from keju.core.training import Disjointness, TrainingPlan

__all__ = ["Trained"]


@dataclass(frozen=True, slots=True)
class Trained:
    """A finished training. In each of ``examined`` and ``guards`` the new model is the first.

    ``guards`` are exams that were not trained on: was nothing lost there? ``names`` are those under
    which new model and base were examined. ``seconds`` and ``tokens`` (read and written) are those
    of training, ``unsolved`` the questions left out for want of a right worked solution, ``facts``
    versions and the machine.
    """

    plan: TrainingPlan
    names: tuple[str, str]
    questions: int
    unsolved: int
    tokens: int
    seconds: float
    proof: Disjointness
    examined: tuple[Examined, ...]
    guards: tuple[tuple[Examined, Gate | None], ...]
    facts: Mapping[str, str]
