"""Say what a comparison will take, before anything is asked: answers, tokens, money.

  keju plan                                         answers to a verdict, for a range of true gaps
  keju plan -n 500 --gap 2                          and the gap that 500 questions can find
  keju plan openai/gpt-4o openai/gpt-4o-mini gsm8k  with tokens and money of these two

Tokens and money are those of the candidates' latest sittings in the store. Nothing is asked.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from keju.cli.running import DONE, add_store, print_json
from keju.core.design import Design, Estimand, Test
from keju.core.errors import InputError
from keju.core.planning import Rate

if TYPE_CHECKING:
    from keju.recipes.sitting import Settings

_GENERATED_QUESTIONS = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "of", nargs="*", metavar="A B EXAM", help="two candidates and an exam, or nothing"
    )
    asked = parser.add_argument_group("what would be asked")
    asked.add_argument("-n", "--questions", type=int, metavar="N", help="at most N questions")
    asked.add_argument("-k", "--attempts", type=int, default=1, metavar="K", help="answers to each")
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
    test = parser.add_argument_group("how it would be decided")
    test.add_argument("--test", choices=[each.value for each in Test], default=Test.E.value)
    test.add_argument(
        "--alpha", type=float, default=0.05, help="of a false verdict (default %(default)s)"
    )
    test.add_argument(
        "--gap",
        type=float,
        default=3.0,
        metavar="POINTS",
        help="the smallest gap that matters (default 3)",
    )
    test.add_argument(
        "--discordance",
        type=float,
        default=0.2,
        metavar="SHARE",
        help="questions on which the two are expected to differ (default %(default)s)",
    )
    test.add_argument(
        "--estimand",
        choices=[each.value for each in Estimand],
        default=Estimand.LIKE_THESE.value,
        help="what the gap is a gap of (default %(default)s)",
    )
    add_store(parser)


def run(options: argparse.Namespace) -> int:
    """Print the plan; see the module."""
    design = Design(
        test=Test(options.test),
        alpha=options.alpha,
        gap=options.gap / 100,
        estimand=Estimand(options.estimand),
        discordance=options.discordance,
    )
    _check(options)
    from keju.recipes.planning import foresee, refuse_hopeless

    settings = _settings(options)
    questions, rates = _of(options, settings) if options.of else (settings.questions, ())
    plan = foresee(design, questions, settings.attempts, rates=rates)
    refuse_hopeless(plan)
    if options.json:
        from keju.report.plans import plan_json

        print_json(plan_json(plan))
        return DONE
    from keju.report.plans import plan_table
    from keju.report.tables import screen

    screen(plan_table(plan))
    return DONE


def _check(options: argparse.Namespace) -> None:
    if len(options.of) not in (0, 3):
        raise InputError("keju plan takes two candidates and an exam, A B EXAM, or none of them")
    if options.attempts > 1 and options.test == Test.EXACT:
        raise InputError(
            f"--test exact takes one answer to each question, not {options.attempts}; use --test e"
        )
    if not options.of:
        for name in ("parameter", "marker", "data"):
            if getattr(options, name):
                raise InputError(f"--{name} belongs to candidates and an exam: keju plan A B EXAM")


def _settings(options: argparse.Namespace) -> Settings:
    from keju.recipes.candidates import parse_parameters
    from keju.recipes.sitting import Settings

    return Settings(
        questions=options.questions,
        attempts=options.attempts,
        parameters=parse_parameters(options.parameter),
        marker=options.marker,
        data=options.data,
    )


def _of(options: argparse.Namespace, settings: Settings) -> tuple[int, tuple[Rate, ...]]:
    """Return how many questions there are to ask, and what answers to them take."""
    from keju.recipes.planning import rates
    from keju.recipes.sitting import entrants, is_generated, make_exam
    from keju.runner import run as run_now

    *names, spec = options.of
    exam = make_exam(spec, settings)
    both = entrants(names, settings)
    for entrant in both:
        run_now(entrant.candidate.model.close())
    most = exam.size
    if most is None or is_generated(exam):
        most = settings.questions or _GENERATED_QUESTIONS
    return min(most, settings.questions or most), rates(both, exam.spec, options.store)
