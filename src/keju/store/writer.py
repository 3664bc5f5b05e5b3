"""The one writer: a thread that commits what was earned in groups.

An answer that is reported has been committed, with the disk's word for it. A lone answer is
committed at once; under load a group is gathered for some milliseconds, for a commit costs the same
whether it carries one answer or five hundred. The thread sleeps rather than waits for a lock while
it gathers, and ``put`` takes none: the event loop beside it is never held up.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from keju.store.append import RaceLostError, append, without_losers
from keju.store.opening import speaking
from keju.store.shapes import Earned

__all__ = ["Writer"]

T = TypeVar("T")
OnCommit = Callable[[list[Earned]], None]
OnError = Callable[[BaseException], None]

_MOST = 512  # rows of one group: one statement a table
_GATHER = 0.02  # seconds
_BUSY = 4  # a group of more says that more are coming


class _Call:
    """An operation to run in the writer's thread, in its turn."""

    def __init__(self, operation: Callable[[Connection], Any]) -> None:
        self.operation = operation
        self.future: Future[Any] = Future()


class Writer:
    """Made by ``Store.writer``; usable from any thread, until ``close``.

    ``on_commit`` gets each committed group in the writer's thread; where another process answered
    a key first, its Earned comes back ``stored`` and without a mark. ``on_error`` gets the first
    error, after which nothing more is written.
    """

    def __init__(self, engine: Engine, where: str, on_commit: OnCommit, on_error: OnError) -> None:
        self._engine = engine
        self._where = where
        self._on_commit = on_commit
        self._on_error = on_error
        self._inbox: deque[Earned | _Call] = deque()
        self._wake = threading.Event()
        self._closing = False
        self._error: BaseException | None = None
        self._markers: dict[str, int] = {}
        self._thread = threading.Thread(target=self._work, name="keju-writer", daemon=True)
        self._thread.start()

    def put(self, earned: Earned) -> None:
        """Hand over one answer, failure or mark; it is on disk once ``on_commit`` reports it."""
        if self._closing:
            raise RuntimeError("the writer is closed")
        self._inbox.append(earned)
        if not self._wake.is_set():
            self._wake.set()

    def call(self, operation: Callable[[Connection], T]) -> Future[T]:
        """Run a store operation after everything put before it, outside any group.

        ``operation`` gets a connection in a transaction that is committed when it returns; methods
        of the store, which open their own, may be called instead.
        """
        if self._closing:
            raise RuntimeError("the writer is closed")
        call = _Call(operation)
        self._inbox.append(call)
        self._wake.set()
        return call.future

    def close(self) -> None:
        """Commit everything, then stop. Raises the first error, if there was one."""
        self._closing = True
        self._wake.set()
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        try:
            with self._engine.connect() as plain:
                self._loop(plain.execution_options(writes=True))
        except BaseException as error:  # noqa: BLE001 - handed over to whoever closes the writer
            self._fail(error)
        finally:
            for left in self._inbox:
                if isinstance(left, _Call):
                    left.future.set_exception(self._error or RuntimeError("the writer is closed"))

    def _loop(self, connection: Connection) -> None:
        last = 0
        while True:
            if not self._inbox:
                if self._closing:
                    return
                self._wake.clear()
                if not self._inbox and not self._closing:
                    self._wake.wait()
                continue
            if last > _BUSY and len(self._inbox) < _MOST and not self._closing:
                time.sleep(_GATHER)
            last = self._turn(connection)

    def _turn(self, connection: Connection) -> int:
        """Commit one group, or run one call. Returns how many rows the group had."""
        batch: list[Earned] = []
        while self._inbox and len(batch) < _MOST:
            first = self._inbox[0]
            if isinstance(first, _Call):
                if batch:
                    break
                self._inbox.popleft()
                self._run(connection, first)
                return 0
            batch.append(first)
            self._inbox.popleft()
        self._commit(connection, batch)
        return len(batch)

    def _commit(self, connection: Connection, batch: list[Earned]) -> None:
        if self._error is not None:
            return  # what comes after an error was never promised
        try:
            with speaking(self._where):
                batch = self._append(connection, batch)
            self._on_commit(batch)
        except BaseException as error:  # noqa: BLE001 - handed over to whoever closes the writer
            connection.rollback()
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        if self._error is None:
            self._error = error
            self._on_error(error)

    def _append(self, connection: Connection, batch: list[Earned]) -> list[Earned]:
        while True:
            try:
                append(connection, batch, self._markers)
            except RaceLostError:
                connection.rollback()
                self._markers.clear()  # rows added by what was rolled back are gone
                batch = without_losers(connection, batch)
            else:
                connection.commit()
                return batch

    def _operate(self, connection: Connection, call: _Call) -> Any:
        if self._error is not None:
            raise self._error
        with speaking(self._where):
            result = call.operation(connection)
            connection.commit()
        return result

    def _run(self, connection: Connection, call: _Call) -> None:
        """Run a call. The transaction begins with its first statement, if there is one."""
        if not call.future.set_running_or_notify_cancel():
            return
        try:
            result = self._operate(connection, call)
        except BaseException as error:  # noqa: BLE001 - belongs to whoever asked
            connection.rollback()
            call.future.set_exception(error)
        else:
            call.future.set_result(result)
