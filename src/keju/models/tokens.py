"""The character tokenizer of Keju's own models, and their chat template.

It reads the same ``tokenizer.json`` that ``transformers.AutoTokenizer`` does and needs neither
that library nor a regular expression: one character is one token. Special tokens are never made
from text, so that a question which spells ``<|im_end|>`` cannot end a turn.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from keju.core.errors import InputError
from keju.core.records import Message

__all__ = [
    "CHARACTERS",
    "CHAT_TEMPLATE",
    "SPECIALS",
    "CharacterTokenizer",
    "tokenizer_config",
    "tokenizer_json",
]

SPECIALS = ("<pad>", "<unk>", "<|im_start|>", "<|im_end|>", "<think>", "</think>")
CHARACTERS = "\n" + "".join(map(chr, range(0x20, 0x7F)))

#: System messages are left out; a user's turn is opened and closed, an assistant's only closed,
#: so that the prompt ends exactly where the answer begins.
CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{% if message.role == 'user' %}<|im_start|>{{ message.content }}<|im_end|>"
    "{% elif message.role == 'assistant' %}{{ message.content }}<|im_end|>"
    "{% endif %}{% endfor %}"
)

_BESIDE_TAG = re.compile(r"\s*(</?think>)\s*")


class CharacterTokenizer:
    """Maps characters to tokens and back; anything outside the vocabulary becomes ``<unk>``."""

    def __init__(self, vocabulary: dict[str, int]) -> None:
        self._ids = vocabulary
        self._texts = {i: text for text, i in vocabulary.items()}
        self.pad, self.unknown, self.start, self.end, self.think, self.end_think = (
            vocabulary[special] for special in SPECIALS
        )

    @classmethod
    def read(cls, folder: Path) -> CharacterTokenizer:
        """Read ``tokenizer.json`` in ``folder``. Raises InputError when it is not of this kind."""
        path = folder / "tokenizer.json"
        try:
            return cls(json.loads(path.read_text("utf-8"))["model"]["vocab"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"{path}: no character tokenizer ({type(error).__name__}: {error}); "
                "use hf/PATH for a checkpoint with another tokenizer."
            ) from error

    def encode(self, text: str) -> list[int]:
        """Return one token for each character of ``text``."""
        return [self._ids.get(character, self.unknown) for character in text]

    def begun(self, text: str) -> list[int]:
        """Return the tokens of the beginning of an answer, whose thought tags are tokens.

        White space beside a tag is dropped: these models are taught to write none there.
        """
        tags = {"<think>": self.think, "</think>": self.end_think}
        tokens: list[int] = []
        for part in _BESIDE_TAG.split(text):
            tokens += [tags[part]] if part in tags else self.encode(part)
        return tokens

    def decode(self, tokens: Iterable[int]) -> str:
        """Return the text of ``tokens``, special tokens included."""
        return "".join(self._texts[token] for token in tokens)

    def prompt(self, messages: Sequence[Message]) -> list[int]:
        """Return the tokens of a conversation, as ``CHAT_TEMPLATE`` renders it."""
        tokens: list[int] = []
        for message in messages:
            if message.role == "system":
                continue
            if message.role == "user":
                tokens.append(self.start)
            tokens += [*self.encode(message.content), self.end]
        return tokens


def tokenizer_json() -> dict[str, object]:
    """Return the content of ``tokenizer.json``, as the ``tokenizers`` library reads it."""
    vocabulary = {text: i for i, text in enumerate((*SPECIALS, *CHARACTERS))}
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    added = [
        # As in Qwen3, the tags of a thought are no control tokens: decoding keeps them.
        {"id": vocabulary[name], "content": name, **flags, "special": "think" not in name}
        for name in SPECIALS
    ]
    split = {
        "type": "Split",
        "pattern": {"Regex": ".|\n"},
        "behavior": "Isolated",
        "invert": False,
    }
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": None,
        "pre_tokenizer": split,
        "post_processor": None,
        "decoder": {"type": "Fuse"},
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "<unk>"},
    }


def tokenizer_config(context: int) -> dict[str, object]:
    """Return the content of ``tokenizer_config.json`` for a model of ``context`` tokens."""
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "eos_token": "<|im_end|>",
        "padding_side": "left",
        "clean_up_tokenization_spaces": False,
        "model_max_length": context,
        "chat_template": CHAT_TEMPLATE,
    }
