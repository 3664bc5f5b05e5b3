"""The checkpoint to begin with: found, measured, loaded; and how its tokens read as a reply."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

import keju.models
from keju.core.errors import InputError, nearest
from keju.core.records import Finish, Message, Reply, Usage
from keju.models.reference import reference_names
from keju.models.thoughts import split_thought
from keju.training.memory import Anatomy, Machine

__all__ = ["Reader", "anatomy", "find_base", "load", "machine", "quiet", "versions"]

_HEADS = "lm_head"
#: Where Linux tells what is available, and what a container may use.
_MEMORY = (
    (Path("/proc/meminfo"), r"MemAvailable:\s*(\d+) kB", 1024),
    (Path("/sys/fs/cgroup/memory.max"), r"^(\d+)$", 1),
)
_SHIPPED = Path(keju.models.__file__).parent / "weights"


def quiet() -> None:
    """Keep the libraries from writing over the terminal; errors still come."""
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    for name in ("trl", "accelerate", "peft", "datasets", "torch"):
        logging.getLogger(name).setLevel(logging.ERROR)


def versions() -> dict[str, str]:
    """Return the versions of what trains, for the card."""
    return {"torch": torch.__version__, "transformers": transformers.__version__}


def find_base(text: str) -> Path:
    """Return the folder of a base checkpoint: local, shipped (``keju/NAME``) or of the hub.

    Raises InputError where there is none.
    """
    kind, _, name = text.partition("/")
    folder = _SHIPPED / name if kind == "keju" and name else Path(text).expanduser()
    if (folder / "config.json").is_file():
        return folder
    if kind == "keju":
        raise InputError(f"{text}: there is no such model.{nearest(name, reference_names())}")
    if folder.exists() or text.count("/") != 1 or text.startswith((".", "/", "~")):
        raise InputError(f"{text}: no checkpoint there; give a folder that holds a config.json")
    from huggingface_hub import snapshot_download

    patterns = ["*.json", "*.safetensors", "*.jinja", "*.model", "*.txt"]
    try:
        return Path(snapshot_download(text, allow_patterns=patterns))
    except Exception as error:  # the hub's client raises whatever it likes
        words = " ".join(str(error).split())[:160]
        raise InputError(
            f"{text}: neither a folder with a config.json nor to be had from the hub: {words}"
        ) from error


def machine() -> Machine:
    """Return where training will run, with the memory that is free there."""
    if torch.cuda.is_available():
        free, _ = torch.cuda.mem_get_info()
        return Machine("cuda", torch.cuda.get_device_name(), free)
    return Machine("cpu", "the processor", _free_memory())


def _free_memory() -> int:
    """Return what the kernel calls available (all there is, where it does not say), in bytes."""
    free = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for path, pattern, unit in _MEMORY:
        found = re.search(pattern, path.read_text("utf-8")) if path.exists() else None
        if found:
            free = min(free, int(found[1]) * unit)
    return free


def anatomy(folder: Path) -> Anatomy:
    """Measure the network that ``folder`` describes, without its weights."""
    try:
        config = AutoConfig.from_pretrained(folder, local_files_only=True)
        with torch.device("meta"):
            network = AutoModelForCausalLM.from_config(config)
    except Exception as error:  # its libraries raise whatever they like
        words = " ".join(str(error).split())[:160]
        raise InputError(f"{folder}: transformers cannot read this checkpoint: {words}") from error
    text = config.get_text_config()
    heads = text.num_attention_heads
    keys = getattr(text, "num_key_value_heads", None) or heads
    head = getattr(text, "head_dim", None) or text.hidden_size // heads
    linear = [
        module.in_features + module.out_features
        for name, module in network.named_modules()
        if isinstance(module, torch.nn.Linear) and _HEADS not in name
    ]
    return Anatomy(
        parameters=sum(each.numel() for each in network.parameters()),
        linear=sum(linear),
        layers=text.num_hidden_layers,
        width=text.hidden_size,
        vocabulary=text.vocab_size,
        cached=2 * text.num_hidden_layers * keys * head,
        context=getattr(text, "max_position_embeddings", None) or 1 << 20,
    )


def load(folder: Path, *, frozen: bool) -> tuple[Any, Reader]:
    """Return the network of ``folder`` and the reader of its tokens.

    All weights are trained in float32; ``frozen`` ones, under adapters, stay in bfloat16 where a
    GPU is. Raises InputError where transformers cannot load it.
    """
    dtype = torch.bfloat16 if frozen and torch.cuda.is_available() else torch.float32
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        network = AutoModelForCausalLM.from_pretrained(folder, local_files_only=True, dtype=dtype)
    except Exception as error:  # its libraries raise whatever they like
        words = " ".join(str(error).split())[:160]
        raise InputError(f"{folder}: transformers cannot load this checkpoint: {words}") from error
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    tokenizer.padding_side = "left"
    ends = network.generation_config.eos_token_id
    ends = ends if isinstance(ends, list) else [ends]
    both = frozenset(end for end in (*ends, tokenizer.eos_token_id) if end is not None)
    return network, Reader(tokenizer, both)


@dataclass(frozen=True)
class Reader:
    """Turns questions into prompts, and the tokens of a completion into a reply.

    It reads as ``keju.models.hf`` does, so that a reward is what an examination would give.
    """

    tokenizer: Any
    ends: frozenset[int]

    def prompt(self, messages: Iterable[Message]) -> Any:
        """Return the conversation for TRL: messages, or their text without a chat template."""
        turns = [{"role": message.role, "content": message.content} for message in messages]
        if self.tokenizer.chat_template is None:
            return "\n".join(turn["content"] for turn in turns)
        return turns

    def completion(self, text: str) -> Any:
        """Return what is to be written after a prompt, for TRL."""
        if self.tokenizer.chat_template is None:
            return text
        return [{"role": "assistant", "content": text}]

    def written(self, messages: Iterable[Message]) -> str:
        """Return the prompt as the network sees it."""
        turns = self.prompt(messages)
        if isinstance(turns, str):
            return turns
        text: str = self.tokenizer.apply_chat_template(
            turns, tokenize=False, add_generation_prompt=True
        )
        return text

    def reads(self, *, opened: bool) -> Callable[[Sequence[int]], Reply]:
        """Return the function from tokens to a reply; ``opened``: the template begins a thought."""

        def reply(tokens: Sequence[int]) -> Reply:
            stopped = bool(tokens) and tokens[-1] in self.ends
            text = self.tokenizer.decode(tokens[: len(tokens) - stopped], skip_special_tokens=True)
            text, thought, unfinished = split_thought("<think>" * opened + text)
            whole = stopped and not unfinished
            finish = Finish.STOP if whole else Finish.LENGTH
            return Reply(text, thought, finish, Usage(completion_tokens=len(tokens)))

        return reply

    def opens(self, messages: Iterable[Message]) -> bool:
        """Whether the chat template begins the thought itself."""
        return self.written(messages).rstrip().endswith("<think>")
