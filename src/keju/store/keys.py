"""Answers by their key, as people quote it: the first digits of a hash.

The key is a function of the row, so it is not stored: looking one up reads the narrow rows of all
answers, about two seconds at a million. ``keju show SITTING POSITION`` needs none of that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from keju.core.canonical import VERSION
from keju.core.errors import InputError
from keju.core.records import Answer
from keju.store.listing import read_items, read_marks
from keju.store.replies import read_replies
from keju.store.shapes import Found
from keju.store.tables import answer, candidate, item, mark, question

__all__ = ["Key", "answer_key", "find_answer", "find_key"]

_FEWEST = 4  # digits
_FETCH = 10_000


class Key(NamedTuple):
    """An answer's row."""

    candidate_id: int
    epoch: int
    question_id: int
    attempt: int


def answer_key(question_id: str, candidate_id: str, epoch: int, attempt: int) -> str:
    """Return what ``Answer.key`` returns, several times faster."""
    text = f'keju:{VERSION}:answer:["{question_id}","{candidate_id}",{epoch},{attempt}]'
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def find_key(connection: Connection, prefix: str) -> tuple[Key, str, str]:
    """Return the answer whose key starts so, with the ids of its question and candidate.

    Raises InputError when there is none or more than one.
    """
    prefix = prefix.strip().lower()
    if len(prefix) < _FEWEST or set(prefix) - set("0123456789abcdef"):
        raise InputError(f"{prefix!r} is no answer's key: give 4 to 64 hexadecimal digits")
    found = [
        (key, asked, asker)
        for key, asked, asker in _all_keys(connection)
        if answer_key(asked, asker, key.epoch, key.attempt).startswith(prefix)
    ]
    if not found:
        raise InputError(f"no answer's key starts with {prefix}: keju show SITTING lists them")
    if len(found) > 1:
        words = f"{len(found)} answers' keys start with {prefix}: give more digits"
        raise InputError(words)
    return found[0]


def _all_keys(connection: Connection) -> Iterator[tuple[Key, str, str]]:
    askers = {
        row.id: bytes(row.hash).hex()
        for row in connection.execute(sa.select(candidate.c.id, candidate.c.hash))
    }
    c = answer.c
    select = sa.select(
        c.candidate_id, c.epoch, c.question_id, c.attempt, question.c.hash
    ).join_from(answer, question, question.c.id == c.question_id)
    options = {"stream_results": True, "yield_per": _FETCH}
    for row in connection.execute(select, execution_options=options):
        yield Key(*row[:4]), bytes(row[4]).hex(), askers[row[0]]


def find_answer(connection: Connection, prefix: str) -> Found:
    """Return the one answer whose key starts with ``prefix``, with all its marks."""
    key, asked, asker = find_key(connection, prefix)
    narrow = (key.question_id, key.attempt)
    reply = read_replies(connection, key.candidate_id, key.epoch, [narrow])[narrow]
    select = (
        sa.select(mark)
        .join(item, item.c.id == mark.c.item_id)
        .where(
            item.c.question_id == key.question_id,
            mark.c.candidate_id == key.candidate_id,
            mark.c.epoch == key.epoch,
            mark.c.attempt == key.attempt,
        )
        .order_by(mark.c.marker_id)
    )
    rows = connection.execute(select).all()
    items = read_items(connection, [row.item_id for row in rows])
    name = sa.select(candidate.c.name).where(candidate.c.id == key.candidate_id)
    return Found(
        Answer(asked, asker, key.epoch, key.attempt, reply),
        connection.execute(name).scalar_one(),
        tuple(
            (items[row.item_id], given)
            for row, given in zip(rows, read_marks(connection, rows), strict=True)
        ),
    )
