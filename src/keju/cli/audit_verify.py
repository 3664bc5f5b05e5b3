"""Check a dossier: a file that was changed, is missing or was added is named; exit status 1.

keju audit verify dossier
keju audit verify dossier --seal 5d41…     against the seal that keju audit dossier printed

Each file is checked against its hash, marks against the chain of their hashes, questions and
answers against their identifiers. Without the seal, a folder that somebody made anew with all its
hashes is as sound as the first.
"""

from __future__ import annotations

from collections.abc import Sequence

from keju.cli.running import DONE, UNMET, command_parser, print_json

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Say what is wrong, or that nothing is."""
    parser = command_parser("audit verify", __doc__)
    parser.add_argument("folder", metavar="DIR", help="made by keju audit dossier")
    parser.add_argument("--seal", metavar="SEAL", help="what the dossier's manifest must hash to")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    options = parser.parse_args(arguments)
    from keju.audit.verify import problems, seal_in

    found = problems(options.folder, options.seal)
    if options.json:
        seal = seal_in(options.folder)
        print_json({"sound": not found, "problems": found, "seal": seal})
    else:
        from keju.report.tables import screen

        screen("\n".join(found) if found else f"Whole. Its seal: {seal_in(options.folder)}")
    return UNMET if found else DONE
