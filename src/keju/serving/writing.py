"""From a reply to the bytes of a response: completions, their chunks, lists of models."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from keju.core.records import Finish, Reply
from keju.methods.joining import total
from keju.serving.parting import Piece

__all__ = ["Writer", "dumps", "event", "listed"]

_FINISH = {Finish.LENGTH: "length", Finish.FILTER: "content_filter"}


def dumps(value: Any) -> bytes:
    """Return ``value`` as JSON, with any string in it."""
    try:
        return orjson.dumps(value)
    except TypeError:  # lone surrogates: JSON escapes say what UTF-8 cannot
        return json.dumps(value).encode("ascii")


def event(data: bytes) -> bytes:
    """Return one server-sent event."""
    return b"data: " + data + b"\n\n"


def listed(name: str, since: int) -> dict[str, Any]:
    """Return a model as ``/v1/models`` shows it."""
    return {"id": name, "object": "model", "created": since, "owned_by": "keju"}


@dataclass(frozen=True)
class Writer:
    """Writes the response to one request; every part of it carries the same name and time."""

    model: str
    fingerprint: str
    name: str = field(default_factory=lambda: f"chatcmpl-{secrets.token_hex(12)}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, replies: Sequence[Reply]) -> bytes:
        """Return the completion with one choice a reply."""
        choices = [
            {"index": i, "message": _message(r), "logprobs": None, "finish_reason": _finish(r)}
            for i, r in enumerate(replies)
        ]
        return dumps({**self._head("chat.completion"), "choices": choices, "usage": usage(replies)})

    def opening(self, index: int) -> bytes:
        """Return the first event of a choice, which names the role."""
        return self._chunk(index, {"role": "assistant", "content": ""})

    def more(self, index: int, piece: Piece) -> bytes:
        """Return the event of some more text."""
        return self._chunk(index, {piece.channel: piece.text})

    def closing(self, index: int, reply: Reply) -> bytes:
        """Return the last event of a choice."""
        refused = {"refusal": reply.text} if reply.finish is Finish.REFUSAL else {}
        return self._chunk(index, refused, _finish(reply))

    def used(self, replies: Sequence[Reply]) -> bytes:
        """Return the event that counts the tokens."""
        head = self._head("chat.completion.chunk")
        return event(dumps({**head, "choices": [], "usage": usage(replies)}))

    def _chunk(self, index: int, delta: dict[str, Any], finish: str | None = None) -> bytes:
        choice = {"index": index, "delta": delta, "logprobs": None, "finish_reason": finish}
        return event(dumps({**self._head("chat.completion.chunk"), "choices": [choice]}))

    def _head(self, kind: str) -> dict[str, Any]:
        return {
            "id": self.name,
            "object": kind,
            "created": self.created,
            "model": self.model,
            "system_fingerprint": self.fingerprint,
        }


def usage(replies: Sequence[Reply]) -> dict[str, Any]:
    """Return the tokens of all replies together; what a provider did not count is left out.

    All that was read and written is counted: every call of a method, every prompt of ``n``.
    """
    sums = total(replies)
    prompt, written = sums.prompt_tokens or 0, sums.completion_tokens or 0
    found: dict[str, Any] = {
        "prompt_tokens": prompt,
        "completion_tokens": written,
        "total_tokens": prompt + written,
    }
    if sums.reasoning_tokens is not None:
        found["completion_tokens_details"] = {"reasoning_tokens": sums.reasoning_tokens}
    if sums.cached_tokens is not None:
        found["prompt_tokens_details"] = {"cached_tokens": sums.cached_tokens}
    return found


def _message(reply: Reply) -> dict[str, Any]:
    refused = reply.finish is Finish.REFUSAL
    said = {
        "role": "assistant",
        "content": None if refused else reply.text,
        "refusal": reply.text if refused else None,
    }
    return said if reply.reasoning is None else {**said, "reasoning_content": reply.reasoning}


def _finish(reply: Reply) -> str:
    return _FINISH.get(reply.finish, "stop")
