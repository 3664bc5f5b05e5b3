"""List the sittings a store holds, newest last.

keju sittings
keju sittings --json
"""

from __future__ import annotations

import argparse

from keju.cli.running import DONE, add_store, print_json
from keju.recipes.stored import stored


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_store(parser)


def run(options: argparse.Namespace) -> int:
    """Print the list."""
    with stored(options.store) as store:
        sittings = store.sittings()
    from keju.report.tables import screen, sitting_json, sittings_table

    if options.json:
        print_json([sitting_json(sitting) for sitting in sittings])
    elif not sittings:
        screen("No sittings yet. Hold one: keju exam keju/tongsheng 'multiplication;digits=3'")
    else:
        screen(sittings_table(sittings))
    return DONE
