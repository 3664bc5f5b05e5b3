"""Train the reference models ``keju/tongsheng`` (thinks) and ``keju/tongsheng-direct`` (does not).

    python -m keju.training.tongsheng --out DIR [--direct] [--start DIR] [--steps N] [--minutes M]

Supervised learning on worked traces, one CPU thread. The twins see the same kinds of problems,
batches of the same number of tokens and the same number of steps; only what follows the question
differs. Everything random is seeded: without ``--minutes`` the same versions of Python and torch
on the same processor give the same weights.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor

from keju.core.records import Message
from keju.models.tokens import CharacterTokenizer, tokenizer_json
from keju.training.card import measure, write_card
from keju.training.checkpoint import load_weights, save_checkpoint
from keju.training.network import Decoder, Shape
from keju.training.traces import KINDS, Problem, draw_problem

__all__ = ["Plan", "Progress", "batches", "encode_example", "main", "train"]

_SORTED_TOGETHER = 512  # problems drawn at once, so that a batch holds rows of one length
_IGNORED = -100
_LOG_EVERY, _SAVE_EVERY = 50, 400

_Example = tuple[list[int], list[int]]


@dataclass(frozen=True)
class Plan:
    """How long, how fast and from which seeds a model is trained.

    With ``start``, a checkpoint folder, training goes on from there in a further round, with fresh
    problems and a somewhat lower rate.
    """

    direct: bool = False
    start: Path | None = None
    steps: int = 2400
    minutes: float = math.inf
    batch_tokens: int = 4096
    weight_seed: int = 0

    @property
    def peak_rate(self) -> float:
        """The highest learning rate."""
        return 2.5e-3 if self.start is None else 2e-3

    @property
    def data_seed(self) -> int:
        """The seed of the problems."""
        return 1 if self.start is None else 2


@dataclass
class Progress:
    """What training has done: ``tokens`` without padding, ``loss`` in nats, smoothed."""

    step: int = 0
    tokens: int = 0
    problems: int = 0
    loss: float | None = None
    started: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Seconds since training began."""
        return time.monotonic() - self.started

    def share(self, plan: Plan) -> float:
        """Return how much of ``plan`` is done, by steps or by time; 1 or more ends it."""
        return max(self.step / plan.steps, self.seconds / (60 * plan.minutes))

    def add(self, tokens: int, problems: int, loss: float) -> None:
        """Count one step."""
        self.step += 1
        self.tokens += tokens
        self.problems += problems
        self.loss = loss if self.loss is None else 0.98 * self.loss + 0.02 * loss

    def record(self) -> dict[str, Any]:
        """Return the line of the log."""
        return {
            "step": self.step,
            "tokens": self.tokens,
            "problems": self.problems,
            "seconds": round(self.seconds, 1),
            "loss": self.loss and round(self.loss, 5),
        }


def encode_example(problem: Problem, tokenizer: CharacterTokenizer, *, direct: bool) -> _Example:
    """Return the tokens of the prompt and of the completion that training teaches."""
    prompt = tokenizer.prompt([Message("user", problem.question)])
    thought = [tokenizer.think, *tokenizer.encode(problem.trace), tokenizer.end_think]
    answer = [*tokenizer.encode(f"Answer: {problem.answer}"), tokenizer.end]
    return prompt, answer if direct else thought + answer


