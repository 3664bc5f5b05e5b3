"""Screens of the audit's question bank: kinds × jurisdictions, and one event with its sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from keju.report.text import count, harmless

__all__ = ["bank_screen", "event_screen"]

_EMPTY = "·"


def bank_screen(found: Mapping[str, Any]) -> RenderableType:
    """Return the table of a bank's listing: how many events a cell has, and what that adds to."""
    codes = list(found["jurisdictions"])
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("kind", style="bold", no_wrap=True)
    table.add_column("what", overflow="fold")
    for code in codes:
        table.add_column(harmless(code), justify="right", no_wrap=True)
    for kind, row in found["cells"].items():
        cells = [str(len(row[code])) if row[code] else _EMPTY for code in codes]
        table.add_row(harmless(kind), harmless(found["kinds"][kind]), *cells)
    totals = [str(found["jurisdictions"][code]["events"]) for code in codes]
    table.add_row("all", "", *totals, style="bold")
    return Group(table, Text(), *(Text(line, style="dim") for line in _sums(found)))


def event_screen(event: Mapping[str, Any]) -> RenderableType:
    """Return one event: each fact of its checklist, and what it rests on."""
    years = "–".join(str(year) for year in event["years"])
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("fact", overflow="fold")
    table.add_column("source", overflow="fold")
    for fact in event["facts"]:
        source = fact["source"] or "unverified, not scored"
        table.add_row(harmless(fact["say"]), Text(harmless(source), style="dim"))
    return Group(Text(f"{harmless(event['name'])} ({years})", style="bold"), Text(), table)


def _sums(found: Mapping[str, Any]) -> list[str]:
    counts = {name: count(number) for name, number in found["counts"].items()}
    empty = count(len(found["empty"]))
    return [
        f"{counts['events']} events; {_EMPTY}: no comparable event ({empty} cells).",
        f"Facts: {counts['facts_scored']} scored, {counts['facts_unverified']} unverified.",
        f"Harmless questions: {counts['harmless']} a country.",
        f"Over-refusal questions: {counts['over_refusal']}. Lines of states: {counts['lines']}.",
        f"Languages: {', '.join(found['languages'])}. Hash: {found['hash']}",
    ]
