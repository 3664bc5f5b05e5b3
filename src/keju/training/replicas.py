"""Two copies of a network, taught at the same time on a processor core each.

Every copy takes its own pool of lessons with its own optimizers; then their weights are averaged
and both go on from there (local SGD; arXiv:1805.09767). In one process: torch computes outside of
Python's lock, so that two threads keep two cores busy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import Tensor

from keju.training.muon import Muon
from keju.training.network import Decoder

__all__ = ["Replica", "together"]

T = TypeVar("T")


@dataclass(frozen=True)
class Replica:
    """A network with the optimizers of its own."""

    network: Decoder
    optimizers: list[torch.optim.Optimizer]

    @classmethod
    def of(cls, network: Decoder, rate: float) -> Replica:
        """Return ``network`` with Muon for the matrices of its layers and AdamW for the rest."""
        named = list(network.named_parameters())
        inner = [p for name, p in named if p.dim() == 2 and "embed" not in name]
        outer = [p for name, p in named if p.dim() != 2 or "embed" in name]
        adam = torch.optim.AdamW(outer, lr=rate, betas=(0.9, 0.98), weight_decay=0.01)
        return cls(network, [adam, Muon(inner, rate)])

    def step(self, loss: Tensor, rate: float) -> float:
        """Take one step down ``loss`` at ``rate``; returns the loss."""
        self.network.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        for each in self.optimizers:
            for group in each.param_groups:
                group["lr"] = rate
            each.step()
        return float(loss.item())


def together(replicas: Sequence[Replica], teach: Callable[[int, Replica], T]) -> list[T]:
    """Call ``teach`` with each replica's number at the same time, then average their weights."""
    with ThreadPoolExecutor(len(replicas)) as pool:
        done = list(pool.map(teach, range(len(replicas)), replicas))
    with torch.no_grad():
        for parameters in zip(*(each.network.parameters() for each in replicas), strict=True):
            mean = torch.stack(list(parameters)).mean(0)
            for parameter in parameters:
                parameter.copy_(mean)
    return done
