"""A sitting: one candidate takes one exam. Resuming is a set difference, so it is no special case.

Questions are streamed in chunks, each chunk is compared with the store, and only the keys without
a current mark are asked (or only marked). The order of the wrappers around the model:
price → retry → observe → bill; the limiter and the budget stand before a question is taken up, and
the limiter before each further call of a method that calls several times.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Coroutine, Iterator
from dataclasses import replace

from keju.core.ledger import Earned, Ledger, LedgerWriter, SittingRow, Wanted
from keju.core.records import FailureKind, Item, Reply
from keju.core.tally import Tally
from keju.runner.aiding import Desk, Helper, Turn
from keju.runner.asking import billed, priced, reservation
from keju.runner.crossing import from_thread, in_turn
from keju.runner.limiter import Limiter
from keju.runner.pace import Alone, Stopped
from keju.runner.plan import Judge, Outcome, Plan
from keju.runner.retry import Abandoned, retrying

__all__ = ["sit"]

#: Where a chunk starts, how many keys it has, and what the ledger will say of it.
_Coming = tuple[int, int, "asyncio.Future[tuple[SittingRow, list[Wanted]]]"]

_CHUNK = 500
_UNCOMMITTED = 4096  # answers that may wait for the disk before no more are asked
_HOPELESS = 25  # failures in a row, each after all its tries: the endpoint is down


async def sit(plan: Plan, ledger: Ledger, judge: Judge, tally: Tally) -> Outcome:
    """Hold one sitting, resuming whatever the ledger already holds of it.

    Raises InputError when the model cannot be reached or the store cannot be written; everything
    the tally counts is on disk even then.
    """
    return await _Sitting(plan, ledger, judge, tally).hold()


class _Sitting:
    def __init__(self, plan: Plan, ledger: Ledger, judge: Judge, tally: Tally) -> None:
        self.plan = plan
        self.judge = judge
        self.tally = tally
        self.ledger = ledger
        self.limiter = Limiter(plan.concurrency or plan.candidate.model.parallel)
        self.budget = plan.budget
        self.stop = asyncio.Event()
        self.stopped: Stopped | None = None
        self.tasks: set[asyncio.Task[None]] = set()
        self.uncommitted = 0
        self.room = asyncio.Event()
        self.error: BaseException | None = None
        self.versions: dict[str, int] = {}
        self.failed_in_a_row = 0
        self.all_asked = False
        self.seen = 0
        self.places: dict[tuple[int, int], Wanted] = {}
        charged = billed(plan.candidate.model.complete, plan.pricing, self.budget)
        retried = retrying(charged, plan.patience, self.limiter.observe, self.stop)
        self.ask = priced(retried, plan.pricing)

    async def hold(self) -> Outcome:
        plan, loop = self.plan, asyncio.get_running_loop()
        self.sitting = self.ledger.open_sitting(
            plan.exam.spec,
            plan.candidate,
            fresh=plan.fresh,
            questions=plan.extent.questions,
            attempts=plan.extent.attempts,
            facts=plan.facts,
        )
        writer = self.ledger.writer(
            lambda batch: from_thread(loop, self._count, batch),
            lambda error: from_thread(loop, self._broken, error),
        )
        self.desk = Desk(self.ledger, writer, plan.candidate.model, self.judge)
        left = self.budget.seconds_left
        # What waits to be asked again must not outlive the budget of time.
        alarm = None if left is None else loop.call_later(left, self._halt, "budget")
        try:
            with plan.pace.attached(self._halt, self._drop):
                await self._ask_everything(writer)
        finally:
            if alarm is not None:
                alarm.cancel()
            await loop.run_in_executor(None, writer.close)
            await asyncio.sleep(0)  # let the last committed batch be counted
        if self.error is not None:
            raise self.error
        return Outcome(self.sitting, self.seen, self.stopped)

    async def _ask_everything(self, writer: LedgerWriter) -> None:
        try:
            async for wanted in self._wanted(writer):
                if wanted.reply is not None:
                    await self._give(wanted, wanted.reply, writer, stored=True)
                    continue
                if not await self.plan.pace.admit(wanted.position, wanted.attempt):
                    break
                reserved = await self._take_up(wanted)
                if reserved is None:
                    break
                self._start(self._answer(wanted, reserved, writer))
            else:
                self.all_asked = True
        finally:
            await self._finish(writer)

    async def _finish(self, writer: LedgerWriter) -> None:
        """Wait for what is in flight; that another answered first is found when it is committed."""
        while True:
            if self.tasks:
                await asyncio.wait(self.tasks)
            if self.error is None:
                await in_turn(writer, lambda: None)
            if not self.tasks:
                return

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._broken(task.exception())

    async def _wanted(self, writer: LedgerWriter) -> AsyncIterator[Wanted]:
        """Yield the wanted keys, by position and attempt or in the order that the pace sets."""
        order = self.plan.pace.order
        if order is None:
            async for key in self._by_position(writer):
                yield key
            return
        wanted = {(key.position, key.attempt): key async for key in self._by_position(writer)}
        for place in order:
            if place in wanted and not self.stop.is_set():
                yield wanted[place]

    async def _by_position(self, writer: LedgerWriter) -> AsyncIterator[Wanted]:
        """Yield the wanted keys; the next chunk is compared with the store while one is asked."""
        extent = self.plan.extent
        items = itertools.islice(self.plan.exam.items(), extent.questions)
        coming = self._register(writer, items)
        try:
            while coming is not None:
                start, keys, registered = coming
                self.sitting, wanted = await registered
                await self._settle_stored(writer, range(start, self.seen), wanted)
                coming = self._register(writer, items)
                self.tally.earlier += keys - len(wanted)
                for key in wanted:
                    if self.stop.is_set():
                        return
                    yield key
        finally:
            if coming is not None:
                coming[2].cancel()
        if self.seen < extent.questions:
            self.tally.wanted = self.seen * extent.attempts
            await in_turn(writer, self.ledger.end_paper, self.sitting, self.seen)

    def _register(self, writer: LedgerWriter, items: Iterator[Item]) -> _Coming | None:
        """Send the next chunk to the ledger; None at the end of the exam."""
        chunk, attempts = list(itertools.islice(items, _CHUNK)), self.plan.extent.attempts
        if not chunk:
            return None
        for item in chunk:
            if item.marker.name not in self.versions:
                self.versions[item.marker.name] = self.judge.version(item)
        place = (self.sitting, self.seen, chunk, attempts, dict(self.versions))
        self.seen += len(chunk)
        keys = len(chunk) * attempts
        return self.seen - len(chunk), keys, in_turn(writer, self.ledger.register, *place)

    async def _settle_stored(
        self, writer: LedgerWriter, positions: range, wanted: list[Wanted]
    ) -> None:
        """Tell the pace of the marks that the ledger holds already."""
        pace = self.plan.pace
        if isinstance(pace, Alone):
            return
        lacking = {(key.position, key.attempt) for key in wanted}
        stored = await in_turn(writer, self.ledger.scored, self.sitting, positions)
        for position, attempt, score in stored:
            if (position, attempt) not in lacking:
                pace.settle(position, attempt, score)

    async def _take_up(self, wanted: Wanted) -> float | None:
        """Wait until one more question may be asked; None when no more may be."""
        await self.limiter.acquire()
        method = self.plan.candidate.method
        most = reservation(method, self.plan.pricing, wanted.item.question.messages)
        while not self.stop.is_set():
            if self.budget.out_of_time:
                self._halt("budget")
            elif self.uncommitted >= _UNCOMMITTED:
                await self._wait_for_room()
            elif self.budget.reserve(most, method.calls):
                self.tally.in_flight = self.limiter.in_flight
                self.tally.limit = self.limiter.limit
                return most
            elif self.tasks:
                self.limiter.release()  # what is waited for may itself need a place
                await asyncio.wait(self.tasks, return_when=asyncio.FIRST_COMPLETED)
                await self.limiter.acquire()
            else:
                self._halt("budget")
        self.limiter.release()
        return None

    async def _wait_for_room(self) -> None:
        self.room.clear()
        await self.room.wait()

    async def _answer(self, wanted: Wanted, reserved: float, writer: LedgerWriter) -> None:
        method, turn = self.plan.candidate.method, Turn(self.ask, self.limiter, self.stop)
        helper = Helper(self.desk, self.sitting, wanted)
        try:
            question = wanted.item.question
            reply = await method.answer(question, wanted.attempt, turn.ask, helper)
        except Abandoned:
            return
        finally:
            turn.leave()
            self.budget.settle_all(reserved, turn.spent, method.calls)
            self.tally.in_flight = self.limiter.in_flight
        self._watch(reply)
        await self._give(wanted, reply, writer)

    async def _give(
        self, wanted: Wanted, reply: Reply, writer: LedgerWriter, *, stored: bool = False
    ) -> None:
        mark = await self.judge.mark(wanted.item, reply)
        self.uncommitted += 1
        self.places[wanted.item_row, wanted.attempt] = wanted
        writer.put(
            Earned(
                self.sitting.candidate_row,
                wanted.question_row,
                wanted.item_row,
                self.sitting.epoch,
                wanted.attempt,
                reply,
                mark,
                stored=stored,
            )
        )

    def _watch(self, reply: Reply) -> None:
        """Stop when nothing comes any more: what is left would fail too, and can be asked later.

        Once everything is asked, failures come in a row by themselves, for they take longest.
        """
        failure = reply.failure
        if failure is None:
            self.failed_in_a_row = 0
        elif failure.kind is not FailureKind.MISSING:
            self.failed_in_a_row += 1
            if self.failed_in_a_row >= _HOPELESS and not self.all_asked:
                self._halt("failures")

    def _count(self, batch: list[Earned]) -> None:
        for earned in batch:
            if earned.item_row is None:
                self.tally.spend(earned.reply)  # an inner answer
                continue
            self.uncommitted -= 1
            wanted = self.places.pop((earned.item_row, earned.attempt))
            if earned.mark is None:
                self._start(self._adopt(wanted))
                continue
            self.tally.add(earned.reply, earned.mark)
            if not earned.stored:
                self.tally.spend(earned.reply)
            self.plan.pace.settle(wanted.position, earned.attempt, earned.mark.score)
        self.room.set()

    async def _adopt(self, wanted: Wanted) -> None:
        """Mark the answer that stands where somebody else answered first."""
        writer = self.desk.writer
        place = (self.sitting.candidate_row, self.sitting.epoch, wanted.question_row)
        stored = await in_turn(writer, self.ledger.answered, *place)
        if wanted.attempt in stored:
            reply = stored[wanted.attempt]
            await self._give(replace(wanted, reply=reply), reply, writer, stored=True)

    def _halt(self, why: Stopped) -> None:
        self.stopped = self.stopped or why
        self.stop.set()

    def _broken(self, error: BaseException | None) -> None:
        self.error = self.error or error
        self.stop.set()
        self.room.set()

    def _drop(self) -> None:
        for task in self.tasks:
            task.cancel()
