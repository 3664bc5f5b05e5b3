"""What is shown of a training: its plan, its course step by step, and the memory it needs."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["Disjointness", "MemoryNeed", "Step", "TrainingPlan", "TrainingTally", "Way"]


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """What decides how the weights come out; resuming demands the same.

    ``kind`` is sft or grpo, ``base`` what was given as the start, ``exams`` the source of questions
    with every dial. A step takes ``batch`` questions, and in grpo ``group`` answers to each of at
    most ``max_tokens``, sampled at ``temperature``; ``micro`` of them are worked on at once.
    ``lora`` is the rank of the adapters, 0 for all weights. ``thought``: worked solutions are
    taught as a thought between tags, with their last line as the answer.
    """

    kind: str
    base: str
    exams: tuple[str, ...]
    steps: int
    batch: int
    group: int
    micro: int
    rate: float
    max_tokens: int
    temperature: float
    seed: int
    lora: int = 0
    thought: bool = False
    vllm: bool = False

    @property
    def sequences(self) -> int:
        """How many answers one step learns from."""
        return self.batch * self.group

    def to_json(self) -> dict[str, Any]:
        """Return JSON values."""
        return {**asdict(self), "exams": list(self.exams)}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the record; None where a figure was not taken.

    ``seconds`` and ``tokens`` (read and written) count from the beginning of the training,
    ``speed`` is tokens a second since the line before. ``reward`` and ``length`` are means of the
    step: tokens of an answer, in sft of a question with its answer. ``held_out`` is the accuracy on
    questions that are not trained on.
    """

    step: int
    seconds: float
    loss: float | None
    reward: float | None
    length: float | None
    held_out: float | None
    tokens: int
    speed: float | None


@dataclass(slots=True)
class TrainingTally:
    """A training while it runs. ``steps`` is where it ends; ``began`` the step it started from."""

    steps: int
    began: int = 0
    rows: list[Step] = field(default_factory=list)
    doing: str = "loading the model"
    started: float = field(default_factory=time.monotonic)

    @property
    def done(self) -> int:
        """The last step that is recorded."""
        return self.rows[-1].step if self.rows else self.began

    @property
    def seconds_left(self) -> float | None:
        """Expected time to the last step, at the pace of this run; None before its first steps."""
        taken = self.done - self.began
        if taken < 1:
            return None
        return (time.monotonic() - self.started) / taken * (self.steps - self.done)

    def latest(self, name: str) -> float | None:
        """Return the newest figure of that name; None where there is none yet."""
        values = (getattr(row, name) for row in reversed(self.rows))
        return next((value for value in values if value is not None), None)


@dataclass(frozen=True, slots=True)
class Way:
    """Another way to train the same, and the bytes it would need."""

    words: str
    needed: int


@dataclass(frozen=True, slots=True)
class MemoryNeed:
    """An estimate in bytes: what a training needs, of what is there, and what would fit.

    ``parts`` names what the sum is made of. ``ways`` are other ways that fit.
    """

    where: str
    needed: int
    available: int
    parts: Mapping[str, int]
    ways: Sequence[Way] = ()

    @property
    def fits(self) -> bool:
        """Whether what is needed is there."""
        return self.needed <= self.available


@dataclass(frozen=True, slots=True)
class Disjointness:
    """The proof that nothing was examined that was trained on: no question id is in both.

    ``trained`` counts questions, ``examined`` those of each exam; ``digest`` is the SHA-256 of the
    sorted ids that were trained on, one a line.
    """

    trained: int
    examined: Mapping[str, int]
    digest: str
