"""The table of OpenAI-compatible providers: where they are and which variable holds the key."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from keju.core.errors import InputError, nearest
from keju.models.dialects import PARTIAL, PLAIN, PREFIX, TRAILING, VLLM, Dialect

__all__ = ["PROVIDERS", "Provider", "dialect", "provider"]


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider. ``key_env`` is None where a local server asks for no key.

    ``base_url_env`` names the variable that every tool of that provider uses to move its address.
    """

    name: str
    base_url: str
    key_env: str | None
    base_url_env: str | None = None
    dialect: Dialect = PLAIN

    def address(self, environment: Mapping[str, str] = os.environ) -> str:
        """Return the base URL, moved by the provider's own variable when it is set."""
        moved = environment.get(self.base_url_env, "") if self.base_url_env else ""
        return (moved or self.base_url).rstrip("/")


_TABLE = (
    Provider(
        "openai",
        "https://api.openai.com/v1",
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
        Dialect(cap="max_completion_tokens"),
    ),
    Provider(
        "deepseek",
        "https://api.deepseek.com/v1",
        "DEEPSEEK_API_KEY",
        dialect=Dialect(continuing=PREFIX),
    ),
    Provider(
        "dashscope",
        "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
        "DASHSCOPE_API_KEY",
        "DASHSCOPE_BASE_URL",
        Dialect(continuing=PARTIAL),
    ),
    Provider(
        "moonshot",
        "https://api.moonshot.ai/v1",
        "MOONSHOT_API_KEY",
        "MOONSHOT_BASE_URL",
        Dialect(continuing=PARTIAL),
    ),
    Provider(
        "openrouter",
        "https://openrouter.ai/api/v1",
        "OPENROUTER_API_KEY",
        dialect=Dialect(continuing=TRAILING),
    ),
    Provider("vllm", "http://127.0.0.1:8000/v1", None, "VLLM_BASE_URL", Dialect(continuing=VLLM)),
    Provider(
        "ollama",
        "http://127.0.0.1:11434/v1",
        None,
        "OLLAMA_BASE_URL",
        Dialect(continuing=TRAILING),
    ),
    Provider(
        "llamacpp",
        "http://127.0.0.1:8080/v1",
        None,
        "LLAMACPP_BASE_URL",
        Dialect(continuing=TRAILING),
    ),
)

PROVIDERS: Mapping[str, Provider] = {row.name: row for row in _TABLE}


def provider(name: str) -> Provider:
    """Return the provider called ``name``; InputError with the nearest names otherwise."""
    try:
        return PROVIDERS[name]
    except KeyError:
        raise InputError(f"Unknown provider {name!r}.{nearest(name, PROVIDERS)}") from None


def dialect(name: str, base_url: str) -> Dialect:
    """Return how the server at an address is spoken to.

    ``openai`` at any other address than OpenAI's own is a server of the user's: vLLM and SGLang
    are what teams run, and ``keju serve`` speaks as they do.
    """
    row = PROVIDERS.get(name)
    if row is None or (name == "openai" and base_url != row.base_url):
        return Dialect(continuing=VLLM)
    return row.dialect
