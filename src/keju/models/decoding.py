"""Writing many answers at once with one network: rows join as others finish.

Each row's choices depend on its own prompt, parameters and seed; who shares the batch changes
logits by float noise only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np
from numpy.random import Generator, default_rng

from keju.models.qwen3_numpy import Cache, Floats, Qwen3

__all__ = ["Batch", "Generated", "Job", "generate"]

Ticket = TypeVar("Ticket")

#: Rows decoded together; more gain little on one processor core and cost memory.
CAPACITY = 128


@dataclass(frozen=True)
class Job:
    """What to continue and how: ``temperature`` 0 takes the likeliest token.

    ``seed`` are non-negative numbers; the random draws depend on them and on ``prompt``.
    """

    prompt: tuple[int, ...]
    end: int
    max_tokens: int = 512
    temperature: float = 0.0
    seed: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Generated:
    """The tokens written, without the end token; ``stopped`` when the model ended by itself."""

    tokens: list[int]
    stopped: bool


@dataclass
class _Row(Generic[Ticket]):
    ticket: Ticket
    job: Job
    rng: Generator
    limit: int
    tokens: list[int] = field(default_factory=list)

    @property
    def stopped(self) -> bool:
        return bool(self.tokens) and self.tokens[-1] == self.job.end

    @property
    def length(self) -> int:
        """Positions of this row in the cache: all but the token written last."""
        return len(self.job.prompt) + len(self.tokens) - 1


class Batch(Generic[Ticket]):
    """The answers being written, each under the caller's ticket."""

    # Row i of the cache belongs to self._rows[i].

    def __init__(self, network: Qwen3, capacity: int = CAPACITY) -> None:
        self._network = network
        self._cache = Cache(network.config, capacity)
        self._capacity = capacity
        self._rows: list[_Row[Ticket]] = []

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def room(self) -> int:
        """How many jobs may join."""
        return self._capacity - len(self._rows)

    @property
    def welcoming(self) -> bool:
        """Whether jobs should join now: reading prompts a few at a time would slow everybody."""
        return not self._rows or self.room >= max(1, self._capacity // 8)

    def join(self, jobs: Iterable[tuple[Ticket, Job]]) -> None:
        """Read the prompts of ``jobs`` (at most ``room``, none empty) and write a first token.

        Raises ValueError for a prompt that leaves no room for an answer within the context.
        """
        new = [_row(ticket, job, self._network.config.context) for ticket, job in jobs]
        if not new:
            return
        lengths = np.array([len(row.job.prompt) for row in new])
        tokens = np.zeros((len(new), lengths.max()), np.int64)
        for place, row in enumerate(new):
            tokens[place, : lengths[place]] = row.job.prompt
        first = len(self._rows)
        states = self._network.hidden(tokens, np.zeros(len(new), np.int64), self._cache, first)
        last = states[np.arange(len(new)), lengths - 1]
        self._rows += new
        _write(new, self._network.logits(last))

    def step(self) -> None:
        """Write one more token in every row; there must be some, and ``leave`` was just called."""
        tokens = np.array([row.tokens[-1:] for row in self._rows])
        starts = np.array([row.length for row in self._rows])
        states = self._network.hidden(tokens, starts, self._cache, 0)
        _write(self._rows, self._network.logits(states[:, 0]))

    def leave(self) -> list[tuple[Ticket, Generated]]:
        """Take out the finished rows; the last rows move into their places."""
        gone: list[tuple[Ticket, Generated]] = []
        for place in reversed(range(len(self._rows))):
            row = self._rows[place]
            if row.stopped or len(row.tokens) >= row.limit:
                gone.append((row.ticket, _generated(row)))
                self._remove(place)
        return gone

    def _remove(self, place: int) -> None:
        last = self._rows.pop()
        if place < len(self._rows):
            self._cache.move(len(self._rows), place, last.length)
            self._rows[place] = last


def _row(ticket: Ticket, job: Job, context: int) -> _Row[Ticket]:
    room = context - len(job.prompt)
    if room < 1:
        raise ValueError(f"{len(job.prompt)} tokens do not fit into a context of {context}")
    return _Row(ticket, job, default_rng([*job.seed, *job.prompt]), min(room, job.max_tokens))


def _write(rows: list[_Row[Ticket]], logits: Floats) -> None:
    """Append one token to every row, by its own temperature and random numbers."""
    best = logits.argmax(-1)
    for place, row in enumerate(rows):
        token = int(best[place])
        if row.job.temperature > 0:
            token = _draw(logits[place], row.job.temperature, row.rng)
        row.tokens.append(token)


def _draw(logits: Floats, temperature: float, rng: Generator) -> int:
    weights = np.exp((logits - logits.max()).astype(np.float64) / temperature).cumsum()
    return int(np.searchsorted(weights, rng.random() * weights[-1], side="right"))


def _generated(row: _Row[Ticket]) -> Generated:
    return Generated(row.tokens[:-1] if row.stopped else row.tokens, row.stopped)


def generate(network: Qwen3, jobs: Iterable[Job], capacity: int = CAPACITY) -> list[Generated]:
    """Return what ``network`` writes for each of ``jobs``, in their order."""
    waiting = list(enumerate(jobs))[::-1]
    done: dict[int, Generated] = {}
    batch: Batch[int] = Batch(network, capacity)
    while waiting or len(batch):
        if batch.welcoming:
            batch.join(waiting.pop() for _ in range(min(batch.room, len(waiting))))
            done.update(batch.leave())
        if len(batch):
            batch.step()
        done.update(batch.leave())
    return [done[place] for place in sorted(done)]
