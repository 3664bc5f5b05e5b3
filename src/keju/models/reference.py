"""``keju/NAME``: the small reference models shipped with Keju, run in pure numpy.

They answer the generated exams in their own words and nothing else; they make the whole path from
question to claim runnable in seconds, offline and free. Each model's folder in ``weights`` is a
complete Hugging Face checkpoint with its model card. Which examination questions training could
have seen is decided by ``keju.exams.held_out``.
"""

from __future__ import annotations

import asyncio
import copy
import hashlib
import time
from collections.abc import AsyncIterator, Mapping
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
_DEFAULTS: Mapping[str, Any] = {"temperature": 0.0, "top_p": 1.0, "max_tokens": 512, "seed": 0}

#: Seconds between two looks at an answer that somebody reads while it is written, and as many more
#: for each answer in the batch: all readers together take no more of the processor than a few.
_LOOK, _LOOK_FOR_EACH = 0.04, 0.008


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

    Parameters: ``temperature`` (0, or 0.01 to 10; default 0), ``top_p`` (default 1), ``max_tokens``
    (default 512) and ``seed`` (default 0). A sampled answer depends on the question, the attempt
    and the seed, never on what else is being answered.
    """

    def __init__(self, name: str, *, parameters: Mapping[str, Any] | None = None) -> None:
        folder = _folder(name)
        self.name = f"keju/{name}"
        self.parallel: int | None = 128
        self.tunable = frozenset({*_DEFAULTS, "stop"})
        self._parameters = checked_parameters(self.name, parameters or {}, _DEFAULTS)
        self._stops: tuple[str, ...] = ()
        weights = (folder / "model.safetensors").read_bytes()
        self.identity: Mapping[str, Any] = {
            "provider": "keju",
            "weights": hashlib.sha256(weights).hexdigest(),
            # A nucleus of everything is none, and answers from before it keep their names.
            **{k: v for k, v in self._parameters.items() if (k, v) != ("top_p", 1.0)},
        }
        self._tokenizer = CharacterTokenizer.read(folder)
        self._network = Qwen3.read(folder)
        self._batcher: Batcher[Job, Generated] = Batcher(lambda: Batch(self._network))

    async def complete(self, request: Request) -> Reply:
        """Answer once; many calls at a time are answered together."""
        started = time.monotonic()
        job = self._job(request)
        if isinstance(job, Reply):
            return job
        generated = await self._batcher.submit(job)
        return self._reply(job, generated, request.begun, started)

    async def stream(self, request: Request) -> AsyncIterator[str | Reply]:
        """Yield the text as it is written, thought tags included, and at last the reply."""
        started, paper = time.monotonic(), list[int]()
        job = self._job(request)
        if isinstance(job, Reply):
            yield job
            return
        writing = asyncio.ensure_future(self._batcher.submit(replace(job, paper=paper)))
        held = max([1, *map(len, job.stops)])  # what may turn out to be an end
        sent = 0
        try:
            while not writing.done():
                look = _LOOK + _LOOK_FOR_EACH * self._batcher.busy
                await asyncio.wait({writing}, timeout=look)
                ready = len(paper) - held
                if ready > sent and not writing.done():
                    yield self._tokenizer.decode(paper[sent:ready])
                    sent = ready
            generated = writing.result()
            yield self._tokenizer.decode(generated.tokens[sent:])
            yield self._reply(job, generated, request.begun, started)
        finally:
            writing.cancel()

    def tuned(self, parameters: Mapping[str, Any]) -> ReferenceModel:
        """Return this model with other parameters; it answers in the same batch, unclosed.

        ``stop`` among them is a list of texts that end an answer; in a thought they end nothing.
        """
        twin = copy.copy(self)
        twin._stops = tuple(parameters.get("stop", self._stops))  # noqa: SLF001 - of its own kind
        wanted = {key: value for key, value in parameters.items() if key != "stop"}
        twin._parameters = checked_parameters(  # noqa: SLF001 - likewise
            self.name, {**self._parameters, **wanted}, _DEFAULTS
        )
        twin.identity = {**self.identity, **parameters}
        return twin

    def _job(self, request: Request) -> Job | Reply:
        tokenizer = self._tokenizer
        prompt = tokenizer.prompt(request.messages) + tokenizer.begun(request.begun or "")
        context = self._network.config.context
        if not 0 < len(prompt) < context:
            message = f"a prompt of {len(prompt)} tokens; it must have 1 to {context - 1}"
            failure = Failure(FailureKind.REJECTED, message)
            return Reply(finish=Finish.FAILED, failure=failure)
        return Job(
            tuple(prompt),
            end=tokenizer.end,
            max_tokens=capped(self._parameters["max_tokens"], request.max_tokens),
            temperature=self._parameters["temperature"],
            top_p=self._parameters["top_p"],
            seed=(self._parameters["seed"], request.attempt),
            stops=tuple(tuple(tokenizer.encode(stop)) for stop in self._stops),
            thought=(tokenizer.think, tokenizer.end_think),
        )

    async def check(self) -> None:
        """Nothing can be missing once the model is built."""

    async def close(self) -> None:
        """Stop the thread that answers."""
        self._batcher.close()

    def _reply(self, job: Job, generated: Generated, begun: str | None, started: float) -> Reply:
        tokens = generated.tokens
        text, reasoning, unfinished = split_continued(begun, self._tokenizer.decode(tokens))
        whole = generated.stopped and not unfinished
        return Reply(
            text=text,
            reasoning=reasoning,
            finish=Finish.STOP if whole else Finish.LENGTH,
            usage=Usage(
                prompt_tokens=len(job.prompt),
                completion_tokens=generated.written,
                reasoning_tokens=self._thought_length(tokens, unfinished=unfinished),
            ),
            seconds=time.monotonic() - started,
        )

    def _thought_length(self, tokens: list[int], *, unfinished: bool) -> int:
        """Tokens up to the end of the last thought, its tags included."""
        if unfinished:
            return len(tokens)
        closing = [i for i, token in enumerate(tokens) if token == self._tokenizer.end_think]
        return closing[-1] + 1 if closing else 0
