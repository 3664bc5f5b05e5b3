"""Say how good a candidate is, how sure that is, and what further answers would add.

keju estimate 3                        a sitting (keju sittings)
keju estimate marks.csv                a table: item, score[, cluster, attempt]
keju estimate marks.csv --model NAME   one model of a table
"""

from __future__ import annotations

import argparse

from keju.cli.running import DONE, add_store, print_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("what", metavar="SITTING", help="number of a sitting, or a table of marks")
    parser.add_argument("--model", metavar="NAME", help="which model of a table")
    parser.add_argument(
        "--alpha",
        type=float,
        default=0.05,
        metavar="P",
        help="how often an interval may miss (default %(default)s)",
    )
    parser.add_argument(
        "--attempt-price",
        type=float,
        default=1.0,
        metavar="PRICE",
        help="of a further attempt at a question, that of a new question being 1",
    )
    parser.add_argument("--html", metavar="FILE", help="write the result as a page for a browser")
    add_store(parser)


def run(options: argparse.Namespace) -> int:
    """Print the estimate."""
    from keju.comparing.estimating import Wish
    from keju.recipes.estimates import estimate_of

    wish = Wish(options.alpha, options.attempt_price, path=options.html is not None)
    found = estimate_of(options.what, wish, options.store, options.model)
    if options.html is not None:
        from keju.report.pages import estimate_page, write_page

        write_page(options.html, estimate_page(found))
    if options.json:
        from keju.report.estimates import estimate_json

        print_json(estimate_json(found))
        return DONE
    from keju.report.estimates import estimate_screen
    from keju.report.tables import screen

    screen(estimate_screen(found))
    return DONE
