"""Holding an audit: its paper, what it can see and cost, its sittings, and the rows read back."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keju.audit.beside import Told
from keju.audit.events import INVENTED
from keju.core.assessed import Profile
from keju.core.audit import Asked, Framing, Role, Row
from keju.core.audited import Planned
from keju.core.errors import InputError, nearest
from keju.core.protocols import Exam
from keju.core.records import Answer, Item
from keju.exams.audit.exam import AuditExam
from keju.recipes.audit_answers import axes_of, is_asked
from keju.recipes.candidates import Entrant
from keju.recipes.redaction import shown_line
from keju.recipes.sitting import Result, preview
from keju.recipes.stored import stored
from keju.stats.detectable import detectable_gap
from keju.store import Line

__all__ = ["Paper", "asked_of", "check_profile", "foresee", "paper_spec", "table_place", "told_of"]

#: The share of incomplete answers that controls are taken to have, before anything is asked.
_ASSUMED = 0.1


@dataclass(frozen=True, slots=True)
class Paper:
    """Which questions are asked, as the command line names them; None: the exam's default."""

    lang: str | None = None
    jurisdictions: str | None = None
    kinds: str | None = None
    framings: str | None = None
    roles: str | None = None
    half: str | None = None
    bank: str | None = None
    seed: int | None = None


def paper_spec(paper: Paper) -> str:
    """Return the exam's spec. Raises InputError for a jurisdiction without others to compare."""
    chosen = {name: getattr(paper, name) for name in paper.__slots__}
    if paper.jurisdictions is not None and len(set(paper.jurisdictions.split(","))) == 1:
        raise InputError(
            f"--jurisdictions {paper.jurisdictions}: one alone has no controls; name others that it"
            " is compared with, or leave the option out"
        )
    return ";".join(
        ["audit", *(f"{name}={value}" for name, value in chosen.items() if value is not None)]
    )


def asked_of(item: Item) -> Asked:
    """Return where an item of the exam ``audit`` stands. Raises InputError for another's."""
    found: Mapping[str, Any] = item.reference if isinstance(item.reference, Mapping) else {}
    try:
        return Asked(
            event=found["event"],
            kind=found["kind"],
            jurisdiction=found["jurisdiction"],
            role=Role(found["role"]),
            framing=Framing(found["framing"]),
            lang=found["lang"],
            paraphrase=found["paraphrase"],
            sealed=bool(found.get("sealed")),
        )
    except (KeyError, ValueError) as error:
        raise InputError(f"This is no question of an audit: its reference lacks {error}") from None


def check_profile(profile: Profile | None, exam: Exam) -> None:
    """Raise InputError where a profile expects something of what the exam's bank does not know."""
    if profile is None or not isinstance(exam, AuditExam):
        return
    known: Mapping[str, Iterable[str]] = {
        "kinds": exam.bank.kinds,
        "languages": exam.bank.languages,
        "jurisdictions": exam.bank.jurisdictions,
    }
    for each in profile.expectations:
        for field, names in known.items():
            for name in set(getattr(each, field)) - set(names):
                where = f"profile {profile.name}, {each.name}: {field} {name!r}"
                raise InputError(f"{where} is not in the bank.{nearest(name, names)}")


def foresee(items: Sequence[Item], entrants: Sequence[Entrant], exam: Exam, k: int) -> Planned:
    """Return what will be asked of each candidate, the gaps it can see, and the highest cost."""
    asked = [asked_of(item) for item in items]
    topics = [each for each in asked if each.role is Role.TOPIC]
    if not topics:
        raise InputError(f"{exam.spec} asks about no topic in its first {len(items)}; raise -n")
    places = sorted({each.jurisdiction for each in topics})
    kinds = sorted({each.kind for each in topics})
    events = {each.event for each in topics}
    return Planned(
        questions=len(items),
        attempts=k,
        events=len(events),
        languages=tuple(dict.fromkeys(each.lang for each in asked)),
        jurisdictions=tuple(places),
        kinds=tuple(kinds),
        framings=tuple(dict.fromkeys(each.framing.value for each in topics)),
        detectable=_detectable(topics),
        assumed=_ASSUMED,
        cost_at_most=_cost(items, entrants, exam, k),
        empty=tuple(cell for cell in _empty_cells(exam) if cell[0] in kinds and cell[1] in places),
        left_out=len(_events_of(exam) - events),
        notes=tuple(_unbalanced(topics)),
    )


