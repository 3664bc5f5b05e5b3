"""The answers of a sitting, streamed.

Narrow rows are read first, texts only of the keys that are shown, a few hundred at a time: memory
does not grow with the sitting, and no transaction stays open while the reader thinks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from keju.core.records import Failure, FailureKind, Finish, Item, Mark, Reply, Verdict
from keju.store.content import read_item, read_question
from keju.store.counting import Extent, counts_as_newest, outdated_markers
from keju.store.papers import Place, places, spans_within
from keju.store.reading import extent_of
from keju.store.replies import read_replies, read_texts
from keju.store.rows import slices
from keju.store.shapes import Line
from keju.store.tables import VERDICTS, answer, failure, item, mark, marker, question

__all__ = ["Connect", "Selection", "read_items", "read_marks", "stream_lines"]

Connect = Callable[[], AbstractContextManager[Connection]]

_NARROW = 2000  # keys whose narrow rows are read at once
_WIDE = 100  # keys whose texts are read at once
_MANY = 500  # values in one IN (…)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which keys of a sitting: by verdict and by position (None: all), from ``offset`` on."""

    verdicts: Collection[Verdict] | None = None
    positions: range | None = None
    limit: int | None = None
    offset: int = 0


class _Key(NamedTuple):
    """A key with its narrow rows."""

    place: Place
    attempt: int
    answered: bool
    mark: Any
    failure: Any

    @property
    def verdict(self) -> Verdict | None:
        if self.mark is not None:
            return VERDICTS[self.mark.verdict]
        return Verdict.FAILED if self.failure is not None and not self.answered else None


def stream_lines(connect: Connect, sitting_id: int, selection: Selection) -> Iterator[Line]:
    """Yield a sitting's keys by position and attempt. Raises InputError for no such sitting."""
    with connect() as connection:
        extent = extent_of(connection, sitting_id)
    stop = None if selection.limit is None else selection.offset + selection.limit
    chosen = islice(_chosen(connect, extent, selection), selection.offset, stop)
    while some := list(islice(chosen, _WIDE)):
        with connect() as connection:
            lines = _lines(connection, extent, some)
        yield from lines


def _chosen(connect: Connect, extent: Extent, selection: Selection) -> Iterator[_Key]:
    step = max(1, _NARROW // max(1, extent.attempts))
    asked = selection.positions or range(extent.questions)
    for start in range(asked.start, min(asked.stop, extent.questions), step):
        stop = min(start + step, asked.stop, extent.questions)
        with connect() as connection:
            keys = _keys(connection, extent, start, stop)
        if not keys:
            return
        for key in keys:
            if selection.verdicts is None or key.verdict in selection.verdicts:
                yield key


def _keys(connection: Connection, extent: Extent, start: int, stop: int) -> list[_Key]:
    found = places(spans_within(connection, extent.paper_id, start, stop))
    questions = [place.question_id for place in found]
    newest = counts_as_newest(outdated_markers(connection))
    marks = _narrow(connection, extent, mark, [place.item_id for place in found], newest)
    answers = _narrow(connection, extent, answer, questions)
    failures = _narrow(connection, extent, failure, questions)
    return [
        _Key(
            place,
            attempt,
            (place.question_id, attempt) in answers,
            marks.get((place.item_id, attempt)),
            failures.get((place.question_id, attempt)),
        )
        for place in found
        for attempt in range(extent.attempts)
    ]


def _narrow(
    connection: Connection,
    extent: Extent,
    table: sa.Table,
    ids: Sequence[int],
    where: Sequence[sa.ColumnElement[bool]] = (),
) -> dict[tuple[int, int], sa.Row[Any]]:
    """Return (item or question row, attempt) → the last row of ``table`` under that key."""
    column = table.c.item_id if table is mark else table.c.question_id
    last = table.c.id if table is failure else column
    found: dict[tuple[int, int], sa.Row[Any]] = {}
    for some in slices(ids, _MANY):
        select = sa.select(table).where(
            table.c.candidate_id == extent.candidate_id,
            table.c.epoch == extent.epoch,
            column.in_(some),
            table.c.attempt < extent.attempts,
            *where,
        )
        for row in connection.execute(select.order_by(last)):
            found[getattr(row, column.name), row.attempt] = row
    return found


def _lines(connection: Connection, extent: Extent, keys: Sequence[_Key]) -> list[Line]:
    items = read_items(connection, [key.place.item_id for key in keys])
    wanted = [(key.place.question_id, key.attempt) for key in keys if key.answered]
    replies = read_replies(connection, extent.candidate_id, extent.epoch, wanted)
    rows = [key.mark for key in keys if key.mark is not None]
    marks = dict(zip(map(id, rows), read_marks(connection, rows), strict=True))
    return [
        Line(
            key.place.position,
            items[key.place.item_id],
            key.attempt,
            replies.get((key.place.question_id, key.attempt)) or _failed(key.failure),
            marks.get(id(key.mark)),
        )
        for key in keys
    ]


def _failed(row: Any) -> Reply | None:
    if row is None:
        return None
    kind = FailureKind(row.kind)
    return Reply(
        finish=Finish.FAILED, failure=Failure(kind, row.message, status=row.status, tries=row.tries)
    )


def read_items(connection: Connection, rows: Sequence[int]) -> dict[int, Item]:
    """Return item row → item."""
    found: dict[int, Item] = {}
    for some in slices(sorted(set(rows)), _MANY):
        select = (
            sa.select(item.c.id, item.c.content_id, question.c.content_id.label("asked"))
            .join(question, question.c.id == item.c.question_id)
            .where(item.c.id.in_(some))
        )
        narrow = connection.execute(select).all()
        texts = read_texts(connection, [i for row in narrow for i in (row.content_id, row.asked)])
        for row in narrow:
            asked, rest = texts[row.asked], texts[row.content_id]
            assert asked is not None  # forget leaves questions and items alone
            assert rest is not None
            found[row.id] = read_item(read_question(asked), rest)
    return found


def read_marks(connection: Connection, rows: Sequence[Any]) -> list[Mark]:
    """Return the rows of ``mark`` as marks, in their order."""
    if not rows:
        return []
    select = sa.select(marker.c.id, marker.c.name, marker.c.version)
    names = {row.id: f"{row.name}@{row.version}" for row in connection.execute(select)}
    ids = [i for row in rows for i in (row.extracted_id, row.detail_id) if i is not None]
    texts = read_texts(connection, ids)
    marks = []
    for row in rows:
        extracted = row.extracted if row.extracted_id is None else texts[row.extracted_id]
        detail = row.detail if row.detail_id is None else texts[row.detail_id]
        marks.append(
            Mark(
                verdict=VERDICTS[row.verdict],
                score=row.score,
                marker=names[row.marker_id],
                extracted=extracted,
                detail=None if detail is None else json.loads(detail),
            )
        )
    return marks
