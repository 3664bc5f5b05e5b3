"""What a training tells while it runs: a line a step, held-out accuracy, and when to stop."""

from __future__ import annotations

import csv
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from transformers import TrainerCallback

from keju.core.training import Step, TrainingTally

__all__ = ["Watch", "Watched", "read_steps"]


@dataclass(frozen=True)
class Watched:
    """What is to be watched.

    ``csv`` is where the record goes, ``accuracy`` measures the network on held-out questions every
    ``every`` steps, ``drawn`` is told when there is something new to draw.
    """

    csv: Path
    accuracy: Callable[[Any], float | None] | None
    every: int
    sequences: int
    drawn: Callable[[list[Step]], None]


class Watch(TrainerCallback):  # type: ignore[misc]  # transformers has no types here
    """Keeps the record of one training, in memory for the screen and on disk."""

    def __init__(self, watched: Watched, tally: TrainingTally, stop: threading.Event) -> None:
        self._watched, self._tally, self._stop = watched, tally, stop
        self._seen: int | None = None
        self._last = time.monotonic()

    def on_train_begin(self, _args: Any, state: Any, _control: Any, **given: Any) -> None:
        """Take up the record where the checkpoint stands; a new one begins with the base."""
        step = int(state.global_step)
        tally = self._tally
        tally.rows = [row for row in read_steps(self._watched.csv) if row.step <= step]
        tally.began, tally.started = step, time.monotonic()
        if not tally.rows:
            tally.rows = [Step(0, 0.0, None, None, None, self._measured(given["model"]), 0, None)]
        self._rewrite(tally.rows)
        tally.doing, self._last = "training", time.monotonic()

    def on_step_end(self, _args: Any, _state: Any, control: Any, **_given: Any) -> None:
        """Stop and save where that was wished."""
        if self._stop.is_set():
            control.should_training_stop = control.should_save = True
            self._tally.doing = "saving"

    def on_log(
        self,
        _args: Any,
        state: Any,
        _control: Any,
        logs: dict[str, Any] | None = None,
        **given: Any,
    ) -> None:
        """Record one step."""
        if not logs or "loss" not in logs:
            return
        step = int(state.global_step)
        due = step % self._watched.every == 0 or step == self._tally.steps
        now = time.monotonic()
        before, passed = self._tally.rows[-1], now - self._last
        tokens = self._tokens(before.tokens, int(logs.get("num_tokens") or 0))
        held_out = self._measured(given["model"]) if due and not self._stop.is_set() else None
        row = Step(
            step=step,
            seconds=round(before.seconds + time.monotonic() - self._last, 3),
            loss=logs["loss"],
            reward=logs.get("reward"),
            length=logs.get("completions/mean_length", tokens / self._watched.sequences),
            held_out=held_out,
            tokens=before.tokens + tokens,
            speed=round(tokens / passed, 1) if passed > 0 else None,
        )
        self._last = time.monotonic()
        self._tally.rows.append(row)
        with self._watched.csv.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow(asdict(row).values())
        if held_out is not None:
            self._watched.drawn(self._tally.rows)

    def _tokens(self, before: int, seen: int) -> int:
        """Return the tokens of this step; one trainer counts on when it is resumed, one anew."""
        first = before if seen >= before else 0
        fresh = seen - (first if self._seen is None else self._seen)
        self._seen = seen
        return fresh

    def _measured(self, network: Any) -> float | None:
        if self._watched.accuracy is None:
            return None
        self._tally.doing = "measuring held-out accuracy"
        found = self._watched.accuracy(network)
        self._tally.doing = "training"
        return found

    def _rewrite(self, rows: Iterable[Step]) -> None:
        with self._watched.csv.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_NAMES)
            writer.writerows(asdict(row).values() for row in rows)


_NAMES = [field.name for field in fields(Step)]


def read_steps(path: Path) -> list[Step]:
    """Return the record that ``Watch`` wrote; empty where there is none."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [_step(row) for row in csv.DictReader(file) if None not in row.values()]


def _step(row: dict[str, str]) -> Step:
    def figure(name: str) -> float | None:
        return float(row[name]) if row[name] else None

    return Step(
        step=int(row["step"]),
        seconds=float(row["seconds"]),
        loss=figure("loss"),
        reward=figure("reward"),
        length=figure("length"),
        held_out=figure("held_out"),
        tokens=int(row["tokens"]),
        speed=figure("speed"),
    )
