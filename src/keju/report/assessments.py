"""Assessments on the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from keju.core.assessed import Assessment
from keju.core.audited import Assessed
from keju.report.text import named

__all__ = ["assessment_json", "assessment_screen"]


def assessment_screen(found: Assessed) -> RenderableType:
    """Return the thresholds with what was observed, then what that rests on."""
    return Group(*_parts(found))


def _parts(found: Assessed) -> Iterator[RenderableType]:
    yield Text(f"Profile {found.profile}: {named(found.candidate)}", style="bold")
    yield Text(found.sentence)
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for head in ("", "observed", "threshold", "ruling"):
        table.add_column(head, overflow="fold")
    for line in found.lines:
        table.add_row(*line)
    yield table
    yield from (Text(f"• {note}", style="dim") for note in found.notes)


def assessment_json(found: Assessment) -> dict[str, Any]:
    """Return the assessment as one JSON object, chances to meet thresholds included."""
    document = asdict(found)
    document["profile"] = found.profile.name
    document["sources"] = list(found.profile.sources)
    for each, row in zip(found.coverage, document["coverage"], strict=True):
        row["complete"] = each.complete
    return document
