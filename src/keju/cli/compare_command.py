"""Say which of two is better, asking no more than that takes.

  keju compare keju/xiucai keju/xiucai-direct 'multiplication;digits=3'
  keju compare openai/gpt-5-mini+think openai/gpt-5-mini 'modular;depth=6' --budget 2usd
  keju compare a.csv b.csv         tables: item, score[, cluster, attempt]
  keju compare gpt qwen marks.csv  two models of one table
  keju compare 3 5                 two sittings

Both are asked the same questions in one random order until the verdict: A is better, B is better,
equal within the gap that matters, or undecided when the questions or the budget end. You may look
at any time: all verdicts together are wrong in at most --alpha of comparisons. The same command
continues; a plan changed after looking is refused. keju plan says beforehand what it will take.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from typing import TYPE_CHECKING, Any

from keju.cli.running import DONE, FAILING, INTERRUPTED, add_store, print_json
from keju.cli.verdicts import add_asking, add_design, asking_settings, estimand_of
from keju.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keju.core.calibration import Calibration
    from keju.core.comparison import Comparison, Split
    from keju.core.design import Design
    from keju.recipes.calibration import Calibrated
    from keju.recipes.candidates import Entrant
    from keju.recipes.contest import Contest
    from keju.recipes.sitting import Settings
    from keju.runner import Budget


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "words",
        nargs="+",
        metavar="WHAT",
        help="A B EXAM; or two tables, two models and a table, two sittings",
    )
    plan = add_design(parser)
    plan.add_argument(
        "--test",
        choices=("e", "exact"),
        default="e",
        help="e: by betting, can be continued (default); exact: for one right or wrong answer a"
        " question, final at its horizon",
    )
    plan.add_argument(
        "--gap",
        "--delta",
        type=float,
        default=3.0,
        metavar="POINTS",
        help="the smallest gap that matters; equal means within it (default %(default)g)",
    )
    plan.add_argument(
        "--discordance",
        type=float,
        metavar="SHARE",
        help="of questions on which they are expected to differ, for plans and the exact test"
        " (default 0.2, or what a pilot showed)",
    )
    asked = add_asking(parser)
    asked.add_argument(
        "--calibrate",
        action="store_true",
        help="first tune a generated exam on a pilot, then discarded, until the two disagree",
    )
    parser.add_argument("--html", metavar="FILE", help="write the result as a page for a browser")
    add_store(parser)


def run(options: argparse.Namespace) -> int:
    """Compare what is at hand, or ask; see the module."""
    from keju.recipes.marks_sources import compare_at_hand, marks_at_hand

    design = _design(options)
    if options.html is not None:
        from keju.report.pages import page_path

        page_path(options.html)  # found out before anything is asked
    found = marks_at_hand(options.words, options.store)
    if found is None:
        return _asked(options, design)
    if options.calibrate:
        raise InputError("--calibrate is for a generated exam that is asked: keju compare A B EXAM")
    comparison = compare_at_hand(found, design)
    return _show(options, comparison, found.splits() if options.html is not None else ())


def _design(options: argparse.Namespace) -> Design:
    from keju.core.design import Design, Test

    return Design(
        test=Test(options.test),
        alpha=options.alpha,
        gap=options.gap / 100,
        estimand=estimand_of(options),
        order=options.order,
        discordance=0.2 if options.discordance is None else options.discordance,
    )


def _asked(options: argparse.Namespace, design: Design) -> int:
    from keju.recipes.contest import contest, prepare
    from keju.recipes.sitting import entrants, fresh_seed, make_exam
    from keju.report.contest_progress import contest_progress
    from keju.runner import Budget

    settings = asking_settings(options)
    a, b, spec = options.words
    spec, budget = fresh_seed(spec), Budget(settings.limits)
    exam = make_exam(spec, settings)
    both = entrants([a, b], settings)
    tuned = None
    if options.calibrate:
        tuned = _calibrated(options, both, spec, settings, budget)
        exam = tuned.exam
        if options.discordance is None:
            expected = max(tuned.found.discordance, design.gap)
            design = dataclasses.replace(design, discordance=expected)
    ready = prepare(both, exam, design, settings)
    _foresee(ready, options.store)
    found = contest(ready, options.store, contest_progress, budget)
    return _show(options, found.comparison, found.splits, None if tuned is None else tuned.found)


def _calibrated(
    options: argparse.Namespace,
    both: Sequence[Entrant],
    spec: str,
    settings: Settings,
    budget: Budget,
) -> Calibrated:
    from keju.recipes.calibration import calibrate
    from keju.report.calibrations import calibration_lines
    from keju.report.progress import progress

    tuned = calibrate(both, spec, settings, options.store, progress, budget)
    for line in calibration_lines(tuned.found):
        print(line, file=sys.stderr)  # noqa: T201 - before it asks
    return tuned


def _foresee(ready: Contest, store: str | None) -> None:
    """Say what the questions and the budget can show; InputError where that is nothing."""
    from keju.recipes.foresight import foreseen
    from keju.recipes.planning import refuse_hopeless
    from keju.report.plans import resolvable_words

    plan = foreseen(ready, store)
    refuse_hopeless(plan)
    print(resolvable_words(plan), file=sys.stderr)  # noqa: T201 - before it asks


def _show(
    options: argparse.Namespace,
    comparison: Comparison,
    splits: Sequence[Split],
    tuned: Calibration | None = None,
) -> int:
    if options.html is not None:
        from keju.report.pages import comparison_page, write_page

        write_page(options.html, comparison_page(comparison, splits))
    if options.json:
        from keju.report.comparisons import comparison_json

        print_json(comparison_json(comparison) | _pilot_json(tuned))
    else:
        from keju.report.comparison_screen import comparison_screen
        from keju.report.tables import screen

        screen(comparison_screen(comparison))
    return {"failures": FAILING, "interrupted": INTERRUPTED}.get(comparison.stopped or "", DONE)


def _pilot_json(tuned: Calibration | None) -> dict[str, Any]:
    if tuned is None:
        return {}
    from keju.report.calibrations import calibration_json

    return {"calibration": calibration_json(tuned)}
