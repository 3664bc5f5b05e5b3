"""From a command line to a candidate: ``MODEL[+METHOD[:ARG][;key=value]…]``."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from keju.core.errors import InputError, nearest
from keju.core.protocols import Candidate, Model
from keju.core.records import Reply
from keju.methods import known_methods, method
from keju.models.parameters import named_values
from keju.models.prices import Price, cost, highest_cost
from keju.models.providers import PROVIDERS, provider
from keju.recipes.config import Config, ModelEntry
from keju.runner import Pricing, run

__all__ = ["LOCAL", "Entrant", "candidate", "parse_parameters", "split_candidate"]

#: Models that are no endpoint, and what their names mean.
LOCAL: Mapping[str, str] = {
    "keju": "a reference model shipped with Keju",
    "recorded": "answers recorded earlier: recorded/FILE.jsonl[#NAME]",
    "scripted": "a deterministic model for rehearsals",
    "hf": "a local transformers checkpoint: hf/FOLDER (extra keju[hf])",
}


@dataclass(frozen=True, slots=True)
class Entrant:
    """A candidate ready to sit, with its price when one is known."""

    candidate: Candidate
    price: Price | None
    pricing: Pricing | None


def split_candidate(text: str) -> tuple[str, str]:
    """Split at the last ``+`` that stands before a known method: (model, method)."""
    known = known_methods()
    for place in range(len(text) - 1, 0, -1):
        if text[place] == "+":
            name = text[place + 1 :].split(":", 1)[0].split(";", 1)[0]
            if name in known:
                return text[:place], text[place + 1 :]
    return text, "direct"


def candidate(
    text: str, config: Config, parameters: Mapping[str, Any], deadline: float | None = None
) -> Entrant:
    """Build the candidate that ``text`` names.

    ``parameters`` are added to those of keju.toml; ``deadline`` is in seconds a call. Raises
    InputError on unknown names (with the nearest ones), a missing key, or bad parameters.
    """
    model_text, method_text = split_candidate(text)
    if model_text not in config.models:
        _refuse_unknown_method(model_text)
    how = method(method_text)
    model, price = _model(model_text, config, parameters, deadline)
    pricing = None
    if price is not None:
        bound = getattr(model, "max_tokens", None)
        pricing = Pricing(
            partial(_cost_of, price), lambda messages: highest_cost(price, messages, bound)
        )
    made = Candidate(model, how)
    fault = _unable(made)
    if fault is not None:
        run(model.close())
        raise InputError(f"{made.name}: {fault}")
    return Entrant(made, price, pricing)


def _unable(made: Candidate) -> str | None:
    """Return what the model cannot do that the method needs, with the mend; None: nothing."""
    needs = made.method.needs
    if "continuing" in needs and not getattr(made.model, "continues", True):
        return (
            "the method continues answers that are begun, and this model or endpoint offers no way"
            " to; vote and shortest need none"
        )
    identity = made.model.identity
    parameters = identity.get("parameters") or {}
    if "sampling" in needs and identity.get("temperature", parameters.get("temperature")) == 0:
        return "at temperature 0 all its answers are the same; add -p temperature=0.7"
    return None


def _refuse_unknown_method(model_text: str) -> None:
    """A word after a plus is a mistyped method sooner than part of a model's name."""
    _, plus, word = model_text.rpartition("+")
    name = word.split(":", 1)[0].split(";", 1)[0]
    if (
        plus
        and name.replace("-", "_").isidentifier()
        and not Path(model_text.partition("/")[2]).exists()
    ):
        raise InputError(
            f"Unknown method {name!r} in {model_text!r}.{nearest(name, known_methods())}"
            " (A model with + in its name can be given another one in keju.toml)"
        )


def _cost_of(price: Price, reply: Reply) -> float | None:
    return cost(price, reply.usage)


