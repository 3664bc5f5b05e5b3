"""One call of a slow pure function in a process that can be killed, from any thread.

The same workers as ``Workers``, without an event loop: the caller waits. Processes belong to the
process that started them; after a fork the child starts its own.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import threading
import time
from typing import Any

from keju.sandbox.workers import (
    WorkerDied,
    WorkerRaised,
    WorkerTimeout,
    start_worker,
)

__all__ = ["call"]

_HEADER = struct.Struct("!I")
_IDLE: list[tuple[int, Any]] = []
_LOCK = threading.Lock()
#: Seconds a process may take to start and to import the function; not part of a deadline.
_START = 20.0


def call(function: str, arguments: list[Any], deadline: float, memory: int | None = None) -> Any:
    """Return ``function(*arguments)`` from a worker process.

    ``function`` reads ``module:name``; arguments and result are JSON values; ``deadline`` is in
    seconds, from when the function is imported. Raises WorkerTimeout, WorkerDied or WorkerRaised.
    """
    worker = _idle() or start_worker(memory)
    try:
        _send(worker.socket, [function, arguments, deadline], _START)
        reply = _receive(worker.socket, _START)
        if "error" not in reply:
            reply = _receive(worker.socket, deadline)
    except TimeoutError:
        worker.kill()
        raise WorkerTimeout(f"{function} did not end within {deadline:g} s") from None
    except (OSError, struct.error):
        worker.kill()
        raise WorkerDied("the worker process ended") from None
    with _LOCK:
        _IDLE.append((os.getpid(), worker))
    if "error" in reply:
        raise WorkerRaised(reply["error"])
    return reply["result"]


def _idle() -> Any:
    """Return a waiting process of ours that still lives, or None."""
    with _LOCK:
        while _IDLE:
            owner, worker = _IDLE.pop()
            if owner == os.getpid() and worker.process.poll() is None:
                return worker
    return None


def _send(channel: socket.socket, message: Any, seconds: float) -> None:
    data = json.dumps(message).encode()
    channel.settimeout(seconds)
    channel.sendall(_HEADER.pack(len(data)) + data)


def _receive(channel: socket.socket, seconds: float) -> dict[str, Any]:
    end = time.monotonic() + seconds
    (size,) = _HEADER.unpack(_exactly(channel, _HEADER.size, end))
    reply: dict[str, Any] = json.loads(_exactly(channel, size, end))
    return reply


def _exactly(channel: socket.socket, size: int, end: float) -> bytes:
    data = bytearray()
    while len(data) < size:
        channel.settimeout(max(0.001, end - time.monotonic()))
        piece = channel.recv(min(size - len(data), 1 << 20))
        if not piece:
            raise OSError("closed")
        data += piece
    return bytes(data)
