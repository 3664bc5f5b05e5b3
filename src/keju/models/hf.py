"""``hf/PATH``: a Hugging Face checkpoint in a local folder, run by transformers.

torch and transformers (the extra ``keju[hf]``) are imported when a model is first used. Questions
that wait together are answered together, padded on the left. A sampled answer depends on its
question, attempt and seed alone, because every row draws its own random numbers.

Not covered: hub names (download the checkpoint first), remote code, several devices, top-p.
"""

from __future__ import annotations

import asyncio
import copy
import hashlib
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

from keju.core.errors import InputError
from keju.core.protocols import Request
from keju.core.records import Failure, FailureKind, Finish, Message, Reply, Usage
from keju.models.batching import Batcher
from keju.models.parameters import capped, checked_parameters
from keju.models.thoughts import Parted, split_continued, split_thought

__all__ = ["HfModel"]

_DEFAULTS: Mapping[str, Any] = {"temperature": 0.0, "max_tokens": 2048, "seed": 0, "batch": 32}
_MEANT = {".safetensors", ".bin", ".json", ".jinja", ".model", ".txt"}
_LINGER = 0.02  # seconds for questions to gather before a batch starts


class HfModel:
    """A checkpoint folder. At temperature 0 every attempt gives the same answer.

    Parameters: ``temperature`` (default 0), ``max_tokens`` (2048), ``seed`` (0) and ``batch``, how
    many are answered together (32; not part of the identity).
    """

    def __init__(self, path: str, *, parameters: Mapping[str, Any] | None = None) -> None:
        self.name = f"hf/{path}"
        self.parallel: int | None = 128
        self.tunable = frozenset(_DEFAULTS) - {"batch"}
        self._folder = _folder(self.name, Path(path))
        self._parameters = checked_parameters(self.name, parameters or {}, _DEFAULTS)
        self.identity: Mapping[str, Any] = {
            "provider": "hf",
            "weights": _fingerprint(self._folder),
            **{key: value for key, value in self._parameters.items() if key != "batch"},
        }
        self._batcher: Batcher[_Job, _Written] = Batcher(
            lambda: _Engine(self._checkpoint, self._parameters["batch"]), linger=_LINGER
        )

    async def complete(self, request: Request) -> Reply:
        """Answer once; what waits at the same time is answered together."""
        started = time.monotonic()
        checkpoint = await self._loaded()
        text, prompt = checkpoint.prompt(request.messages, request.begun)
        most = capped(self._parameters["max_tokens"], request.max_tokens)
        room = min(most, checkpoint.context - len(prompt))
        if not prompt or room < 1:
            words = f"a prompt of {len(prompt)} tokens; the context has {checkpoint.context}"
            return _failed(FailureKind.REJECTED, words)
        temperature, seed = self._parameters["temperature"], self._parameters["seed"]
        rng = Random(f"{seed}:{request.attempt}:{text}")
        try:
            written = await self._batcher.submit(_Job(prompt, room, temperature, rng))
        except (RuntimeError, MemoryError) as error:  # torch's own, out of memory among them
            return _failed(FailureKind.SERVER, f"{type(error).__name__}: {error}")
        if request.begun is not None:
            part = partial(split_continued, request.begun)
        else:
            part = partial(_split, opened=text.rstrip().endswith("<think>"))
        reply = _reply(checkpoint, prompt, written, part)
        return replace(reply, seconds=time.monotonic() - started)

    def tuned(self, parameters: Mapping[str, Any]) -> HfModel:
        """Return this model, once it is loaded, with other parameters; it shares all else."""
        twin = copy.copy(self)
        wanted = {**self._parameters, **parameters}
        twin._parameters = checked_parameters(self.name, wanted, _DEFAULTS)  # noqa: SLF001 - its kind
        twin.identity = {**self.identity, **parameters}
        return twin

    async def check(self) -> None:
        """Load the checkpoint. Raises InputError when transformers cannot."""
        await self._loaded()

    async def close(self) -> None:
        """Stop the thread that answers."""
        self._batcher.close()

    async def _loaded(self) -> _Checkpoint:
        if "_checkpoint" in self.__dict__:
            return self._checkpoint
        async with self._loading:
            return await asyncio.to_thread(lambda: self._checkpoint)

    @cached_property
    def _loading(self) -> asyncio.Lock:
        return asyncio.Lock()

    @cached_property
    def _checkpoint(self) -> _Checkpoint:
        return _Checkpoint.load(self.name, self._folder)


