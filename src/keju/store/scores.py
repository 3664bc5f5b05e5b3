"""The scores of a sitting, streamed: what statistics read, without a word of what was said.

Some thousand keys at a time come out packed (see ``rows``), by range scans over narrow rows, and
no transaction stays open in between: memory does not grow with the sitting.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from keju.core.records import Verdict
from keju.store.content import to_text
from keju.store.counting import Extent, counts_as_newest, outdated_markers
from keju.store.reading import extent_of
from keju.store.rows import hexed, packed
from keju.store.tables import VERDICTS, answer, failure, item, mark, paper_span, sitting_run

__all__ = ["Connect", "Score", "run_facts", "stream_scores"]

Connect = Callable[[], AbstractContextManager[Connection]]

_KEYS = 20_000  # read at once

_Place = tuple[int, int]  # position, attempt


class Score(NamedTuple):
    """One key that was dealt with: its place (from 0), its item's id and cluster, and its mark.

    ``score`` is None where the verdict has none: filtered, failed or unmarkable.
    """

    position: int
    item: str
    cluster: str | None
    attempt: int
    verdict: Verdict
    score: float | None


def stream_scores(
    connect: Connect, sitting_id: int, positions: range | None = None
) -> Iterator[Score]:
    """Yield the keys that have a mark that counts or failed, by position and attempt.

    Raises InputError when there is no such sitting, ValueError for positions with gaps.
    """
    if positions is not None and positions.step != 1:
        raise ValueError(f"positions must follow one another, not {positions}")
    with connect() as connection:
        extent = extent_of(connection, sitting_id)
    asked = positions if positions is not None else range(extent.questions)
    step = max(1, _KEYS // max(1, extent.attempts))
    stop = min(asked.stop, extent.questions)
    for start in range(max(0, asked.start), stop, step):
        block = range(start, min(start + step, stop))
        with connect() as connection:
            found = _marked(connection, extent, block) | _failed(connection, extent, block)
        for key in sorted(found):
            yield found[key]


def run_facts(connection: Connection, sitting_id: int) -> list[dict[str, Any]]:
    """Return what each run of a sitting noted about itself, the oldest first.

    Raises InputError when there is no such sitting.
    """
    extent_of(connection, sitting_id)
    select = sa.select(sitting_run.c.facts).where(sitting_run.c.sitting_id == sitting_id)
    rows = connection.execute(select.order_by(sitting_run.c.id)).scalars()
    return [json.loads(facts) for facts in rows]


def _marked(connection: Connection, extent: Extent, block: range) -> dict[_Place, Score]:
    newest = counts_as_newest(outdated_markers(connection))
    score: sa.ColumnElement[Any] = mark.c.score
    if connection.dialect.name == "sqlite":
        score = sa.func.quote(score)  # its JSON keeps 15 digits, quote() keeps all
    return _read(connection, extent, block, _Source(mark, "item_id", mark.c.verdict, score, newest))


def _failed(connection: Connection, extent: Extent, block: range) -> dict[_Place, Score]:
    answered = sa.exists().where(
        answer.c.candidate_id == extent.candidate_id,
        answer.c.epoch == extent.epoch,
        answer.c.question_id == failure.c.question_id,
        answer.c.attempt == failure.c.attempt,
    )
    code: sa.ColumnElement[int] = sa.literal_column(str(VERDICTS.index(Verdict.FAILED)))
    source = _Source(failure, "question_id", code, sa.null(), [~answered])
    return _read(connection, extent, block, source)


class _Source(NamedTuple):
    """The table that is read, its column that a paper's spans range over, and what it tells."""

    table: sa.Table
    ranged: str
    verdict: sa.ColumnElement[Any]
    score: sa.ColumnElement[Any]
    where: Sequence[sa.ColumnElement[bool]]


def _read(
    connection: Connection, extent: Extent, block: range, source: _Source
) -> dict[_Place, Score]:
    rows = packed(connection, _select(connection, extent, block, source))
    found = {}
    for position, attempt, name, cluster, verdict, score in rows:
        if attempt is not None:
            found[position, attempt] = Score(
                position,
                name,
                None if cluster is None else to_text(bytes.fromhex(cluster)),
                attempt,
                VERDICTS[verdict],
                None if score in (None, "NULL") else float(score),
            )
    return found


def _select(
    connection: Connection, extent: Extent, block: range, source: _Source
) -> sa.Select[Any]:
    """Outer joins, as in ``counting``, keep SQLite to the order: span, range of keys, item."""
    span, table = paper_span.c, source.table
    first, row = span[source.ranged], table.c[source.ranged]
    skipped = sa.case((span.position < block.start, block.start - span.position), else_=0)
    left = block.stop - span.position
    length = sa.case((span.length > left, left), else_=span.length)
    on = [
        table.c.candidate_id == extent.candidate_id,
        table.c.epoch == extent.epoch,
        row >= first + skipped,
        row < first + length,
        table.c.attempt < extent.attempts,
        *source.where,
    ]
    offset = row - first
    joined = paper_span.outerjoin(table, sa.and_(*on)).outerjoin(
        item, item.c.id == span.item_id + offset
    )
    columns = (
        (span.position + offset).label("position"),
        table.c.attempt,
        hexed(connection, item.c.hash).label("name"),
        # SQLite's hex(NULL) is '', which a cluster's name may be.
        sa.case((item.c.cluster.is_not(None), hexed(connection, item.c.cluster))).label("cluster"),
        source.verdict.label("verdict"),
        source.score.label("score"),
    )
    return (
        sa.select(*columns)
        .select_from(joined)
        .where(
            span.paper_id == extent.paper_id,
            span.position < block.stop,
            span.position + span.length > block.start,
        )
    )
