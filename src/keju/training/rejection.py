"""Rejection-sampling fine-tuning: learn from one's own right answers (arXiv:2308.01825).

The plain rival of reinforcement learning at equal tokens: the start answers questions, the exam's
marker says which answers are right, and the right ones, each once for a question, are imitated.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import torch

from keju.training.checkpoint import read_network, save_checkpoint
from keju.training.network import Decoder
from keju.training.replicas import descend
from keju.training.rewarded import Rewards, Rollout, as_numpy, drawn, rollouts
from keju.training.school import Example, cut, padded, tokenizer

__all__ = ["imitate_the_right"]

_SAMPLED = 0.5  # share of the tokens that goes into sampling


def imitate_the_right(plan: Rewards, folder: Path, tokens: int) -> dict[str, int]:
    """Train from ``plan.start`` into ``folder`` for ``tokens`` tokens, sampled and trained on.

    Returns how many were sampled and trained on, and how many different answers were kept.
    """
    torch.set_num_threads(1)
    vocabulary, network = tokenizer(), read_network(plan.start)
    sampler, source = as_numpy(network), drawn(plan)
    kept: dict[tuple[int, ...], Example] = {}
    sampled = turn = 0
    while sampled < _SAMPLED * tokens:
        asked = [next(source) for _ in range(plan.many)]
        for each in rollouts(sampler, asked, plan, vocabulary, turn):
            sampled += _length(each)
            if each.right:
                kept.setdefault((*each.prompt, *each.completion), (each.prompt, each.completion))
        turn += 1
    trained = _imitate(network, list(kept.values()), plan, tokens - sampled, vocabulary.pad)
    save_checkpoint(network, folder)
    return {"sampled": sampled, "trained": trained, "kept": len(kept)}


def _length(rollout: Rollout) -> int:
    return len(rollout.prompt) + len(rollout.completion)


def _imitate(network: Decoder, kept: list[Example], plan: Rewards, budget: int, pad: int) -> int:
    """Take steps on ``kept``, again and again, until ``budget`` tokens are trained on."""
    rng = Random(plan.seed)
    adam = torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=0.0)
    trained = 0
    while trained < budget:
        kept.sort(key=lambda example: len(example[0]) + len(example[1]))
        groups = cut(kept, 3072)
        rng.shuffle(groups)
        for group in groups:
            loss = network.loss(*padded(group, pad))
            descend(network, [adam], loss, plan.rate * max(0.05, 1 - trained / budget))
            trained += sum(len(prompt) + len(completion) for prompt, completion in group)
            if trained >= budget:
                break
    return trained