@dataclass(frozen=True)
class _Job:
    prompt: list[int]
    room: int
    temperature: float
    rng: Random


@dataclass(frozen=True)
class _Written:
    tokens: list[int]
    stopped: bool


@dataclass(frozen=True)
class _Checkpoint:
    """What transformers loaded, with the few facts that generation needs."""

    network: Any
    tokenizer: Any
    context: int
    ends: frozenset[int]

    @classmethod
    def load(cls, name: str, folder: Path) -> _Checkpoint:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # the terminal belongs to whoever examines the model
        device = "cuda" if torch.cuda.is_available() else "cpu"
        try:
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
            network = AutoModelForCausalLM.from_pretrained(
                folder, local_files_only=True, dtype="auto"
            )
        except Exception as error:  # its libraries raise whatever they like, bare Exception too
            words = " ".join(str(error).split())[:200]
            raise InputError(
                f"{name}: transformers cannot load this checkpoint: {words}"
            ) from error
        if device == "cpu" and network.dtype == torch.float16:
            network = network.float()  # processors are slow and partial in float16
        ends = network.generation_config.eos_token_id
        ends = tokenizer.eos_token_id if ends is None else ends
        ends = frozenset(ends if isinstance(ends, list) else [ends] if ends is not None else [])
        context = getattr(network.config, "max_position_embeddings", None) or 1 << 30
        return cls(network.to(device).eval(), tokenizer, context, ends)

    def prompt(
        self, messages: Iterable[Message], begun: str | None = None
    ) -> tuple[str, list[int]]:
        """Return the prompt as text and tokens: by the chat template if there is one.

        What the template may do to an answer that is begun (leave its thought out) is not left to
        it: the beginning follows the generation prompt, and a thought is opened once.
        """
        turns = [{"role": message.role, "content": message.content} for message in messages]
        if self.tokenizer.chat_template is None:
            text = "\n".join(turn["content"] for turn in turns) + (begun or "")
            return text, list(self.tokenizer(text)["input_ids"])
        text = self.tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
        if begun is not None and text.rstrip().endswith("<think>"):
            text = text.rstrip().removesuffix("<think>")
        text += begun or ""
        return text, list(self.tokenizer(text, add_special_tokens=False)["input_ids"])


class _Engine:
    """Writes the answers of one batch to their ends; see ``batching.Engine``."""

    def __init__(self, checkpoint: _Checkpoint, capacity: int) -> None:
        self._checkpoint = checkpoint
        self._capacity = capacity
        self._jobs: list[tuple[Any, _Job]] = []
        self._done: list[tuple[Any, _Written]] = []

    def __len__(self) -> int:
        return len(self._jobs)

    @property
    def room(self) -> int:
        return self._capacity - len(self._jobs)

    @property
    def welcoming(self) -> bool:
        return not self._jobs

    def join(self, jobs: Iterable[tuple[Any, _Job]]) -> None:
        self._jobs += jobs

    def step(self) -> None:
        written = _generate(self._checkpoint, [job for _, job in self._jobs])
        self._done += [(job[0], out) for job, out in zip(self._jobs, written, strict=True)]
        self._jobs = []

    def leave(self) -> list[tuple[Any, _Written]]:
        done, self._done = self._done, []
        return done

    def drop(self, tickets: Collection[Any]) -> None:
        self._jobs = [job for job in self._jobs if job[0] not in tickets]


