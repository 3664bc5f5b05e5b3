"""Running counts of a sitting: what a display shows and what a budget reads."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from keju.core.records import Mark, Reply, Verdict

__all__ = ["Tally"]


@dataclass(slots=True)
class Tally:
    """What has been earned so far. Counted means committed: on disk.

    ``wanted`` is questions times ``attempts``. ``asked`` counts answers of this run, ``earlier``
    those found in the store. Tokens and cost are of this run only.
    """

    wanted: int | None = None
    attempts: int = 1
    earlier: int = 0
    asked: int = 0
    in_flight: int = 0
    limit: int = 0
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    score: float = 0.0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0
    priced: bool = False
    started: float = field(default_factory=time.monotonic)

    def add(self, reply: Reply, mark: Mark) -> None:
        """Count one committed answer, but not what it took: see ``spend``."""
        self.asked += 1
        self.verdicts[mark.verdict] += 1
        self.score += mark.score or 0.0
        if reply.failure is not None:
            self.failures[reply.failure.kind.value] += 1

    def spend(self, reply: Reply) -> None:
        """Count the tokens and the money of an answer, an inner one of a method or one by itself.

        An answer that rests on inner ones took nothing more than they did.
        """
        if reply.calls:
            return
        self.prompt_tokens += reply.usage.prompt_tokens or 0
        self.completion_tokens += reply.usage.completion_tokens or 0
        if reply.cost is not None:
            self.cost += reply.cost
            self.priced = True

    @property
    def done(self) -> int:
        """Answers on disk, failures included."""
        return self.earlier + self.asked

    @property
    def scored(self) -> int:
        """Answers that have a score: the denominator of accuracy."""
        return sum(n for verdict, n in self.verdicts.items() if verdict.scored)

    @property
    def seconds(self) -> float:
        """Time since the run started."""
        return time.monotonic() - self.started

    @property
    def rate(self) -> float:
        """Answers per second of this run."""
        return self.asked / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Expected time to the end at the present rate; None when it cannot be said."""
        if self.wanted is None or not self.rate:
            return None
        return max(0, self.wanted - self.done) / self.rate
