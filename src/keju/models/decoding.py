"""Writing many answers at once with one network: rows join as others finish.

Each row's choices depend on its own prompt, parameters and seed; who shares the batch changes
logits by float noise only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from keju.models.qwen3_numpy import Cache, Floats, Ints, Qwen3

__all__ = ["Batch", "Generated", "Job", "generate"]

Ticket = TypeVar("Ticket")

#: Rows decoded together; more gain little on one processor core and cost memory.
CAPACITY = 128
#: Positions of the prompts that are read together.
_READ_AT_ONCE = 64


@dataclass(frozen=True)
class Job:
    """What to continue and how: ``temperature`` 0 takes the likeliest token.

    ``seed`` are non-negative numbers; the random draws depend on them and on ``prompt``. Only the
    likeliest tokens that together reach ``top_p`` are drawn (nucleus sampling, arXiv:1904.09751).
    Any of ``stops`` ends the answer as ``end`` does, unless it stands in a thought: between the two
    tokens of ``thought``. The tokens appear in ``paper`` as they are written, for whoever reads
    along from another thread.
    """

    prompt: tuple[int, ...]
    end: int
    max_tokens: int = 512
    temperature: float = 0.0
    top_p: float = 1.0
    seed: tuple[int, ...] = (0,)
    stops: tuple[tuple[int, ...], ...] = ()
    thought: tuple[int, int] | None = None
    paper: list[int] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Generated:
    """The tokens of an answer, without what ended it.

    ``stopped`` when the model ended by itself, or at one of the job's stops; ``written`` counts
    all tokens, the end included.
    """

    tokens: list[int]
    stopped: bool
    written: int


@dataclass
class _Row(Generic[Ticket]):
    ticket: Ticket
    job: Job
    rng: Generator
    limit: int
    tokens: list[int]
    thinking: bool = False
    answer: int = 0  # where in ``tokens`` the answer begins, when it has begun
    ending: int = 0  # how many of the last tokens ended the answer

    @property
    def done(self) -> bool:
        return self.ending > 0 or len(self.tokens) >= self.limit

    @property
    def length(self) -> int:
        """Positions of this row in the cache: all but the token written last."""
        return len(self.job.prompt) + len(self.tokens) - 1

    def write(self, token: int) -> None:
        self.tokens.append(token)
        if token == self.job.end:
            self.ending = 1
        elif self.job.stops:
            self._look_for_stops(token)

    def _look_for_stops(self, token: int) -> None:
        if self.job.thought and token in self.job.thought:
            self.thinking = token == self.job.thought[0]
            self.answer = len(self.tokens)
        if not self.thinking:
            said = self.tokens[self.answer :]
            # The longest, so that a stop that ends another one leaves nothing of it.
            ended = (len(s) for s in self.job.stops if s and tuple(said[-len(s) :]) == s)
            self.ending = max(ended, default=0)


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
        # A part at a time, so that its positions look back only and not at what is still to come.
        parts = [
            self._network.hidden(
                tokens[:, start : start + _READ_AT_ONCE],
                np.full(len(new), start),
                self._cache,
                first,
            )
            for start in range(0, lengths.max(), _READ_AT_ONCE)
        ]
        last = np.concatenate(parts, 1)[np.arange(len(new)), lengths - 1]
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
            if row.done:
                gone.append((row.ticket, _generated(row)))
                self._remove(place)
        return gone

    def drop(self, tickets: Collection[Ticket]) -> None:
        """Take out unfinished rows that nobody waits for any more."""
        for place in reversed(range(len(self._rows))):
            if self._rows[place].ticket in tickets:
                self._remove(place)

    def _remove(self, place: int) -> None:
        last = self._rows.pop()
        if place < len(self._rows):
            self._cache.move(len(self._rows), place, last.length)
            self._rows[place] = last


def _row(ticket: Ticket, job: Job, context: int) -> _Row[Ticket]:
    room = context - len(job.prompt)
    if room < 1:
        raise ValueError(f"{len(job.prompt)} tokens do not fit into a context of {context}")
    rng, paper = default_rng([*job.seed, *job.prompt]), [] if job.paper is None else job.paper
    # The prompt may have begun the answer: with an open thought, for example.
    marks = [token for token in job.prompt if token in (*(job.thought or ()), job.end)]
    thinking = bool(marks and job.thought and marks[-1] == job.thought[0])
    return _Row(ticket, job, rng, min(room, job.max_tokens), paper, thinking)


def _write(rows: list[_Row[Ticket]], logits: Floats) -> None:
    """Append one token to every row, by its own temperature and random numbers."""
    chosen = logits.argmax(-1)
    warm = [place for place, row in enumerate(rows) if row.job.temperature > 0]
    if warm:
        chosen[warm] = _draw([rows[place] for place in warm], logits[warm])
    for row, token in zip(rows, chosen.tolist(), strict=True):
        row.write(token)


def _draw(rows: list[_Row[Ticket]], logits: Floats) -> Ints:
    """Return a token for each row, drawn with its own temperature, nucleus and generator."""
    temperatures = np.array([[row.job.temperature] for row in rows])
    weights = (logits - logits.max(-1, keepdims=True)).astype(np.float64)
    weights /= temperatures
    np.exp(weights, out=weights)
    shares = np.array([[row.job.top_p] for row in rows])
    if (shares < 1).any():
        _keep_nucleus(weights, shares)
    reached = weights.cumsum(-1)
    draws = np.array([[row.rng.random()] for row in rows])
    out: Ints = (reached <= draws * reached[:, -1:]).sum(-1)
    return out


def _keep_nucleus(weights: NDArray[np.float64], shares: NDArray[np.float64]) -> None:
    """Set to zero what lies beyond the fewest likeliest tokens that reach ``shares`` (rows, 1)."""
    order = np.argsort(-weights, -1, kind="stable")
    likeliest = np.take_along_axis(weights, order, -1)
    before = likeliest.cumsum(-1) - likeliest
    beyond = (before >= shares * likeliest.sum(-1, keepdims=True)) & (shares < 1)
    np.put_along_axis(weights, order, np.where(beyond, 0.0, likeliest), -1)


def _generated(row: _Row[Ticket]) -> Generated:
    whole = len(row.tokens)
    return Generated(row.tokens[: whole - row.ending], row.ending > 0, whole)


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
