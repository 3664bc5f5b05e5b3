"""One worker: reads calls from its socket, runs them, writes results. See keju.sandbox.workers.

Started as ``python -m keju.sandbox.worker_process BYTES`` with a socket as standard input.
"""

from __future__ import annotations

import importlib
import json
import math
import os
import resource
import socket
import struct
import sys
from collections.abc import Callable
from typing import Any

__all__ = ["main"]

_HEADER = struct.Struct("!I")


def main(arguments: list[str]) -> None:
    """Serve calls until the other end closes. ``arguments``: bytes of address space, 0 unbound."""
    memory = int(arguments[0])
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    channel = socket.socket(fileno=os.dup(0))
    _close_standard_input()
    while (request := _receive(channel)) is not None:
        name, values, deadline = request
        try:
            function = _find(name)
        except Exception as error:  # noqa: BLE001 - reported to the caller, whatever it is
            _send(channel, {"error": _words(error)})
            continue
        _send(channel, {"started": True})
        _bound_time(deadline)
        _send(channel, _result(function, values))


def _close_standard_input() -> None:
    """Put the null device where the socket was: a function that reads input must not eat calls."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)


def _find(name: str) -> Callable[..., Any]:
    module, _, attribute = name.partition(":")
    function: Callable[..., Any] = getattr(importlib.import_module(module), attribute)
    return function


def _result(function: Callable[..., Any], values: list[Any]) -> dict[str, Any]:
    try:
        result = {"result": function(*values)}
        json.dumps(result)
    except Exception as error:  # noqa: BLE001 - reported to the caller, whatever it is
        return {"error": _words(error)}
    return result


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:1_000]


def _bound_time(deadline: float) -> None:
    """End this process by itself soon after ``deadline`` seconds of work, if nobody kills it.

    The parent does that at the deadline; this is for a parent that died.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    bound = math.ceil(used.ru_utime + used.ru_stime + deadline) + 5
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard == resource.RLIM_INFINITY or bound < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (bound, hard))


def _receive(channel: socket.socket) -> list[Any] | None:
    header = _exactly(channel, _HEADER.size)
    if header is None:
        return None
    body = _exactly(channel, _HEADER.unpack(header)[0])
    request: list[Any] | None = None if body is None else json.loads(body)
    return request


def _exactly(channel: socket.socket, size: int) -> bytes | None:
    data = bytearray()
    while len(data) < size:
        piece = channel.recv(min(size - len(data), 1 << 20))
        if not piece:
            return None
        data += piece
    return bytes(data)


def _send(channel: socket.socket, message: dict[str, Any]) -> None:
    data = json.dumps(message).encode()
    channel.sendall(_HEADER.pack(len(data)) + data)


if __name__ == "__main__":
    main(sys.argv[1:])
