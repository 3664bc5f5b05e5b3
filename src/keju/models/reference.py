"""``keju/NAME``: the small reference models shipped with Keju, run in pure numpy.

They answer the exams' own arithmetic questions and nothing else; they make the whole path from
question to claim runnable in seconds, offline and free. Each model's folder in ``weights`` is a
complete Hugging Face checkpoint with its model card. Which examination questions training could
have seen is decided by ``keju.training.traces.is_held_out``.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from keju.core.errors import InputError, nearest
from keju.core.protocols import Request
from keju.core.records import Failure, FailureKind, Finish, Reply, Usage
from keju.models.batching import Batcher
from keju.models.decoding import Batch, Generated, Job
from keju.models.parameters import capped, checked_parameters
from keju.models.qwen3_numpy import Qwen3
from keju.models.thoughts import split_continued
from keju.models.tokens import CharacterTokenizer

__all__ = ["ReferenceModel", "reference_names"]

_WEIGHTS = Path(__file__).parent / "weights"
_DEFAULTS: Mapping[str, Any] = {"temperature": 0.0, "max_tokens": 512, "seed": 0}


def reference_names() -> list[str]:
    """Return the names of the shipped models, sorted, as they follow ``keju/``."""
    return sorted(path.parent.name for path in _WEIGHTS.glob("*/model.safetensors"))


def _folder(name: str) -> Path:
    """Return the folder of a shipped model or, where ``name`` is a path, of any of its kind."""
    if "/" in name:
        if not (Path(name) / "model.safetensors").exists():
            raise InputError(f"keju/{name}: no model.safetensors there; name a model's folder")
        return Path(name)
    known = reference_names()
    if name not in known:
        raise InputError(
            f"keju/{name}: there is no such model.{nearest(name, known)}"
            f" A folder of your own is written keju/./{name}"
        )
    return _WEIGHTS / name


class ReferenceModel:
    """A shipped model, or one of its kind in a folder: ``keju/PATH`` with a slash in the path.

    At temperature 0 every attempt gives the same answer.

    Parameters: ``temperature`` (0, or 0.01 to 10; default 0), ``max_tokens`` (default 512) and
    ``seed`` (default 0). A sampled answer depends on the question, the attempt and the seed, never
    on what else is being answered.
    """

    def __init__(self, name: str, *, parameters: Mapping[str, Any] | None = None) -> None:
        folder = _folder(name)
        self.name = f"keju/{name}"
        self.parallel: int | None = 128
        self._parameters = checked_parameters(self.name, parameters or {}, _DEFAULTS)
        weights = (folder / "model.safetensors").read_bytes()
        self.identity: Mapping[str, Any] = {
            "provider": "keju",
            "weights": hashlib.sha256(weights).hexdigest(),
            **self._parameters,
        }
        self._tokenizer = CharacterTokenizer.read(folder)
        self._network = Qwen3.read(folder)
        self._batcher: Batcher[Job, Generated] = Batcher(lambda: Batch(self._network))

    async def complete(self, request: Request) -> Reply:
        """Answer once; many calls at a time are answered together."""
        started = time.monotonic()
        prompt = self._tokenizer.prompt(request.messages)
        prompt += self._tokenizer.begun(request.begun or "")
        context = self._network.config.context
        if not 0 < len(prompt) < context:
            message = f"a prompt of {len(prompt)} tokens; it must have 1 to {context - 1}"
            failure = Failure(FailureKind.REJECTED, message)
            return Reply(finish=Finish.FAILED, failure=failure)
        job = Job(
            tuple(prompt),
            end=self._tokenizer.end,
            max_tokens=capped(self._parameters["max_tokens"], request.max_tokens),
            temperature=self._parameters["temperature"],
            seed=(self._parameters["seed"], request.attempt),
        )
        generated = await self._batcher.submit(job)
        reply = self._reply(len(prompt), generated, request.begun)
        return replace(reply, seconds=time.monotonic() - started)

    async def check(self) -> None:
        """Nothing can be missing once the model is built."""

    async def close(self) -> None:
        """Stop the thread that answers."""
        self._batcher.close()

    def _reply(self, prompt_tokens: int, generated: Generated, begun: str | None) -> Reply:
        tokens = generated.tokens
        text, reasoning, unfinished = split_continued(begun, self._tokenizer.decode(tokens))
        whole = generated.stopped and not unfinished
        return Reply(
            text=text,
            reasoning=reasoning,
            finish=Finish.STOP if whole else Finish.LENGTH,
            usage=Usage(
                prompt_tokens=prompt_tokens,
                completion_tokens=generated.written,
                reasoning_tokens=self._thought_length(tokens, unfinished=unfinished),
            ),
        )

    def _thought_length(self, tokens: list[int], *, unfinished: bool) -> int:
        """Tokens up to the end of the last thought, its tags included."""
        if unfinished:
            return len(tokens)
        closing = [i for i, token in enumerate(tokens) if token == self._tokenizer.end_think]
        return closing[-1] + 1 if closing else 0
