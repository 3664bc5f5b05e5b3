"""List the exams, their dials, and which of them were run for real.

keju exams
keju exams multiplication        one in full, with a first question
"""

from __future__ import annotations

import argparse
from dataclasses import asdict

from keju.cli.running import DONE, print_json
from keju.core.errors import InputError, nearest
from keju.exams import ExamInfo, catalogue


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="one exam")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(options: argparse.Namespace) -> int:
    """Print the list, or one exam."""
    rows = catalogue()
    if options.name is not None:
        rows = _chosen(rows, options.name)
    if options.json:
        print_json([asdict(row) for row in rows])
        return DONE
    from keju.report.catalogues import exam_page, exams_table
    from keju.report.tables import screen

    screen(exam_page(rows[0]) if options.name and len(rows) == 1 else exams_table(rows))
    return DONE


def _chosen(rows: list[ExamInfo], name: str) -> list[ExamInfo]:
    found = [row for row in rows if row.name == name or row.name.startswith(f"{name}/")]
    if not found:
        raise InputError(f"Unknown exam {name!r}.{nearest(name, [row.name for row in rows])}")
    return found
