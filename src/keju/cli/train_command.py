"""Make a model that reasons: from worked solutions, or from an exam's own marks as rewards.

  keju train sft --fresh d64,L2 'multiplication;digits=1' --steps 300 --out start
  keju train grpo start 'multiplication;digits=1' --out model --guard chain
  keju train grpo Qwen/Qwen2.5-1.5B-Instruct gsm-twin --lora --out model
  keju train reference --out DIR      rebuild the shipped models

It estimates the memory, trains, and ends in the verdict of keju compare against the base, on
questions kept back from training, and of keju gate on exams that were not trained on (--guard).
The folder is a Hugging Face checkpoint with a model card. Ctrl-C saves; --resume goes on.
"""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from keju.cli.running import DONE, INPUT, INTERRUPTED, print_json
from keju.cli.train_options import add_training
from keju.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from keju.core.training import Step, TrainingPlan
    from keju.recipes.training import Lessons, Ready, Wish
    from keju.training.rewards import Marks

_GIB = 1 << 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the kinds of training and their options."""
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="sft|grpo|reference")
    made = add_training(_kind(kinds, "sft", "imitate worked solutions"), steps=300, batch=32)
    made.add_argument(
        "--thought",
        action="store_true",
        help="teach the solution as a thought between tags, its last line as the answer",
    )
    grpo = _kind(kinds, "grpo", "learn from the marks of its own answers")
    made = add_training(grpo, steps=200, batch=8)
    made.add_argument(
        "--group", type=int, default=8, metavar="G", help="answers to each question (default 8)"
    )
    made.add_argument(
        "--temperature", type=float, default=1.0, metavar="T", help="of the answers (default 1)"
    )
    made.add_argument("--no-vllm", action="store_true", help="do not sample with vLLM")
    _add_rebuilt(_kind(kinds, "reference", "rebuild the models that Keju ships"))


def _kind(
    kinds: argparse._SubParsersAction[argparse.ArgumentParser], name: str, words: str
) -> argparse.ArgumentParser:
    said = f"{words[0].upper()}{words[1:]}; keju train --help has examples."
    return kinds.add_parser(name, help=words, description=said)


def _add_rebuilt(parser: argparse.ArgumentParser) -> None:
    from keju.models.reference import reference_names

    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        help="the folder of the models' folders; what is complete there stays as it is",
    )
    parser.add_argument("--only", choices=reference_names(), help="train this one alone")
    parser.add_argument(
        "--study", action="store_true", help="also what rewards are compared with, for three seeds"
    )


def run(options: argparse.Namespace) -> int:
    """Train and examine; see the module."""
    if options.kind == "reference":
        return _reference(options)
    from keju.recipes.training import lessons, marking

    wish = _wish(options)
    with marking(unsafe_sandbox=options.unsafe_sandbox) as mark:
        return _train(options, wish, lessons(wish, mark), mark)


def _reference(options: argparse.Namespace) -> int:
    from keju.recipes.training import check_environment

    check_environment()
    from keju.training.reference import rebuild

    rebuild(options.out, options.only, study=options.study)
    return DONE


def _wish(options: argparse.Namespace) -> Wish:
    from keju.core.training import TrainingPlan
    from keju.recipes.sitting import Settings
    from keju.recipes.training import Wish

    words = [options.base, *options.exams]
    base = options.fresh if options.fresh is not None else words.pop(0)
    if not words:
        raise InputError(f"Name a base and an exam, such as keju train {options.kind} BASE chain")
    plan = TrainingPlan(
        kind=options.kind,
        base=base,
        exams=tuple(words),
        steps=options.steps,
        batch=options.batch,
        group=getattr(options, "group", 1),
        micro=options.micro,
        rate=options.rate,
        max_tokens=options.max_tokens,
        temperature=getattr(options, "temperature", 1.0),
        seed=options.seed,
        lora=options.lora,
        thought=getattr(options, "thought", False),
        vllm=not getattr(options, "no_vllm", True),
    )
    if options.fresh is not None:
        from keju.training.fresh import parse_fresh

        parse_fresh(options.fresh)
    settings = Settings(
        questions=options.questions,
        marker=options.marker,
        data=options.data,
        unsafe_sandbox=options.unsafe_sandbox,
    )
    return Wish(
        plan=plan,
        out=options.out,
        settings=settings,
        examined=tuple(options.examine),
        guards=tuple(options.guard),
        watched=options.watch,
        margin=options.margin,
        memory=_memory(options.memory),
        fresh=options.fresh is not None,
        resume=options.resume,
        store=options.store,
    )


def _memory(gibibytes: float | None) -> int | None:
    if gibibytes is not None and not 0 < gibibytes < 1 << 20:
        raise InputError(f"--memory is in GiB, above 0, not {gibibytes:g}")
    return None if gibibytes is None else round(gibibytes * _GIB)


def _train(options: argparse.Namespace, wish: Wish, taught: Lessons, mark: Marks) -> int:
    from keju.recipes.training import begin, ready
    from keju.report.learning import learning_progress, memory_words

    found = ready(wish)
    _say(_lessons_words(found.plan, taught))
    _say(memory_words(found.need))
    if options.dry_run:
        return DONE if found.need.fits else INPUT
    if not found.need.fits and not options.anyway:
        raise InputError("it does not fit; change the options as above, or say --anyway")
    begin(wish, found)
    from keju.training.plans import finished
    from keju.training.runs import Order, train

    if finished(wish.out) is None:
        order = Order(
            found.plan, found.start, wish.out, taught.items, taught.watched, mark, _drawer(wish)
        )
        if not train(order, learning_progress):
            _say("stopped and saved; the same command with --resume goes on")
            return INTERRUPTED
    return _examine(options, wish, found, taught)


def _lessons_words(plan: TrainingPlan, taught: Lessons) -> str:
    left_out = f", {taught.unsolved:,} left out unsolved" if taught.unsolved else ""
    examined = sum(taught.proof.examined.values())
    return (
        f"questions: {len(taught.items):,} to train on for {plan.steps:,} steps of"
        f" {plan.batch}{left_out}; {examined:,} others to examine, no question in both"
    )


def _drawer(wish: Wish) -> Callable[[Path, Sequence[Step]], None]:
    from keju.report.pages import learning_drawing, write_page

    plan = wish.plan
    title = f"keju train {plan.kind}: {plan.base} on {', '.join(plan.exams)}"

    def draw(path: Path, rows: Sequence[Step]) -> None:
        write_page(path, learning_drawing(title, rows))

    return draw


def _examine(options: argparse.Namespace, wish: Wish, found: Ready, taught: Lessons) -> int:
    from keju.recipes.trained import Interrupted, examine_trained
    from keju.report.progress import progress
    from keju.report.trained import trained_json, trained_screen
    from keju.training.trained_card import write_trained_card

    try:
        trained = examine_trained(wish, found, taught, progress)
    except Interrupted:
        _say("trained; the examination was stopped: the same command with --resume goes on")
        return INTERRUPTED
    write_trained_card(wish.out, trained, _command(options, found.plan))
    if options.json:
        print_json(trained_json(trained))
    else:
        from keju.report.tables import screen

        screen(trained_screen(trained))
    _say(f"written: {wish.out} (checkpoint, README.md, training/learning.csv and .svg)")
    return DONE


def _command(options: argparse.Namespace, plan: TrainingPlan) -> str:
    """Return the command that makes the same model, every dial written out."""
    words = ["train", plan.kind]
    words += [plan.base] if options.fresh is None else ["--fresh", plan.base]
    words += [*plan.exams, "--out", options.out.name]
    dials = ["steps", "batch", "micro", "rate", "max_tokens", "seed"]
    dials += ["group", "temperature"] if plan.kind == "grpo" else []
    dials += ["lora"] if plan.lora else []
    for name in dials:
        words += [f"--{name.replace('_', '-')}", f"{getattr(plan, name):g}"]
    words += ["--thought"] if plan.thought else []
    words += [] if plan.kind == "sft" or plan.vllm else ["--no-vllm"]
    for name in ("examine", "guard"):
        words += [word for spec in getattr(options, name) for word in (f"--{name}", spec)]
    words += ["--marker", options.marker] if options.marker else []
    return f"keju {shlex.join(words)}"


def _say(words: str) -> None:
    print(words, file=sys.stderr)  # noqa: T201 - this is the command line
