"""Registering items: they take their places in the paper, and the wanted keys come back.

A few statements a chunk, whatever its size: resuming is a set difference, not a loop of questions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from keju.core.records import Item
from keju.store.content import Contents, item_text, question_text, to_bytes
from keju.store.papers import Place, append_places, paper_length, places, spans_within
from keju.store.replies import read_replies
from keju.store.rows import Insertion, hexed, insert_rows, packed, slices
from keju.store.shapes import SittingRow, Wanted
from keju.store.sittings import continue_sitting
from keju.store.tables import answer, content, item, mark, marker, question

__all__ = ["Chunk", "marker_rows", "register"]

_CONTENT = Insertion(content, ("hash", "codec", "size", "data"))
_QUESTION = Insertion(question, ("hash", "content_id"), frozenset({"content_id"}))
_ITEM = Insertion(
    item,
    ("hash", "question_id", "content_id", "marker", "cluster"),
    frozenset({"content_id"}),
)
_MANY = 500  # values in one IN (…)


@dataclass(frozen=True)
class Chunk:
    """Items from position ``start`` on, to be asked ``attempts`` times each.

    ``versions``: the current version of every marker named by the items. ``remark``: leave out
    the keys that have no answer yet.
    """

    start: int
    items: Sequence[Item]
    attempts: int
    versions: Mapping[str, int]
    remark: bool = False

    def hashes(self) -> list[bytes]:
        """Return the items' hashes; the records keep theirs, so a second time is free."""
        return [bytes.fromhex(item.id) for item in self.items]


def register(
    connection: Connection, sitting: SittingRow, chunk: Chunk
) -> tuple[SittingRow, list[Wanted]]:
    """Give the chunk's items their places; return the sitting and the keys that lack something.

    The sitting changes when the exam no longer yields what its paper holds. Wanted keys come
    ordered by position and attempt. Raises InputError for an item that stands in the paper twice.
    """
    if not chunk.items:
        return sitting, []
    known = _known(connection, chunk.hashes())
    if len(known) < len(set(chunk.hashes())):
        _add_items(connection, [i for i in chunk.items if bytes.fromhex(i.id) not in known])
        known = _known(connection, chunk.hashes())
    found = [Place(chunk.start + k, *known[digest]) for k, digest in enumerate(chunk.hashes())]
    sitting = _take_places(connection, sitting, found)
    return sitting, _wanted(connection, sitting, chunk, found)


def _known(connection: Connection, hashes: Sequence[bytes]) -> dict[bytes, tuple[int, int]]:
    """Return hash → (item row, question row) of the items that the store has."""
    found: dict[bytes, tuple[int, int]] = {}
    for some in slices(hashes, _MANY):
        select = sa.select(hexed(connection, item.c.hash), item.c.id, item.c.question_id)
        for digest, row, asked in packed(connection, select.where(item.c.hash.in_(some))):
            found[bytes.fromhex(digest)] = (row, asked)
    return found


def _add_items(connection: Connection, items: Sequence[Item]) -> None:
    contents = Contents()
    questions = {
        bytes.fromhex(i.question.id): contents.add(question_text(i.question)) for i in items
    }
    texts = [contents.add(item_text(i)) for i in items]
    insert_rows(connection, _CONTENT, contents.rows())
    insert_rows(connection, _QUESTION, list(questions.items()))
    rows = _question_rows(connection, list(questions))
    insert_rows(
        connection,
        _ITEM,
        [
            (
                bytes.fromhex(i.id),
                rows[bytes.fromhex(i.question.id)],
                text,
                to_bytes(i.marker.name),
                None if i.cluster is None else to_bytes(i.cluster),
            )
            for i, text in zip(items, texts, strict=True)
        ],
    )


def _question_rows(connection: Connection, hashes: Sequence[bytes]) -> dict[bytes, int]:
    rows: dict[bytes, int] = {}
    for some in slices(hashes, _MANY):
        select = sa.select(hexed(connection, question.c.hash), question.c.id)
        found = packed(connection, select.where(question.c.hash.in_(some)))
        rows.update((bytes.fromhex(digest), row) for digest, row in found)
    return rows


