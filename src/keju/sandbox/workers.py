"""A small pool of killable processes for slow pure functions.

Each worker is a long-lived ``python -m keju.sandbox.worker_process`` on one end of a socket pair.
A call that passes its deadline costs its worker its life and nothing else. Processes belong to no
event loop, so a pool may be used from any loop, and from one after another.

This protects against *slow* and *crashing* code of ours and of installed markers. It does not
confine hostile code: a worker has the user's rights. POSIX only.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import subprocess
import sys
from types import TracebackType
from typing import Any, Self
from weakref import WeakKeyDictionary

from keju.core.errors import KejuError

__all__ = [
    "WorkerDied",
    "WorkerError",
    "WorkerRaised",
    "WorkerTimeout",
    "Workers",
    "start_worker",
]

#: Seconds a process may take to start and to import the function; not part of a deadline.
_START = 60.0
_HEADER = struct.Struct("!I")


class WorkerError(KejuError):
    """A call in a worker gave no result.

    WorkerTimeout: it was killed at its deadline. WorkerDied: the process ended by itself.
    WorkerRaised: the function raised, cannot be found, or returned what JSON cannot say.
    """


class WorkerTimeout(WorkerError):  # noqa: N818 - reads as what happened to the worker
    """The function did not return before its deadline; its process was killed."""


class WorkerDied(WorkerError):  # noqa: N818 - likewise
    """The process ended during the call: a crash, an exit, or the kernel's memory killer."""


class WorkerRaised(WorkerError):  # noqa: N818 - likewise
    """The function raised; the message is ``Type: words``."""


class _Worker:
    """One process and our end of its socket."""

    def __init__(self, memory: int | None) -> None:
        self.socket, theirs = socket.socketpair()
        self.socket.setblocking(False)  # noqa: FBT003 - the signature is Python's
        command = [sys.executable, "-m", "keju.sandbox.worker_process", str(memory or 0)]
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own module
                command,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the parent, which may want this call to end
            )
        except OSError as error:
            self.socket.close()
            raise WorkerDied(f"a worker process cannot be started: {error}") from error
        finally:
            theirs.close()

    def kill(self) -> int:
        """End the process at once and return its exit status; negative is a signal's number."""
        self.process.kill()
        self.socket.close()
        return self.process.wait()

    async def send(self, message: Any) -> None:
        data = json.dumps(message).encode()
        frame = _HEADER.pack(len(data)) + data
        await asyncio.get_running_loop().sock_sendall(self.socket, frame)

    async def receive(self) -> Any:
        (size,) = _HEADER.unpack(await self._exactly(_HEADER.size))
        return json.loads(await self._exactly(size))

    async def _exactly(self, size: int) -> bytes:
        loop = asyncio.get_running_loop()
        data = bytearray()
        while len(data) < size:
            piece = await loop.sock_recv(self.socket, min(size - len(data), 1 << 20))
            if not piece:
                raise ConnectionResetError
            data += piece
        return bytes(data)


class Workers:
    """Up to ``size`` processes at once, started when needed and kept for the next call.

    ``memory`` bounds the address space of each, in bytes; None leaves it as it is. Close with
    ``close()`` or ``async with``. One event loop runs at most ``size`` calls at a time.
    """

    def __init__(self, size: int = 2, memory: int | None = None) -> None:
        if size < 1:
            raise ValueError(f"a pool needs at least one worker, not {size}")
        self._size = size
        self._memory = memory
        self._idle: list[_Worker] = []
        self._gates: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore]
        self._gates = WeakKeyDictionary()

    async def run(self, function: str, arguments: list[Any], deadline: float) -> Any:
        """Return ``function(*arguments)`` from a worker process.

        ``function`` reads ``module:name``; arguments and result are JSON values; ``deadline`` is
        in seconds of real time, from when the function is imported and called. Raises
        WorkerTimeout, WorkerDied or WorkerRaised. Cancelling the call kills its worker.
        """
        gate = self._gates.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(self._size))
        async with gate:
            worker = self._free()
            try:
                reply = await _call(worker, function, arguments, deadline)
            except ConnectionError:
                status = _status(worker)
                raise WorkerDied(f"the worker process ended with status {status}") from None
            except BaseException:
                worker.kill()
                raise
            self._idle.append(worker)
        if "error" in reply:
            raise WorkerRaised(reply["error"])
        return reply["result"]

    def _free(self) -> _Worker:
        """Return an idle worker that still lives, or a new one."""
        while self._idle:
            worker = self._idle.pop()
            if worker.process.poll() is None:
                return worker
            worker.kill()
        return _Worker(self._memory)

    async def close(self) -> None:
        """End the idle workers. A pool that is used again starts new ones."""
        while self._idle:
            self._idle.pop().kill()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


async def _call(
    worker: _Worker, function: str, arguments: list[Any], deadline: float
) -> dict[str, Any]:
    try:
        async with asyncio.timeout(_START):
            await worker.send([function, arguments, deadline])
            first: dict[str, Any] = await worker.receive()
    except TimeoutError:
        raise WorkerTimeout(f"{function} was not ready within {_START:g} s") from None
    if "error" in first:
        return first
    try:
        async with asyncio.timeout(deadline):
            reply: dict[str, Any] = await worker.receive()
    except TimeoutError:
        raise WorkerTimeout(f"{function} did not end within {deadline:g} s") from None
    return reply


def _status(worker: _Worker) -> int:
    """Return how a process that closed its socket ended; kill it if it lives on all the same."""
    try:
        status = worker.process.wait(timeout=0.5)
    except subprocess.TimeoutExpired:
        return worker.kill()
    worker.socket.close()
    return status


def start_worker(memory: int | None = None) -> _Worker:
    """Return a new worker process, for ``keju.sandbox.errands``. Raises WorkerDied."""
    return _Worker(memory)