def _model(
    text: str, config: Config, parameters: Mapping[str, Any], deadline: float | None
) -> tuple[Model, Price | None]:
    entry = config.models.get(text)
    if entry is None:
        if "/" not in text:
            names = [*config.models, *(f"{p}/…" for p in (*LOCAL, *PROVIDERS))]
            raise InputError(
                f"Unknown model {text!r}; write provider/name, or a name from {config.path}."
                f"{nearest(text, names)}"
            )
        entry = ModelEntry(text)
    merged = {**entry.parameters, **parameters}
    provider_name = entry.model.partition("/")[0]
    if provider_name in LOCAL and entry.base_url is None:
        return _local(entry.model, merged), entry.prices
    deadline = entry.deadline if deadline is None else deadline
    entry = replace(entry, parameters=merged, deadline=deadline)
    return _endpoint(text, entry, config)


def _local(text: str, parameters: Mapping[str, Any]) -> Model:
    kind, _, name = text.partition("/")
    if kind == "scripted":
        from keju.models.scripted_audit import scripted_model

        return scripted_model(name, parameters)
    if kind == "keju":
        from keju.models.reference import ReferenceModel

        return ReferenceModel(name, parameters=parameters)
    if kind == "hf":
        from keju.models.hf import HfModel

        return HfModel(name, parameters=parameters)
    from keju.models.recorded import RecordedModel

    if parameters:
        raise InputError(f"{text}: recorded answers take no parameters")
    return RecordedModel(name)


def _endpoint(text: str, entry: ModelEntry, config: Config) -> tuple[Model, Price | None]:
    from keju.models.openai import DEADLINE_SECONDS, Endpoint, OpenAIModel

    name, moved = _split_address(entry.model)
    base_url = moved or entry.base_url
    provider_name, _, model = name.partition("/")
    bare = bool(base_url) and provider_name not in PROVIDERS  # at an address of its own
    if bare:
        provider_name, model = "openai", name
    if not model:
        raise InputError(f"{text}: write provider/name, for example openai/gpt-4o-mini")
    if provider_name not in PROVIDERS:
        known = nearest(provider_name, [*PROVIDERS, *LOCAL])
        raise InputError(f"Unknown provider {provider_name!r} in {text!r}.{known}")
    row = provider(provider_name)
    address = _address(text, base_url or row.address())
    variable = entry.key_env or (None if bare else row.key_env)  # no key goes to an unnamed party
    key = _key(text, variable, required=not (base_url and not entry.key_env))
    deadline = DEADLINE_SECONDS if entry.deadline is None else entry.deadline
    if not 0 < deadline < math.inf:
        raise InputError(f"{text}: the deadline of a call must be above 0 seconds, not {deadline}")
    endpoint = Endpoint(provider_name, address, model, key, entry.parameters, deadline)
    price = entry.prices or (None if base_url else config.price(f"{provider_name}/{model}"))
    return OpenAIModel(text, endpoint), price


def _split_address(text: str) -> tuple[str, str]:
    for scheme in ("@http://", "@https://"):
        name, found, rest = text.partition(scheme)
        if found:
            return name, scheme[1:] + rest
    return text, ""


def _address(text: str, address: str) -> str:
    """Return the base URL as it is used; it becomes part of the identity, so it holds no secret."""
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or any(character.isspace() for character in address):
        raise InputError(f"{text}: the address must read http(s)://host[:port]/…, not {address!r}")
    if parts.username is not None or parts.query or parts.fragment:
        raise InputError(
            f"{text}: the address may hold no user, password, ? or #;"
            " a key belongs into the variable that key_env of keju.toml names"
        )
    return address.rstrip("/")


def _key(text: str, variable: str | None, *, required: bool) -> str | None:
    """Read the key. An endpoint at an address of the user's own may need none."""
    if variable is None:
        return None
    key = os.environ.get(variable, "").strip()
    if not key and required:
        raise InputError(f"{text}: no key; set the environment variable {variable}")
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise InputError(f"{text}: {variable} holds no key: spaces or signs that no key has")
    return key or None


def parse_parameters(pairs: Sequence[str]) -> dict[str, Any]:
    """Read ``key=value`` pairs; see ``keju.models.parameters.named_values``."""
    return named_values(pairs, "-p", "-p temperature=0.6")
