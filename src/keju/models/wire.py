"""The chat-completions format, read and written: pure functions between JSON and records.

Follows the OpenAI chat-completions reference and its dialects: reasoning arrives as
``reasoning_content`` (DeepSeek, Qwen, vLLM), as ``reasoning`` (OpenRouter, newer vLLM) or inline as
``<think>…</think>``. Streaming, tools, images and audio are not covered.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

import orjson

from keju.core.canonical import canonical_json
from keju.core.errors import InputError, nearest
from keju.core.protocols import Request
from keju.core.records import Failure, FailureKind, Finish, Reply, Usage
from keju.models.dialects import PLAIN, Dialect
from keju.models.thoughts import split_continued, thinking

__all__ = [
    "PARAMETERS",
    "check_parameters",
    "decode",
    "encode",
    "failure_reply",
    "read_body",
    "read_error",
]

#: Sampling parameters that are sent, with the types they may have.
PARAMETERS: Mapping[str, tuple[type[Any], ...]] = {
    "temperature": (int, float),
    "top_p": (int, float),
    "max_tokens": (int,),
    "max_completion_tokens": (int,),
    "seed": (int,),
    "stop": (str, list),
    "reasoning_effort": (str,),
    "extra_body": (dict,),
}

#: What extra_body may not set: it would unsay what was asked, what it may cost, or how it is read.
_OWN = frozenset({"model", "messages", "n", "stream", *PARAMETERS})

_FINISH = {
    "stop": Finish.STOP,
    "eos": Finish.STOP,
    "end_turn": Finish.STOP,
    "length": Finish.LENGTH,
    "max_tokens": Finish.LENGTH,
    "model_length": Finish.LENGTH,
    "content_filter": Finish.FILTER,
    "sensitive": Finish.FILTER,
    "refusal": Finish.REFUSAL,
}

#: Finish reasons by which servers admit that they, not the model, ended the answer: DeepSeek,
#: OpenRouter, vLLM and SGLang, Zhipu.
_BROKEN_OFF = frozenset({"insufficient_system_resource", "error", "abort", "network_error"})

#: Error codes by which providers say that their filter, not their model, stopped the answer:
#: Azure and Moonshot, OpenAI, DashScope, Zhipu.
_FILTER_CODES = frozenset(
    {
        "content_filter",
        "content_policy_violation",
        "data_inspection_failed",
        "DataInspectionFailed",
        "ResponsibleAIPolicyViolation",
        "1301",
    }
)

#: What filters say that give no code of their own: DeepSeek, OpenAI's reasoning models.
_FILTER_WORDS = ("Content Exists Risk", "flagged as potentially violating")

_WORDS_SHOWN = 500
_MOST_TOKENS = 10**12


def check_parameters(parameters: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Return the sampling parameters to send; InputError names the first that cannot be sent.

    ``1`` and ``1.0`` become one number where a parameter may be a fraction: the same sampling has
    one identity.
    """
    checked = {name: _checked(name, value, where) for name, value in parameters.items()}
    taken = _OWN.intersection(checked.get("extra_body", {}))
    if taken:
        raise InputError(
            f"{where}: extra_body may not set {min(taken)!r}; Keju does or has a parameter for it"
        )
    return checked


def _checked(name: str, value: Any, where: str) -> Any:
    kinds = PARAMETERS.get(name)
    if kinds is None:
        hint = nearest(name, PARAMETERS)
        raise InputError(
            f"{where}: unknown parameter {name!r}.{hint} Others go into extra_body={{…}}"
        )
    if not isinstance(value, kinds) or isinstance(value, bool):
        words = " or ".join(kind.__name__ for kind in kinds)
        raise InputError(f"{where}: parameter {name} must be {words}, not {value!r}")
    if name.startswith("max_") and value < 1:
        raise InputError(f"{where}: parameter {name} must be at least 1, not {value}")
    try:
        value = float(value) if float in kinds else value
        canonical_json(value)
    except (TypeError, ValueError, OverflowError, RecursionError):
        raise InputError(
            f"{where}: parameter {name} must be made of finite JSON values, not {value!r}"
        ) from None
    return value


def encode(
    model: str, request: Request, parameters: Mapping[str, Any], dialect: Dialect = PLAIN
) -> bytes:
    """Return the request body. A fixed seed moves with the attempt, so that attempts differ.

    A request that begins an answer needs a ``dialect`` that says how it is continued.
    """
    body: dict[str, Any] = {
        "model": model,
        "messages": [{"role": m.role, "content": m.content} for m in request.messages],
        **{name: value for name, value in parameters.items() if name != "extra_body"},
    }
    if request.attempt and "seed" in body:
        body["seed"] += request.attempt
    if request.max_tokens is not None:
        for name in {"max_completion_tokens", "max_tokens"} & set(body) or {dialect.cap}:
            body[name] = min(body.get(name, request.max_tokens), request.max_tokens)
    body.update(parameters.get("extra_body", {}))
    if request.begun is not None:
        assert dialect.continuing is not None
        turn = {"role": "assistant", "content": request.begun}
        body["messages"].append({**turn, **dialect.continuing.turn})
        body.update(dialect.continuing.body)
    try:
        return orjson.dumps(body)
    except TypeError:  # lone surrogates: JSON escapes say what UTF-8 cannot
        return json.dumps(body).encode("ascii")


