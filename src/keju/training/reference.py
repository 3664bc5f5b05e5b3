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
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import Any

from keju.core.cores import cores
from keju.core.errors import InputError
from keju.training.folders import make_folder
from keju.training.measured import PAPERS, Score, measure
from keju.training.reference_card import write_card
from keju.training.rejection import imitate_the_right
from keju.training.rewarded import Rewards, reinforce
from keju.training.school import Plan, school

__all__ = ["NAMES", "SHIPPED", "Recipe", "rebuild"]

#: Tokens of lessons, prompts included, for the start and for its direct twin.
LESSON_TOKENS = 35_000_000
_SPECIMEN_TOKENS = 1_500_000
#: More lessons begin at a lower rate than a network without any.
_MORE_LESSONS_RATE = 1e-3
SEEDS = (0, 1, 2)
_START, _REWARDED, _TWIN, _SPECIMEN = "xiucai-start", "xiucai", "xiucai-direct", "xiucai-loops"
NAMES = (_START, _REWARDED, _SPECIMEN, _TWIN)
_CARDS = {
    # What is rewarded and what must not be unlearned; how it goes on beyond is the others' to show.
    _START: (
        "multiplication;digits=2",
        "multiplication;digits=3",
        "linear",
        "modular;depth=1",
        "modular;depth=2",
        "countdown;numbers=3",
        "output;level=1",
    ),
    _REWARDED: PAPERS,
    _TWIN: PAPERS,
    # What it was taught; all else it answers in circles, to the last token.
    _SPECIMEN: ("countdown;numbers=3",),
}


@dataclass(frozen=True)
class Recipe:
    """The plans of the reference models, and the ``papers`` of each one's card, ``size`` long."""

    start: Plan
    direct: Plan
    loops: Plan
    rewards: Rewards
    papers: Mapping[str, Sequence[str]]
    size: int = 1000


SHIPPED = Recipe(
    Plan(LESSON_TOKENS),
    # Rows without thoughts are short; more of them at once make up for the time of a step.
    Plan(LESSON_TOKENS, direct=True, batch_tokens=3072),
    Plan(_SPECIMEN_TOKENS, specimen=True),
    Rewards(Path(_START), seed=SEEDS[0]),
    _CARDS,
)


def rebuild(
    out: Path, only: str | None = None, *, study: bool = False, recipe: Recipe = SHIPPED
) -> None:
    """Train what is missing in ``out``, or ``only`` one of it, and write the cards.

    Lessons keep two processor cores busy. Rewards and examinations need one, and go on in a process
    of their own while the next model is taught, where there are just two cores on the other; the
    last model is examined on both. Raises InputError where ``out`` can be no folder, rewards lack
    their start or that process ends too early, and what it raised.
    """
    rewards = only == _REWARDED or (study and only not in {None, _START})
    if rewards and not _done(out / _START):
        raise InputError(f"{out} holds no finished {_START} to reward; first --only {_START}")
    make_folder(out)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as beside:
        try:
            _rebuild(recipe, out, [only] if only else NAMES, beside)
        except BrokenProcessPool as error:
            raise InputError(
                "the process of rewards and examinations ended too early (killed, perhaps for lack"
                " of memory); the same command goes on where it stopped"
            ) from error
        except BaseException:
            for process in active_children():  # all goes on when it is called again
                process.terminate()
            raise
    if study:
        _study(out)


def _rebuild(recipe: Recipe, out: Path, names: Sequence[str], beside: Executor) -> None:
    waiting: list[Future[None]] = []

    def alone() -> bool:
        room = cores() > recipe.start.cores
        return room or all(each.done() for each in waiting)

    for name in names:
        folder = out / name
        if _done(folder):
            continue
        if name == _REWARDED:
            waiting.append(beside.submit(_reward, recipe, folder))
        else:
            plan: Plan = getattr(recipe, name.rpartition("-")[2])
            record = school(plan, folder, _teller(folder, waiting), alone).record()
            if name != names[-1]:
                waiting.append(beside.submit(_finish, recipe, folder, record))
            else:  # nothing else is taught: half of the examination goes on here
                _finish(recipe, folder, record, beside)
    for each in waiting:
        each.result()


def _done(folder: Path) -> bool:
    return (folder / "README.md").exists()


def _finish(
    recipe: Recipe, folder: Path, record: dict[str, Any], beside: Executor | None = None
) -> None:
    """Examine the model, half of it ``beside``, and write its card: only then it counts as done."""
    papers = recipe.papers[folder.name]
    half = beside.submit(_examine, folder, papers[1::2], recipe.size) if beside else None
    scores = _examine(folder, papers[::2] if half else papers, recipe.size)
    if half:
        scores = sorted(scores + half.result(), key=lambda score: papers.index(score.exam))
    (folder / "training.json").write_text(json.dumps(record, indent=1) + "\n", "utf-8")
    write_card(folder, record, scores)


def _examine(folder: Path, papers: Sequence[str], size: int) -> list[Score]:
    tell = _teller(folder)
    scores = []
    for paper in papers:
        scores += measure(folder, [paper], size)
        tell(str(scores[-1]))
    return scores


def _reward(recipe: Recipe, folder: Path) -> None:
    plan = replace(recipe.rewards, start=folder.parent / recipe.rewards.start)
    _finish(recipe, folder, reinforce(plan, folder, _teller(folder)))


def _teller(folder: Path, beside: Sequence[Future[None]] = ()) -> Callable[[str], None]:
    """Return what tells people how far ``folder`` is, and raises what failed ``beside`` it."""

    def tell(words: str) -> None:
        sys.stderr.write(f"{folder.name}: {words}\n")
        for each in beside:
            if each.done():
                each.result()

    return tell


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
