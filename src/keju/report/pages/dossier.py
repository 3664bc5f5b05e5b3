"""The page of a dossier: who was examined, what came of it, what people ruled, what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from keju.core.canonical import canonical_json
from keju.core.dossier import Dossier, Record
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
    known = [("date of this dossier", f"{_moment(found.made)} UTC"), *_about(found.candidate)]
    yield Sheet("The candidate", "As it was asked", ("what", "recorded"), known, words=True)
    heads = ("sitting", "begun, UTC", "last run", "questions", "attempts", "marked", "exam")
    rows = [
        (
            str(each["sitting"]),
            *(_moment(each[name]) for name in ("begun", "last_run")),
            *(count(each[name]) for name in ("questions", "attempts", "marked")),
            str(each["exam"]).replace(";", "; "),
        )
        for each in found.sittings
    ]
    yield Sheet("Sittings", "A later one of the same exam examines again", heads, rows, words=True)
    yield _outcomes(found)
    if found.opinions:
        yield _opinions(found)
    if found.rulings:
        names = ("answer", "ruling", "reason", "who", "date")
        ruled = [
            (str(each["answer"])[:_DIGITS], *(str(each[name]) for name in names[1:]))
            for each in found.rulings
        ]
        yield Sheet("Rulings by people", "As they were entered", names, ruled, words=True)
    if found.changes is not None:
        yield _changes(found)


def _about(candidate: Record) -> Iterator[tuple[str, str]]:
    """Yield what is recorded of the candidate, in the words of a reader."""
    yield "name", str(candidate["name"])
    yield "provider", str(candidate["provider"])
    yield "method", str(candidate["method"])
    yield "sampling", _listed(candidate["sampling"]) or "nothing was set"
    yield "system prompt", str(candidate["system_prompt"] or "none was sent")
    yield "all that may change an answer", _listed(candidate["identity"])
    yield "id, the hash of that", str(candidate["id"])
    earlier = [each for each in candidate["ids"] if each != candidate["id"]]
    if earlier:
        yield "ids under which it was examined before", ", ".join(earlier)
    yield "examined with", f"keju {candidate['keju']}"


def _listed(values: Record) -> str:
    """Return ``name: value`` of each, those inside another under its name."""
    return ", ".join(
        f"{name} ({_listed(value)})" if isinstance(value, Mapping) else f"{name}: {_words(value)}"
        for name, value in values.items()
    )


def _outcomes(found: Dossier) -> Sheet:
    counts = Counter((_outcome(mark), str(mark["sitting"])) for mark in found.marks)
    sittings = [str(each["sitting"]) for each in found.sittings]
    rows = [
        (name.replace("-", " "), *(count(counts[name, sitting]) for sitting in sittings))
        for name in sorted({name for name, _ in counts})
    ]
    heads = ("outcome", *(f"sitting {each}" for each in sittings))
    return Sheet("Outcomes", "How answers ended, in marks", heads, rows)


def _opinions(found: Dossier) -> Sheet:
    """Return how often each judge gave each mark, from 0 to 1."""
    judges = sorted({str(each["judge"]) for each in found.opinions})
    counts = Counter((str(each["judge"]), each["mark"]) for each in found.opinions)
    marks = sorted({mark for _, mark in counts if mark is not None})
    rows = [
        (judge, *(count(counts[judge, mark]) for mark in marks), count(counts[judge, None]))
        for judge in judges
    ]
    heads = ("judge", *(f"mark {mark:g}" for mark in marks), "no mark")
    return Sheet("Opinions of judge models", "From 0, refused, to 1, all of it", heads, rows)


def _changes(found: Dossier) -> Sheet:
    changes = found.changes or {}
    rows = [
        (name, _words(pair["before"]), _words(pair["after"]))
        for name, pair in changes["candidate"].items()
    ]
    names = {row["id"]: _named(row) for row in found.paper}
    rows += [
        (names[each["item"]], _words(each["before"]), _words(each["after"]))
        for each in changes["changed"]
    ]
    rows = rows or [("nothing", "–", "–")]
    caption = (
        f"{changes['items_changed']:,} of {changes['items_in_both']:,} questions that both asked"
        f" have another outcome; the papers are {'the same' if changes['same_paper'] else 'not'}"
        f"{'' if changes['same_paper'] else ' the same'}"
    )
    heads = ("what", "before", "after")
    since = f"Since {_moment(changes['made_before'])} UTC"
    return Sheet(since, caption, heads, rows, words=True)


def _named(row: Record) -> str:
    """Return what a question of the paper is about, and the digits of its id."""
    reference = row["reference"] if isinstance(row["reference"], Mapping) else {}
    parts = [str(reference[name]) for name in ("event", "framing", "lang") if name in reference]
    return f"{', '.join(parts)} ({str(row['id'])[:_DIGITS]})" if parts else str(row["id"])[:_DIGITS]


def _moment(text: object) -> str:
    """Return an ISO 8601 time in UTC as people read it."""
    return str(text).replace("T", " ").removesuffix("Z")


def _outcome(mark: object) -> str:
    assert isinstance(mark, dict)
    detail = mark.get("detail") or {}
    return str(detail.get("engagement") or detail.get("delivery") or mark["verdict"])


def _words(value: object) -> str:
    return value if isinstance(value, str) else canonical_json(value)
