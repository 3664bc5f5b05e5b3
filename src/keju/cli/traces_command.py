"""Show what a model's thoughts look like: length, loops, languages, turns, what came too late.

  keju traces 3                    the thoughts of sitting 3, right and wrong answers apart
  keju traces 3 --json             everything measured, of each thought too
  keju traces 3 --html page.html   as a page for a browser

A thought that loops is listed with an excerpt; keju show 3 17 has the 17th in full.
"""

from __future__ import annotations

import argparse

from keju.cli.running import DONE, add_store, print_json, sitting_number
from keju.core.errors import InputError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "sitting", type=sitting_number, metavar="SITTING", help="its number (keju sittings)"
    )
    parser.add_argument(
        "--alpha",
        type=float,
        default=0.05,
        metavar="P",
        help="how often an interval may miss (default %(default)s)",
    )
    parser.add_argument(
        "--limit", type=int, default=10, metavar="N", help="list at most N that loop"
    )
    parser.add_argument("--html", metavar="FILE", help="write the result as a page for a browser")
    add_store(parser)


def run(options: argparse.Namespace) -> int:
    """Print the figures."""
    from keju.recipes.traces import traces_of

    if options.limit < 0:
        raise InputError(f"--limit must be at least 0, not {options.limit}")
    found = traces_of(options.sitting, options.alpha, options.store)
    if options.html is not None:
        from keju.report.pages import write_page
        from keju.report.pages.traces import traces_page

        write_page(options.html, traces_page(found))
    if options.json:
        from keju.report.traces import traces_json

        print_json(traces_json(found))
        return DONE
    from keju.report.tables import screen
    from keju.report.traces import traces_screen

    screen(traces_screen(found, options.limit))
    return DONE
