"""List the exams, their dials, and which of them were run for real.

keju exams
keju exams multiplication        one in full, with a first question
keju exams aime24 --data DIR     the first question of a local copy
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from keju.cli.running import DONE, print_json
from keju.core.errors import InputError, nearest
from keju.exams import ExamInfo, catalogue
from keju.recipes.first_questions import first_question


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="one exam")
    parser.add_argument("--data", type=Path, metavar="DIR", help="a local copy of a benchmark")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(options: argparse.Namespace) -> int:
    """Print the list, or one exam."""
    rows = catalogue()
    if options.name is None:
        return _list(rows, options)
    rows = _chosen(rows, options.name)
    if len(rows) > 1:
        return _list(rows, options)
    question = first_question(rows[0], options.data)
    if options.json:
        print_json([{**asdict(rows[0]), "first_question": question}])
        return DONE
    from keju.report.catalogues import exam_page
    from keju.report.tables import screen

    screen(exam_page(rows[0], question))
    return DONE


def _list(rows: list[ExamInfo], options: argparse.Namespace) -> int:
    if options.data is not None:
        raise InputError("--data belongs to one exam; write keju exams NAME --data DIR")
    if options.json:
        print_json([asdict(row) for row in rows])
        return DONE
    from keju.report.catalogues import exams_table
    from keju.report.tables import screen

    screen(exams_table(rows))
    return DONE


def _chosen(rows: list[ExamInfo], name: str) -> list[ExamInfo]:
    found = [row for row in rows if row.name == name or row.name.startswith(f"{name}/")]
    if not found:
        raise InputError(f"Unknown exam {name!r}.{nearest(name, [row.name for row in rows])}")
    return found
