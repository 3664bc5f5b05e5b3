"""What answers cost: a small table that users edit, and arithmetic on it."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from keju.core.errors import InputError
from keju.core.records import Message, Usage

__all__ = ["Price", "cost", "highest_cost", "price_from", "shipped_prices"]

#: When neither the user nor the model's server bounds an answer, money is reserved for this many
#: completion tokens: as many as the most talkative endpoints of 2025 allow.
UNBOUNDED_COMPLETION = 131_072

#: No tokenizer makes more tokens than bytes, so bytes bound them. A chat template adds a few tokens
#: to each message, and some put a system message of their own before them.
MESSAGE_TOKENS, TEMPLATE_TOKENS = 16, 256


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens. ``cached`` is the price of cached prompt tokens."""

    input: float
    output: float
    cached: float | None = None
    as_of: str | None = None


def price_from(table: Mapping[str, Any], where: str) -> Price:
    """Read one row of a price table; InputError names ``where`` and the field."""
    unknown = set(table) - {"input", "output", "cached", "as_of"}
    if unknown:
        raise InputError(f"{where}: unknown field {min(unknown)!r}; use input, output, cached")
    for name in ("input", "output", "cached"):
        value = table.get(name)
        if value is None and name == "cached":
            continue
        if (
            not isinstance(value, int | float)
            or isinstance(value, bool)
            or not 0 <= value < math.inf
        ):
            raise InputError(f"{where}: {name} must be US dollars per million tokens, a number ≥ 0")
    cached = table.get("cached")
    return Price(
        float(table["input"]),
        float(table["output"]),
        None if cached is None else float(cached),
        str(table["as_of"]) if "as_of" in table else None,
    )


def shipped_prices() -> Mapping[str, Price]:
    """Return the shipped table, keyed ``provider/model``."""
    text = resources.files("keju.models").joinpath("prices.toml").read_text("utf-8")
    table = tomllib.loads(text)
    return {name: price_from(row, f"prices.toml [{name}]") for name, row in table.items()}


def cost(price: Price, usage: Usage) -> float | None:
    """Return the price of ``usage`` in US dollars; None when the provider did not count both ways.

    Half a count would be a price too low, and a budget that does not hold.
    """
    prompt, written = usage.prompt_tokens, usage.completion_tokens
    if prompt is None or written is None:
        return None
    cached = min(prompt, usage.cached_tokens or 0)
    cached_price = price.input if price.cached is None else price.cached
    return ((prompt - cached) * price.input + cached * cached_price + written * price.output) / 1e6


def highest_cost(price: Price, messages: tuple[Message, ...], max_tokens: int | None) -> float:
    """Return the most that one answer can cost, to be reserved before it is sent."""
    written = sum(len(m.content.encode("utf-8", "surrogatepass")) for m in messages)
    prompt = written + MESSAGE_TOKENS * len(messages) + TEMPLATE_TOKENS
    completion = UNBOUNDED_COMPLETION if max_tokens is None else max_tokens
    dearest = max(price.input, price.cached or 0.0)
    return (prompt * dearest + completion * price.output) / 1e6
