"""List providers, shipped models, your own models (keju.toml), methods, and prices.

keju models
"""

from __future__ import annotations

import argparse
from typing import Any

from keju.cli.running import DONE, print_json
from keju.recipes.inventory import inventory


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(options: argparse.Namespace) -> int:
    """Print the lists."""
    found: dict[str, Any] = inventory()
    if options.json:
        print_json(found)
        return DONE
    from keju.report.catalogues import models_screen
    from keju.report.tables import screen

    screen(models_screen(found))
    return DONE
