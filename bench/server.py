"""A loopback server that speaks enough of the OpenAI API to measure its clients.

``python -m bench.server`` prints its port and serves until it is ended. Three manners:

- plain: one constant reply, written as fast as one core can;
- ``--solve``: works out ``What is A * B?``, rightly for 70% of the questions;
- ``--faults``: the same, with the faults of ``bench.faults``.

``--record FILE`` appends a line for every request: ``ask HASH`` when it arrives and ``reply HASH``
when it has been answered; HASH is the question's id. Streaming, TLS and chunked requests are not
covered.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import uvloop
from bench.faults import Fault, plan, reply_text

from keju.core.records import Question

__all__ = ["Recording", "completion"]

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_CONSTANT = "The answer is 42. Answer: 42"


def response(body: bytes, status: bytes = b"200 OK", extra: bytes = b"") -> bytes:
    """Return a whole HTTP response."""
    length = b"Content-Length: %d\r\n" % len(body)
    kind = b"Content-Type: application/json\r\n"
    return b"HTTP/1.1 " + status + b"\r\n" + kind + extra + length + b"\r\n" + body


def completion(text: str, finish: str = "stop", *, legacy: bool = False) -> bytes:
    """Return the body of a completion; ``legacy`` is the form before chat."""
    said: dict[str, Any] = {"message": {"role": "assistant", "content": text}}
    choice = {"index": 0, "finish_reason": finish, **({"text": text} if legacy else said)}
    usage = {"prompt_tokens": 20, "completion_tokens": 10, "total_tokens": 30}
    kind = "text_completion" if legacy else "chat.completion"
    whole = {"id": "x", "object": kind, "created": 1, "model": "m", "choices": [choice]}
    return json.dumps({**whole, "usage": usage}).encode()


def error(message: str, code: str) -> bytes:
    return json.dumps({"error": {"message": message, "type": code, "code": code}}).encode()


CHAT = response(completion(_CONSTANT))
LEGACY = response(completion(_CONSTANT, legacy=True))
MODELS = response(json.dumps({"object": "list", "data": [{"id": "m", "object": "model"}]}).encode())

Respond = Callable[[bytes], tuple[str, bytes | None]]


def last_text(body: bytes) -> str:
    return str(json.loads(body)["messages"][-1]["content"])


def solve(body: bytes) -> tuple[str, bytes | None]:
    """Answer the question; returns the question's hash and the response."""
    text = last_text(body)
    answer = reply_text(text, right=plan(text).right)
    return Question.ask(text).id, response(completion(answer))


def faulty() -> Respond:
    """Return a responder that answers as planned; no response means that the call hangs."""
    tries: Counter[str] = Counter()

    def respond(body: bytes) -> tuple[str, bytes | None]:
        text = last_text(body)
        fate, name = plan(text), Question.ask(text).id
        tries[name] += 1
        return name, _fated(fate.fault, text, first=tries[name] == 1, permanent=fate.permanent)

    return respond


def _fated(fault: Fault, text: str, *, first: bool, permanent: bool) -> bytes | None:
    answer = completion(reply_text(text, right=plan(text).right))
    if fault is Fault.CUT:
        return response(completion("Let me think about thi", "length"))
    if fault is Fault.EMPTY:
        return response(completion(""))
    if fault is Fault.FILTERED:
        if permanent:
            return response(error("blocked by policy", "content_filter"), b"400 Bad Request")
        return response(completion("", "content_filter"))
    if fault is Fault.NONE or not (first or permanent):
        return response(answer)
    return {
        Fault.RATE_LIMIT: response(
            error("too many requests", "rate_limit_exceeded"),
            b"429 Too Many Requests",
            b"Retry-After: 0.05\r\n",
        ),
        Fault.SERVER_ERROR: response(
            error("it fell over", "server_error"), b"500 Internal Server Error"
        ),
        Fault.MALFORMED: response(answer[: len(answer) // 2]),
        Fault.DROPPED: response(answer)[:-20],
    }.get(fault)


@dataclass
class Recording:
    """What the server has seen, appended to a file line by line as it happens."""

    path: str
    descriptor: int = field(init=False)

    def __post_init__(self) -> None:
        self.descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def add(self, event: str, name: str) -> None:
        """Append one line at once: whoever reads the file may do so at any moment."""
        os.write(self.descriptor, f"{event} {name}\n".encode())


class Connection(asyncio.Protocol):
    """One keep-alive connection with a constant reply."""

    transport: asyncio.Transport
    respond: Respond | None = None
    recording: Recording | None = None
    latency: float = 0.0

    def __init__(self) -> None:
        self.buffer = b""

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer = buffer = self.buffer + data if self.buffer else data
        while (end := buffer.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(buffer, 0, end + 2)
            stop = end + 4 + (int(length[1]) if length else 0)
            if len(buffer) < stop:
                break
            self.serve(buffer, buffer[end + 4 : stop])
            buffer = buffer[stop:]
        self.buffer = buffer

    def serve(self, head: bytes, body: bytes) -> None:
        if not head.startswith(b"POST"):
            self.transport.write(MODELS)
        elif not head.startswith(b"POST /v1/chat/"):
            self.transport.write(LEGACY)
        elif self.respond is None and self.recording is None and not self.latency:
            self.transport.write(CHAT)
        else:
            self.answer(body)

    def answer(self, body: bytes) -> None:
        respond = self.respond or (lambda body: (Question.ask(last_text(body)).id, CHAT))
        name, reply = respond(body)
        if self.recording:
            self.recording.add("ask", name)
        if reply is not None and self.latency:
            asyncio.get_running_loop().call_later(self.latency, self.send, name, reply)
        elif reply is not None:
            self.send(name, reply)

    def send(self, name: str, reply: bytes) -> None:
        if self.transport.is_closing():
            return
        self.transport.write(reply)
        if self.recording:
            self.recording.add("reply", name)
        length = _LENGTH.search(reply)
        if length and len(reply) < reply.index(b"\r\n\r\n") + 4 + int(length[1]):
            self.transport.close()


async def serve(port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Connection, "127.0.0.1", port, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    stopped = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    loop.add_signal_handler(signal.SIGINT, stopped.set)
    await stopped.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m bench.server")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before a reply")
    parser.add_argument("--record", help="a file that gets a line for every request and reply")
    manner = parser.add_mutually_exclusive_group()
    manner.add_argument("--solve", action="store_true", help="answer multiplications")
    manner.add_argument("--faults", action="store_true", help="answer them, with faults")
    given = parser.parse_args()
    Connection.latency = given.latency
    Connection.recording = Recording(given.record) if given.record else None
    if given.solve:
        Connection.respond = staticmethod(solve)
    if given.faults:
        Connection.respond = staticmethod(faulty())
    uvloop.run(serve(given.port))


if __name__ == "__main__":
    main()
