"""The table that a trainer reads: one row a question."""

from __future__ import annotations

from collections.abc import Sequence

from datasets import Dataset
from datasets.utils.logging import disable_progress_bar

from keju.core.records import Item
from keju.training.bases import Reader
from keju.training.worked import worked_text

__all__ = ["grpo_rows", "sft_rows"]


disable_progress_bar()  # the terminal belongs to the training


def grpo_rows(items: Sequence[Item], reader: Reader) -> Dataset:
    """Return prompts, each with the place of its item."""
    return Dataset.from_list(
        [
            {"prompt": reader.prompt(item.question.messages), "item": place}
            for place, item in enumerate(items)
        ]
    )


def sft_rows(items: Sequence[Item], reader: Reader, *, thought: bool) -> Dataset:
    """Return prompts with their worked solutions, which every item must have."""
    opened = reader.opens(items[0].question.messages)
    return Dataset.from_list(
        [
            {
                "prompt": reader.prompt(item.question.messages),
                "completion": reader.completion(worked_text(item, thought=thought, opened=opened)),
            }
            for item in items
        ]
    )
