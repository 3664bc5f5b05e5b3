"""``keju.toml``: the user's own models and prices.

```toml
[models.mine]
model = "vllm/Qwen3-8B"                # provider/name, or a bare name together with base_url
base_url = "http://10.0.0.7:8000/v1"   # optional: moves the provider
key_env = "MY_KEY"                     # optional: the variable that holds the key
parameters = { temperature = 0.6, max_tokens = 8192 }
prices = { input = 0.1, output = 0.4 } # US dollars per million tokens
deadline = 900                         # seconds a call may take

[prices."openai/gpt-4o"]               # comes before the shipped table
input = 2.5
output = 10
```
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from keju.core.errors import InputError, nearest
from keju.models.prices import Price, price_from, shipped_prices

__all__ = ["Config", "ModelEntry", "read_config"]

_FIELDS: Mapping[str, type | tuple[type, ...]] = {
    "model": str,
    "base_url": str,
    "key_env": str,
    "parameters": dict,
    "prices": dict,
    "deadline": (int, float),
}


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One ``[models.NAME]`` table."""

    model: str
    base_url: str | None = None
    key_env: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    prices: Price | None = None
    deadline: float | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """What keju.toml says; empty when there is none. ``path`` is for error messages."""

    path: Path
    models: Mapping[str, ModelEntry] = field(default_factory=dict)
    prices: Mapping[str, Price] = field(default_factory=dict)

    def price(self, name: str) -> Price | None:
        """Return the price of ``provider/model``: the user's, else the shipped one, else None."""
        return self.prices.get(name) or shipped_prices().get(name)


def read_config(path: Path | None = None) -> Config:
    """Read ``path``, or the file named by KEJU_CONFIG, or ``keju.toml`` in the working directory.

    Raises InputError with file and field on anything that cannot be used.
    """
    chosen = path or Path(os.environ.get("KEJU_CONFIG") or "keju.toml")
    if not chosen.exists():
        if path or os.environ.get("KEJU_CONFIG"):
            raise InputError(f"{chosen}: no such configuration file")
        return Config(chosen)
    try:
        table = tomllib.loads(chosen.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{chosen}: cannot be read as TOML: {error}") from None
    for name in table:
        if name not in ("models", "prices"):
            raise InputError(f"{chosen}: unknown table [{name}]; use [models.NAME] and [prices]")
    models = {
        name: _entry(row, f"{chosen} [models.{name}]")
        for name, row in _rows(table, "models", chosen)
    }
    prices = {
        name: price_from(row, f"{chosen} [prices.{name}]")
        for name, row in _rows(table, "prices", chosen)
    }
    return Config(chosen, models, prices)


def _rows(table: Mapping[str, Any], name: str, path: Path) -> list[tuple[str, dict[str, Any]]]:
    rows = table.get(name, {})
    if not isinstance(rows, dict) or not all(isinstance(row, dict) for row in rows.values()):
        raise InputError(f"{path}: [{name}] must hold tables, as in [{name}.NAME]")
    return list(rows.items())


def _entry(row: Mapping[str, Any], where: str) -> ModelEntry:
    for name, value in row.items():
        if name not in _FIELDS:
            raise InputError(f"{where}: unknown field {name!r}.{nearest(name, _FIELDS)}")
        if not isinstance(value, _FIELDS[name]) or isinstance(value, bool):
            raise InputError(f"{where}: field {name} has the wrong type: {value!r}")
    if "model" not in row:
        raise InputError(f"{where}: field model is missing; write provider/name")
    prices = price_from(row["prices"], f"{where} prices") if "prices" in row else None
    return ModelEntry(**{**row, "prices": prices})
