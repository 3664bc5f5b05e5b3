"""Looking after a store: its sizes, its health, forgetting, compacting."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from keju.core.errors import InputError, StoreError
from keju.store.content import read_item, read_question, to_text, unpack
from keju.store.opening import speaking
from keju.store.shapes import Sizes
from keju.store.tables import (
    answer,
    candidate,
    content,
    failure,
    item,
    mark,
    marker,
    metadata,
    paper,
    paper_span,
    question,
    sitting,
    sitting_run,
)

__all__ = ["compact", "measure", "problems"]

_FETCH = 500
_ENOUGH = 1000  # problems named before the list breaks off

_REFERENCES = (
    (question.c.content_id, content),
    (item.c.question_id, question),
    (item.c.content_id, content),
    (paper_span.c.paper_id, paper),
    (sitting.c.paper_id, paper),
    (sitting.c.candidate_id, candidate),
    (sitting_run.c.sitting_id, sitting),
    (answer.c.candidate_id, candidate),
    (answer.c.question_id, question),
    (answer.c.text_id, content),
    (answer.c.reasoning_id, content),
    (answer.c.calls_id, content),
    (failure.c.candidate_id, candidate),
    (failure.c.question_id, question),
    (mark.c.candidate_id, candidate),
    (mark.c.item_id, item),
    (mark.c.marker_id, marker),
    (mark.c.extracted_id, content),
    (mark.c.detail_id, content),
)


def measure(connection: Connection) -> Sizes:
    """Return how much is kept."""
    rows = {table.name: _count(connection, table) for table in metadata.sorted_tables}
    if connection.dialect.name == "sqlite":
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        size = pages * connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    else:
        names = [table.name for table in metadata.sorted_tables]
        size = sum(
            connection.execute(sa.select(sa.func.pg_total_relation_size(name))).scalar_one()
            for name in names
        )
    select = sa.select(sa.func.count(content.c.id)).where(sa.text("codec = 'forgotten'"))
    return Sizes(rows, int(size), connection.execute(select).scalar_one())


def _count(connection: Connection, table: sa.Table) -> int:
    """Return the rows of a table.

    SQLite numbers rows without gaps and none is ever deleted, so the last number says it; counting
    would read every page of what may be gigabytes of text.
    """
    if connection.dialect.name == "sqlite" and "id" in table.c:
        return connection.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def problems(connection: Connection) -> list[str]:
    """Return what is wrong, one line each; nothing when the store is sound."""
    found = chain(_bad_pages(connection), _bad_contents(connection), _dangling(connection))
    lines = list(islice(found, _ENOUGH))
    if not lines:  # damaged texts cannot be read as questions
        lines = list(islice(chain(_bad_questions(connection), _bad_items(connection)), _ENOUGH))
    return [*lines, "… and more"] if len(lines) == _ENOUGH else lines


def _bad_pages(connection: Connection) -> Iterator[str]:
    if connection.dialect.name != "sqlite":
        return
    for (words,) in connection.exec_driver_sql("PRAGMA quick_check(20)"):
        if words != "ok":
            yield f"the file: {words}"


def _streamed(connection: Connection, select: sa.Select[Any]) -> sa.CursorResult[Any]:
    options = {"stream_results": True, "yield_per": _FETCH}
    return connection.execute(select, execution_options=options)


def _bad_contents(connection: Connection) -> Iterator[str]:
    select = sa.select(content).where(content.c.codec != "forgotten").order_by(content.c.id)
    for row in _streamed(connection, select):
        try:
            data = unpack(row.codec, row.size, row.data)
        except StoreError:
            data = None
        if data is None or hashlib.sha256(data).digest() != bytes(row.hash):
            yield f"content {row.id}: the text is not what its hash says"


def _dangling(connection: Connection) -> Iterator[str]:
    for column, target in _REFERENCES:
        select = (
            sa.select(column)
            .where(column.is_not(None), ~sa.exists().where(target.c.id == column))
            .limit(_ENOUGH)
        )
        for row in connection.execute(select).scalars():
            yield f"{column.table.name}.{column.name}: there is no {target.name} {row}"


def _bad_questions(connection: Connection) -> Iterator[str]:
    select = sa.select(
        question.c.id, question.c.hash, content.c.codec, content.c.size, content.c.data
    ).join_from(question, content, content.c.id == question.c.content_id)
    for row in _streamed(connection, select):
        data = unpack(row.codec, row.size, row.data)
        if data is None or read_question(to_text(data)).id != bytes(row.hash).hex():
            yield f"question {row.id}: its text gives another id"


def _bad_items(connection: Connection) -> Iterator[str]:
    asked = content.alias("asked")
    select = (
        sa.select(
            item.c.id,
            item.c.hash,
            *(c.label(f"i_{c.name}") for c in content.c),
            *(c.label(f"q_{c.name}") for c in asked.c),
        )
        .join_from(item, content, content.c.id == item.c.content_id)
        .join(question, question.c.id == item.c.question_id)
        .join(asked, asked.c.id == question.c.content_id)
    )
    for row in _streamed(connection, select):
        words = unpack(row.q_codec, row.q_size, row.q_data)
        rest = unpack(row.i_codec, row.i_size, row.i_data)
        if words is None or rest is None:
            yield f"item {row.id}: its text was forgotten"
        elif read_item(read_question(to_text(words)), to_text(rest)).id != bytes(row.hash).hex():
            yield f"item {row.id}: its text gives another id"


def compact(engine: Engine, where: str) -> None:
    """Give back the room of what was forgotten. Raises StoreError when the store is in use."""
    with speaking(where), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            raw = connection.connection.driver_connection
            if raw is None:
                raise InputError(f"{where} is closed")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            raw.execute("VACUUM")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM")