def _generate(checkpoint: _Checkpoint, jobs: list[_Job]) -> list[_Written]:
    """Continue every prompt until its end token or its room is used up."""
    import torch
    from transformers import GenerationConfig

    network, ends = checkpoint.network, checkpoint.ends
    width = max(len(job.prompt) for job in jobs)
    tokens = torch.zeros((len(jobs), width), dtype=torch.long)
    mask = torch.zeros_like(tokens)
    for row, job in enumerate(jobs):
        tokens[row, width - len(job.prompt) :] = torch.tensor(job.prompt)
        mask[row, width - len(job.prompt) :] = 1
    rooms = torch.tensor([job.room for job in jobs], device=network.device)
    with torch.inference_mode():
        out = network.generate(
            tokens.to(network.device),
            attention_mask=mask.to(network.device),
            generation_config=GenerationConfig(
                do_sample=False,
                max_new_tokens=int(rooms.max()),
                eos_token_id=sorted(ends) or None,
                pad_token_id=min(ends, default=0),
            ),
            logits_processor=[_sampler(jobs)] if any(job.temperature for job in jobs) else None,
            stopping_criteria=[lambda ids, _scores, **_: ids.shape[1] - width >= rooms],
        )
    rows = out[:, width:].tolist()
    return [_cut(row, job.room, ends) for row, job in zip(rows, jobs, strict=True)]


def _sampler(jobs: list[_Job]) -> Any:
    """Return a logits processor that leaves each row the one token it drew for itself."""
    import torch

    temperatures = torch.tensor([[job.temperature] for job in jobs], dtype=torch.float64)

    def draw(_ids: Any, scores: Any) -> Any:
        weights = (scores.double() / temperatures.to(scores.device)).softmax(-1).cumsum(-1)
        drawn = torch.tensor([[job.rng.random()] for job in jobs], dtype=torch.float64)
        token = torch.searchsorted(weights, drawn.to(scores.device) * weights[:, -1:], right=True)
        return torch.full_like(scores, -torch.inf).scatter(-1, token, 0.0)

    return draw


def _cut(row: list[int], room: int, ends: frozenset[int]) -> _Written:
    row = row[:room]
    end = next((place for place, token in enumerate(row) if token in ends), None)
    return _Written(row if end is None else row[:end], end is not None)


def _split(text: str, *, opened: bool) -> Parted:
    """Part answer and thought; ``opened``: the template had begun the thought."""
    return split_thought("<think>" * opened + text)


def _reply(
    checkpoint: _Checkpoint, prompt: list[int], written: _Written, part: Callable[[str], Parted]
) -> Reply:
    """Return what was written as a reply; ``part`` parts answer and thought."""
    text = checkpoint.tokenizer.decode(written.tokens, skip_special_tokens=True)
    text, reasoning, unfinished = part(text)
    thought = checkpoint.tokenizer.encode(reasoning or "", add_special_tokens=False)
    usage = Usage(len(prompt), len(written.tokens) + written.stopped, len(thought))
    whole = written.stopped and not unfinished
    return Reply(text, reasoning, Finish.STOP if whole else Finish.LENGTH, usage)


def _failed(kind: FailureKind, words: str) -> Reply:
    return Reply(finish=Finish.FAILED, failure=Failure(kind, words))


def _folder(name: str, path: Path) -> Path:
    """Return ``path``. Raises InputError unless it holds a checkpoint and the extra is there."""
    if not (path / "config.json").is_file():
        raise InputError(f"{name}: no checkpoint there; give a folder that holds a config.json.")
    missing = [module for module in ("torch", "transformers") if find_spec(module) is None]
    if missing:
        raise InputError(
            f"{name}: {' and '.join(missing)} not installed; run: pip install 'keju[hf]'"
        )
    return path


def _fingerprint(folder: Path) -> str:
    """Return the SHA-256 of every file that may change an answer, whatever the folder is called."""
    whole = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix in _MEANT and path.is_file():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            whole.update(f"{path.name} {digest}\n".encode())
    return whole.hexdigest()
