"""Muon: momentum made orthogonal, for the matrices of a network.

Jordan and others, "Muon: an optimizer for hidden layers in neural networks" (2024); the step is
scaled to the size of Adam's as in arXiv:2502.16982. In single precision and for a small network:
``torch.optim.Muon`` works in bfloat16, which processors without it compute very slowly.
"""

# torch is not installed where types are checked.
# mypy: disallow-subclassing-any=False, disallow-untyped-decorators=False

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import torch
from torch import Tensor

__all__ = ["Muon"]

_QUINTIC = (3.4445, -4.7750, 2.0315)
_ROUNDS = 5
_SIZE_OF_ADAMS_STEP = 0.2


class Muon(torch.optim.Optimizer):
    """Steps of ``lr``, momentum (Nesterov's) ``momentum``; decay is decoupled as in AdamW."""

    def __init__(
        self, matrices: Iterable[Tensor], lr: float, momentum: float = 0.95, decay: float = 0.01
    ) -> None:
        super().__init__(list(matrices), {"lr": lr, "momentum": momentum, "decay": decay})

    @torch.no_grad()
    def step(self) -> None:
        """Move every matrix once; those of one shape together."""
        for group in self.param_groups:
            shapes = defaultdict(list)
            for matrix in group["params"]:
                shapes[matrix.shape].append(matrix)
            for (rows, columns), matrices in shapes.items():
                moves = torch.stack([self._move(each, group["momentum"]) for each in matrices])
                scale = _SIZE_OF_ADAMS_STEP * max(rows, columns) ** 0.5
                for matrix, move in zip(matrices, _orthogonal(moves), strict=True):
                    matrix.mul_(1 - group["lr"] * group["decay"])
                    matrix.add_(move, alpha=-group["lr"] * scale)

    def _move(self, matrix: Tensor, momentum: float) -> Tensor:
        state = self.state[matrix]
        if "average" not in state:
            state["average"] = torch.zeros_like(matrix)
        average: Tensor = state["average"]
        average.lerp_(matrix.grad, 1 - momentum)
        return matrix.grad.lerp(average, momentum)


def _orthogonal(stack: Tensor) -> Tensor:
    """Return each matrix of ``stack`` (many, rows, columns) with singular values near 1.

    Every round multiplies by a polynomial of the small square ``x @ x.mT``. Polynomials of one
    square commute: for long matrices they are multiplied with each other first, where all is small.
    """
    wide = stack.shape[-2] <= stack.shape[-1]
    x = stack if wide else stack.mT
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    x = _at_once(x) if x.shape[-1] >= 2 * x.shape[-2] else _in_rounds(x)
    return x if wide else x.mT


def _in_rounds(x: Tensor) -> Tensor:
    for _ in range(_ROUNDS):
        square = x @ x.mT
        x = torch.baddbmm(x, _without_constant(square), x, beta=_QUINTIC[0])
    return x


def _at_once(x: Tensor) -> Tensor:
    square = x @ x.mT
    product = factor = _factor(square)
    for _ in range(_ROUNDS - 1):
        square = factor @ square @ factor
        factor = _factor(square)
        product = factor @ product
    return product @ x


def _factor(square: Tensor) -> Tensor:
    """Return the quintic's polynomial of ``square``."""
    factor = _without_constant(square)
    factor.diagonal(dim1=-2, dim2=-1).add_(_QUINTIC[0])
    return factor


def _without_constant(square: Tensor) -> Tensor:
    """Return the quintic's polynomial of ``square``, the constant term left out."""
    return torch.baddbmm(square, square, square, beta=_QUINTIC[1], alpha=_QUINTIC[2])
