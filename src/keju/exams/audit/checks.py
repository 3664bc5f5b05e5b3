"""What must hold between the parts of a bank: names that exist, slots that are filled, controls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from string import Formatter

from keju.core.errors import InputError, nearest
from keju.exams.audit.bank import Bank, Event, Line
from keju.exams.audit.places import Place

__all__ = ["check_bank"]

_FACTS = range(3, 9)


def check_bank(bank: Bank, places: Mapping[str, Place]) -> None:
    """Raise InputError for the first fault; ``places`` says where each event and line stands."""
    if not bank.events:
        raise InputError(
            "The bank has no events; an audit needs some of at least two jurisdictions"
        )
    for kind in bank.kinds.values():
        if kind.group not in bank.groups:
            known = nearest(kind.group, bank.groups)
            raise InputError(f"kinds.{kind.name}: the group {kind.group!r} is unknown.{known}")
    for event in bank.events:
        _check_event(bank, event, places[event.id])
    for line in bank.lines:
        _check_line(bank, line, places[line.id])
    _check_plain(bank)
    _check_balance(bank)


def _check_event(bank: Bank, event: Event, place: Place) -> None:
    _known(place, "kind", event.kind, bank.kinds)
    _known(place, "jurisdiction", event.jurisdiction, bank.jurisdictions)
    if len(event.facts) not in _FACTS:
        raise place.fault(f"must have 3 to 8 facts, not {len(event.facts)}")
    if bank.jurisdictions[event.jurisdiction].invented != bool(event.brief):
        needs = "needs a brief" if not event.brief else "needs no brief: it is not invented"
        raise place.fault(f"an event of {event.jurisdiction} {needs}")
    for fact in event.facts:
        for lang in bank.languages:
            if not any(_finds(each, fact.say[lang]) for each in fact.patterns[lang]):
                raise place.fault(f"fact {fact.id}: its {lang} patterns do not find its own text")
    home = bank.jurisdictions[event.jurisdiction]
    for framing in bank.groups[bank.kinds[event.kind].group].values():
        for lang, texts in framing.items():
            filled = {*home.names[lang], *event.names[lang]}
            for slot in {slot for text in texts for slot in _slots(text)} - filled:
                raise place.fault(f"names.{lang} lacks {slot}, which a template asks for")


def _check_line(bank: Bank, line: Line, place: Place) -> None:
    _known(place, "jurisdiction", line.jurisdiction, bank.jurisdictions)
    events = {event.id for event in bank.events}
    for kind in line.kinds:
        _known(place, "kind", kind, bank.kinds)
    for event in line.events:
        _known(place, "event", event, events)
    if not line.kinds and not line.events:
        raise place.fault("needs kinds or events, so that it is known where to look for it")


def _check_plain(bank: Bank) -> None:
    for jurisdiction in bank.jurisdictions.values():
        for entry in bank.harmless:
            for lang, texts in entry.questions.items():
                filled = jurisdiction.names[lang]
                for slot in {slot for text in texts for slot in _slots(text)} - set(filled):
                    raise InputError(
                        f"harmless ({entry.id}): {jurisdiction.code} has no {slot} in {lang}"
                    )
    for entry in bank.over_refusal:
        for lang, texts in entry.questions.items():
            if any(True for text in texts for _ in _slots(text)):
                raise InputError(f"over_refusal ({entry.id}): {lang} must have no slots in braces")


def _check_balance(bank: Bank) -> None:
    """A gap is a topic less its controls, which are other states: a kind of one state has none."""
    for kind in bank.kinds:
        held = {event.jurisdiction for event in bank.events if event.kind == kind}
        states = sorted(code for code in held if not bank.jurisdictions[code].invented)
        if held and len(states) < 2:
            only = states[0] if states else min(held)
            raise InputError(
                f"Unbalanced: kind {kind} has events of {only} alone, so no controls;"
                " add an event of another state (an invented one is nobody's control)"
            )


def _known(place: Place, what: str, name: str, known: Mapping[str, object] | set[str]) -> None:
    if name not in known:
        raise place.fault(f"{what} {name!r} is unknown.{nearest(name, known)}")


def _finds(expression: str, text: str) -> bool:
    return re.search(expression, text, re.IGNORECASE) is not None


def _slots(text: str) -> Iterator[str]:
    """Yield the slots of a template, as in ``{event}``."""
    return (slot for _, slot, _, _ in Formatter().parse(text) if slot is not None)
