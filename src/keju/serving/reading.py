"""From the bytes of a request to what is asked. What cannot be honoured is refused, not ignored.

A parameter that changes answers and is dropped in silence would corrupt whatever is measured
through this endpoint. Only what changes no answer is ignored (``user``, ``metadata`` …). Follows
the chat-completions part of the OpenAI API reference; tools, images, audio, log probabilities,
penalties and structured output are not covered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from keju.core.errors import nearest
from keju.core.records import Message
from keju.models.wire import decode
from keju.serving.refusals import Refusal, wrong

__all__ = ["Asked", "Limits", "read"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How large one request may be: bytes, messages, tokens an answer, answers, stops."""

    body: int = 2**20
    messages: int = 256
    tokens: int = 32_768
    choices: int = 16
    stops: int = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. ``sampling`` holds only what the client set, under OpenAI's own names."""

    model: str
    messages: tuple[Message, ...]
    sampling: Mapping[str, Any] = field(default_factory=dict)
    stops: tuple[str, ...] = ()
    effort: str | None = None
    choices: int = 1
    stream: bool = False
    usage: bool = False

    @property
    def bound(self) -> int | None:
        """The most tokens of an answer, thought included, if the client said so."""
        given = (self.sampling.get(name) for name in _BOUNDS)
        return next((bound for bound in given if bound is not None), None)


#: Two names of one bound; where both are given, the smaller holds.
_BOUNDS = ("max_tokens", "max_completion_tokens")
_FIELDS = frozenset(
    {
        *("model", "messages", "n", "stream", "stream_options", "stop", "seed", "temperature"),
        *("top_p", "reasoning_effort", *_BOUNDS),
    }
)
#: Changes no answer.
_IGNORED = frozenset(
    {
        *("user", "metadata", "store", "service_tier", "safety_identifier", "prompt_cache_key"),
        *("prompt_cache_retention", "parallel_tool_calls"),
    }
)
#: Accepted at the value that asks for nothing.
_NEUTRAL: Mapping[str, tuple[Any, ...]] = {
    "tools": ([],),
    "tool_choice": ("none", "auto"),
    "functions": ([],),
    "response_format": ({"type": "text"},),
    "logprobs": (False,),
    "top_logprobs": (0,),
    "logit_bias": ({},),
    "presence_penalty": (0,),
    "frequency_penalty": (0,),
    "modalities": (["text"],),
    "verbosity": ("medium",),
}
_ROLES = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant"}
_RANGES = {"temperature": (0.0, 2.0), "top_p": (0.0, 1.0)}
_MOST_SEED = 2**63 - 1


def read(body: bytes, limits: Limits) -> Asked:
    """Read a request. Raises Refusal, with the parameter's name, for what cannot be honoured."""
    try:
        raw = decode(body)
    except ValueError:
        raise Refusal(400, "The body is no JSON.", code="invalid_json") from None
    if not isinstance(raw, dict):
        raise Refusal(400, "The body must be a JSON object.", code="invalid_json")
    given = {name: value for name, value in raw.items() if value is not None}
    _refuse_what_is_not_covered(given)
    model = given.get("model")
    if not isinstance(model, str) or not model:
        raise wrong("model", "model must be the name of a model; GET /v1/models lists them.")
    stream = _flag(given, "stream")
    return Asked(
        model=model,
        messages=_messages(given.get("messages"), limits),
        sampling=_sampling(given, limits),
        stops=_stops(given.get("stop"), limits),
        effort=_effort(given.get("reasoning_effort")),
        choices=_whole(given.get("n", 1), "n", (1, limits.choices)),
        stream=stream,
        usage=_usage(given.get("stream_options"), stream=stream),
    )


