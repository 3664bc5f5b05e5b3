"""Mark the stored answers of a sitting again with today's markers.

  keju mark 3

Answers are not asked again and earlier marks stay; marks of a newer marker version are appended.
"""

from __future__ import annotations

import argparse

from keju.cli.running import DONE, add_store, print_json
from keju.recipes.remarking import remark
from keju.recipes.stored import stored


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("sitting", type=int, metavar="SITTING", help="its number (keju sittings)")
    add_store(parser)


def run(options: argparse.Namespace) -> int:
    """Mark again and say what changed."""
    with stored(options.store) as store:
        before = store.summary(options.sitting)
        added = remark(store, options.sitting)
        after = store.summary(options.sitting)
    from keju.report.documents import summary_json

    if options.json:
        print_json({"marks_added": added, "before": before.accuracy, "after": summary_json(after)})
        return DONE
    from keju.report.tables import results, screen
    from keju.report.text import count, percent

    screen(results([after]))
    if added:
        screen(f"{count(added)} marks added; accuracy was {percent(before.accuracy)}.")
    else:
        screen("Every answer has a mark by today's markers already; nothing was added.")
    return DONE
