"""One step of training on several processor cores: copies of a network that share its weights.

Every copy works out the gradient of its part of a batch's rows; the parts are added, and the step
is taken once (synchronous data parallelism), the optimizers side by side too. In one process:
torch computes outside of Python's lock, so that two threads keep two cores busy.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass

import torch
from torch import Tensor

from keju.training.muon import Muon
from keju.training.network import Decoder

__all__ = ["Crew", "descend"]


@dataclass(frozen=True)
class Crew:
    """A network, ``copies`` of it that share its weights (itself the first), its optimizers."""

    copies: list[Decoder]
    optimizers: list[torch.optim.Optimizer]
    _threads: ThreadPoolExecutor

    @classmethod
    def of(cls, network: Decoder, rate: float, size: int) -> Crew:
        """Return a crew of ``size``; Muon for the matrices of the layers, AdamW for the rest."""
        named = list(network.named_parameters())
        inner = [p for name, p in named if p.dim() == 2 and "embed" not in name]
        outer = [p for name, p in named if p.dim() != 2 or "embed" in name]
        muons = [Muon(inner[first::size], rate) for first in range(size)]
        adam = torch.optim.AdamW(outer, lr=rate, betas=(0.9, 0.98), weight_decay=0.01)
        copies = [network, *(_sharing(network) for _ in range(size - 1))]
        return cls(copies, [*muons, adam], ThreadPoolExecutor(size))

    @property
    def network(self) -> Decoder:
        """The network itself."""
        return self.copies[0]

    def step(self, inputs: Tensor, targets: Tensor, rate: float, *, alone: bool = True) -> float:
        """Take one step on a batch (rows, length) at ``rate``; returns its mean loss.

        Not ``alone``, the copies take turns on one core: two that wait for each other while a third
        process is at work would waste what they wait. The step is the same.
        """
        side_by_side = self._threads.map if alone else map
        whole = int((targets >= 0).sum())
        size = len(self.copies)

        def work(place: int) -> float:
            wanted = targets[place::size]
            self.copies[place].zero_grad()
            if not len(wanted):
                return 0.0
            share = int((wanted >= 0).sum()) / whole
            loss = self.copies[place].loss(inputs[place::size], wanted) * share
            loss.backward()
            return float(loss.item())

        losses = list(side_by_side(work, range(size)))
        for copy in self.copies[1:]:
            for mine, its in zip(self.network.parameters(), copy.parameters(), strict=True):
                if its.grad is not None:
                    mine.grad = its.grad if mine.grad is None else mine.grad.add_(its.grad)
        _clip(self.network)
        _at(self.optimizers, rate)
        list(side_by_side(lambda each: each.step(), self.optimizers))
        return sum(losses)


def _sharing(network: Decoder) -> Decoder:
    """Return a copy with gradients of its own and the weights of ``network``."""
    copy = deepcopy(network)
    for its, mine in zip(copy.parameters(), network.parameters(), strict=True):
        its.data = mine.data
    return copy


def descend(
    network: Decoder, optimizers: Sequence[torch.optim.Optimizer], loss: Tensor, rate: float
) -> float:
    """Take one step down ``loss`` at ``rate`` on one core; returns the loss."""
    network.zero_grad()
    loss.backward()
    _clip(network)
    _at(optimizers, rate)
    for each in optimizers:
        each.step()
    return float(loss.item())


def _clip(network: Decoder) -> None:
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)


def _at(optimizers: Sequence[torch.optim.Optimizer], rate: float) -> None:
    for each in optimizers:
        for group in each.param_groups:
            group["lr"] = rate
