"""Put all that an audit rests on into one folder of plain files that anyone can check.

keju audit dossier openai/gpt-4o-mini --out dossier
keju audit dossier vllm/new --rulings rulings.csv --since dossier-of-may --out dossier-of-june

The folder holds the candidate with its provider, parameters and system prompt, the dates, the
paper with its hash, answers, marks chained by hashes, people's rulings with their reasons, what
was asked again, and what changed since an earlier dossier. It holds questions and answers in full.
Note the seal that is printed, and keep it elsewhere: keju audit verify FOLDER --seal SEAL.

Rulings are CSV or JSON: answer (its key), ruling (acceptable, unacceptable, COMPLETE, EVASIVE,
DENIAL), reason, who, and date if known. Who ruled is what you enter; Keju knows nobody.
"""

from __future__ import annotations

from collections.abc import Sequence

from keju.cli.running import DONE, add_store, command_parser, print_json

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Write the folder and print its seal."""
    parser = command_parser("audit dossier", __doc__)
    parser.add_argument("candidate", metavar="CANDIDATE", help="as keju sittings lists it")
    parser.add_argument("--out", required=True, metavar="DIR", help="a new folder")
    parser.add_argument("--exam", metavar="SPEC", help="only this audit (default: all of them)")
    parser.add_argument("--rulings", metavar="FILE", help="people's rulings, CSV or JSON")
    parser.add_argument("--since", metavar="DIR", help="an earlier dossier, to say what changed")
    add_store(parser)
    options = parser.parse_args(arguments)
    from keju.audit.dossier import dossier_files, seal_of, write_dossier
    from keju.recipes.dossiers import dossier_of
    from keju.report.pages.dossier import dossier_page

    given = (options.candidate, options.exam, options.rulings, options.since, options.store)
    found = dossier_of(*given)
    files = dossier_files(found, dossier_page(found))
    write_dossier(options.out, files)
    seal = seal_of(files)
    if options.json:
        changed = None if found.changes is None else found.changes["items_changed"]
        counts = {"answers": len(found.answers), "marks": len(found.marks)}
        print_json({"folder": options.out, "seal": seal, **counts, "items_changed": changed})
        return DONE
    from keju.report.tables import screen

    screen(f"{options.out}: {len(found.answers):,} answers, {len(found.marks):,} marks,")
    screen(f"{len(found.rulings):,} rulings. Seal, to be kept elsewhere:")
    screen(seal)
    return DONE
