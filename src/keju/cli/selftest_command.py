"""Examine the examiner: gold cases, every rule of marking switched off once, programs that cheat.

  keju selftest
  keju selftest number choice

Each marker is run on its gold cases, answers whose verdict is known. Then every rule that marks
(a row of a table, an alternative of a pattern, a function that decides) is switched off once, and
at least one gold case must turn red. Programs that cheat are run in the sandbox; none may pass.
Exit status 1 when a case is not met, a rule survives or a cheat passes.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from typing import Any

from keju.cli.running import DONE, UNMET, print_json
from keju.recipes.selftest.examining import (
    Examined,
    MarkerCases,
    Progress,
    RulesExamined,
    examine,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("markers", nargs="*", metavar="MARKER", help="only these (default: all)")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(options: argparse.Namespace) -> int:
    """Examine, and show what was found."""
    from keju.report.selftest import steps_bar

    progress = Progress()
    began = time.monotonic()
    with steps_bar(lambda: (progress.what, progress.done, progress.total)):
        found = examine(options.markers, progress)
    if options.json:
        print_json(_document(found))
    else:
        _show(found, time.monotonic() - began)
    return DONE if found.passed else UNMET


def _document(found: Examined) -> dict[str, Any]:
    return {
        "passed": found.passed,
        "markers": [_marker(each) for each in found.markers],
        "rules": [
            {
                "group": each.group,
                "rules": each.rules,
                "switched_off": each.switched_off,
                "survivors": each.survivors,
                "exempt": each.exempt,
            }
            for each in found.rules
        ],
        "cheats": found.cheats,
        "skipped": found.skipped,
    }


def _marker(each: MarkerCases) -> dict[str, Any]:
    return {
        "marker": each.marker,
        "cases": each.cases,
        "met": each.right,
        "positives": each.positives,
        "negatives": each.negatives,
        "false_positives": each.false_positives,
        "false_negatives": each.false_negatives,
        "false_positive_interval": each.false_positive_interval,
        "false_negative_interval": each.false_negative_interval,
        "level": 0.95,
        "slowest_seconds": each.slowest,
        "not_met": each.reds,
    }


def _show(found: Examined, seconds: float) -> None:
    from keju.report.selftest import cases_table, exempt_table, reds_table, rules_table, verdict
    from keju.report.tables import screen

    reds = [red for each in found.markers for red in each.reds]
    survivors = [name for each in found.rules for name in each.survivors]
    through = [name for name, outcome in found.cheats.items() if outcome == "passed"]
    screen(cases_table([_row(each) for each in found.markers]))
    if found.rules:
        screen("")
        screen(rules_table([_rules_row(each) for each in found.rules]))
    if reasons := Counter(why for each in found.rules for why in each.exempt.values()):
        screen("")
        screen(exempt_table(reasons.most_common()))
    screen("")
    if reds:
        screen(reds_table(reds))
    for name in survivors:
        screen(f"No gold case notices that this is gone: {name}")
    for name in through:
        screen(f"This program cheats and passed: {name}")
    for what, reason in found.skipped.items():
        screen(f"Not examined: {what} ({reason})")
    screen(verdict(len(reds), len(survivors), len(through), len(found.cheats), seconds))


def _row(each: MarkerCases) -> tuple[Any, ...]:
    return (
        each.marker,
        each.cases,
        each.right,
        (each.false_positives, each.negatives, each.false_positive_interval),
        (each.false_negatives, each.positives, each.false_negative_interval),
        each.slowest,
    )


def _rules_row(each: RulesExamined) -> tuple[str, int, int, int]:
    return each.group, each.switched_off, len(each.survivors), each.rules - each.switched_off
