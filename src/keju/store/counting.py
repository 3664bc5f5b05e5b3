"""What a sitting amounts to: each figure is a few range scans over narrow, clustered rows.

The joins are outer joins on purpose: SQLite then walks the spans of the paper and, for each, one
range of keys, instead of guessing another order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from keju.core.records import Verdict
from keju.store.tables import (
    VERDICTS,
    answer,
    failure,
    mark,
    marker,
    paper_end,
    paper_span,
    sitting,
    sitting_run,
)

__all__ = [
    "Extent",
    "Marked",
    "answer_sums",
    "count_failures",
    "count_marks",
    "count_verdicts",
    "counts_as_newest",
    "extents",
    "outdated_markers",
]


class Extent(NamedTuple):
    """How far a sitting reaches: the most that any of its runs asked for."""

    id: int
    paper_id: int
    candidate_id: int
    epoch: int
    created: int
    questions: int
    attempts: int
    runs: int
    last_run: int


class Marked(NamedTuple):
    """Keys with a mark that counts, those that have a score, and the sum of their scores."""

    marked: int
    scored: int
    score: float


def extents(connection: Connection, sitting_id: int | None = None) -> list[Extent]:
    """Return the extents of all sittings, or of one.

    Runs that went on in another revision's sitting count there. Where an exam was read to its
    end, ``questions`` is at most what it has.
    """
    run, later = sitting_run, sitting_run.alias("later")
    key = (sitting.c.id, sitting.c.paper_id, sitting.c.candidate_id, sitting.c.epoch)
    select = (
        sa.select(
            *key,
            sitting.c.created,
            sa.func.max(run.c.questions),
            sa.func.max(run.c.attempts),
            sa.func.count(),
            sa.func.max(run.c.started),
        )
        .join(run, run.c.sitting_id == sitting.c.id)
        .where(~sa.exists().where(later.c.continues == run.c.id))
        .group_by(*key, sitting.c.created)
        .order_by(sitting.c.id)
    )
    if sitting_id is not None:
        select = select.where(sitting.c.id == sitting_id)
    ends = sa.select(paper_end.c.paper_id, sa.func.max(paper_end.c.size)).group_by(
        paper_end.c.paper_id
    )
    sizes: dict[int, int] = {row[0]: row[1] for row in connection.execute(ends)}
    found = [Extent(*row) for row in connection.execute(select)]
    return [
        e._replace(questions=min(e.questions, sizes.get(e.paper_id, e.questions))) for e in found
    ]


def count_marks(connection: Connection, extent: Extent, outdated: set[int]) -> Marked:
    """Count a sitting's marks."""
    row = connection.execute(
        _over_marks(
            extent,
            outdated,
            sa.func.count(mark.c.marker_id),
            sa.func.count(mark.c.score),
            sa.func.sum(mark.c.score),
        )
    ).one()
    return Marked(row[0], row[1], float(row[2] or 0.0))


