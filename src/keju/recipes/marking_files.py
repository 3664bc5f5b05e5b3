"""Marking a file of answers: all cores, in order, in memory that does not grow with the file.

A file is read in blocks of whole lines; workers check and mark them (``marking_lines``). A file on
disk is read twice: every line and every gold is checked before the first one is marked. What
arrives on standard input is checked as it comes.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import os
import threading
import zlib
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from keju.core.cores import cores
from keju.core.errors import InputError
from keju.core.records import MarkerSpec, Verdict
from keju.core.tally import Tally
from keju.marking import marker
from keju.recipes.isolation import check_programs
from keju.recipes.marking_lines import Job, given_up, seconds_for, unread
from keju.runner import run
from keju.sandbox.workers import WorkerError, Workers

__all__ = ["Answers", "mark_file"]

_BLOCK = 1 << 16
#: Seconds for a block of a fast marker; when they are not enough, its lines go one by one.
_BLOCK_SECONDS = 60.0
_IN_FLIGHT = 3
_LINES = "keju.recipes.marking_lines"

#: Takes the lines of output, in order.
Write = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Answers:
    """Where recorded answers are: a path or ``-``, and the fields of gold and answer.

    ``unsafe_sandbox`` lets programs among them run without confinement.
    """

    path: str
    gold: str = "answer"
    answer: str = "response"
    unsafe_sandbox: bool = False


@dataclass(frozen=True, slots=True)
class _Block:
    """Whole lines of a file; ``first`` is the number of the first one."""

    text: str
    first: int

    def lines(self) -> Iterator[_Block]:
        """Yield each line that holds something as a block of its own."""
        for number, line in enumerate(self.text.split("\n"), start=self.first):
            if line.strip():
                yield _Block(line, number)


@dataclass(slots=True)
class _Pass:
    """One reading of the file: which function of the workers, with what."""

    job: Job
    slow: bool
    workers: Workers
    size: int
    function: str
    pending: deque[asyncio.Task[list[dict[str, Any]]]] = field(default_factory=deque)

    async def results(self) -> AsyncIterator[dict[str, Any]]:
        """Yield what the workers return, in the order of the file. Raises at the first error."""
        blocks = _blocks(self.job.path)
        reading: asyncio.Task[_Block | None] | None = _next(blocks)
        try:
            while reading is not None or self.pending:
                full = len(self.pending) >= self.size * _IN_FLIGHT
                await _first(None if full else reading, self.pending)
                if reading is not None and not full and reading.done():
                    reading = self._take(reading.result(), blocks)
                while self.pending and self.pending[0].done():
                    for result in self.pending.popleft().result():
                        yield result
        finally:
            await _drop(reading, *self.pending)
            self.pending.clear()

    def _take(
        self, block: _Block | None, blocks: AsyncIterator[_Block]
    ) -> asyncio.Task[_Block | None] | None:
        if block is None:
            return None
        self.pending.append(asyncio.create_task(self._block(block)))
        return _next(blocks)

    async def _block(self, block: _Block) -> list[dict[str, Any]]:
        if not self.slow:
            with contextlib.suppress(WorkerError):
                return [await self._call(block, _BLOCK_SECONDS)]
        return [await self._line(line) for line in block.lines()]

    async def _line(self, line: _Block) -> dict[str, Any]:
        try:
            return await self._call(line, seconds_for(self.job, line.text))
        except WorkerError as error:
            return given_up(self.job, line.text, str(error))

    async def _call(self, block: _Block, deadline: float) -> dict[str, Any]:
        words = [asdict(self.job), block.text, block.first]
        result: dict[str, Any] = await self.workers.run(self.function, words, deadline)
        return result


def mark_file(answers: Answers, spec: MarkerSpec, write: Write, tally: Tally) -> None:
    """Mark every line of a file and hand the lines of JSON that say how to ``write``, in order.

    ``tally`` counts what has been written. Raises InputError for the first line that cannot be
    marked: for a file before anything is marked, for standard input when it comes.
    """
    made = marker(spec)
    if getattr(made, "judges", ()):
        raise InputError(
            f"marker {spec.name} asks models, which keju mark FILE does not; let recorded/FILE sit"
            " an exam with that marker instead"
        )
    check_programs(made, unsafe_sandbox=answers.unsafe_sandbox)
    job = Job(spec.name, json.dumps(dict(spec.parameters)), **asdict(answers))
    run(_mark(job, made.slow, write, tally))


async def _mark(job: Job, slow: bool, write: Write, tally: Tally) -> None:  # noqa: FBT001 - of a pass
    size = cores()
    async with Workers(size) as workers:
        if job.path != "-":
            tally.wanted = await _check(job, workers, size)
        marking = _Pass(job, slow, workers, size, f"{_LINES}:mark_block")
        async for result in marking.results():
            write(result["output"])
            _count(tally, result)
            _raise(result)
        if not tally.asked:
            raise InputError(f"{job.path} holds no answers; put one JSON object on each line")


async def _check(job: Job, workers: Workers, size: int) -> int:
    """Return how many lines the file has."""
    total = 0
    checking = _Pass(job, slow=False, workers=workers, size=size, function=f"{_LINES}:check_block")
    async for result in checking.results():
        _raise(result)
        total += result["lines"]
    return total


def _raise(result: dict[str, Any]) -> None:
    if result["error"] is not None:
        raise InputError(result["error"])


def _count(tally: Tally, result: dict[str, Any]) -> None:
    tally.asked += result["lines"]
    tally.score += result["score"]
    tally.verdicts.update({Verdict(name): n for name, n in result["verdicts"].items()})


def _next(blocks: AsyncIterator[_Block]) -> asyncio.Task[_Block | None]:
    async def step() -> _Block | None:
        return await anext(blocks, None)

    return asyncio.create_task(step())


async def _first(
    reading: asyncio.Task[Any] | None, pending: deque[asyncio.Task[list[dict[str, Any]]]]
) -> None:
    """Wait until a block was read or the oldest one in flight is done."""
    waited = [task for task in (reading, *list(pending)[:1]) if task is not None]
    await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)


async def _drop(*tasks: asyncio.Task[Any] | None) -> None:
    left = [task for task in tasks if task is not None]
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


async def _blocks(path: str) -> AsyncIterator[_Block]:
    first, rest = 1, b""
    async for data in _pieces(path):
        whole, newline, tail = data.rpartition(b"\n")
        if not newline:
            rest += data
            continue
        yield _Block(unread(rest + whole), first)
        first += whole.count(b"\n") + rest.count(b"\n") + 1
        rest = tail
    if rest:
        yield _Block(unread(rest), first)


async def _pieces(path: str) -> AsyncIterator[bytes]:
    if path == "-":
        while data := await _from_standard_input():
            yield data
        return
    try:
        with _opened(path) as file:
            while data := file.read(_BLOCK):
                yield data
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"Cannot read answers from {path}: {reason}; mend or replace it") from None


def _opened(name: str) -> IO[bytes]:
    path = Path(name).expanduser()
    return cast("IO[bytes]", gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


async def _from_standard_input() -> bytes:
    """Return what has arrived. Read by a thread of its own: an interrupt need not wait for it."""
    loop = asyncio.get_running_loop()
    arrived: asyncio.Future[bytes] = loop.create_future()

    def settle(data: bytes) -> None:
        if not arrived.done():
            arrived.set_result(data)

    def read() -> None:
        data = os.read(0, _BLOCK)
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settle, data)

    threading.Thread(target=read, name="keju-input", daemon=True).start()
    return await arrived
