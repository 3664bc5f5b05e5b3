"""List the exams, their dials, and which of them were run for real.

keju exams
keju exams multiplication        one in full, with a first question
"""

from __future__ import annotations

import argparse
from dataclasses import asdict

from keju.cli.running import DONE, print_json
from keju.core.errors import InputError, nearest
from keju.exams import catalogue


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="one exam")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(options: argparse.Namespace) -> int:
    """Print the list, or one exam."""
    rows = catalogue()
    if options.name is not None:
        rows = [row for row in rows if row.name == options.name]
        if not rows:
            raise InputError(
                f"Unknown exam {options.name!r}."
                f"{nearest(options.name, [row.name for row in catalogue()])}"
            )
    if options.json:
        print_json([asdict(row) for row in rows])
        return DONE
    from keju.report.catalogues import exams_table
    from keju.report.tables import screen

    screen(exams_table(rows))
    return DONE
