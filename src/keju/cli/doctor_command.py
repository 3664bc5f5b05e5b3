"""Check what a sitting needs, and say what to do about what is missing.

  keju doctor
  keju doctor openai/gpt-4o-mini 'vllm/Qwen3-8B@http://10.0.0.7:8000/v1'

Exit status 1 when something is broken; what is merely absent breaks nothing.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict

from keju.cli.running import DONE, UNMET, add_store, print_json
from keju.recipes.checkup import examine


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("models", nargs="*", metavar="MODEL", help="endpoints to try")
    add_store(parser)


def run(options: argparse.Namespace) -> int:
    """Print what was found."""
    findings = list(examine(options.models, options.store))
    if options.json:
        print_json([asdict(finding) for finding in findings])
    else:
        from keju.report.catalogues import findings_table
        from keju.report.tables import screen

        screen(findings_table([(f.what, f.state, f.words) for f in findings]))
    return UNMET if any(finding.state == "broken" for finding in findings) else DONE
