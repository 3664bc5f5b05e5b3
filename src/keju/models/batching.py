"""From many coroutines, one question each, to one thread that answers them together.

An engine (``decoding.Batch``, or the one of ``hf``) holds the answers being written. It belongs
to the worker thread alone; coroutines and thread meet in a queue.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

__all__ = ["Batcher", "Engine"]

Job = TypeVar("Job")
Job_contra = TypeVar("Job_contra", contravariant=True)
Result = TypeVar("Result")
Result_co = TypeVar("Result_co", covariant=True)

_Waiting = tuple["asyncio.Future[Result]", Job]


class Engine(Protocol[Job_contra, Result_co]):
    """Writes several answers at once, each under a ticket."""

    @property
    def room(self) -> int:
        """How many jobs may join."""
        ...

    @property
    def welcoming(self) -> bool:
        """Whether jobs should join now."""
        ...

    def __len__(self) -> int: ...

    def join(self, jobs: Iterable[tuple[Any, Job_contra]]) -> None:
        """Take in at most ``room`` jobs, each with its ticket."""
        ...

    def step(self) -> None:
        """Write on every answer."""
        ...

    def leave(self) -> Sequence[tuple[Any, Result_co]]:
        """Take out the finished answers with their tickets."""
        ...

    def drop(self, tickets: Collection[Any]) -> None:
        """Take out unfinished answers that nobody waits for any more."""
        ...


class Batcher(Generic[Job, Result]):
    """Feeds an engine from any number of coroutines.

    The thread and its engine start with the first job. An engine at rest waits ``linger`` seconds
    after a first job for others to join it. An engine that raises is replaced by a new one. The
    job of a cancelled coroutine leaves the engine before its next step.
    """

    def __init__(self, make_engine: Callable[[], Engine[Job, Result]], linger: float = 0.0) -> None:
        self._make_engine = make_engine
        self._linger = linger
        self._queue: queue.SimpleQueue[_Waiting[Result, Job] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._unfinished: set[asyncio.Future[Result]] = set()
        self._closing = threading.Event()

    @property
    def busy(self) -> int:
        """How many jobs the engine works on now."""
        return len(self._unfinished)

    async def submit(self, job: Job) -> Result:
        """Return the engine's answer to ``job``; raises whatever the engine raised on its batch."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="keju-batcher", daemon=True)
            self._thread.start()
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._queue.put((future, job))
        return await future

    def close(self) -> None:
        """Stop the thread. Jobs not finished by then are cancelled."""
        if self._thread is not None:
            self._closing.set()
            self._queue.put(None)  # wakes a thread that sleeps
            self._thread.join()
            self._thread = None
            self._closing.clear()

    def _work(self) -> None:
        engine: Engine[Job, Result] | None = None
        while not self._closing.is_set():
            try:
                idle = engine is None or not len(engine)
                new = self._take(idle=True) if idle else []
                if engine is None:
                    engine = self._make_engine()
                while engine.welcoming and len(new) < engine.room:
                    more = self._take(idle=False)
                    if not more:
                        break
                    new += more
                self._drop_given_up(engine)
                engine.join(job for job in new if not job[0].cancelled())
                self._deliver(engine.leave())
                if len(engine):
                    engine.step()
                self._deliver(engine.leave())
            except Exception as error:  # noqa: BLE001  the coroutines that wait must hear of it
                self._fail(error)
                engine = None
        self._cancel()

    def _take(self, *, idle: bool) -> list[_Waiting[Result, Job]]:
        """Return the next job, if there is one; when ``idle``, sleep until there is one."""
        try:
            waiting = self._queue.get(block=idle)
        except queue.Empty:
            return []
        if waiting is None:
            return []
        self._unfinished.add(waiting[0])
        if idle:
            time.sleep(self._linger)
        return [waiting]

    def _drop_given_up(self, engine: Engine[Job, Result]) -> None:
        gone = [future for future in self._unfinished if future.cancelled()]
        if gone:
            self._unfinished.difference_update(gone)
            engine.drop(gone)

    def _deliver(self, finished: Sequence[tuple[asyncio.Future[Result], Result]]) -> None:
        for future, result in finished:
            self._unfinished.discard(future)
            _settle(future, partial(future.set_result, result))

    def _fail(self, error: Exception) -> None:
        for future in self._unfinished:
            _settle(future, partial(future.set_exception, error))
        self._unfinished.clear()

    def _cancel(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                waiting = self._queue.get_nowait()
                self._unfinished.update(waiting[:1] if waiting else ())
        for future in self._unfinished:
            _settle(future, future.cancel)
        self._unfinished.clear()


def _settle(future: asyncio.Future[Any], act: Callable[[], object]) -> None:
    """Do ``act`` in the future's own loop, unless somebody gave up waiting for it."""

    def settle() -> None:
        if not future.done():
            act()

    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
        future.get_loop().call_soon_threadsafe(settle)
