"""An audit as JSON, and as a table of one row an answer."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from keju.core.audit import Row
from keju.core.audited import AuditReport, outcome_of
from keju.core.errors import InputError

__all__ = ["audit_json", "write_table"]


def audit_json(report: AuditReport) -> dict[str, Any]:
    """Return the report as JSON values; shares lie between 0 and 1, gaps between -1 and 1.

    Texts of answers are not part of it (``keju show`` has them), nor are single answers (--csv).
    """
    whole = asdict(report)
    for name in ("rows", "side_by_side"):
        del whole[name]
    for found, each in zip(whole["audited"], report.audited, strict=True):
        for part, outcomes in zip(found["outcomes"], each.outcomes, strict=True):
            part["counts"] = {key.value: number for key, number in outcomes.counts.items()}
            part["answers"] = outcomes.answers
        for fact, known in zip(found["facts"], each.facts, strict=True):
            fact["share"] = known.share
    return whole


def write_table(path: Path, report: AuditReport) -> None:
    """Write every answer with all its axes as CSV (UTF-8); InputError where that fails."""
    rows = [_record(row) for row in report.rows]
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, list(rows[0]))
            table.writeheader()
            table.writerows(rows)
    except OSError as error:
        raise InputError(f"--csv {path} cannot be written: {error.strerror}") from None


def _record(row: Row) -> dict[str, Any]:
    asked, axes = row.asked, row.axes
    return {
        "candidate": _plain(row.candidate),
        "provider": _plain(row.provider),
        "item": row.item_id,
        "answer": row.answer_key,
        "attempt": row.attempt + 1,
        "event": asked.event,
        "kind": asked.kind,
        "jurisdiction": asked.jurisdiction,
        "role": asked.role.value,
        "framing": asked.framing.value,
        "lang": asked.lang,
        "paraphrase": asked.paraphrase,
        "sealed": int(asked.sealed),
        "outcome": outcome_of(axes).value,
        **dict(_axes(row)),
    }


def _axes(row: Row) -> Iterator[tuple[str, Any]]:
    """Yield the axes, all empty where the infrastructure failed."""
    axes = row.axes
    label = None if axes is None else axes.label
    engagement = None if axes is None else axes.engagement
    yield "delivery", "" if axes is None else axes.delivery.value
    yield "engagement", "" if engagement is None else engagement.value
    yield "label", "" if label is None else label.value
    yield "probability_complete", "" if axes is None else axes.probability_complete
    yield "stance", "" if axes is None else axes.stance.value
    yield "official", "" if axes is None else " ".join(axes.official)
    yield "facts_scored", "" if axes is None else " ".join(axes.facts.scored)
    yield "facts_recalled", "" if axes is None else " ".join(axes.facts.recalled)
    yield "facts_contradicted", "" if axes is None else " ".join(axes.facts.contradicted)
    yield "trace", "" if axes is None else axes.trace.value
    yield "withheld", "" if axes is None else " ".join(axes.withheld)


def _plain(text: str) -> str:
    """Keep a spreadsheet from taking a name for a formula."""
    return f"'{text}" if text[:1] in "=+-@" else text
