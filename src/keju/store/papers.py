"""Papers: which item stands at which position, kept as spans of consecutive rows.

A paper of a million freshly generated questions is two thousand rows, and what a sitting earned on
it is read by scanning ranges of keys. A paper is shared by all sittings of its exam and only grows;
where the exam now yields another item at a position, a new revision is opened.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from keju.core.errors import InputError
from keju.store.rows import Insertion, insert_rows, packed
from keju.store.tables import paper, paper_span

__all__ = [
    "Place",
    "Span",
    "append_places",
    "open_revision",
    "paper_length",
    "places",
    "spans_of",
    "spans_within",
]


class Place(NamedTuple):
    """What stands at one position of a paper. ``again``: its question stands earlier too."""

    position: int
    item_id: int
    question_id: int
    again: bool = False


class Span(NamedTuple):
    """``length`` places in a row, their item and question rows rising by one."""

    position: int
    length: int
    item_id: int
    question_id: int
    again: bool

    def cut(self, stop: int) -> Span:
        """Return the part before position ``stop``."""
        return self._replace(length=min(self.length, stop - self.position))


_SPANS = Insertion(
    paper_span, ("paper_id", "position", "length", "item_id", "question_id", "again")
)


def spans_of(rows: Iterable[Place]) -> list[Span]:
    """Join places of rising, gapless positions to as few spans as they allow."""
    spans: list[Span] = []
    for row in rows:
        last = spans[-1] if spans else None
        if (
            last is not None
            and row.item_id == last.item_id + last.length
            and row.question_id == last.question_id + last.length
            and row.again == last.again
        ):
            spans[-1] = last._replace(length=last.length + 1)
        else:
            spans.append(Span(row.position, 1, row.item_id, row.question_id, row.again))
    return spans


def places(spans: Iterable[Span]) -> list[Place]:
    """Undo ``spans_of``."""
    return [
        Place(span.position + k, span.item_id + k, span.question_id + k, span.again)
        for span in spans
        for k in range(span.length)
    ]


def paper_length(connection: Connection, paper_id: int) -> int:
    """Return how many positions the paper has."""
    columns = paper_span.c
    select = (
        sa.select(columns.position + columns.length)
        .where(columns.paper_id == paper_id)
        .order_by(columns.position.desc())
        .limit(1)
    )
    return connection.execute(select).scalar() or 0


def spans_within(connection: Connection, paper_id: int, start: int, stop: int) -> list[Span]:
    """Return the spans of positions ``start`` to ``stop`` (exclusive), cut to fit, in order."""
    columns = paper_span.c
    first = (
        sa.select(sa.func.max(columns.position))
        .where(columns.paper_id == paper_id, columns.position <= start)
        .scalar_subquery()
    )
    where = (columns.position >= sa.func.coalesce(first, 0), columns.position < stop)
    found = sorted(_spans(connection, paper_id, *where))
    result = []
    for span in found:
        skipped = max(0, start - span.position)
        left = span.cut(stop).length - skipped
        if left > 0:
            moved = (span.position, span.item_id, span.question_id)
            position, item_id, question_id = (value + skipped for value in moved)
            result.append(Span(position, left, item_id, question_id, span.again))
    return result


def _spans(connection: Connection, paper_id: int, *where: sa.ColumnElement[bool]) -> list[Span]:
    c = paper_span.c
    select = sa.select(c.position, c.length, c.item_id, c.question_id, c.again)
    rows = packed(connection, select.where(c.paper_id == paper_id, *where))
    return [
        Span(p, length, item, question, bool(again)) for p, length, item, question, again in rows
    ]


def open_revision(
    connection: Connection, exam: str, copied: int, source: int | None
) -> tuple[int, int]:
    """Open the next revision of an exam's paper, with the first ``copied`` positions of ``source``.

    Returns the new paper's row and its revision, which counts from 1.
    """
    last = sa.select(sa.func.max(paper.c.revision)).where(paper.c.exam == exam)
    revision = (connection.execute(last).scalar() or 0) + 1
    inserted = connection.execute(paper.insert().values(exam=exam, revision=revision))
    assert inserted.inserted_primary_key is not None
    paper_id: int = inserted.inserted_primary_key[0]
    if source is not None and copied:
        _insert_spans(connection, paper_id, spans_within(connection, source, 0, copied))
    return paper_id, revision


def append_places(connection: Connection, paper_id: int, rows: Sequence[Place]) -> None:
    """Append places at the paper's end.

    Raises InputError, naming both positions counted from 1, where an item stands in the paper
    already.
    """
    if not rows:
        return
    earlier_items = _earlier(connection, paper_id, [row.item_id for row in rows], "item_id")
    earlier_questions = _earlier(
        connection, paper_id, [row.question_id for row in rows], "question_id"
    )
    marked = []
    for row in rows:
        first = earlier_items.setdefault(row.item_id, row.position)
        if first != row.position:
            raise InputError(
                f"questions {first + 1} and {row.position + 1} of the exam are the same item: "
                "remove one of them"
            )
        first = earlier_questions.setdefault(row.question_id, row.position)
        marked.append(row._replace(again=first != row.position))
    _insert_spans(connection, paper_id, spans_of(marked))


def _earlier(
    connection: Connection, paper_id: int, ids: Sequence[int], column: str
) -> dict[int, int]:
    """Return id → position for those of ``ids`` that stand in the paper already."""
    wanted = sorted(set(ids))
    start = paper_span.c[column]
    overlapping = (start <= wanted[-1], start + paper_span.c.length > wanted[0])
    found: dict[int, int] = {}
    for span in _spans(connection, paper_id, *overlapping):
        low = span.item_id if column == "item_id" else span.question_id
        begin = bisect_right(wanted, low - 1)
        for value in wanted[begin : bisect_right(wanted, low + span.length - 1)]:
            position = span.position + value - low
            found[value] = min(position, found.get(value, position))
    return found


def _insert_spans(connection: Connection, paper_id: int, spans: Sequence[Span]) -> None:
    rows = [(paper_id, s.position, s.length, s.item_id, s.question_id, int(s.again)) for s in spans]
    insert_rows(connection, _SPANS, rows)