def decode(data: bytes) -> Any:
    """Return the JSON value in ``data``; ValueError when there is none."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:  # the standard library also reads escaped lone surrogates
        try:
            return json.loads(data)
        except RecursionError:
            raise ValueError("nested too deeply") from None


def failure_reply(
    kind: FailureKind, message: str, status: int | None = None, retry_after: float | None = None
) -> Reply:
    """Return a reply that says that there is none, and why."""
    failure = Failure(kind, message[:_WORDS_SHOWN], status, retry_after=retry_after)
    return Reply(finish=Finish.FAILED, failure=failure)


def read_body(data: bytes, begun: str | None = None) -> Reply:
    """Read the body of a response with status 200; ``begun`` is what it continues."""
    try:
        payload = decode(data)
    except ValueError:
        return failure_reply(FailureKind.MALFORMED, f"not JSON: {_shown(data)}", 200)
    if isinstance(payload, dict) and payload.get("error"):
        return _read_error(200, payload, _shown(data))
    try:
        choice = payload["choices"][0]
        if choice.get("error"):
            return _read_error(200, choice, _shown(data))
        return _read_choice(choice, payload.get("usage"), begun)
    except (KeyError, IndexError, TypeError, AttributeError):
        return failure_reply(FailureKind.MALFORMED, f"not a chat completion: {_shown(data)}", 200)


def _read_choice(choice: Mapping[str, Any], usage: Any, begun: str | None) -> Reply:
    message, reason = choice["message"], choice.get("finish_reason") or "stop"
    if reason in _BROKEN_OFF:
        return failure_reply(FailureKind.SERVER, f"the server broke off: {reason}", 200)
    text, finish = _text(message.get("content")), _FINISH.get(reason, Finish.STOP)
    reasoning = _thought(message, "reasoning_content") or _thought(message, "reasoning")
    if begun is not None:
        text, reasoning = _rejoin(text, reasoning, begun)
    if reasoning is None and (_tagged(text) or (begun is not None and thinking(begun))):
        text, reasoning, unfinished = split_continued(begun, text)
        if unfinished and finish is Finish.STOP:
            finish = Finish.LENGTH
    if message.get("refusal") and not text and finish is not Finish.FILTER:
        text, finish = str(message["refusal"]), Finish.REFUSAL
    return Reply(text=text, reasoning=reasoning, finish=finish, usage=_usage(usage))


def _tagged(text: str) -> bool:
    return "</think>" in text or "<think>" in text


def _rejoin(text: str, thought: str | None, begun: str) -> tuple[str, str | None]:
    """Put right what a server's own reader of thoughts makes of a continued answer.

    It never saw the tags that stand in ``begun``: after a thought that is over it may take an
    answer for a thought (vLLM's readers do, as models that open thoughts in the prompt have it).
    """
    if thought is not None and not text and not thinking(begun):
        return thought, None
    return text, thought


def _thought(message: Mapping[str, Any], name: str) -> str | None:
    value = message.get(name)
    return value if isinstance(value, str) and value.strip() else None


def _text(content: Any) -> str:
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    return "".join(part["text"] for part in content if part.get("type") == "text")


def _usage(usage: Any) -> Usage:
    if not isinstance(usage, dict):
        return Usage()
    cached = _count(_part(usage, "prompt_tokens_details").get("cached_tokens"))
    return Usage(
        prompt_tokens=_count(usage.get("prompt_tokens")),
        completion_tokens=_count(usage.get("completion_tokens")),
        reasoning_tokens=_count(_part(usage, "completion_tokens_details").get("reasoning_tokens")),
        cached_tokens=_count(usage.get("prompt_cache_hit_tokens")) if cached is None else cached,
    )


def _part(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the object under ``name``, empty where there is none: no oddity costs an answer."""
    part = value.get(name)
    return part if isinstance(part, dict) else {}


def _count(value: Any) -> int | None:
    """Return a number of tokens that can be one: it is added up, priced and stored."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and 0 <= value <= _MOST_TOKENS else None


def read_error(status: int, data: bytes, retry_after: str | None = None) -> Reply:
    """Read a response that is no answer: the provider's filter, or a typed failure."""
    try:
        payload = decode(data)
    except ValueError:
        payload = None
    return _read_error(status, payload, _shown(data), retry_after)


def _read_error(status: int, payload: Any, shown: str, retry_after: str | None = None) -> Reply:
    """Read an error, which stands under ``error`` or is the payload itself."""
    error = payload.get("error", payload) if isinstance(payload, dict) else None
    error = error if isinstance(error, dict) else {}
    words = str(error.get("message") or shown)
    if _is_filter(error, words):
        return Reply(text=words, finish=Finish.FILTER)
    code = error.get("code")
    if status == 200 and isinstance(code, int) and 400 <= code <= 599:
        status = code  # OpenRouter, when the model had begun to work
    return failure_reply(_kind(status), words, status, _seconds(retry_after))


def _is_filter(error: Mapping[str, Any], words: str) -> bool:
    codes = (error.get("code"), error.get("type"), _part(error, "innererror").get("code"))
    return (
        any(str(code) in _FILTER_CODES for code in codes)
        or "flagged_input" in _part(error, "metadata")  # OpenRouter's moderation
        or any(phrase in words for phrase in _FILTER_WORDS)
    )


def _kind(status: int) -> FailureKind:
    if status == 429:
        return FailureKind.RATE_LIMIT
    if status == 408:
        return FailureKind.TIMEOUT
    if status == 409 or status >= 500 or status == 200:
        return FailureKind.SERVER
    return FailureKind.REJECTED


def _seconds(retry_after: str | None) -> float | None:
    """Read Retry-After, in seconds or as a date."""
    if not retry_after:
        return None
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def _shown(data: bytes) -> str:
    text = data[:_WORDS_SHOWN].decode("utf-8", "replace").strip()
    return text or "an empty body"
