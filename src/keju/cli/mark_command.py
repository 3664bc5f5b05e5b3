"""Mark the stored answers of a sitting again, or the recorded answers of a file.

  keju mark 3
  keju mark answers.jsonl --marker math --gold answer --answer response --json
  zcat answers.jsonl.gz | keju mark - --marker 'number;tolerance=0.01' --json

A sitting: answers are not asked again and earlier marks stay; marks of a newer marker version are
appended. A file (JSONL, JSONL.gz, or - for standard input): each line is an object with the right
answer and what was answered, and for each comes one line of JSON in the same order: verdict, score,
extracted, method, reason, with the line's id where it has one. The last statement of an answer in
the text counts, thoughts are left out. An answer that is null is failed, not wrong.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from keju.cli.running import DONE, add_store, add_unsafe, print_json
from keju.core.errors import InputError

GOLD, ANSWER = "answer", "response"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "what", metavar="SITTING|FILE", help="a number (keju sittings), FILE.jsonl[.gz], or -"
    )
    file = parser.add_argument_group("a file")
    file.add_argument("--marker", metavar="NAME[;key=value]…", help="which marker; needed")
    file.add_argument("--gold", metavar="FIELD", help=f"the right answer (default {GOLD})")
    file.add_argument("--answer", metavar="FIELD", help=f"what was answered (default {ANSWER})")
    file.add_argument("--out", type=Path, metavar="FILE", help="write the marks there")
    add_unsafe(parser)
    add_store(parser)


def run(options: argparse.Namespace) -> int:
    """Mark again and say what changed, or mark the lines of a file."""
    if options.what.isdecimal():
        return _sitting(int(options.what), options)
    return _file(options)


def _sitting(number: int, options: argparse.Namespace) -> int:
    from keju.recipes.remarking import remark
    from keju.recipes.stored import stored

    for name in ("marker", "gold", "answer", "out"):
        if getattr(options, name) is not None:
            raise InputError(f"--{name} is for files; sitting {number} has its own markers")
    with stored(options.store) as store:
        before = store.summary(number)
        added = remark(store, number, unsafe_sandbox=options.unsafe_sandbox)
        after = store.summary(number)
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


def _file(options: argparse.Namespace) -> int:
    from keju.core.tally import Tally
    from keju.exams.files import parse_marker
    from keju.marking import known_markers
    from keju.recipes.marking_files import Answers, mark_file
    from keju.report.marked import marked_table, marking_bar
    from keju.report.tables import screen

    if options.marker is None:
        known = ", ".join(known_markers())
        raise InputError(f"--marker is missing; it says how to compare: {known}")
    fields = options.gold or GOLD, options.answer or ANSWER
    answers = Answers(options.what, *fields, unsafe_sandbox=options.unsafe_sandbox)
    spec, tally = parse_marker(options.marker), Tally()
    quiet = options.json and options.out is None and sys.stdout.isatty()
    bar = contextlib.nullcontext() if quiet else marking_bar(options.what, tally)
    with _writing(options) as write, bar:
        mark_file(answers, spec, write, tally)
    if not options.json:
        screen(marked_table(tally, spec.name))
    return DONE


@contextlib.contextmanager
def _writing(options: argparse.Namespace) -> Iterator[Callable[[str], object]]:
    """Yield what takes the lines of output: a file, standard output, nobody."""
    if options.out is None:
        yield _print if options.json else len
        return
    try:
        with options.out.open("w", encoding="utf-8") as file:
            yield file.write
    except OSError as error:
        raise InputError(f"Cannot write marks to {options.out}: {error.strerror}") from None


def _print(lines: str) -> None:
    sys.stdout.write(lines)
    sys.stdout.flush()
