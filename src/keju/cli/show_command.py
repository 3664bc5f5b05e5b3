"""Show one sitting, or one answer with its reasoning.

keju show 3                      the figures of sitting 3
keju show 3 --answers            its answers, a line each
keju show 3 --verdict incorrect  only those
keju show 3 17                   the answer to its 17th question, in full
keju show 3 17.2                 the second attempt at it
"""

from __future__ import annotations

import argparse
from typing import Any

from keju.cli.running import DONE, add_store, print_json, sitting_number
from keju.core.errors import InputError
from keju.core.records import Verdict
from keju.recipes.redaction import shown_line
from keju.recipes.stored import stored, to_json
from keju.report.documents import summary_json
from keju.store import Line, Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "sitting", type=sitting_number, metavar="SITTING", help="its number (keju sittings)"
    )
    parser.add_argument("question", nargs="?", metavar="QUESTION", help="N or N.ATTEMPT, from 1")
    parser.add_argument("--answers", action="store_true", help="list answers, a line each")
    parser.add_argument(
        "--verdict", choices=[v.value for v in Verdict], help="list answers with this verdict"
    )
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="list at most N")
    add_store(parser)


def run(options: argparse.Namespace) -> int:
    """Print what was asked for."""
    if options.limit < 0:
        raise InputError(f"--limit must be at least 0, not {options.limit}")
    with stored(options.store) as store:
        if options.question is not None:
            return _one(store, options)
        if options.answers or options.verdict:
            return _many(store, options)
        return _figures(store, options)


def _figures(store: Store, options: argparse.Namespace) -> int:
    summary = store.summary(options.sitting)
    if options.json:
        print_json(summary_json(summary))
        return DONE
    from keju.report.tables import results, screen

    sitting = summary.sitting
    screen(f"{sitting.exam}, {sitting.questions:,} questions, {sitting.runs} run(s)")
    screen(results([summary]))
    if summary.failures:
        words = ", ".join(f"{kind} {n:,}" for kind, n in summary.failures.items())
        screen(f"Failures by kind: {words}. The same keju exam command asks them again.")
    return DONE


def _many(store: Store, options: argparse.Namespace) -> int:
    verdicts = [Verdict(options.verdict)] if options.verdict else None
    rows = list(store.answers(options.sitting, verdicts=verdicts, limit=options.limit))
    exam = _exam(store, options)
    if options.json:
        print_json([_row_json(row, exam) for row in rows])
        return DONE
    from keju.report.tables import answers_table, screen

    screen(answers_table(shown_line(exam, row) for row in rows))
    return DONE


def _one(store: Store, options: argparse.Namespace) -> int:
    from keju.report.tables import answer_page, screen

    position, attempt = _place(options.question)
    for row in store.answers(options.sitting, positions=range(position, position + 1)):
        if row.attempt == attempt:
            break
    else:
        raise InputError(f"Sitting {options.sitting} has no answer {options.question}")
    exam = _exam(store, options)
    if options.json:
        print_json(_row_json(row, exam))
        return DONE
    _position, item, _attempt, reply, mark = shown_line(exam, row)
    if reply is None:
        screen(f"Question {options.question} of sitting {options.sitting} was not asked yet.")
    else:
        title = f"Sitting {options.sitting}, {options.question}"
        screen(answer_page(item, reply, mark, title))
    return DONE


def _exam(store: Store, options: argparse.Namespace) -> str:
    """Return the spec of the exam that was sat: some exams' questions are not shown."""
    return store.summary(options.sitting).sitting.exam


def _place(text: str) -> tuple[int, int]:
    number, _, attempt = text.partition(".")
    if not number.isdecimal() or int(number) < 1 or (attempt and not attempt.isdecimal()):
        raise InputError(f"{text!r} is no question; write N or N.ATTEMPT, counted from 1")
    return int(number) - 1, int(attempt or 1) - 1


def _row_json(row: Line, exam: str) -> dict[str, Any]:
    position, item, attempt, reply, mark = shown_line(exam, row)
    identifiers = {"id": row.item.id, "question_id": row.item.question.id}
    return {
        "question": position + 1,
        "attempt": attempt + 1,
        "item": {**to_json(item), **identifiers},
        "answer": to_json(reply) if reply is not None else None,
        "mark": to_json(mark) if mark is not None else None,
    }
