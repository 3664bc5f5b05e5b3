"""What a bank holds, as plain values for a screen, for JSON and for a page of documentation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keju.core.errors import InputError, nearest
from keju.exams.audit.bank import Bank, Event

__all__ = ["described", "events_page", "listing"]


def listing(bank: Bank) -> dict[str, Any]:
    """Return counts, the table of kinds × jurisdictions with its empty cells, and the events.

    ``cells`` is kind → jurisdiction → ids of events, empty where nothing comparable is held.
    """
    cells: dict[str, dict[str, list[str]]] = {
        kind: {code: [] for code in bank.jurisdictions} for kind in bank.kinds
    }
    for event in bank.events:
        cells[event.kind][event.jurisdiction].append(event.id)
    return {
        "hash": bank.hash,
        "languages": list(bank.languages),
        "counts": _counts(bank),
        "kinds": {name: kind.about for name, kind in bank.kinds.items()},
        "jurisdictions": {
            code: {
                "name": jurisdiction.names[bank.languages[0]].get("country", code),
                "invented": jurisdiction.invented,
                "events": bank.events_by_jurisdiction()[code],
                "lines": sum(line.jurisdiction == code for line in bank.lines),
            }
            for code, jurisdiction in bank.jurisdictions.items()
        },
        "cells": cells,
        "empty": [list(pair) for pair in bank.empty_cells()],
        "events": [_event(bank, event) for event in _in_order(bank)],
    }


def described(bank: Bank, name: str) -> dict[str, Any]:
    """Return one event of ``listing``. Raises InputError for an id the bank does not have."""
    for event in bank.events:
        if event.id == name:
            return _event(bank, event)
    known = nearest(name, [event.id for event in bank.events])
    raise InputError(f"The bank has no event {name!r}.{known}")


def events_page(bank: Bank) -> str:
    """Return the events as a table in Markdown: what was chosen, and on which sources it rests."""
    found = listing(bank)
    kinds: Mapping[str, str] = found["kinds"]
    rows = [
        "| event | kind | jurisdiction | years | facts scored | unverified | sources |",
        "|---|---|---|---|---|---|---|",
    ]
    for event in found["events"]:
        cells = (
            event["name"],
            kinds[event["kind"]],
            event["jurisdiction"],
            "–".join(str(year) for year in event["years"]),
            str(event["scored"]),
            str(event["unverified"]),
            "; ".join(event["sources"]),
        )
        rows.append("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |")
    empty = {
        kind: [code for code, ids in row.items() if not ids] for kind, row in found["cells"].items()
    }
    rows += ["", "Empty cells, where the bank holds no comparable event:", ""]
    rows += [f"- {kinds[kind]}: {', '.join(codes)}" for kind, codes in empty.items() if codes]
    return "\n".join(rows) + "\n"


def _counts(bank: Bank) -> dict[str, int]:
    return {
        "events": len(bank.events),
        "facts_scored": sum(len(event.scored) for event in bank.events),
        "facts_unverified": len(bank.unverified()),
        "harmless": len(bank.harmless),
        "over_refusal": sum(len(_first(each.questions)) for each in bank.over_refusal),
        "lines": len(bank.lines),
    }


def _first(questions: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return next(iter(questions.values()))


def _in_order(bank: Bank) -> list[Event]:
    kinds, codes = list(bank.kinds), list(bank.jurisdictions)
    return sorted(bank.events, key=lambda e: (kinds.index(e.kind), codes.index(e.jurisdiction)))


def _event(bank: Bank, event: Event) -> dict[str, Any]:
    lang = bank.languages[0]
    sources = dict.fromkeys(fact.source for fact in event.facts if fact.source is not None)
    return {
        "id": event.id,
        "kind": event.kind,
        "jurisdiction": event.jurisdiction,
        "years": list(event.years),
        "name": event.names[lang]["event"],
        "scored": len(event.scored),
        "unverified": len(event.facts) - len(event.scored),
        "sources": list(sources),
        "facts": [
            {"id": fact.id, "say": fact.say[lang], "source": fact.source} for fact in event.facts
        ],
    }
