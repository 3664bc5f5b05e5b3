"""Reinforcement learning of the reference model: GRPO with nothing but the exams' markers.

Group relative policy optimisation (DeepSeekMath, arXiv:2402.03300) in its plainest form: several
answers are sampled to each question, the exam's marker says of each whether it is right (a cut
thought is wrong), an answer's advantage is how far it is above its group's mean in the group's
standard deviations, and one gradient step is taken on the answers just sampled, every token
counting the same (arXiv:2503.14476). So the ratio of policies is 1 and nothing is to be clipped;
there is no second model and no penalty for leaving the start.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor

from keju.core.records import Item, Message
from keju.models.decoding import Generated, Job, generate
from keju.models.qwen3_numpy import Config, Qwen3
from keju.models.tokens import CharacterTokenizer
from keju.training.checkpoint import read_network, save_checkpoint
from keju.training.lessons import questions
from keju.training.measured import is_right
from keju.training.network import EPSILON, ROTARY_BASE, Decoder
from keju.training.school import padded, tokenizer

__all__ = ["Rewards", "Rollout", "as_numpy", "drawn", "reinforce", "rollouts"]


@dataclass(frozen=True)
class Rewards:
    """How a model is rewarded: ``steps`` of ``many`` questions, ``group`` answers to each."""

    start: Path
    steps: int = 60
    many: int = 16
    group: int = 8
    rate: float = 1e-4
    most_tokens: int = 512
    seed: int = 0
    #: Exams and their weights; what is known already is there so that it is not unlearned.
    exams: tuple[tuple[float, str], ...] = (
        (3.0, "countdown;numbers=3"),
        (4.0, "output;level=1"),
        (3.0, "modular;depth=2"),
        (0.5, "linear"),
        (0.5, "multiplication;digits=5"),
        (0.25, "chain"),
    )


@dataclass(frozen=True)
class Rollout:
    """One sampled answer: its tokens, the prompt's, and whether the marker called it right."""

    prompt: list[int]
    completion: list[int]
    exam: str
    right: bool


def drawn(plan: Rewards) -> Iterator[tuple[str, Item]]:
    """Yield questions of the plan's exams without end, none of them held out."""
    rng = Random(f"rewards/{plan.seed}")
    specs = [spec for _, spec in plan.exams]
    streams = {spec: questions(spec, rng.randrange(10**9)) for spec in specs}
    while True:
        spec = rng.choices(specs, [weight for weight, _ in plan.exams])[0]
        yield spec, next(streams[spec])


def rollouts(
    network: Qwen3,
    asked: Sequence[tuple[str, Item]],
    plan: Rewards,
    tokens: CharacterTokenizer,
    turn: int,
) -> list[Rollout]:
    """Return ``plan.group`` sampled and marked answers to each question, in their order."""
    jobs, items = [], []
    for spec, item in asked:
        prompt = tuple(tokens.prompt([Message("user", item.question.text)]))
        for place in range(plan.group):
            seed = (plan.seed, turn, place)
            jobs.append(Job(prompt, tokens.end, plan.most_tokens, temperature=1.0, seed=seed))
            items.append((spec, item))
    return [
        Rollout(list(job.prompt), _completion(out, tokens), spec, is_right(item, out, tokens))
        for (spec, item), job, out in zip(items, jobs, generate(network, jobs), strict=True)
    ]


def _completion(out: Generated, tokens: CharacterTokenizer) -> list[int]:
    return [*out.tokens, tokens.end] if out.stopped else out.tokens


def as_numpy(network: Decoder) -> Qwen3:
    """Return the same network for sampling."""
    shape = network.shape
    config = Config(
        layers=shape.num_hidden_layers,
        heads=shape.num_attention_heads,
        groups=shape.num_attention_heads,
        head=shape.head_dim,
        context=shape.max_position_embeddings,
        epsilon=EPSILON,
        rotary_base=ROTARY_BASE,
    )
    return Qwen3(config, {name: p.detach().numpy() for name, p in network.named_parameters()})


def advantages(right: Sequence[bool], group: int) -> list[float]:
    """Return each answer's advantage within its group; 0 where a group is of one mind."""
    values = torch.tensor(right, dtype=torch.float32).view(-1, group)
    spread = values.std(1, keepdim=True, correction=0)
    worth: list[float] = (
        ((values - values.mean(1, keepdim=True)) / (spread + 1e-4)).flatten().tolist()
    )
    return worth


