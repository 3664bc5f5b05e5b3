"""Forgetting: what a model said is replaced by a tombstone; hashes, sizes and verdicts stay."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from keju.store.counting import Extent
from keju.store.keys import Key
from keju.store.tables import answer, content, item, mark, paper_span, question

__all__ = ["forget_answer", "forget_sitting"]

Where = sa.ColumnElement[bool]


def forget_sitting(connection: Connection, extent: Extent) -> int:
    """Forget the answers of a sitting; return how many texts became tombstones."""
    spans = paper_span
    end = sa.case(
        (spans.c.length > extent.questions - spans.c.position, extent.questions - spans.c.position),
        else_=spans.c.length,
    )

    def chosen(table: sa.Table) -> Where:
        name = "item_id" if table is mark else "question_id"
        inside = sa.exists().where(
            spans.c.paper_id == extent.paper_id,
            spans.c.position < extent.questions,
            table.c[name] >= spans.c[name],
            table.c[name] < spans.c[name] + end,
        )
        return sa.and_(
            table.c.candidate_id == extent.candidate_id,
            table.c.epoch == extent.epoch,
            table.c.attempt < extent.attempts,
            inside,
        )

    return _forget(connection, chosen(answer), chosen(mark))


def forget_answer(connection: Connection, key: Key) -> int:
    """Forget one answer; return how many texts became tombstones."""

    def same(table: sa.Table) -> Where:
        return sa.and_(
            table.c.candidate_id == key.candidate_id,
            table.c.epoch == key.epoch,
            table.c.attempt == key.attempt,
        )

    items = sa.select(item.c.id).where(item.c.question_id == key.question_id)
    return _forget(
        connection,
        sa.and_(same(answer), answer.c.question_id == key.question_id),
        sa.and_(same(mark), mark.c.item_id.in_(items)),
    )


def _forget(connection: Connection, answers: Where, marks: Where) -> int:
    """Replace what only these answers and marks hold; what others hold too is theirs as well."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    said = [answer.c.text_id, answer.c.reasoning_id]
    judged = [mark.c.extracted_id, mark.c.detail_id]
    inside = sa.union(
        *(sa.select(column).where(answers, column.is_not(None)) for column in said),
        *(sa.select(column).where(marks, column.is_not(None)) for column in judged),
    )
    outside = sa.union(
        *(sa.select(column).where(~answers, column.is_not(None)) for column in said),
        *(sa.select(column).where(~marks, column.is_not(None)) for column in judged),
        sa.select(answer.c.calls_id).where(answer.c.calls_id.is_not(None)),
        sa.select(question.c.content_id),
        sa.select(item.c.content_id),
    )
    gone = connection.execute(
        content.update()
        .where(
            content.c.id.in_(inside), content.c.id.not_in(outside), content.c.codec != "forgotten"
        )
        .values(codec="forgotten", data=None)
    ).rowcount
    connection.execute(mark.update().where(marks).values(extracted=None, detail=None))
    return gone
