"""Describe recorded answers on every axis, with a small classifier and without asking a model.

keju audit judge answers.jsonl
keju audit judge answers.jsonl.gz --json > judged.jsonl

A line of the file is an object with question, response and lang (en, zh, …); it may have id,
reasoning, and reference as the exam audit writes it (for facts and official lines). With --json
comes one line for each, in order: the axes, probability_complete (calibrated), and label, which is
COMPLETE, EVASIVE or DENIAL. Thoughts are left out before anything is read.

The classifier agrees with the labels of an LLM judge, which is not truth (docs/judging.md).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from keju.cli.running import DONE, command_parser

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Judge the file and write lines, or counts by language."""
    parser = command_parser("audit judge", __doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="FILE.jsonl or FILE.jsonl.gz")
    parser.add_argument("--json", action="store_true", help="one line of JSON for each answer")
    options = parser.parse_args(arguments)
    from keju.recipes.audit_judging import judge_file

    counts = judge_file(options.file, _print if options.json else id)
    if not options.json:
        from keju.report.labels import labels_table
        from keju.report.tables import screen

        screen(labels_table(counts))
    return DONE


def _print(judged: dict[str, Any]) -> None:
    import json

    sys.stdout.write(json.dumps(judged, ensure_ascii=True) + "\n")