def _policy_loss(network: Decoder, inputs: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    """Return the sum over taught tokens of minus advantage times log probability."""
    wanted = targets >= 0
    states = network.hidden(inputs, wanted)
    logits = states @ network.model.embed_tokens.weight.T
    losses = torch.nn.functional.cross_entropy(logits, targets[wanted], reduction="none")
    spread = weights[:, None].expand_as(targets)[wanted]
    return (losses * spread).sum()


def _learn(
    network: Decoder,
    optimizer: torch.optim.Optimizer,
    sampled: Sequence[Rollout],
    plan: Rewards,
    pad: int,
) -> int:
    """Take one step on ``sampled``; returns how many tokens were trained on."""
    worth = advantages([each.right for each in sampled], plan.group)
    taught = [(a, each) for a, each in zip(worth, sampled, strict=True) if a]
    taught.sort(key=lambda pair: len(pair[1].prompt) + len(pair[1].completion))
    whole = sum(len(each.completion) for _, each in taught)
    count = 0
    optimizer.zero_grad()
    for first in range(0, len(taught), 16):
        part = taught[first : first + 16]
        inputs, targets = padded([(each.prompt, each.completion) for _, each in part], pad)
        weights = torch.tensor([a for a, _ in part])
        (_policy_loss(network, inputs, targets, weights) / whole).backward()
        count += sum(len(each.prompt) + len(each.completion) for _, each in part)
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    return count


def reinforce(
    plan: Rewards, folder: Path, tell: Callable[[str], None] = lambda _: None
) -> dict[str, Any]:
    """Train from ``plan.start`` into ``folder``: ``rewards.jsonl`` and the checkpoint.

    Goes on where it stopped; ``tell`` gets a line for people after every step. Returns the last
    line of the log: steps, tokens sampled and trained on (prompts included), seconds.
    """
    torch.set_num_threads(1)
    tokens, network = tokenizer(), read_network(plan.start)
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=plan.rate, betas=(0.9, 0.99), weight_decay=0.0
    )
    folder.mkdir(parents=True, exist_ok=True)
    record: dict[str, Any] = {"step": 0, "sampled": 0, "trained": 0, "seconds": 0.0}
    source = drawn(plan)
    state = folder / "state.pt"
    if state.exists():
        saved = torch.load(state, weights_only=True)
        network.load_state_dict(saved["network"])
        optimizer.load_state_dict(saved["optimizer"])
        record = saved["record"]
        for _ in range(record["step"] * plan.many):
            next(source)
    with (folder / "rewards.jsonl").open("a", encoding="utf-8") as log:
        while record["step"] < plan.steps:
            began = time.monotonic()
            asked = [next(source) for _ in range(plan.many)]
            sampled = rollouts(as_numpy(network), asked, plan, tokens, record["step"])
            trained = _learn(network, optimizer, sampled, plan, tokens.pad)
            record = _counted(record, sampled, trained, time.monotonic() - began)
            print(json.dumps(record), file=log, flush=True)
            tell(_words(record, plan))
            if record["step"] % 5 == 0 or record["step"] == plan.steps:
                save_checkpoint(network, folder)
                torch.save(
                    {
                        "network": network.state_dict(),
                        "record": record,
                        "optimizer": optimizer.state_dict(),
                    },
                    folder / "state.part",
                )
                (folder / "state.part").rename(state)
    return record


def _words(record: dict[str, Any], plan: Rewards) -> str:
    """Return how far it is, what is rewarded, and how long it still takes."""
    left = record["seconds"] * (plan.steps / record["step"] - 1) / 60
    rewards = ", ".join(f"{name} {share:.0%}" for name, share in record["reward"].items())
    return f"step {record['step']} of {plan.steps}, right: {rewards}; {left:.0f} min left"


def _counted(
    record: dict[str, Any], sampled: Sequence[Rollout], trained: int, seconds: float
) -> dict[str, Any]:
    """Return the log's next line: totals so far, and this step's rewards by exam."""
    exams = sorted({each.exam for each in sampled})
    shares = {}
    for name in exams:
        of = [each for each in sampled if each.exam == name]
        shares[name] = round(sum(each.right for each in of) / len(of), 3)
    tokens = sum(len(each.prompt) + len(each.completion) for each in sampled)
    return {
        "step": record["step"] + 1,
        "sampled": record["sampled"] + tokens,
        "trained": record["trained"] + trained,
        "seconds": round(record["seconds"] + seconds, 1),
        "length": round(sum(len(each.completion) for each in sampled) / len(sampled), 1),
        "reward": shares,
    }
