"""Watching one program: what it writes, how much of it, and until when."""

from __future__ import annotations

import contextlib
import math
import os
import select
import time
from enum import Enum

__all__ = ["Cut", "collect"]

_PIECE = 1 << 16
_CLOSED_BY_PEER = getattr(select, "POLLRDHUP", 0)


class Cut(Enum):
    """Why a program is not waited for any longer."""

    ENDED = "ended"
    TIME = "time"
    OUTPUT = "output"
    CALLER_GONE = "caller gone"


def collect(
    streams: dict[int, bytearray], life: int, caller: int | None, until: float, most: int
) -> Cut:
    """Read from the pipes ``streams`` into their buffers until there is a reason to stop.

    The program has ended when ``life`` has something to read. ``until`` is a time of
    ``time.monotonic``; ``most`` bounds what all streams give together. ``caller`` is a socket whose
    other end is watched. The pipes must not block.
    """
    poll = select.poll()
    for descriptor in streams:
        poll.register(descriptor, select.POLLIN)
    poll.register(life, select.POLLIN)
    if caller is not None:
        poll.register(caller, _CLOSED_BY_PEER)
    room = most
    while (left := until - time.monotonic()) > 0:
        ready = {descriptor for descriptor, _ in poll.poll(math.ceil(1000 * left))}
        if caller in ready:
            return Cut.CALLER_GONE
        for descriptor in streams.keys() & ready:
            piece = _read(descriptor)
            streams[descriptor] += piece[:room]
            room -= len(piece)
            if not piece:
                poll.unregister(descriptor)
            if room < 0:
                return Cut.OUTPUT
        if life in ready:
            return Cut.OUTPUT if _drain(streams, room) < 0 else Cut.ENDED
    return Cut.TIME


def _drain(streams: dict[int, bytearray], room: int) -> int:
    """Read what an ended program left in its pipes; return the room that is left."""
    for descriptor, buffer in streams.items():
        while room >= 0 and (piece := _read(descriptor)):
            buffer.extend(piece[:room])
            room -= len(piece)
    return room


def _read(descriptor: int) -> bytes:
    """Return what is there; nothing at the end, or when there is nothing yet."""
    with contextlib.suppress(BlockingIOError):
        return os.read(descriptor, _PIECE)
    return b""
