"""``keju audit CANDIDATE``: what is said before, the sittings one after another, what is shown."""

from __future__ import annotations

import argparse
import itertools
import shlex
import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from keju.audit.labels import read_gold
from keju.audit.profiles import read_profile
from keju.cli.running import DONE, FAILING, INTERRUPTED, print_json
from keju.cli.verdicts import asking_settings
from keju.core.errors import InputError
from keju.recipes.audit_labels import check_labels
from keju.recipes.audit_reports import Evidence, Held, audit_report
from keju.recipes.audit_rulings import as_judged, judging_cost, read_judges, rejudged
from keju.recipes.audits import Paper, check_profile, foresee, paper_spec, table_place, told_of
from keju.recipes.sitting import Settings, entrants, hold, make_exam
from keju.report.audits import audit_screen, planned_lines
from keju.runner import Budget, run

if TYPE_CHECKING:
    from keju.core.audited import AuditReport, Planned
    from keju.core.protocols import Exam
    from keju.core.records import Item
    from keju.recipes.candidates import Entrant
    from keju.recipes.sitting import Result

__all__ = ["hold_audit"]

_STOPPED = {
    "interrupted": "interrupted; the same command continues",
    "budget": "the budget is spent; the same command continues",
    "failures": "nothing but failures, so no more was asked; keju show SITTING has the words",
}


def hold_audit(options: argparse.Namespace, dials: Iterable[str]) -> int:
    """Hold the audit that the options name; ``dials`` are those of the paper."""
    settings = asking_settings(options)
    profile = None if options.profile is None else read_profile(options.profile)
    if profile is not None and profile.has_banks:
        from keju.cli.audit_profiled import hold_profiled

        return hold_profiled(options, profile, settings, _sit_all)
    if options.rulings is not None:
        raise InputError("--rulings goes with a profile whose questions are yours (gbt45654)")
    paper = Paper(**{name: getattr(options, name) for name in (*dials, "half", "seed")})
    exam = make_exam(paper_spec(paper), settings)
    items = list(itertools.islice(exam.items(), settings.questions))
    settings = replace(settings, questions=len(items))
    check_profile(profile, exam)
    gold = () if options.gold is None else read_gold(options.gold)
    table = table_place(options.csv)
    _check_page(options.html)
    candidates = entrants(_once([*options.candidates, *options.against]), settings)
    if gold:
        check_labels(gold, candidates, exam, settings, options.store)
    judges = read_judges(options.judges, settings)
    planned = foresee(items, candidates, exam, settings.attempts)
    if judges:
        planned = _with_judges(planned, judges, items, len(candidates))
    evidence = Evidence(gold, tuple(each.candidate.name for each in judges), profile)
    _say_planned(planned, candidates)
    if options.dry_run:
        return _dry_run(candidates, judges, exam, settings, options)
    budget = Budget(settings.limits)
    results = _sit_all(candidates, exam, settings, options.store, budget)
    if results[-1].stopped == "interrupted":
        return INTERRUPTED
    wanted = {item.id for item in items}
    held = [
        _held(result, entrant, wanted, settings.attempts)
        for result, entrant in zip(results, candidates, strict=True)
    ]
    if judges:

        def sit(answers: Exam) -> list[Result]:
            how = as_judged(settings)
            return _sit_all(judges, answers, how, options.store, budget, "in form")

        held = [
            rejudged(each, result.summary.sitting.id, evidence.judges, sit)
            for each, result in zip(held, results, strict=True)
        ]
    if any(each.stopped == "interrupted" for each in held):
        return INTERRUPTED
    split = len(options.candidates)
    bank = str(items[0].reference.get("bank", ""))
    report = audit_report(exam.spec, bank, planned, held[:split], held[split:], evidence)
    report = replace(report, command=shlex.join(["keju", "audit", *_words(exam, options)]))
    _write(report, table, options.html)
    _show(report, options)
    return _status(results, held, options.max_failures)


