"""The options that every kind of training has: its base, its exams, its dials, its examination."""

from __future__ import annotations

import argparse
from pathlib import Path

from keju.cli.running import add_store, add_unsafe

__all__ = ["add_training"]


def add_training(
    parser: argparse.ArgumentParser, steps: int, batch: int
) -> argparse._ArgumentGroup:
    """Declare what both kinds have; returns the group of how it is trained."""
    parser.add_argument(
        "base",
        metavar="BASE",
        help="a folder, keju/NAME or a name on the hub; left out with --fresh",
    )
    parser.add_argument(
        "exams", nargs="*", metavar="EXAM", help="NAME[;key=value]… or FILE.jsonl; trained on"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="a new folder for the model"
    )
    made = parser.add_argument_group("how it is trained")
    made.add_argument(
        "--fresh", metavar="SIZE", help="an untrained network in place of BASE, such as d128,L4"
    )
    made.add_argument(
        "--steps", type=int, default=steps, metavar="N", help=f"of training (default {steps})"
    )
    made.add_argument(
        "--batch", type=int, default=batch, metavar="Q", help=f"questions a step (default {batch})"
    )
    made.add_argument(
        "--micro", type=int, default=0, metavar="N", help="answers at once (default: what fits)"
    )
    made.add_argument(
        "--rate", type=float, default=0.0, metavar="R", help="learning rate (default: by its size)"
    )
    made.add_argument(
        "--max-tokens", type=int, default=512, metavar="T", help="of an answer (default 512)"
    )
    made.add_argument(
        "--lora",
        type=int,
        nargs="?",
        const=16,
        default=0,
        metavar="RANK",
        help="train adapters of this rank (16), not all weights",
    )
    made.add_argument("--seed", type=int, default=0, metavar="S", help="of chance (default 0)")
    made.add_argument("--resume", action="store_true", help="go on where it stopped")
    made.add_argument("--memory", type=float, metavar="GIB", help="free memory, if not as found")
    made.add_argument("--anyway", action="store_true", help="train where memory seems too small")
    made.add_argument("--dry-run", action="store_true", help="questions and memory, no training")
    _add_examination(parser.add_argument_group("how it is examined"))
    add_store(parser)
    return made


def _add_examination(end: argparse._ArgumentGroup) -> None:
    end.add_argument(
        "--examine",
        action="append",
        default=[],
        metavar="EXAM",
        help="what shows the gain; repeatable (default: questions kept back from training)",
    )
    end.add_argument(
        "--guard",
        action="append",
        default=[],
        metavar="EXAM",
        help="may not suffer; repeatable, or none (default: one that is not trained on)",
    )
    end.add_argument(
        "--margin",
        type=float,
        default=3.0,
        metavar="POINTS",
        help="how much worse on a guard is still as good (default 3)",
    )
    end.add_argument("-n", "--questions", type=int, metavar="N", help="of each exam (default 500)")
    end.add_argument(
        "--watch",
        type=int,
        default=64,
        metavar="N",
        help="held-out questions asked on the way (default 64)",
    )
    end.add_argument("--marker", metavar="NAME", help="marker of a questions file")
    end.add_argument("--data", type=Path, metavar="DIR", help="local copies of benchmarks")
    add_unsafe(end)
