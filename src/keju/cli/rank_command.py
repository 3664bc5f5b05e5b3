"""Rank candidates: who is the best, and between which ranks everybody surely is.

  keju rank keju/xiucai keju/xiucai-direct scripted/student 'multiplication;digits=3'
  keju rank openai/gpt-5-mini openai/gpt-5 'modular;depth=6' 'reading;level=3' --budget 5usd
  keju rank a.csv b.csv c.csv        tables of one model each: item, score[, cluster, attempt]
  keju rank marks.csv                a table of several models, with a column model
  keju rank 3 5 8                    sittings

All candidates get the same questions in one random order. Who is surely not the best is asked no
more, and answers go where they decide most. With several exams each has its ranking; all rank sets
hold together.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from keju.cli.running import DONE, INTERRUPTED, add_store, print_json
from keju.cli.verdicts import add_asking, add_design, asking_settings, design_of

if TYPE_CHECKING:
    from keju.core.design import Design
    from keju.core.ranking import Ranking


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "words",
        nargs="+",
        metavar="WHAT",
        help="candidates and then exams; or tables of marks; or numbers of sittings",
    )
    add_design(parser)
    asked = add_asking(parser)
    asked.add_argument(
        "--all-ranks",
        action="store_true",
        help="ask on until every rank is known, not only the best",
    )
    parser.add_argument("--html", metavar="FILE", help="write the result as a page for a browser")
    add_store(parser)


def run(options: argparse.Namespace) -> int:
    """Rank what is at hand, or ask; see the module."""
    from keju.recipes.rankings import rank_at_hand

    design = design_of(options)
    if options.html is not None:
        from keju.report.pages import page_path

        page_path(options.html)  # found out before anything is asked
    found = rank_at_hand(options.words, design, options.store)
    if found is None:
        found = _asked(options, design)
    _show(found, options)
    return INTERRUPTED if any(each.stopped == "interrupted" for each in found) else DONE


def _asked(options: argparse.Namespace, design: Design) -> list[Ranking]:
    from keju.comparing.ranking_referee import Goal
    from keju.recipes.rankings import prepare_ranking, rank_live, split_words
    from keju.recipes.sitting import entrants, make_exam
    from keju.report.ranking_progress import ranking_progress

    settings = asking_settings(options)
    names, specs = split_words(options.words)
    exams = [make_exam(spec, settings) for spec in specs]
    goal = Goal.RANKS if options.all_ranks else Goal.BEST
    ready = prepare_ranking(entrants(names, settings), exams, design, settings, goal)
    return rank_live(ready, options.store, ranking_progress)


def _show(found: Sequence[Ranking], options: argparse.Namespace) -> None:
    if options.html is not None:
        from keju.report.pages import ranking_page, write_page

        write_page(options.html, ranking_page(found))
    if options.json:
        from keju.report.ranking_document import ranking_json

        rows = [ranking_json(each) for each in found]
        print_json(rows[0] if len(rows) == 1 else rows)
        return
    from keju.report.rankings import rankings_page
    from keju.report.tables import screen

    screen(rankings_page(found))
