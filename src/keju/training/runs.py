"""One training from its first step, or its last checkpoint, to a folder that everything loads."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig
from transformers.trainer_callback import TrainerState

from keju.core.errors import InputError
from keju.core.records import Item
from keju.core.training import Step, TrainingPlan, TrainingTally
from keju.training.adapters import merged
from keju.training.answering import held_out_accuracy
from keju.training.bases import Reader, load, quiet
from keju.training.plans import write_finished
from keju.training.rewards import Marks, reward_function
from keju.training.rows import grpo_rows, sft_rows
from keju.training.stopping import stop_wished
from keju.training.trainers import grpo_trainer, sft_trainer
from keju.training.watching import Watch, Watched
from keju.training.worked import worked_text

__all__ = ["Order", "train"]

_MEASURES = 10  # of held-out accuracy in a training

Show = Callable[[str, TrainingTally], AbstractContextManager[None]]


@dataclass(frozen=True)
class Order:
    """All that one training is made from.

    ``start`` is the folder of the base, ``items`` what is trained on, ``watched`` the held-out
    questions whose accuracy is shown on the way, ``mark`` the markers, ``draw`` writes the drawing.
    """

    plan: TrainingPlan
    start: Path
    out: Path
    items: Sequence[Item]
    watched: Sequence[Item]
    mark: Marks
    draw: Callable[[Path, Sequence[Step]], None]

    @property
    def record(self) -> Path:
        """The folder beside the weights that keeps what training needs and tells."""
        return self.out / "training"


def train(order: Order, show: Show) -> bool:
    """Train to the last step and write the checkpoint; False where it was stopped, and saved.

    It goes on from the last checkpoint in ``order.record``. Raises InputError where the context is
    too small, or the base cannot be loaded.
    """
    quiet()
    plan = order.plan
    tally = TrainingTally(plan.steps)
    with show(f"{plan.kind} of {plan.base}", tally), stop_wished() as stop, _still():
        torch.manual_seed(plan.seed)
        network, reader = load(order.start, frozen=bool(plan.lora))
        _check_context(order, reader, network.config)
        trainer = _trainer(order, network, reader)
        drawing = order.record / "learning.svg"
        watched = Watched(
            csv=order.record / "learning.csv",
            accuracy=_accuracy(order, reader),
            every=max(1, plan.steps // _MEASURES),
            sequences=plan.sequences,
            drawn=lambda rows: order.draw(drawing, rows),
        )
        trainer.add_callback(Watch(watched, tally, stop))
        trainer.train(resume_from_checkpoint=_last_whole(order.record / "checkpoints"))
        order.draw(drawing, tally.rows)
        if trainer.state.global_step < plan.steps:
            return False
        tally.doing = "writing the checkpoint"
        _write(order, trainer, reader)
        end = tally.rows[-1]
        done = {"steps": end.step, "tokens": end.tokens, "seconds": end.seconds}
        write_finished(order.out, done)
    del trainer, network
    _give_back()
    return True


def _last_whole(folder: Path) -> str | None:
    """Return the newest checkpoint that was written to its end; its state is what comes last."""
    states = [path for path in folder.glob("checkpoint-*/trainer_state.json") if _reads(path)]
    numbers = {int(path.parent.name.rpartition("-")[2]): path.parent for path in states}
    return str(numbers[max(numbers)]) if numbers else None


def _reads(state: Path) -> bool:
    try:
        TrainerState.load_from_json(str(state))
    except ValueError:  # cut off
        return False
    return True


class _still(warnings.catch_warnings):  # noqa: N801 - a context manager, used as a word
    """Warnings of the libraries about themselves are no news to who trains."""

    def __enter__(self) -> None:
        super().__enter__()
        warnings.simplefilter("ignore")


def _trainer(order: Order, network: Any, reader: Reader) -> Any:
    plan, folder = order.plan, order.record / "checkpoints"
    if plan.kind == "sft":
        rows = sft_rows(order.items, reader, thought=plan.thought)
        return sft_trainer(plan, network, reader, rows, folder)
    reads = reader.reads(opened=reader.opens(order.items[0].question.messages))
    reward = reward_function(order.items, order.mark, reads)
    return grpo_trainer(plan, network, reader, grpo_rows(order.items, reader), folder, reward)


def _accuracy(order: Order, reader: Reader) -> Callable[[Any], float | None] | None:
    if not order.watched:
        return None
    most = (order.plan.max_tokens, max(order.plan.micro, 8))
    return lambda network: held_out_accuracy(network, reader, order.watched, order.mark, most)


def _check_context(order: Order, reader: Reader, config: Any) -> None:
    """Raise InputError where a question and its answer do not fit into the context."""
    context = getattr(config.get_text_config(), "max_position_embeddings", None) or 1 << 30
    plan = order.plan
    for item in order.items:
        prompt = reader.written(item.question.messages)
        length = len(reader.tokenizer(prompt)["input_ids"])
        answer = plan.max_tokens
        if plan.kind == "sft":
            text = worked_text(item, thought=plan.thought)
            answer = len(reader.tokenizer(text)["input_ids"]) + 1
        if length + answer > context:
            raise InputError(
                f"A question of {length:,} tokens and an answer of {answer:,} do not fit into the"
                f" context of {context:,}; lower --max-tokens, or take an easier exam"
            )


def _give_back() -> None:
    """Free the memory of a trainer, which refers to itself, for the examination that follows."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _write(order: Order, trainer: Any, reader: Reader) -> None:
    """Write the network in the number format of its base, adapters worked in."""
    if order.plan.lora:
        trainer.save_model(str(order.out / "adapter"))
    network = merged(trainer.accelerator.unwrap_model(trainer.model))
    dtype = AutoConfig.from_pretrained(order.start, local_files_only=True).dtype
    network = network.to(dtype or torch.float32)
    network.save_pretrained(order.out)
    reader.tokenizer.save_pretrained(order.out)
