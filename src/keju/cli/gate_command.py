"""Let a new candidate pass only if it is not worse than the baseline by more than a margin.

  keju gate vllm/new@http://localhost:8000/v1 vllm/old@http://localhost:8001/v1 exam.jsonl
  keju gate openai/gpt-5-mini+think openai/gpt-5-mini 'modular;depth=6' --margin 2
  keju gate new.csv old.csv        tables: item, score[, cluster, attempt]
  keju gate new old marks.csv      two models of one table
  keju gate 5 3                    sittings

Exit status 0 when it is sure that the new one is not worse by more than the margin; 1 when it is
worse by more, and when that is undecided: a gate opens only when it is sure.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from keju.cli.running import DONE, UNMET, add_store, print_json
from keju.cli.verdicts import add_asking, add_design, asking_settings, estimand_of

if TYPE_CHECKING:
    from keju.core.design import Design
    from keju.core.gate import Gate


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "words",
        nargs="+",
        metavar="WHAT",
        help="NEW BASELINE EXAM; or two tables, two models and a table, two sittings",
    )
    parser.add_argument(
        "--margin",
        type=float,
        default=1.0,
        metavar="POINTS",
        help="how much worse is still good enough (default 1)",
    )
    add_design(parser)
    add_asking(parser)
    add_store(parser)


def run(options: argparse.Namespace) -> int:
    """Judge what is at hand, or ask; see the module."""
    from keju.recipes.gates import gate_at_hand, gate_design

    design = gate_design(options.margin, options.alpha, estimand_of(options), options.order)
    found = gate_at_hand(options.words, design, options.store)
    if found is None:
        found = _asked(options, design)
    if options.json:
        from keju.report.ranking_document import gate_json

        print_json(gate_json(found))
    else:
        from keju.report.gates import gate_page
        from keju.report.tables import screen

        screen(gate_page(found))
    return DONE if found.passed else UNMET


def _asked(options: argparse.Namespace, design: Design) -> Gate:
    from keju.recipes.gates import gate_live
    from keju.recipes.sitting import entrants, make_exam

    settings = asking_settings(options)
    new, baseline, spec = options.words
    exam = make_exam(spec, settings)
    return gate_live(entrants([new, baseline], settings), exam, design, settings, options.store)
