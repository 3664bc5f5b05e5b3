"""Sittings in figures: the list of all, and the summary of one."""

from __future__ import annotations

import json
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from keju.core.errors import InputError
from keju.core.ledger import Extent as Asked
from keju.core.records import Verdict
from keju.store.counting import (
    Extent,
    Marked,
    answer_sums,
    count_failures,
    count_marks,
    count_verdicts,
    extents,
    outdated_markers,
)
from keju.store.shapes import Sitting, SittingRow, Summary
from keju.store.tables import LARGEST, candidate, paper, sitting_run

__all__ = ["extent_of", "identity_of", "list_sittings", "reopened", "summarise"]


def list_sittings(connection: Connection) -> list[Sitting]:
    """Return all sittings, the oldest first."""
    outdated = outdated_markers(connection)
    found = extents(connection)
    counted = [count_marks(connection, extent, outdated) for extent in found]
    return _named(connection, found, counted)


def summarise(connection: Connection, sitting_id: int, asked: Asked | None = None) -> Summary:
    """Return one sitting in figures, or the part of it that ``asked`` names.

    Raises InputError when there is no such sitting.
    """
    extent = extent_of(connection, sitting_id)
    if asked is not None:
        extent = extent._replace(
            questions=min(asked.questions, extent.questions), attempts=asked.attempts
        )
    verdicts, markers, score = count_verdicts(connection, extent, outdated_markers(connection))
    sums = dict(answer_sums(connection, extent))
    failures = count_failures(connection, extent)
    marked = sum(verdicts.values())
    scored = sum(count for verdict, count in verdicts.items() if verdict.scored)
    (line,) = _named(connection, [extent], [Marked(marked, scored, score)])
    failed = sum(failures.values())
    if failed:
        verdicts[Verdict.FAILED] = verdicts.get(Verdict.FAILED, 0) + failed
    return Summary(
        sitting=line,
        verdicts={verdict: verdicts[verdict] for verdict in Verdict if verdict in verdicts},
        failures=dict(sorted(failures.items())),
        unmarked=sums["answered"] - marked,
        missing=line.wanted - sums["answered"] - failed,
        markers=markers,
        facts=_facts(connection, sitting_id),
        **sums,
    )


def extent_of(connection: Connection, sitting_id: int) -> Extent:
    """Return a sitting's extent. Raises InputError when there is no such sitting."""
    found = extents(connection, sitting_id) if 0 < sitting_id <= LARGEST else []
    if not found:
        raise InputError(f"there is no sitting {sitting_id}: keju sittings lists them")
    return found[0]


def reopened(connection: Connection, sitting_id: int) -> SittingRow:
    """Return a sitting as it stands, to mark it again. Raises InputError when there is none."""
    extent = extent_of(connection, sitting_id)
    page = connection.execute(sa.select(paper).where(paper.c.id == extent.paper_id)).one()
    last = sa.select(sa.func.max(sitting_run.c.id)).where(sitting_run.c.sitting_id == sitting_id)
    return SittingRow(
        id=extent.id,
        paper_id=extent.paper_id,
        candidate_row=extent.candidate_id,
        epoch=extent.epoch,
        exam=page.exam,
        revision=page.revision,
        run=connection.execute(last).scalar_one(),
        questions=extent.questions,
        attempts=extent.attempts,
        facts="{}",
    )


def identity_of(connection: Connection, candidate_id: str) -> tuple[dict[str, object], str]:
    """Return a candidate's identity, everything that may change its answers, and its method.

    Raises InputError when there is no candidate with that id.
    """
    select = sa.select(candidate.c.identity, candidate.c.method)
    row = connection.execute(select.where(candidate.c.hash == bytes.fromhex(candidate_id))).first()
    if row is None:
        raise InputError(f"there is no candidate {candidate_id}: keju sittings lists them")
    identity: dict[str, object] = json.loads(row.identity)
    return identity, row.method


def _named(
    connection: Connection, found: Sequence[Extent], counted: Sequence[Marked]
) -> list[Sitting]:
    papers = {row.id: row for row in connection.execute(sa.select(paper)) if found}
    names = {
        row.id: row
        for row in connection.execute(sa.select(candidate.c.id, candidate.c.hash, candidate.c.name))
    }
    return [
        Sitting(
            id=e.id,
            exam=papers[e.paper_id].exam,
            revision=papers[e.paper_id].revision,
            candidate=names[e.candidate_id].name,
            candidate_id=bytes(names[e.candidate_id].hash).hex(),
            epoch=e.epoch,
            created=e.created,
            last_run=e.last_run,
            runs=e.runs,
            questions=e.questions,
            attempts=e.attempts,
            wanted=e.questions * e.attempts,
            marked=m.marked,
            scored=m.scored,
            score=m.score,
        )
        for e, m in zip(found, counted, strict=True)
    ]


def _facts(connection: Connection, sitting_id: int) -> dict[str, object]:
    """Return what the last run noted about itself."""
    select = sa.select(sitting_run.c.facts).where(sitting_run.c.sitting_id == sitting_id)
    last = connection.execute(select.order_by(sitting_run.c.id.desc()).limit(1)).scalar_one()
    facts: dict[str, object] = json.loads(last)
    return facts
