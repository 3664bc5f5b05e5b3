"""A deterministic model for rehearsals and tests: it needs no network, no key and no money.

``scripted/NAME`` picks one of the scripts below and any dial can be moved by a parameter. What it
does to a question depends only on the question, the attempt, what was begun and its seed; only
``error_tries`` looks at how often the same question was asked. Its tokens are words. It answers
arithmetic of the form ``What is A op B …?`` and, when it is to be right about anything else, does
not know the answer and says 42.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from keju.core.errors import InputError, nearest
from keju.core.protocols import Request
from keju.core.records import Failure, FailureKind, Finish, Question, Reply, Usage
from keju.models.thoughts import thinking

__all__ = ["SCRIPTS", "Script", "ScriptedModel"]


@dataclass(frozen=True, slots=True)
class Script:
    """What the scripted model does: shares of questions, latency in seconds.

    The shares ``rate_limit`` to ``empty`` exclude each other and are drawn first; of the rest,
    ``accuracy`` is answered rightly. Questions drawn for ``rate_limit``, ``server_error``,
    ``malformed`` or ``hang`` fail ``error_tries`` times and are then answered (0: they always
    fail). A hung call lasts ``hang_seconds``.
    """

    accuracy: float = 0.8
    latency: float = 0.0
    think: bool = False
    rate_limit: float = 0.0
    server_error: float = 0.0
    malformed: float = 0.0
    hang: float = 0.0
    truncate: float = 0.0
    refuse: float = 0.0
    filter: float = 0.0
    empty: float = 0.0
    error_tries: int = 1
    hang_seconds: float = 1.0
    seed: int = 0


SCRIPTS: Mapping[str, Script] = {
    "right": Script(accuracy=1.0),
    "wrong": Script(accuracy=0.0),
    "student": Script(accuracy=0.8),
    "thinker": Script(accuracy=0.95, think=True),
    "refuses": Script(refuse=1.0),
    "filtered": Script(filter=1.0),
    "cut": Script(truncate=1.0, think=True),
    "down": Script(server_error=1.0, error_tries=0),
    "flaky": Script(
        rate_limit=0.05, server_error=0.05, malformed=0.02, hang=0.02, truncate=0.01, filter=0.01
    ),
}

_SHARES = (
    "rate_limit",
    "server_error",
    "malformed",
    "hang",
    "truncate",
    "refuse",
    "filter",
    "empty",
)

_FAILURES = {
    "rate_limit": (FailureKind.RATE_LIMIT, 429, "scripted: too many requests"),
    "server_error": (FailureKind.SERVER, 500, "scripted: the server made an error"),
    "malformed": (FailureKind.MALFORMED, 200, "scripted: not JSON"),
    "hang": (FailureKind.TIMEOUT, None, "scripted: no response in time"),
}


class ScriptedModel:
    """A model that follows a Script."""

    def __init__(self, name: str, parameters: Mapping[str, Any] | None = None) -> None:
        if name not in SCRIPTS:
            raise InputError(f"Unknown script {name!r}.{nearest(name, SCRIPTS)}")
        self.name = f"scripted/{name}"
        self.script = _with_dials(SCRIPTS[name], parameters or {}, self.name)
        self.parallel: int | None = 64
        self.identity: Mapping[str, Any] = {
            "provider": "scripted",
            "script": {f.name: getattr(self.script, f.name) for f in fields(self.script)},
        }
        self._tries: Counter[tuple[str, int, str | None]] = Counter()

    async def complete(self, request: Request) -> Reply:
        """Follow the script; see ``Model.complete``."""
        script = self.script
        question = Question(request.messages)
        asked = f"{script.seed}:{question.id}:{request.attempt}"
        if request.begun is not None:
            asked += f":{request.begun}"
        digest = hashlib.sha256(asked.encode("utf-8", "surrogatepass")).digest()
        fate = _fate(script, int.from_bytes(digest[:8]) / 2**64)
        if script.latency:
            await asyncio.sleep(script.latency)
        if fate in _FAILURES:
            key = (question.id, request.attempt, request.begun)
            self._tries[key] += 1
            if not script.error_tries or self._tries[key] <= script.error_tries:
                if fate == "hang":
                    await asyncio.sleep(script.hang_seconds)
                kind, status, words = _FAILURES[fate]
                return Reply(finish=Finish.FAILED, failure=Failure(kind, words, status))
            del self._tries[key]
        reply = _answer(script, question, fate, int.from_bytes(digest[8:16]) / 2**64)
        return _capped(_continued(reply, request.begun), request.max_tokens)

    async def check(self) -> None:
        """Nothing can be out of reach."""

    async def close(self) -> None:
        """Nothing is held."""


def _with_dials(script: Script, parameters: Mapping[str, Any], where: str) -> Script:
    dials = {f.name: type(getattr(script, f.name)) for f in fields(script)}
    for name, value in parameters.items():
        if name not in dials:
            raise InputError(f"{where}: unknown parameter {name!r}.{nearest(name, dials)}")
        if not _fits(value, dials[name]):
            raise InputError(f"{where}: parameter {name} must be {_KINDS[dials[name]]}")
    script = replace(script, **{name: dials[name](value) for name, value in parameters.items()})
    if sum(getattr(script, name) for name in _SHARES) > 1 + 1e-9 or script.accuracy > 1:
        raise InputError(f"{where}: the shares {', '.join(_SHARES)} and accuracy may not exceed 1")
    return script


_KINDS = {bool: "true or false", int: "a whole number ≥ 0", float: "a number ≥ 0"}


def _fits(value: object, kind: type) -> bool:
    if kind is bool or isinstance(value, bool):
        return isinstance(value, bool) and kind is bool
    kinds = int if kind is int else (int, float)
    return isinstance(value, kinds) and 0 <= value < math.inf


def _fate(script: Script, draw: float) -> str:
    for name in _SHARES:
        share = getattr(script, name)
        if draw < share:
            return name
        draw -= share
    return "answer"


def _answer(script: Script, question: Question, fate: str, draw: float) -> Reply:
    prompt = sum(len(m.content.split()) for m in question.messages)
    if fate == "filter":
        return Reply(text="scripted: blocked by the provider's filter", finish=Finish.FILTER)
    if fate == "refuse":
        return Reply(text="I am sorry, I cannot answer this question.", finish=Finish.REFUSAL)
    if fate == "empty":
        return Reply(usage=Usage(prompt, 0))
    value = _solve(question.text)
    right = 42 if value is None else value
    shown = right if draw < script.accuracy else right + 1
    thought = f"Let me work it out step by step. The result is {shown}." if script.think else None
    if fate == "truncate":
        cut = thought[: len(thought) // 2] if thought else None
        text = "" if thought else "The answer"
        return Reply(text, cut, Finish.LENGTH, Usage(prompt, 8))
    words = len((thought or "").split())
    return Reply(f"Answer: {shown}", thought, usage=Usage(prompt, words + 2, words or None))


def _continued(reply: Reply, begun: str | None) -> Reply:
    """Leave out the thought where what was begun has had one; the prompt is longer by it."""
    if begun is None:
        return reply
    prompt = reply.usage.prompt_tokens
    prompt = None if prompt is None else prompt + len(begun.split())
    if thinking(begun) or reply.reasoning is None:
        return replace(reply, usage=replace(reply.usage, prompt_tokens=prompt))
    return replace(reply, reasoning=None, usage=Usage(prompt, len(reply.text.split())))


def _capped(reply: Reply, cap: int | None) -> Reply:
    """Cut what is longer than ``cap`` words: within the thought nothing is answered."""
    written = reply.usage.completion_tokens
    if cap is None or written is None or written <= cap:
        return reply
    thought = (reply.reasoning or "").split()
    text = reply.text.split()[: max(0, cap - len(thought))]
    thought = thought[:cap]
    usage = Usage(reply.usage.prompt_tokens, cap, len(thought) or None)
    return replace(
        reply,
        text=" ".join(text),
        reasoning=" ".join(thought) or None,
        finish=Finish.LENGTH,
        usage=usage,
    )


_ARITHMETIC = re.compile(r"What is (\d{1,9}(?: [-+*] \d{1,9}){1,50})\?")
_TERM = re.compile(r"([+-]?) ?(\d+(?: \* \d+)*)")


def _solve(question: str) -> int | None:
    """Work out ``What is 3 * 4?`` or ``What is 3 + 4 - 5?``, products before sums."""
    match = _ARITHMETIC.search(question)
    if match is None:
        return None
    signs = {"": 1, "+": 1, "-": -1}
    terms = _TERM.findall(match[1])
    return sum(signs[sign] * math.prod(map(int, term.split(" * "))) for sign, term in terms)
