"""The table of OpenAI-compatible providers: where they are and which variable holds the key."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from keju.core.errors import InputError, nearest

__all__ = ["PROVIDERS", "Provider", "provider"]


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider. ``key_env`` is None where a local server asks for no key.

    ``base_url_env`` names the variable that every tool of that provider uses to move its address.
    """

    name: str
    base_url: str
    key_env: str | None
    base_url_env: str | None = None

    def address(self, environment: Mapping[str, str] = os.environ) -> str:
        """Return the base URL, moved by the provider's own variable when it is set."""
        moved = environment.get(self.base_url_env, "") if self.base_url_env else ""
        return (moved or self.base_url).rstrip("/")


_TABLE = (
    Provider("openai", "https://api.openai.com/v1", "OPENAI_API_KEY", "OPENAI_BASE_URL"),
    Provider("deepseek", "https://api.deepseek.com/v1", "DEEPSEEK_API_KEY"),
    Provider(
        "dashscope",
        "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
        "DASHSCOPE_API_KEY",
        "DASHSCOPE_BASE_URL",
    ),
    Provider("moonshot", "https://api.moonshot.ai/v1", "MOONSHOT_API_KEY", "MOONSHOT_BASE_URL"),
    Provider("openrouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
    Provider("vllm", "http://127.0.0.1:8000/v1", None, "VLLM_BASE_URL"),
    Provider("ollama", "http://127.0.0.1:11434/v1", None, "OLLAMA_BASE_URL"),
    Provider("llamacpp", "http://127.0.0.1:8080/v1", None, "LLAMACPP_BASE_URL"),
)

PROVIDERS: Mapping[str, Provider] = {row.name: row for row in _TABLE}


def provider(name: str) -> Provider:
    """Return the provider called ``name``; InputError with the nearest names otherwise."""
    try:
        return PROVIDERS[name]
    except KeyError:
        raise InputError(f"Unknown provider {name!r}.{nearest(name, PROVIDERS)}") from None
