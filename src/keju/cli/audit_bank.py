"""List the question bank of the audit: kinds of events, jurisdictions, facts and their sources.

keju audit bank                            the shipped bank; empty cells are shown
keju audit bank --event cn-protest-1989    one event, each fact with its source
keju audit bank my-bank.json --json        check a bank of your own, and list it
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from keju.cli.running import DONE, command_parser, print_json
from keju.exams.audit import read_bank, shipped_bank
from keju.exams.audit.listing import described, events_page, listing

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Print the list, or one event."""
    parser = command_parser("audit bank", __doc__)
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a bank of your own")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--event", metavar="ID", help="one event with its checklist")
    form.add_argument("--markdown", action="store_true", help="the events as docs/events.md has it")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    options = parser.parse_args(arguments)
    if options.markdown and options.json:
        parser.error("--markdown and --json are two forms; choose one")
    bank = shipped_bank() if options.file is None else read_bank(options.file)
    if options.markdown:
        print(events_page(bank), end="")  # noqa: T201 - this is the command line
        return DONE
    found = listing(bank) if options.event is None else described(bank, options.event)
    if options.json:
        print_json(found)
        return DONE
    from keju.report.banks import bank_screen, event_screen
    from keju.report.tables import screen

    screen(bank_screen(found) if options.event is None else event_screen(found))
    return DONE