def _take_places(connection: Connection, sitting: SittingRow, found: Sequence[Place]) -> SittingRow:
    """Compare with the paper, append what is new, open a revision at the first difference."""
    start, stop = found[0].position, found[-1].position + 1
    length = paper_length(connection, sitting.paper_id)
    if start > length:
        raise ValueError(f"positions {length} to {start} of the paper were never registered")
    there = places(spans_within(connection, sitting.paper_id, start, stop))
    for ours, theirs in zip(found, there, strict=False):
        if ours.item_id != theirs.item_id:
            sitting = continue_sitting(connection, sitting, ours.position)
            length = ours.position
            break
    append_places(connection, sitting.paper_id, found[max(0, length - start) :])
    return sitting


def _wanted(
    connection: Connection, sitting: SittingRow, chunk: Chunk, found: Sequence[Place]
) -> list[Wanted]:
    answered = _answered(connection, sitting, chunk.attempts, [p.question_id for p in found])
    marked = _marked(connection, sitting, chunk, [p.item_id for p in found]) if answered else set()
    keys = [
        (place, thing, attempt, (place.question_id, attempt) in answered)
        for place, thing in zip(found, chunk.items, strict=True)
        for attempt in range(chunk.attempts)
    ]
    keys = [
        key
        for key in keys
        if ((key[0].item_id, key[2]) not in marked if key[3] else not chunk.remark)
    ]
    stored = [(place.question_id, attempt) for place, _, attempt, has in keys if has]
    who = (sitting.candidate_row, sitting.epoch)
    replies = read_replies(connection, *who, stored, living=True)
    return [
        Wanted(
            place.position,
            thing,
            place.item_id,
            place.question_id,
            attempt,
            replies.get((place.question_id, attempt)),
        )
        for place, thing, attempt, has in keys
        if not has or (place.question_id, attempt) in replies  # what is forgotten stays unmarked
    ]


def _answered(
    connection: Connection, sitting: SittingRow, attempts: int, questions: Sequence[int]
) -> set[tuple[int, int]]:
    """Return the (question row, attempt) that have an answer."""
    found: set[tuple[int, int]] = set()
    for among in _among(answer.c.question_id, questions):
        select = sa.select(answer.c.question_id, answer.c.attempt).where(
            answer.c.candidate_id == sitting.candidate_row,
            answer.c.epoch == sitting.epoch,
            among,
            answer.c.attempt < attempts,
        )
        found.update((row, attempt) for row, attempt in packed(connection, select))
    return found


def _among(column: sa.ColumnElement[int], ids: Sequence[int]) -> Iterator[sa.ColumnElement[bool]]:
    """Yield conditions that together hold for all ``ids``, and perhaps for some between them.

    Rows that were registered together lie together: one range says it, quicker than a list.
    """
    low, high = min(ids), max(ids)
    if high - low < 2 * len(ids):
        yield column.between(low, high)
    else:
        yield from (column.in_(some) for some in slices(ids, _MANY))


def _marked(
    connection: Connection, sitting: SittingRow, chunk: Chunk, items: Sequence[int]
) -> set[tuple[int, int]]:
    """Return the (item row, attempt) marked by the current version of the item's marker."""
    names = {thing.marker.name for thing in chunk.items}
    lacking = sorted(names - set(chunk.versions))
    if lacking:
        raise ValueError(f"no version is given of the markers {', '.join(lacking)}")
    known = _known_markers(connection)
    current = [known[key] for key in ((n, chunk.versions[n]) for n in names) if key in known]
    found: set[tuple[int, int]] = set()
    for among in _among(mark.c.item_id, items):
        select = sa.select(mark.c.item_id, mark.c.attempt).where(
            mark.c.candidate_id == sitting.candidate_row,
            mark.c.epoch == sitting.epoch,
            among,
            mark.c.attempt < chunk.attempts,
            mark.c.marker_id.in_(current),
        )
        found.update((row, attempt) for row, attempt in packed(connection, select))
    return found


def _known_markers(connection: Connection) -> dict[tuple[str, int], int]:
    select = sa.select(marker.c.name, marker.c.version, marker.c.id)
    return {(row.name, row.version): row.id for row in connection.execute(select)}


def marker_rows(
    connection: Connection, markers: Collection[tuple[str, int]]
) -> dict[tuple[str, int], int]:
    """Return (name, version) → row, adding those that are new."""
    insertion = Insertion(marker, ("name", "version"))
    rows = _known_markers(connection)
    new = sorted(set(markers) - set(rows))
    if not new:
        return {key: rows[key] for key in markers}
    insert_rows(connection, insertion, [(to_bytes(name), version) for name, version in new])
    return marker_rows(connection, markers)
