"""Greedy answers of the network in training: how it does on questions that are kept back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from transformers import GenerationConfig

from keju.core.records import Item
from keju.training.bases import Reader
from keju.training.rewards import Marks

__all__ = ["held_out_accuracy"]


def held_out_accuracy(
    network: Any, reader: Reader, items: Sequence[Item], mark: Marks, most: tuple[int, int]
) -> float | None:
    """Return the mean score of greedy answers to ``items``; None where nothing has a score.

    ``most``: tokens of an answer, and answers at once.
    """
    tokens, rows = most
    reads = reader.reads(opened=reader.opens(items[0].question.messages))
    config = GenerationConfig(
        do_sample=False,
        max_new_tokens=tokens,
        eos_token_id=sorted(reader.ends),
        pad_token_id=reader.tokenizer.pad_token_id,
    )
    scores: list[float] = []
    training = network.training
    network.eval()
    for start in range(0, len(items), rows):
        part = items[start : start + rows]
        texts = [reader.written(item.question.messages) for item in part]
        special = reader.tokenizer.chat_template is None
        inputs = reader.tokenizer(
            texts, return_tensors="pt", padding=True, add_special_tokens=special
        )
        inputs = {name: inputs[name].to(network.device) for name in ("input_ids", "attention_mask")}
        with torch.no_grad():
            out = network.generate(**inputs, generation_config=config)
        written = out[:, inputs["input_ids"].shape[1] :].tolist()
        replies = [reads(_ended(row, reader.ends)) for row in written]
        marks = mark(list(zip(part, replies, strict=True)))
        scores += [each.score for each in marks if each.score is not None]
    network.train(training)
    return sum(scores) / len(scores) if scores else None


def _ended(row: list[int], ends: frozenset[int]) -> list[int]:
    """Return the tokens up to the first that ends the answer."""
    end = next((place for place, token in enumerate(row) if token in ends), len(row))
    return row[: end + 1]