def batches(plan: Plan, tokenizer: CharacterTokenizer) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield inputs and targets, both (rows, length), without end; targets are -100 off the answer.

    A batch holds at most ``plan.batch_tokens`` tokens, padding included.
    """
    rng = Random(plan.data_seed)
    while True:
        kinds = rng.choices(list(KINDS), k=_SORTED_TOGETHER)
        drawn = [draw_problem(rng, kind, held_out=False) for kind in kinds]
        examples = [encode_example(problem, tokenizer, direct=plan.direct) for problem in drawn]
        examples.sort(key=lambda example: len(example[0]) + len(example[1]))
        groups = _cut(examples, plan.batch_tokens)
        rng.shuffle(groups)
        for group in groups:
            yield _pad(group, tokenizer.pad)


def _cut(examples: list[_Example], tokens: int) -> list[list[_Example]]:
    """Cut ``examples``, sorted by length, into groups of at most ``tokens`` padded tokens each."""
    groups: list[list[_Example]] = [[]]
    for prompt, completion in examples:
        if (len(groups[-1]) + 1) * (len(prompt) + len(completion)) > tokens:
            groups.append([])
        groups[-1].append((prompt, completion))
    return groups


def _pad(group: list[_Example], pad: int) -> tuple[Tensor, Tensor]:
    length = max(len(prompt) + len(completion) for prompt, completion in group) - 1
    inputs = torch.full((len(group), length), pad)
    targets = torch.full((len(group), length), _IGNORED)
    for row, (prompt, completion) in enumerate(group):
        whole = torch.tensor(prompt + completion)
        inputs[row, : len(whole) - 1] = whole[:-1]
        targets[row, len(prompt) - 1 : len(whole) - 1] = whole[len(prompt) :]
    return inputs, targets


def _rate(plan: Plan, progress: Progress) -> float:
    """Return the learning rate: warm-up, a plateau to 30%, then a cosine down to 2% of the peak."""
    warm = min(1.0, (progress.step + 1) / 100)
    fall = max(0.0, (progress.share(plan) - 0.3) / 0.7)
    return plan.peak_rate * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * fall)))


def train(plan: Plan, folder: Path) -> Progress:
    """Train one model into ``folder``: ``log.jsonl``, and the checkpoint every 400 steps."""
    torch.set_num_threads(1)
    torch.manual_seed(plan.weight_seed)
    vocabulary: Any = tokenizer_json()["model"]
    tokenizer = CharacterTokenizer(vocabulary["vocab"])
    network = Decoder(Shape(vocab_size=len(vocabulary["vocab"])))
    if plan.start is not None:
        load_weights(network, plan.start)
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=plan.peak_rate, betas=(0.9, 0.98), weight_decay=0.01
    )
    folder.mkdir(parents=True, exist_ok=True)
    progress, source = Progress(), batches(plan, tokenizer)
    with (folder / "log.jsonl").open("w", encoding="utf-8") as log:
        while progress.share(plan) < 1:
            for group in optimizer.param_groups:
                group["lr"] = _rate(plan, progress)
            inputs, targets = next(source)
            loss = _step(network, optimizer, inputs, targets)
            progress.add(int((inputs != tokenizer.pad).sum()), len(inputs), loss)
            if progress.step % _LOG_EVERY == 0:
                print(json.dumps(progress.record()), file=log, flush=True)
            if progress.step % _SAVE_EVERY == 0:
                save_checkpoint(network, folder)
    save_checkpoint(network, folder)
    return progress


def _step(
    network: Decoder, optimizer: torch.optim.Optimizer, inputs: Tensor, targets: Tensor
) -> float:
    loss = network.loss(inputs, targets)
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    return float(loss.item())


def _both_rounds(plan: Plan, progress: Progress) -> dict[str, Any]:
    """Return the last line of the log, with what the round before it took added."""
    record = progress.record()
    if plan.start is not None:
        lines = (plan.start / "log.jsonl").read_text("utf-8").splitlines()
        earlier = json.loads(lines[-1])
        record |= {key: record[key] + earlier[key] for key in record if key != "loss"}
    return record


def main() -> None:
    """Train one of the twins, examine it on held-out problems and write its model card."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--direct", action="store_true", help="teach answers without the thought")
    parser.add_argument("--start", type=Path, help="a checkpoint folder to go on from")
    parser.add_argument("--steps", type=int, default=Plan.steps)
    parser.add_argument("--minutes", type=float, default=math.inf)
    given = parser.parse_args()
    plan = Plan(given.direct, given.start, given.steps, given.minutes)
    progress = train(plan, given.out)
    scores = measure(given.out)
    write_card(given.out, direct=plan.direct, record=_both_rounds(plan, progress), scores=scores)
    sys.stdout.writelines(f"{score}\n" for score in scores)


if __name__ == "__main__":
    main()
