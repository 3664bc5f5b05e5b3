"""The options that the commands on verdicts share: the plan of the test, and how it is asked."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from keju.cli.running import add_unsafe

if TYPE_CHECKING:
    from keju.core.design import Design, Estimand
    from keju.recipes.sitting import Settings

__all__ = ["add_asking", "add_design", "asking_settings", "design_of", "estimand_of"]

_ESTIMANDS = ("like-these", "this-bank", "fresh")


def add_design(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    """Add what is fixed before the first answer; returns the group for more of it."""
    plan = parser.add_argument_group("the plan, fixed before the first answer")
    plan.add_argument(
        "--alpha",
        type=float,
        default=0.05,
        metavar="P",
        help="how often a verdict may be wrong (default %(default)s)",
    )
    plan.add_argument(
        "--estimand",
        choices=_ESTIMANDS,
        default="like-these",
        help="what it is about: questions like these (default), exactly this bank and these"
        " answers, or this bank answered afresh",
    )
    plan.add_argument(
        "--order", type=int, default=0, metavar="SEED", help="of the questions (default 0)"
    )
    return plan


def add_asking(
    parser: argparse.ArgumentParser, default: str = "a bank, or 1,000"
) -> argparse._ArgumentGroup:
    """Add what is asked and how, ``default`` questions; returns the group for more of it."""
    asked = parser.add_argument_group("what is asked, where models are asked")
    asked.add_argument(
        "-n", "--questions", type=int, metavar="N", help=f"at most (default: {default})"
    )
    asked.add_argument("-k", "--attempts", type=int, default=1, metavar="K", help="answers to each")
    asked.add_argument("--fresh", action="store_true", help="ask everything anew (a new epoch)")
    asked.add_argument("--marker", metavar="NAME", help="marker of a questions file")
    asked.add_argument("--data", type=Path, metavar="DIR", help="local copies of public benchmarks")
    asked.add_argument(
        "-p",
        "--parameter",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="sampling parameter, such as temperature=0.6; repeatable",
    )
    asked.add_argument("--concurrency", type=int, metavar="N", help="questions in flight of each")
    asked.add_argument("--deadline", type=float, metavar="SECONDS", help="of one call")
    asked.add_argument(
        "--budget",
        action="append",
        default=[],
        metavar="AMOUNT",
        help="of all together: 5usd, 1000answers, 2Mtokens or 30min; repeatable",
    )
    add_unsafe(asked)
    return asked


def estimand_of(options: argparse.Namespace) -> Estimand:
    """Return the estimand that was chosen."""
    from keju.core.design import Estimand

    return Estimand(options.estimand)


def design_of(options: argparse.Namespace) -> Design:
    """Return the design; raises InputError for one that cannot be tested."""
    from keju.core.design import Design

    return Design(alpha=options.alpha, estimand=estimand_of(options), order=options.order)


def asking_settings(options: argparse.Namespace) -> Settings:
    """Return how questions are asked; raises InputError for what cannot be."""
    from keju.recipes.budgets import parse_budgets
    from keju.recipes.candidates import parse_parameters
    from keju.recipes.sitting import Settings

    return Settings(
        questions=options.questions,
        attempts=options.attempts,
        fresh=options.fresh,
        concurrency=options.concurrency,
        limits=parse_budgets(options.budget),
        parameters=parse_parameters(options.parameter),
        deadline=options.deadline,
        marker=options.marker,
        data=options.data,
        unsafe_sandbox=options.unsafe_sandbox,
    )
