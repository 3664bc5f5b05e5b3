"""Print an audit's questions for services without an API, and read the answers back.

keju audit sheet --out sheet.csv                           a table to be filled in
keju audit sheet 'audit;lang=zh;roles=topic' -n 60 --out sheet.html
keju audit sheet --read sheet.csv --as web-chat            answers into the store

Prompts may close accounts or endanger the person who asks: that warning is printed first. The
ending of --out says what is written: .csv, .md or .html (to be printed). Answers come back as CSV
with the columns item, response and outcome (blocked or empty, where there is no text); a row with
neither was not asked. --read writes them to NAME.jsonl and marks them as the candidate
recorded/NAME.jsonl: audit that as any other. Give the same EXAM and -n both times.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from keju.cli.running import DONE, add_store, command_parser, print_json
from keju.core.errors import InputError

if TYPE_CHECKING:
    from keju.core.protocols import Exam
    from keju.core.records import Item
    from keju.recipes.sitting import Settings

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Print a sheet, or read one."""
    parser = command_parser("audit sheet", __doc__)
    parser.add_argument("exam", nargs="?", default="audit", metavar="EXAM", help="default audit")
    parser.add_argument("-n", "--questions", type=int, metavar="N", help="only the first N")
    parser.add_argument("--order", type=int, default=0, metavar="SEED", help="of the printed order")
    parser.add_argument("--out", type=Path, metavar="FILE", help="FILE.csv, .md or .html")
    parser.add_argument("--read", metavar="ANSWERS", help="a CSV with answers")
    parser.add_argument("--as", dest="name", metavar="NAME", help="how the service is called")
    add_store(parser)
    options = parser.parse_args(arguments)
    from keju.exams import exam
    from keju.recipes.sitting import Settings

    settings = Settings(questions=options.questions)
    paper = exam(options.exam)
    items = list(_of_an_audit(itertools.islice(paper.items(), options.questions), options.exam))
    if options.read is not None:
        return _read(paper, items, settings, options)
    if options.name is not None:
        raise InputError(f"--as {options.name} names whose answers --read FILE takes; add --read")
    return _print(paper, items, options)


def _of_an_audit(items: Iterable[Item], spec: str) -> Iterator[Item]:
    """Yield the items; another exam's first one raises InputError, for it may go on for ever."""
    for item in items:
        if item.marker.name != "audit":
            raise InputError(f"{spec} is no audit; sheets are of audits (keju exams audit)")
        yield item


def _print(paper: Exam, items: Sequence[Item], options: argparse.Namespace) -> int:
    from keju.audit.dossier import paper_hash
    from keju.audit.sheet import WARNING, sheet_csv, sheet_markdown, shuffled
    from keju.report.pages.audit_sheet import sheet_page

    hashed = paper_hash(item.id for item in items)
    head = f"{paper.spec}, {len(items):,} questions; order {options.order}; paper {hashed}"
    ordered = shuffled(items, options.order)
    kind = ".md" if options.out is None else options.out.suffix
    forms = {
        ".csv": lambda: sheet_csv(ordered),
        ".md": lambda: sheet_markdown(ordered, head),
        ".html": lambda: sheet_page(ordered, WARNING, head),
    }
    if kind not in forms:
        raise InputError(f"--out {options.out}: name a file that ends in {', '.join(forms)}")
    _say(WARNING)
    text = forms[kind]()
    if options.out is not None:
        _write(options.out, text, "utf-8-sig" if kind == ".csv" else "utf-8")
    if options.json:
        rows = [{"item": item.id, "question": item.question.text} for item in ordered]
        print_json({"exam": paper.spec, "paper": hashed, "warning": WARNING, "questions": rows})
    elif options.out is None:
        print(text)  # noqa: T201 - the sheet is the output
    else:
        _say(f"{options.out}: {head}")
    return DONE


def _read(
    paper: Exam, items: Sequence[Item], settings: Settings, options: argparse.Namespace
) -> int:
    from keju.audit.sheet import recorded_lines
    from keju.recipes.sitting import entrants, hold

    name = options.name
    if not name or Path(name).name != name or name.startswith("."):
        raise InputError("--read needs --as NAME, one word that names the service")
    lines = recorded_lines(options.read, items, name)
    out = options.out or Path(f"{name}.jsonl")
    if out.suffix != ".jsonl":
        raise InputError(f"--out {out}: recorded answers go into a file that ends in .jsonl")
    _write(out, "".join(f"{line}\n" for line in lines), "utf-8")
    (entrant,) = entrants([f"recorded/{out}"], settings)
    result = hold(entrant, paper, settings, options.store)
    sitting = result.summary.sitting
    missing = len(items) - len(lines)
    if options.json:
        counts = {"answers": len(lines), "not_asked": missing, "marked": sitting.marked}
        print_json({"candidate": sitting.candidate, "exam": sitting.exam, **counts})
        return DONE
    _say(f"{len(lines):,} answers of {name} marked as {sitting.candidate}; {missing:,} not asked.")
    return DONE


def _write(path: Path, text: str, encoding: str) -> None:
    try:
        path.write_text(text, encoding, errors="replace", newline="")
    except OSError as error:
        raise InputError(f"--out {path} cannot be written: {error.strerror}") from None


def _say(words: str) -> None:
    print(words, file=sys.stderr)  # noqa: T201 - this is the command line
