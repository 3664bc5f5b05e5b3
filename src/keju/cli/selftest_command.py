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
from typing import Any

from keju.cli.running import DONE, UNMET, print_json
from keju.recipes.selftest.examining import Examined, MarkerCases, Progress, examine


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("markers", nargs="*", metavar="MARKER", help="only these (default: all)")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(options: argparse.Namespace) -> int:
    """Examine, and show what was found."""
    from keju.report.selftest import steps_bar

    progress = Progress()
    with steps_bar(lambda: (progress.what, progress.done, progress.total)):
        found = examine(options.markers, progress)
    if options.json:
        print_json(_document(found))
    else:
        _show(found)
    return DONE if found.passed else UNMET


def _document(found: Examined) -> dict[str, Any]:
    return {
        "passed": found.passed,
        "markers": [_marker(each) for each in found.markers],
        "rules": [
            {
                "group": each.group,
                "rules": each.rules,
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


def _show(found: Examined) -> None:
    from keju.report.selftest import cases_table, reds_table, rules_table
    from keju.report.tables import screen

    screen(
        cases_table(
            [
                (
                    each.marker,
                    each.cases,
                    each.right,
                    (each.false_positives, each.negatives, each.false_positive_interval),
                    (each.false_negatives, each.positives, each.false_negative_interval),
                    each.slowest,
                )
                for each in found.markers
            ]
        )
    )
    if reds := [red for each in found.markers for red in each.reds]:
        screen("")
        screen(reds_table(reds))
    if found.rules:
        screen("")
        rows = [(r.group, r.rules, len(r.exempt), len(r.survivors)) for r in found.rules]
        screen(rules_table(rows))
    for each in found.rules:
        for name in each.survivors:
            screen(f"No gold case notices that this is gone: {name}")
    if found.cheats:
        through = [name for name, outcome in found.cheats.items() if outcome == "passed"]
        screen("")
        screen(f"programs that cheat: {len(found.cheats)}, {len(through)} passed")
        for name in through:
            screen(f"This program cheats and passed: {name}")
    for what, reason in found.skipped.items():
        screen(f"Not examined: {what} ({reason})")
