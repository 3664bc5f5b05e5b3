"""The dials of a training that were left open, and the plan on disk that resuming goes by."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from keju.core.errors import InputError
from keju.core.training import TrainingPlan
from keju.training.folders import make_folder
from keju.training.memory import Anatomy, Machine, needed

__all__ = [
    "LORA_RANK",
    "check_plan",
    "finished",
    "open_folder",
    "recalled",
    "settled",
    "usual_rate",
    "write_finished",
]

LORA_RANK = 16
_SMALL = 20_000_000
_MOST_AT_ONCE = 64
_PLAN, _DONE = "plan.json", "finished.json"
_RATES = {
    ("sft", "small"): 1e-3,
    ("sft", "large"): 2e-5,
    ("grpo", "small"): 4e-5,
    ("grpo", "large"): 1e-6,
}


def check_plan(plan: TrainingPlan) -> None:
    """Raise InputError for dials that make no training."""
    least = {"steps": 1, "batch": 1, "micro": 0, "max_tokens": 1}
    least["group"] = 2 if plan.kind == "grpo" else 1
    for name, low in least.items():
        if not low <= getattr(plan, name) <= 10**7:
            option = name.replace("_", "-")
            raise InputError(f"--{option} must be at least {low}, not {getattr(plan, name)}")
    if not 0 <= plan.lora <= 1024:
        raise InputError(f"--lora is the rank of the adapters, 1 to 1024, not {plan.lora}")
    if plan.rate and not 0 < plan.rate < 1:
        raise InputError(f"--rate is the learning rate, above 0 and below 1, not {plan.rate:g}")
    if not 0 < plan.temperature <= 10:
        raise InputError(f"--temperature must be above 0 and at most 10, not {plan.temperature:g}")
    if plan.micro and plan.sequences % plan.micro:
        raise InputError(f"--micro {plan.micro} must divide the {plan.sequences} answers of a step")


def usual_rate(kind: str, anatomy: Anatomy, lora: int) -> float:
    """Return the learning rate that is taken where none is given.

    Small networks (under 20 million parameters) take larger steps, adapters ten times larger ones.
    """
    rate = _RATES[kind, "small" if anatomy.parameters < _SMALL else "large"]
    return rate * 10 if lora and anatomy.parameters >= _SMALL else rate


def settled(plan: TrainingPlan, anatomy: Anatomy, machine: Machine) -> TrainingPlan:
    """Return the plan with the rate and the answers at once filled in where they are 0.

    At once are as many as fit, up to 64; one where none fits, which the estimate then says.
    """
    rate = plan.rate or usual_rate(plan.kind, anatomy, plan.lora)
    plan = replace(plan, rate=rate)
    if plan.micro:
        return plan
    for micro in range(min(plan.sequences, _MOST_AT_ONCE), 0, -1):
        tried = replace(plan, micro=micro)
        if plan.sequences % micro == 0 and (
            micro == 1 or sum(needed(tried, anatomy, machine).values()) <= machine.free
        ):
            return tried
    raise AssertionError("one divides every number")


def open_folder(out: Path, plan: TrainingPlan, *, resume: bool) -> None:
    """Make the folder of a training, or check that what lies there is this very plan.

    Raises InputError where something else lies there or no folder can, or nothing to resume.
    """
    path = out / "training" / _PLAN
    if not resume:
        if path.exists():
            raise InputError(f"{out} holds a training; --resume goes on with it, or name another")
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise InputError(f"--out {out} is not empty; name a new folder")
        make_folder(path.parent)
        path.write_text(json.dumps(plan.to_json(), indent=1) + "\n", "utf-8")
        return
    before = _read(out)
    for name, value in plan.to_json().items():
        if before.get(name) != value:
            raise InputError(
                f"--resume: {out} was begun with {name} {before.get(name)!r}, not {value!r};"
                " give the same options"
            )


def recalled(plan: TrainingPlan, out: Path) -> TrainingPlan:
    """Return the plan with the dials that were settled when the training in ``out`` was begun.

    Raises InputError where there is none.
    """
    before = _read(out)
    rate, micro = plan.rate or before.get("rate", 0.0), plan.micro or before.get("micro", 0)
    return replace(plan, rate=rate, micro=micro)


def _read(out: Path) -> dict[str, Any]:
    try:
        before: dict[str, Any] = json.loads((out / "training" / _PLAN).read_text("utf-8"))
    except (OSError, ValueError):
        raise InputError(f"--resume: {out} holds no training to go on with") from None
    return before


def finished(out: Path) -> dict[str, Any] | None:
    """Return what a finished training recorded in ``out``; None where it is not finished."""
    path = out / "training" / _DONE
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def write_finished(out: Path, record: dict[str, Any]) -> None:
    """Note that the training in ``out`` is finished: its steps, tokens and seconds."""
    (out / "training" / _DONE).write_text(json.dumps(record) + "\n", "utf-8")