def _say_planned(planned: Planned, candidates: Sequence[Entrant]) -> None:
    for line in planned_lines(planned, [each.candidate.name for each in candidates]):
        _say(line)


def _dry_run(
    candidates: Sequence[Entrant],
    judges: Sequence[Entrant],
    exam: Exam,
    settings: Settings,
    options: argparse.Namespace,
) -> int:
    from keju.cli.dry_run import dry_run

    for judge in judges:
        run(judge.candidate.model.close())
    return dry_run(candidates, [exam], settings, options.store, as_json=options.json)


def _once(names: list[str]) -> list[str]:
    for place, name in enumerate(names):
        if name in names[:place]:
            raise InputError(f"{name} is named twice; name each candidate once")
    return names


def _with_judges(
    planned: Planned, judges: Sequence[Entrant], items: Sequence[Item], candidates: int
) -> Planned:
    answers = planned.attempts * candidates
    each = judging_cost(judges, items)
    return replace(
        planned,
        opinions=len(judges) * len(items) * answers,
        judging_at_most=None if each is None else each * answers,
    )


def _held(result: Result, entrant: Entrant, wanted: Collection[str], attempts: int) -> Held:
    """Return what this command wanted of a sitting, which may hold more from an earlier one."""
    told = told_of(result, entrant)
    own = [each for each in told if each.row.item_id in wanted and each.row.attempt < attempts]
    less = len(own) < len(wanted) * attempts
    return Held(tuple(own), result.stopped or ("no answer is recorded" if less else None))


def _words(exam: Exam, options: argparse.Namespace) -> Sequence[str]:
    """Return what repeats the audit: candidates, and every dial that was moved."""
    words = list(options.candidates)
    if options.against:
        words += ["--against", *options.against]
    for part in exam.spec.split(";")[1:]:
        name, _, value = part.partition("=")
        if getattr(options, name, None) is not None:
            words += [f"--{name}", value]
    if options.questions is not None:
        words += ["-n", str(options.questions)]
    if options.attempts != 1:
        words += ["-k", str(options.attempts)]
    for name in ("gold", "judges", "profile"):
        if getattr(options, name) is not None:
            words += [f"--{name}", getattr(options, name)]
    return words


def _sit_all(
    candidates: Sequence[Entrant],
    exam: Exam,
    settings: Settings,
    store: str | None,
    budget: Budget | None = None,
    word: str = "complete",
) -> list[Result]:
    from keju.report.progress import progress

    shown = partial(progress, word=word)
    results: list[Result] = []
    budget = budget or Budget(settings.limits)
    for entrant in candidates:
        results.append(hold(entrant, exam, settings, store, shown, budget))
        stopped = results[-1].stopped
        if stopped is not None:
            _say(f"{entrant.candidate.name}: {_STOPPED[stopped]}")
        if stopped == "interrupted":
            break
    return results


def _status(results: Sequence[Result], held: Sequence[Held], most: float) -> int:
    for result, each in zip(results, held, strict=True):
        failed = sum(row.axes is None for row in each.rows)
        if result.stopped == "failures" or failed > most * max(1, len(each.told)):
            return FAILING
    return DONE


def _check_page(path: str | None) -> None:
    """Find out before anything is asked that the page will have its place."""
    if path is not None:
        from keju.report.pages import page_path

        page_path(path)


def _write(report: AuditReport, table: object, page: str | None) -> None:
    from pathlib import Path

    if isinstance(table, Path):
        from keju.report.audit_documents import write_table

        write_table(table, report)
    if page is not None:
        from keju.report.pages import write_page
        from keju.report.pages.audit import audit_page

        write_page(page, audit_page(report))


def _show(report: AuditReport, options: argparse.Namespace) -> None:
    if options.json:
        from keju.report.audit_documents import audit_json

        print_json(audit_json(report))
        return
    from keju.report.tables import screen

    screen(audit_screen(report))


def _say(words: str) -> None:
    print(words, file=sys.stderr)  # noqa: T201 - this is the command line
