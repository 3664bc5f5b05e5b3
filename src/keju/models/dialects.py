"""Where chat-completions servers differ: what a cap of tokens is called, how an answer continues.

The OpenAI reference knows no way to continue an answer that is begun. vLLM and SGLang render the
last message without closing it (``continue_final_message``); DeepSeek (beta) and Mistral call it a
prefix, Moonshot and DashScope a partial answer; llama.cpp, Ollama and OpenRouter continue whenever
the last message is the assistant's. From their documentation; what was run for real stands in
docs/methods.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["PARTIAL", "PLAIN", "PREFIX", "TRAILING", "VLLM", "Continuing", "Dialect"]


@dataclass(frozen=True, slots=True)
class Continuing:
    """What a server must be told to go on with the last message.

    ``turn`` is added to that message, ``body`` to the request.
    """

    turn: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)


VLLM = Continuing(body={"continue_final_message": True, "add_generation_prompt": False})
PREFIX = Continuing(turn={"prefix": True})
PARTIAL = Continuing(turn={"partial": True})
TRAILING = Continuing()


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one server is spoken to.

    ``cap`` is the parameter that bounds one call's tokens, where the user gave none;
    ``continuing`` None: the server offers no way to continue an answer.
    """

    cap: str = "max_tokens"
    continuing: Continuing | None = None


PLAIN = Dialect()
