"""What a method that asks several times is lent: places for its calls, and the memory of the store.

An inner answer is an Answer like any other, under the model with the inner method, in the sitting's
epoch: ``vote:8`` after ``vote:4`` asks for four more, and a sitting of the bare model with attempts
shares them. Nobody marks it; a sitting that wants that key does so itself.

Not covered: two sittings that ask for the same key in the same moment both pay for it. The first to
be committed stands; the other method's answer still carries what it read and what that cost.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from keju.core.ledger import Earned, Ledger, LedgerWriter, SittingRow, Wanted
from keju.core.protocols import Ask, Candidate, Inner, Method, Model, Request
from keju.core.records import Answer, Question, Reply
from keju.runner.crossing import in_turn
from keju.runner.limiter import Limiter
from keju.runner.plan import Judge
from keju.runner.retry import Abandoned

__all__ = ["Desk", "Helper", "Turn"]


class Turn:
    """The calls of one question. It came with a place for the first; further calls wait for theirs.

    ``spent`` holds every reply of this run. A call that has no place yet when the run stops raises
    Abandoned.
    """

    def __init__(self, ask: Ask, limiter: Limiter, stop: asyncio.Event) -> None:
        self.spent: list[Reply] = []
        self._ask = ask
        self._limiter = limiter
        self._stop = stop
        self._given = True

    async def ask(self, request: Request) -> Reply:
        """Ask once, in a place of the limiter."""
        further = not self._given
        self._given = False
        if further:
            await self._limiter.acquire()
        try:
            if further and self._stop.is_set():
                raise Abandoned
            reply = await self._ask(request)
        finally:
            self._limiter.release()
        self.spent.append(reply)
        return reply

    def leave(self) -> None:
        """Give the first place back where no call took it."""
        if self._given:
            self._given = False
            self._limiter.release()


@dataclass
class Desk:
    """Where the inner answers of one sitting are kept."""

    ledger: Ledger
    writer: LedgerWriter
    model: Model
    judge: Judge
    _rows: dict[str, tuple[int, str]] = field(default_factory=dict)

    async def row(self, method: Method) -> tuple[int, str]:
        """Return the row and the id of the model with an inner method."""
        if method.spec not in self._rows:
            candidate = Candidate(self.model, method)
            row = await in_turn(self.writer, self.ledger.enroll, candidate)
            self._rows[method.spec] = row, candidate.id
        return self._rows[method.spec]


class Helper:
    """The aid of a sitting for one answer; see ``keju.core.protocols.Aid``."""

    def __init__(self, desk: Desk, sitting: SittingRow, wanted: Wanted) -> None:
        self._desk = desk
        self._sitting = sitting
        self._wanted = wanted
        self._known: dict[str, asyncio.Future[dict[int, Reply]]] = {}

    async def inner(self, method: Method, question: Question, attempt: int, ask: Ask) -> Inner:
        """Return the stored answer of an inner method, or ask for it and keep it."""
        row, candidate_id = await self._desk.row(method)
        epoch = self._sitting.epoch
        key = Answer(question.id, candidate_id, epoch, attempt, Reply()).key
        reply = (await self._stored(method, row)).get(attempt)
        if reply is None:
            reply = await method.answer(question, attempt, ask, self)
            place = (self._wanted.question_row, None, epoch, attempt)
            self._desk.writer.put(Earned(row, *place, reply, None, stored=False))
        return Inner(reply, key)

    async def _stored(self, method: Method, row: int) -> dict[int, Reply]:
        """Return what the store holds of an inner method; it is read once a question."""
        if method.spec not in self._known:
            desk = self._desk
            place = (row, self._sitting.epoch, self._wanted.question_row)
            self._known[method.spec] = in_turn(desk.writer, desk.ledger.answered, *place)
        return await self._known[method.spec]

    async def extract(self, text: str) -> str | None:
        """Return the final answer as the item's marker reads it."""
        return await self._desk.judge.extract(self._wanted.item, text)

    async def same(self, left: str, right: str) -> bool | None:
        """Whether the item's marker calls two answers the same."""
        return await self._desk.judge.same(self._wanted.item, left, right)

    async def check(self, reply: Reply) -> float | None:
        """Mark a reply: for an oracle."""
        return (await self._desk.judge.mark(self._wanted.item, reply)).score
