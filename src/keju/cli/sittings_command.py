"""List the sittings a store holds, newest last.

keju sittings
keju sittings --json
"""

from __future__ import annotations

import argparse

from keju.cli.running import DONE, add_store, print_json
from keju.recipes.stored import stored
from keju.report.documents import sitting_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_store(parser)


def run(options: argparse.Namespace) -> int:
    """Print the list."""
    with stored(options.store) as store:
        sittings = store.sittings()
    if options.json:
        print_json([sitting_json(sitting) for sitting in sittings])
        return DONE
    from keju.report.tables import screen, sittings_table

    if not sittings:
        screen("No sittings yet. Hold one: keju exam keju/xiucai 'multiplication;digits=3'")
    else:
        screen(sittings_table(sittings))
    return DONE
