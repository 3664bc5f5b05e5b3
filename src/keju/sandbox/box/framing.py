"""Messages on a stream socket: a message is a list of byte strings."""

from __future__ import annotations

import socket
import struct

__all__ = ["receive", "send"]

_COUNT = struct.Struct("!B")
_SIZE = struct.Struct("!Q")
_PIECE = 1 << 20


def send(channel: socket.socket, *parts: bytes) -> None:
    """Send one message."""
    header = _COUNT.pack(len(parts)) + b"".join(_SIZE.pack(len(part)) for part in parts)
    channel.sendall(header + b"".join(parts))


def receive(channel: socket.socket) -> list[bytes] | None:
    """Return the next message; None when the other end is closed."""
    count = _exactly(channel, _COUNT.size)
    if count is None:
        return None
    parts = _COUNT.unpack(count)[0]
    sizes = _exactly(channel, _SIZE.size * parts)
    if sizes is None:
        return None
    message = []
    for (size,) in _SIZE.iter_unpack(sizes):
        part = _exactly(channel, size)
        if part is None:
            return None
        message.append(part)
    return message


def _exactly(channel: socket.socket, size: int) -> bytes | None:
    data = bytearray()
    while len(data) < size:
        piece = channel.recv(min(size - len(data), _PIECE))
        if not piece:
            return None
        data += piece
    return bytes(data)
