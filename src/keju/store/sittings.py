"""Opening a sitting: one candidate, one paper, one epoch; and the log of its runs."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from keju.core.canonical import canonical_json
from keju.core.protocols import Candidate
from keju.store.clock import now
from keju.store.papers import open_revision
from keju.store.shapes import SittingRow
from keju.store.tables import answer, paper, paper_end, sitting, sitting_run
from keju.store.tables import candidate as candidates

__all__ = ["candidate_row", "continue_sitting", "end_paper", "open_sitting"]


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    """What one command set out to do."""

    questions: int
    attempts: int
    facts: Mapping[str, Any]


def open_sitting(
    connection: Connection, exam: str, candidate: Candidate, run: Run, *, fresh: bool
) -> SittingRow:
    """Open the newest epoch of this candidate at this exam, or with ``fresh`` the next one."""
    row_of_candidate = candidate_row(connection, candidate)
    paper_id, revision = _newest_paper(connection, exam)
    epoch = _epoch(connection, exam, row_of_candidate, fresh=fresh)
    sitting_id = _sitting_id(connection, paper_id, row_of_candidate, epoch)
    facts = canonical_json(dict(run.facts))
    row = SittingRow(
        id=sitting_id,
        paper_id=paper_id,
        candidate_row=row_of_candidate,
        epoch=epoch,
        exam=exam,
        revision=revision,
        run=0,
        questions=run.questions,
        attempts=run.attempts,
        facts=facts,
    )
    return dataclasses.replace(row, run=_add_run(connection, row, continues=None))


def continue_sitting(connection: Connection, row: SittingRow, kept: int) -> SittingRow:
    """Go on in a new revision of the paper that keeps the first ``kept`` positions."""
    paper_id, revision = open_revision(connection, row.exam, kept, row.paper_id)
    moved = dataclasses.replace(
        row,
        id=_sitting_id(connection, paper_id, row.candidate_row, row.epoch),
        paper_id=paper_id,
        revision=revision,
    )
    return dataclasses.replace(moved, run=_add_run(connection, moved, continues=row.run))


def end_paper(connection: Connection, row: SittingRow, size: int) -> None:
    """Note that the exam was read to its end and has ``size`` items."""
    known = sa.select(paper_end.c.size).where(paper_end.c.paper_id == row.paper_id)
    if size not in connection.execute(known).scalars().all():
        connection.execute(paper_end.insert().values(paper_id=row.paper_id, size=size))


def candidate_row(connection: Connection, candidate: Candidate) -> int:
    """Return the row of a candidate, adding it where there is none."""
    digest = bytes.fromhex(candidate.id)
    found: int | None = connection.execute(
        sa.select(candidates.c.id).where(candidates.c.hash == digest)
    ).scalar()
    if found is not None:
        return found
    return _insert(
        connection,
        candidates,
        hash=digest,
        name=candidate.name,
        identity=canonical_json(dict(candidate.model.identity)),
        method=candidate.method.spec,
    )


def _newest_paper(connection: Connection, exam: str) -> tuple[int, int]:
    select = sa.select(paper.c.id, paper.c.revision).where(paper.c.exam == exam)
    found = connection.execute(select.order_by(paper.c.revision.desc()).limit(1)).first()
    if found is None:
        return open_revision(connection, exam, 0, None)
    return found.id, found.revision


def _epoch(connection: Connection, exam: str, asker: int, *, fresh: bool) -> int:
    """Return the newest epoch at this exam; if ``fresh``, one in which nothing was ever asked."""
    if fresh:
        return 1 + _newest_epoch(connection, asker)
    newest = sa.select(sa.func.max(sitting.c.epoch)).where(sitting.c.candidate_id == asker)
    newest = newest.join(paper, paper.c.id == sitting.c.paper_id).where(paper.c.exam == exam)
    return connection.execute(newest).scalar() or 0


def _newest_epoch(connection: Connection, asker: int) -> int:
    """Return the newest epoch in which the candidate's model was asked anything; -1 for none.

    Other exams may hold the same questions, and other methods of the same model share its answers.
    """
    identity = sa.select(candidates.c.identity).where(candidates.c.id == asker)
    same = sa.select(candidates.c.id).where(candidates.c.identity == identity.scalar_subquery())
    newest = -1
    for row in connection.execute(same).scalars().all():
        for table in (sitting, answer):
            found = sa.select(sa.func.max(table.c.epoch)).where(table.c.candidate_id == row)
            epoch: int | None = connection.execute(found).scalar()
            newest = newest if epoch is None else max(newest, epoch)
    return newest


def _sitting_id(connection: Connection, paper_id: int, candidate_row: int, epoch: int) -> int:
    key = {"paper_id": paper_id, "candidate_id": candidate_row, "epoch": epoch}
    found: int | None = connection.execute(sa.select(sitting.c.id).filter_by(**key)).scalar()
    return _insert(connection, sitting, **key, created=now()) if found is None else found


def _add_run(connection: Connection, row: SittingRow, continues: int | None) -> int:
    return _insert(
        connection,
        sitting_run,
        sitting_id=row.id,
        started=now(),
        questions=row.questions,
        attempts=row.attempts,
        facts=row.facts,
        continues=continues,
    )


def _insert(connection: Connection, table: sa.Table, **values: Any) -> int:
    inserted = connection.execute(table.insert().values(**values)).inserted_primary_key
    assert inserted is not None
    return int(inserted[0])
