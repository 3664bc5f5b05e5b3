"""The page of a dossier: who was examined, what came of it, what people ruled, what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from keju.core.canonical import canonical_json
from keju.core.dossier import Dossier
from keju.report.pages.sheets import Sheet, bounded
from keju.report.pages.writing import render
from keju.report.text import count

__all__ = ["dossier_page"]

_DIGITS = 12


def dossier_page(found: Dossier) -> str:
    """Return the page of a summary; the files beside it have all."""
    same = sum(bool(each["same"]) for each in found.reexamined)
    lead = (
        f"{count(len(found.answers))} answers to {count(len(found.paper))} questions,"
        f" {count(len(found.marks))} marks, {count(len(found.rulings))} rulings by people;"
        f" {count(len(found.reexamined))} questions asked again, {count(same)} with the same"
        " outcome."
    )
    return render(
        "sheets.html",
        kind="Dossier of an audit",
        command="audit dossier",
        headline=str(found.candidate["name"]),
        lead=lead,
        sheets=[bounded(sheet) for sheet in _sheets(found)],
        notes=(
            "What is recorded was observed; it says nothing of why.",
            "keju audit verify checks every file of this folder against its hash.",
            f"System prompt: {found.candidate['system_prompt_note']}.",
        ),
    )


def _sheets(found: Dossier) -> Iterator[Sheet]:
    known = [(name, _words(value)) for name, value in found.candidate.items()]
    known.insert(0, ("date of this dossier", found.made))
    yield Sheet("The candidate", "As it was asked", ("", "recorded"), known, words=True)
    heads = ("sitting", "exam", "begun", "last run", "questions", "attempts", "marked")
    rows = [
        (
            *(str(each[name]) for name in ("sitting", "exam", "begun", "last_run")),
            *(count(each[name]) for name in ("questions", "attempts", "marked")),
        )
        for each in found.sittings
    ]
    yield Sheet("Sittings", "Later ones are re-examinations", heads, rows, words=True)
    counts = Counter((mark["sitting"], _outcome(mark)) for mark in found.marks)
    outcomes = [(f"{sitting}", name, count(n)) for (sitting, name), n in sorted(counts.items())]
    yield Sheet("Outcomes", "Marks by sitting", ("sitting", "outcome", "marks"), outcomes)
    if found.rulings:
        names = ("answer", "ruling", "reason", "who", "date")
        ruled = [
            (str(each["answer"])[:_DIGITS], *(str(each[name]) for name in names[1:]))
            for each in found.rulings
        ]
        yield Sheet("Rulings by people", "As they were entered", names, ruled, words=True)
    if found.changes is not None:
        yield _changes(found)


def _changes(found: Dossier) -> Sheet:
    changes = found.changes or {}
    rows = [
        (name, _words(pair["before"]), _words(pair["after"]))
        for name, pair in changes["candidate"].items()
    ]
    rows += [
        (str(each["item"])[:_DIGITS], _words(each["before"]), _words(each["after"]))
        for each in changes["changed"]
    ]
    caption = (
        f"{changes['items_changed']:,} of {changes['items_in_both']:,} questions that both asked"
        f" have another outcome; the papers are {'the same' if changes['same_paper'] else 'not'}"
        f"{'' if changes['same_paper'] else ' the same'}"
    )
    heads = ("what", "before", "after")
    return Sheet(f"Since {changes['made_before']}", caption, heads, rows, words=True)


def _outcome(mark: object) -> str:
    assert isinstance(mark, dict)
    detail = mark.get("detail") or {}
    return str(detail.get("engagement") or detail.get("delivery") or mark["verdict"])


def _words(value: object) -> str:
    return value if isinstance(value, str) else canonical_json(value)
