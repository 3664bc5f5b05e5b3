"""How much memory a training will need, before it starts, and what would fit.

An estimate to decide by, on the careful side; the sums are those that everybody makes on paper:

- weights, gradients and the two moments of Adam, 4 bytes a number each (D. Kingma and J. Ba,
  arXiv:1412.6980; mixed precision keeps them so); with adapters the frozen weights take 2 (on a
  processor 4), and only the adapters have the rest (E. Hu et al., arXiv:2106.09685);
- activations with checkpointing: 2 bytes x width for each token and layer, and one layer in full,
  34 bytes x width a token (V. Korthikanti et al., arXiv:2205.05198, section 4, without the squares
  that fused attention does not keep);
- logits: 4 bytes x vocabulary a token, three times (logits, their softmax, their gradient);
- while sampling, keys and values of every answer at once.

Not covered: several devices, optimizers that are sharded or in 8 bits, fragmentation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from keju.core.training import MemoryNeed, TrainingPlan, Way

__all__ = ["VLLM_SHARE", "Anatomy", "Machine", "fitting", "needed"]

#: The part of a GPU that vLLM takes for its weights and caches when it shares one with training.
VLLM_SHARE = 0.3

_RUNTIME = {"cuda": 1 << 30, "cpu": 900 << 20}  # the libraries themselves
_SLACK = 1.15
_PROMPT = 256  # tokens of a question where nothing is known


@dataclass(frozen=True, slots=True)
class Anatomy:
    """The sizes of a decoder that its memory depends on.

    ``parameters`` counts all numbers, ``linear`` the sum of inputs and outputs of every matrix that
    may have an adapter, ``cached`` the numbers that one token leaves in all layers' caches.
    """

    parameters: int
    linear: int
    layers: int
    width: int
    vocabulary: int
    cached: int
    context: int


@dataclass(frozen=True, slots=True)
class Machine:
    """Where it runs: ``cuda`` or ``cpu``, its name, and the bytes that are free."""

    kind: str
    name: str
    free: int


def needed(plan: TrainingPlan, anatomy: Anatomy, machine: Machine) -> dict[str, int]:
    """Return the bytes of each part, by name; their sum is the peak."""
    number = 2 if machine.kind == "cuda" else 4
    trained = plan.lora * anatomy.linear if plan.lora else anatomy.parameters
    frozen = anatomy.parameters * number if plan.lora else 0
    length = min(anatomy.context, plan.max_tokens + _PROMPT)
    tokens = plan.micro * length
    layers = tokens * anatomy.width * (number * anatomy.layers + 17 * number)
    logits = tokens * 12 * anatomy.vocabulary
    here = plan.kind == "grpo" and not plan.vllm  # vLLM keeps them in its own share
    sampled = plan.sequences * length * anatomy.cached * number if here else 0
    parts = {
        "weights": frozen + 4 * trained,
        "gradients": 4 * trained,
        "optimizer": 8 * trained,
        "activations": max(layers + logits, sampled),
    }
    parts = {name: round(_SLACK * size) for name, size in parts.items()}
    served = {"vllm": round(VLLM_SHARE * machine.free)} if plan.vllm else {}
    return {**parts, **served, "runtime": _RUNTIME[machine.kind]}


def fitting(plan: TrainingPlan, anatomy: Anatomy, machine: Machine) -> MemoryNeed:
    """Return the estimate for ``plan`` on ``machine``, with other ways that would fit it."""
    parts = needed(plan, anatomy, machine)
    ways: dict[int, Way] = {}
    for words, other in _others(plan):
        total = sum(needed(other, anatomy, machine).values())
        if total <= machine.free:
            ways.setdefault(total, Way(words, total))
    return MemoryNeed(
        machine.name, sum(parts.values()), machine.free, parts, tuple(ways.values())[:3]
    )


def _others(plan: TrainingPlan) -> Iterator[tuple[str, TrainingPlan]]:
    """Yield ways to need less, those that change the training least first."""
    smaller = [n for n in (plan.micro // 2, plan.micro // 4, 1) if n and plan.sequences % n == 0]
    for micro in dict.fromkeys(smaller):
        if micro < plan.micro:
            yield f"--micro {micro}", replace(plan, micro=micro)
    if not plan.lora:
        yield "--lora", replace(plan, lora=16)
        yield "--lora --micro 1", replace(plan, lora=16, micro=1)
    if plan.batch > 1:
        batch = plan.batch // 2
        other = replace(plan, batch=batch, micro=1, lora=plan.lora or 16)
        yield f"--lora --micro 1 --batch {batch}", other
    half = plan.max_tokens // 2
    other = replace(plan, max_tokens=half, micro=1, lora=plan.lora or 16)
    yield f"--lora --micro 1 --max-tokens {half}", other
