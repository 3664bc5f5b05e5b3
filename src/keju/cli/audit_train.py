"""Train the classifier of answers on labelled answers of your own.

keju audit train labelled.jsonl --out my-classifier
keju audit train labelled.jsonl.gz --out my-classifier --json

A line of the file is an object with question, response, lang and label (COMPLETE, EVASIVE or
DENIAL; lines whose label begins with ERROR are left out). It may have label_judge2 (a second
judge's), model, and question_index (one for the same question in several languages). How far the
classifier agrees with the labels is measured on answers whose model and question it has not seen,
and written into the folder's README.md beside the weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from keju.cli.running import DONE, command_parser, print_json

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Train, write weights and card, and say how far it agrees."""
    parser = command_parser("audit train", __doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="FILE.jsonl or FILE.jsonl.gz")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to write")
    parser.add_argument(
        "--source",
        metavar="WORDS",
        help="whose answers and labels, and their licence, for the card",
    )
    parser.add_argument(
        "--folds", type=int, default=5, metavar="N", help="models and questions are cut into N"
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    options = parser.parse_args(arguments)
    if options.folds < 2:
        parser.error("--folds must be 2 or more")
    from keju.recipes.audit_training import train_classifier

    learned = train_classifier(options.file, options.out, options.source, options.folds)
    if options.json:
        print_json(asdict(learned))
        return DONE
    from keju.report.labels import agreement_table
    from keju.report.tables import screen

    screen(agreement_table(learned))
    screen(f"Weights and card are in {options.out}.")
    return DONE