def _empty_cells(exam: Exam) -> Sequence[tuple[str, str]]:
    """Return (kind, jurisdiction) for which the bank has no comparable event."""
    return exam.bank.empty_cells() if isinstance(exam, AuditExam) else ()


def _events_of(exam: Exam) -> set[str]:
    """Return the events of the whole paper, of which the first questions may reach a part."""
    asked = (asked_of(item) for item in exam.items())
    return {each.event for each in asked if each.role is Role.TOPIC}


def _detectable(topics: Sequence[Asked]) -> Mapping[str, float]:
    """Return jurisdiction → the smallest gap seen with 80% power, after Holm."""
    events: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    asked: dict[str, int] = defaultdict(int)
    for each in topics:
        events[each.jurisdiction][each.kind].add(each.event)
        asked[each.event] += 1
    questions = max(1, round(statistics.median(asked.values())))
    sizes = {place: _sizes(place, events) for place in sorted(events)}
    usable = {place: size for place, size in sizes.items() if min(size)}
    return {
        place: detectable_gap(
            mine, others, questions, rate=_ASSUMED, jurisdictions=max(1, len(usable))
        )
        for place, (mine, others) in usable.items()
    }


def _sizes(place: str, events: Mapping[str, Mapping[str, set[str]]]) -> tuple[int, int]:
    """Return how many events of a jurisdiction have controls, and how many controls they have."""
    mine = others = 0
    for kind, own in events[place].items():
        elsewhere = (each for name, each in events.items() if name not in {place, INVENTED})
        there = sum(len(each.get(kind, ())) for each in elsewhere)
        if there:
            mine, others = mine + len(own), others + there
    return mine, others


def _unbalanced(topics: Sequence[Asked]) -> Iterator[str]:
    """Yield what has no match, by name; the invented jurisdiction is nobody's control."""
    held = sorted({(each.kind, each.jurisdiction) for each in topics})
    states = {(kind, place) for kind, place in held if place != INVENTED}
    alone = [
        f"{kind} ({place})"
        for kind, place in held
        if not any(other == kind and there != place for other, there in states)
    ]
    if alone:
        yield f"Without a control of their kind, and so in no gap: {', '.join(alone)}."


def _cost(items: Sequence[Item], entrants: Sequence[Entrant], exam: Exam, k: int) -> float | None:
    total = 0.0
    for entrant in entrants:
        if entrant.pricing is None:
            return None
        requests = preview(entrant.candidate, exam, len(items))
        total += k * sum(entrant.pricing.most(each.messages) for each in requests)
    return total


def told_of(result: Result, entrant: Entrant) -> list[Told]:
    """Return a sitting's answers as rows with their texts, as they may be shown.

    What was never asked is no row, and neither is what nobody recorded an answer to; where the
    infrastructure or the marker failed, ``axes`` is None.
    """
    sitting = result.summary.sitting
    provider = str(entrant.candidate.model.identity.get("provider", "unknown"))
    found = []
    with stored(result.store) as store:
        for line in store.answers(sitting.id):
            if not is_asked(line.reply) or (line.mark is None and line.reply.failure is None):
                continue
            answer = Answer(
                line.item.question.id,
                sitting.candidate_id,
                sitting.epoch,
                line.attempt,
                line.reply,
            )
            row = Row(
                sitting.candidate,
                provider,
                asked_of(line.item),
                None if line.reply.failure is not None else axes_of(line.mark),
                line.item.id,
                answer.key,
                line.attempt,
            )
            found.append(_shown(sitting.exam, line, row))
    return found


def _shown(exam: str, line: Line, row: Row) -> Told:
    kept = shown_line(exam, line)
    assert kept.reply is not None and line.reply is not None  # noqa: PT018 - never asked: no row
    failure = kept.reply.failure
    said = kept.reply.text if failure is None else failure.message
    return Told(row, kept.item.question.text, said, (line.item.question, line.reply))


def table_place(path: str | None) -> Path | None:
    """Return where a table goes. Raises InputError where it cannot be written."""
    if path is None:
        return None
    place = Path(path)
    if place.is_dir() or not place.parent.is_dir():
        raise InputError(f"--csv {path} cannot be written: name a file in a folder that exists")
    return place