def count_verdicts(
    connection: Connection, extent: Extent, outdated: set[int]
) -> tuple[dict[Verdict, int], dict[str, int], float]:
    """Return how many marks there are by verdict and by marker, and the sum of their scores."""
    # One small integer to group by: sorting a million of them is half the work of sorting pairs.
    code = (mark.c.marker_id * 16 + mark.c.verdict).label("code")
    figures = (sa.func.count(mark.c.marker_id), sa.func.sum(mark.c.score))
    verdicts: dict[Verdict, int] = {}
    markers: dict[str, int] = {}
    score = 0.0
    names = _marker_names(connection)
    for group, count, total in connection.execute(
        _over_marks(extent, outdated, code, *figures).group_by(code)
    ):
        if group is None:
            continue
        verdict, name = VERDICTS[group % 16], names[group // 16]
        verdicts[verdict] = verdicts.get(verdict, 0) + count
        markers[name] = markers.get(name, 0) + count
        score += total or 0.0
    return verdicts, markers, score


def answer_sums(connection: Connection, extent: Extent) -> Mapping[str, Any]:
    """Return ``answered`` (keys) and the sums of usage, cost and seconds over answers."""
    summed = (
        "prompt_tokens",
        "completion_tokens",
        "reasoning_tokens",
        "cached_tokens",
        "cost",
        "seconds",
    )
    sums = [sa.func.sum(answer.c[name]).label(name) for name in summed]
    answered = sa.func.count(answer.c.attempt).label("answered")
    first = connection.execute(
        _over_questions(extent, answer, answered, *sums).where(paper_span.c.again == 0)
    )
    found: dict[str, Any] = dict(first.mappings().one())
    again = connection.execute(
        _over_questions(extent, answer, answered).where(paper_span.c.again != 0)
    ).scalar_one()
    for name in summed[:4]:  # PostgreSQL sums integers to Decimal
        found[name] = None if found[name] is None else int(found[name])
    return found | {"answered": found["answered"] + again}


def count_failures(connection: Connection, extent: Extent) -> dict[str, int]:
    """Return the kind of the last failure → keys, over keys that failed and have no answer."""
    place = (paper_span.c.position + failure.c.question_id - paper_span.c.question_id).label(
        "place"
    )
    answered = sa.exists().where(
        answer.c.candidate_id == extent.candidate_id,
        answer.c.epoch == extent.epoch,
        answer.c.question_id == failure.c.question_id,
        answer.c.attempt == failure.c.attempt,
    )
    last = (
        _over_questions(extent, failure, sa.func.max(failure.c.id).label("id"))
        .where(failure.c.id.is_not(None), ~answered)
        .group_by(place, failure.c.attempt)
        .subquery()
    )
    select = (
        sa.select(failure.c.kind, sa.func.count())
        .join(last, last.c.id == failure.c.id)
        .group_by(failure.c.kind)
    )
    return {row[0]: row[1] for row in connection.execute(select)}


def _within(extent: Extent) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        paper_span.c.paper_id == extent.paper_id,
        paper_span.c.position < extent.questions,
    )


def _length(extent: Extent) -> sa.ColumnElement[int]:
    """How much of a span lies within the extent."""
    left = extent.questions - paper_span.c.position
    return sa.case((paper_span.c.length > left, left), else_=paper_span.c.length)


def _over_marks(
    extent: Extent, outdated: set[int], *columns: sa.ColumnElement[Any]
) -> sa.Select[Any]:
    on = [
        mark.c.candidate_id == extent.candidate_id,
        mark.c.epoch == extent.epoch,
        mark.c.item_id >= paper_span.c.item_id,
        mark.c.item_id < paper_span.c.item_id + _length(extent),
        mark.c.attempt < extent.attempts,
        *counts_as_newest(outdated),
    ]
    joined = paper_span.outerjoin(mark, sa.and_(*on))
    return sa.select(*columns).select_from(joined).where(*_within(extent))


def _over_questions(
    extent: Extent, table: sa.Table, *columns: sa.ColumnElement[Any]
) -> sa.Select[Any]:
    on = (
        table.c.candidate_id == extent.candidate_id,
        table.c.epoch == extent.epoch,
        table.c.question_id >= paper_span.c.question_id,
        table.c.question_id < paper_span.c.question_id + _length(extent),
        table.c.attempt < extent.attempts,
    )
    joined = paper_span.outerjoin(table, sa.and_(*on))
    return sa.select(*columns).select_from(joined).where(*_within(extent))


def _marker_names(connection: Connection) -> dict[int, str]:
    rows = connection.execute(sa.select(marker.c.id, marker.c.name, marker.c.version))
    return {row.id: f"{row.name}@{row.version}" for row in rows}


def outdated_markers(connection: Connection) -> set[int]:
    """Return the rows of markers that have a newer version in this store."""
    newer = marker.alias("newer")
    select = sa.select(marker.c.id).where(
        sa.exists().where(newer.c.name == marker.c.name, newer.c.version > marker.c.version)
    )
    return set(connection.execute(select).scalars())


def counts_as_newest(outdated: set[int]) -> list[sa.ColumnElement[bool]]:
    """Return the condition that no newer version of its marker has judged a mark's key.

    Looked up for outdated marks only: where no marker was ever revised it costs nothing.
    """
    if not outdated:
        return []
    other, this, that = mark.alias("other"), marker.alias("this"), marker.alias("that")
    revised = sa.exists().where(
        other.c.candidate_id == mark.c.candidate_id,
        other.c.epoch == mark.c.epoch,
        other.c.item_id == mark.c.item_id,
        other.c.attempt == mark.c.attempt,
        this.c.id == mark.c.marker_id,
        that.c.id == other.c.marker_id,
        that.c.name == this.c.name,
        that.c.version > this.c.version,
    )
    return [sa.or_(mark.c.marker_id.not_in(outdated), ~revised)]