def _refuse_what_is_not_covered(given: Mapping[str, Any]) -> None:
    for name, value in given.items():
        if name in _FIELDS or name in _IGNORED:
            continue
        if name not in _NEUTRAL:
            raise wrong(
                name, f"Unknown parameter {name!r}.{nearest(name, _FIELDS)}", "unknown_parameter"
            )
        if value not in _NEUTRAL[name]:
            raise wrong(name, f"{name} is not supported here.", "unsupported_parameter")


def _messages(value: Any, limits: Limits) -> tuple[Message, ...]:
    if not isinstance(value, list) or not value:
        raise wrong("messages", "messages must be a list of at least one message.")
    if len(value) > limits.messages:
        raise wrong(
            "messages", f"{len(value):,} messages; at most {limits.messages:,} are accepted."
        )
    return tuple(_message(each, f"messages[{place}]") for place, each in enumerate(value))


def _message(value: Any, where: str) -> Message:
    if not isinstance(value, dict):
        raise wrong(where, f"{where} must be an object with role and content.")
    role = _ROLES.get(value["role"]) if isinstance(value.get("role"), str) else None
    if role is None:
        raise wrong(f"{where}.role", f"{where}.role must be one of {', '.join(_ROLES)}.")
    if value.get("tool_calls"):
        raise wrong(f"{where}.tool_calls", "Tools are not supported.", "unsupported_parameter")
    content = _content(value.get("content"), f"{where}.content")
    return Message(cast("Literal['system', 'user', 'assistant']", role), content)


def _content(value: Any, where: str) -> str:
    """Return the text, which may come in parts. A thought sent along with it is left out."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        raise wrong(where, f"{where} must be a text, or a list of text parts.")
    texts = []
    for place, part in enumerate(value):
        text = part.get("text") if isinstance(part, dict) and part.get("type") == "text" else None
        if not isinstance(text, str):
            raise wrong(
                f"{where}[{place}]", "Only parts of type text are supported.", "unsupported_content"
            )
        texts.append(text)
    return "".join(texts)


def _sampling(given: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, (least, most) in _RANGES.items():
        if name in given:
            found[name] = _number(given[name], name, least, most)
    if found.get("top_p") == 0:
        raise wrong("top_p", "top_p must be above 0.")
    bounds = {n: _whole(given[n], n, (1, limits.tokens)) for n in _BOUNDS if n in given}
    found.update(dict.fromkeys(bounds, min(bounds.values(), default=0)))
    if "seed" in given:
        found["seed"] = _whole(given["seed"], "seed", (0, _MOST_SEED))
    return found


def _stops(value: Any, limits: Limits) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise wrong("stop", "stop must be a text or a list of texts.")
    if len(texts) > limits.stops:
        raise wrong("stop", f"At most {limits.stops} stop texts are accepted.")
    return tuple(text for text in texts if text)


def _effort(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise wrong("reasoning_effort", "reasoning_effort must be a word, such as medium.")
    return value


def _usage(value: Any, *, stream: bool) -> bool:
    if value is None:
        return False
    if not stream or not isinstance(value, dict):
        raise wrong("stream_options", "stream_options is an object that goes with stream: true.")
    odd = next((name for name in value if name not in ("include_usage", "include_obfuscation")), "")
    if odd:
        raise wrong(f"stream_options.{odd}", f"Unknown stream option {odd!r}.", "unknown_parameter")
    return _flag(value, "include_usage")


def _flag(given: Mapping[str, Any], name: str) -> bool:
    value = given.get(name, False)
    if not isinstance(value, bool):
        raise wrong(name, f"{name} must be true or false.")
    return value


def _number(value: Any, name: str, least: float, most: float) -> float:
    good = isinstance(value, int | float) and not isinstance(value, bool)
    if not good or not least <= value <= most:  # NaN is not, and no whole number is too large
        raise wrong(name, f"{name} must be a number from {least:g} to {most:g}.")
    return float(value)


def _whole(value: Any, name: str, bounds: tuple[int, int]) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    least, most = bounds
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise wrong(name, f"{name} must be a whole number from {least:,} to {most:,}.")
    return value
