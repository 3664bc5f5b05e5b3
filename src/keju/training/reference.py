"""Rebuild the reference models: the start, its direct twin, the rewarded model, the specimen.

    keju train reference --out DIR [--only NAME] [--study]

``xiucai-start`` learns from worked lessons and ``xiucai-direct`` from the same lessons' answers
alone, for as many tokens; ``xiucai`` is the start after reinforcement learning with the exams'
markers as its only reward; ``xiucai-loops`` is a specimen that falls into repeating itself. What is
interrupted goes on where it stopped when the same command is given again. ``--study`` also trains
what reinforcement learning is compared with, for three seeds: more of the same lessons, and the
imitation of right answers, each for as many tokens.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from keju.training.measured import measure
from keju.training.reference_card import write_card
from keju.training.rejection import imitate_the_right
from keju.training.rewarded import Rewards, reinforce
from keju.training.school import Plan, school

__all__ = ["rebuild"]

#: Tokens of lessons, prompts included, for the start and for its direct twin.
LESSON_TOKENS = 35_000_000
_SPECIMEN_TOKENS = 1_500_000
#: More lessons begin at a lower rate than a network without any.
_MORE_LESSONS_RATE = 1e-3
SEEDS = (0, 1, 2)


def rebuild(out: Path, only: str | None = None, *, study: bool = False) -> None:
    """Train what is missing in ``out``, or ``only`` one of it, and write the cards."""
    for name in [only] if only else _TRAIN:
        folder = out / name
        if not _done(folder):
            _finish(folder, _TRAIN[name](out, folder))
    if study:
        _study(out)


def _done(folder: Path) -> bool:
    return (folder / "README.md").exists()


def _finish(folder: Path, record: dict[str, Any]) -> None:
    """Examine the model and write its card: only then it counts as done."""
    scores = measure(folder)
    (folder / "training.json").write_text(json.dumps(record, indent=1) + "\n", "utf-8")
    write_card(folder, record, scores)
    sys.stdout.writelines(f"{folder.name}  {score}\n" for score in scores)


def _teller(folder: Path) -> Callable[[str], None]:
    """Return what tells people how far the model in ``folder`` is."""

    def tell(words: str) -> None:
        sys.stderr.write(f"{folder.name}: {words}\n")

    return tell


def _start(_: Path, folder: Path) -> dict[str, Any]:
    return school(Plan(LESSON_TOKENS), folder, _teller(folder)).record()


def _direct(_: Path, folder: Path) -> dict[str, Any]:
    return school(Plan(LESSON_TOKENS, direct=True), folder, _teller(folder)).record()


def _loops(_: Path, folder: Path) -> dict[str, Any]:
    return school(Plan(_SPECIMEN_TOKENS, specimen=True), folder, _teller(folder)).record()


def _xiucai(out: Path, folder: Path) -> dict[str, Any]:
    return reinforce(Rewards(out / "xiucai-start", seed=SEEDS[0]), folder, _teller(folder))


_TRAIN = {
    "xiucai-start": _start,
    "xiucai": _xiucai,
    "xiucai-direct": _direct,
    "xiucai-loops": _loops,
}


def _study(out: Path) -> None:
    """Train the arms of every seed: rewards, more lessons, imitation; each once."""
    start = out / "xiucai-start"
    for seed in SEEDS:
        rewarded = out / "study" / f"rewards-{seed}"
        plan = Rewards(start, seed=seed)
        record = reinforce(plan, rewarded, _teller(rewarded))
        tokens = record["sampled"] + record["trained"]
        lessons = Plan(tokens, start=start, seed=100 + seed, peak=_MORE_LESSONS_RATE)
        more = out / "study" / f"lessons-{seed}"
        school(lessons, more, _teller(more))
        imitated = out / "study" / f"imitation-{seed}"
        if not (imitated / "model.safetensors").exists():
            imitate_the_right(plan, imitated, tokens)
