"""One batch of what was earned, appended inside one transaction."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from keju.core.canonical import canonical_json
from keju.core.records import Mark
from keju.store.clock import now
from keju.store.content import Contents, to_bytes
from keju.store.register import marker_rows
from keju.store.rows import Insertion, insert_rows, packed
from keju.store.shapes import Earned
from keju.store.tables import FINISHES, VERDICTS, answer, content, failure, mark

__all__ = ["RaceLostError", "append", "without_losers"]

_INLINE = 64  # bytes of an extracted answer or a detail that stand in the mark itself
_FINISH = {finish: code for code, finish in enumerate(FINISHES)}
_VERDICT = {verdict: code for code, verdict in enumerate(VERDICTS)}

_CONTENT = Insertion(content, ("hash", "codec", "size", "data"))
_ANSWER = Insertion(
    answer,
    (
        "candidate_id",
        "epoch",
        "question_id",
        "attempt",
        "finish",
        "text_id",
        "reasoning_id",
        "prompt_tokens",
        "completion_tokens",
        "reasoning_tokens",
        "cached_tokens",
        "seconds",
        "cost",
        "calls_id",
        "created",
    ),
    frozenset({"text_id", "reasoning_id", "calls_id"}),
)
_FAILURE = Insertion(
    failure,
    (
        "candidate_id",
        "epoch",
        "question_id",
        "attempt",
        "kind",
        "status",
        "message",
        "tries",
        "created",
    ),
    keyed=False,
)
_MARK = Insertion(
    mark,
    (
        "candidate_id",
        "epoch",
        "item_id",
        "attempt",
        "marker_id",
        "verdict",
        "score",
        "extracted",
        "extracted_id",
        "detail",
        "detail_id",
    ),
    frozenset({"extracted_id", "detail_id"}),
)

Row = tuple[Any, ...]


class RaceLostError(Exception):
    """Another process, or this one, has answered one of the keys: nothing was appended."""


def append(connection: Connection, batch: Sequence[Earned], markers: dict[str, int]) -> None:
    """Append answers, failures and marks. ``markers`` (name@version → row) is filled on the way.

    Raises RaceLostError where an answer's key is taken; the caller rolls back then.
    """
    _name_markers(connection, batch, markers)
    contents, time = Contents(), now()
    answers = [
        _answer_row(e, contents, time) for e in batch if not e.stored and e.reply.failure is None
    ]
    failures = [_failure_row(e, time) for e in batch if e.reply.failure is not None]
    marks = [
        _mark_row(e, e.mark, contents, markers[e.mark.marker])
        for e in batch
        if e.mark is not None and e.reply.failure is None
    ]
    insert_rows(connection, _CONTENT, contents.rows())
    if insert_rows(connection, _ANSWER, answers) != len(answers):
        raise RaceLostError
    insert_rows(connection, _MARK, marks)
    insert_rows(connection, _FAILURE, failures)


def without_losers(connection: Connection, batch: Sequence[Earned]) -> list[Earned]:
    """Return the batch with those whose key is answered already made harmless.

    The first answer of a key stays. A later one counts as stored, and its mark is dropped: it
    judges a text that nobody will find. The next run marks the answer that stands.
    """
    taken = _taken(connection, batch)
    kept: list[Earned] = []
    for earned in batch:
        key = (earned.candidate_row, earned.epoch, earned.question_row, earned.attempt)
        if earned.stored or earned.reply.failure is not None:
            kept.append(earned)
        elif key in taken:
            kept.append(dataclasses.replace(earned, stored=True, mark=None))
        else:
            taken.add(key)
            kept.append(earned)
    return kept


def _taken(connection: Connection, batch: Sequence[Earned]) -> set[tuple[int, ...]]:
    c = answer.c
    select = sa.select(c.candidate_id, c.epoch, c.question_id, c.attempt).where(
        c.candidate_id.in_({e.candidate_row for e in batch}),
        c.epoch.in_({e.epoch for e in batch}),
        c.question_id.in_({e.question_row for e in batch}),
    )
    return {tuple(row) for row in packed(connection, select)}


def _name_markers(connection: Connection, batch: Sequence[Earned], markers: dict[str, int]) -> None:
    new = {e.mark.marker for e in batch if e.mark is not None} - set(markers)
    if not new:
        return
    pairs = {tuple_of(marker): marker for marker in new}
    rows = marker_rows(connection, set(pairs))
    markers.update((pairs[pair], row) for pair, row in rows.items())


def tuple_of(marker: str) -> tuple[str, int]:
    """Return the parts of ``name@version``."""
    name, _, version = marker.rpartition("@")
    if not name or not version.isdecimal():
        raise ValueError(f"a mark's marker reads name@version, not {marker!r}")
    return name, int(version)


def _answer_row(earned: Earned, contents: Contents, time: int) -> Row:
    reply = earned.reply
    usage = reply.usage
    return (
        earned.candidate_row,
        earned.epoch,
        earned.question_row,
        earned.attempt,
        _FINISH[reply.finish],
        contents.add(reply.text),
        None if reply.reasoning is None else contents.add(reply.reasoning),
        usage.prompt_tokens,
        usage.completion_tokens,
        usage.reasoning_tokens,
        usage.cached_tokens,
        reply.seconds,
        reply.cost,
        contents.add(canonical_json(list(reply.calls))) if reply.calls else None,
        time,
    )


def _failure_row(earned: Earned, time: int) -> Row:
    said = earned.reply.failure
    assert said is not None
    return (
        earned.candidate_row,
        earned.epoch,
        earned.question_row,
        earned.attempt,
        said.kind.value,
        said.status,
        to_bytes(said.message),
        said.tries,
        time,
    )


def _mark_row(earned: Earned, given: Mark, contents: Contents, marker_row: int) -> Row:
    if earned.item_row is None:
        raise ValueError("a mark needs the item that it was given for")
    return (
        earned.candidate_row,
        earned.epoch,
        earned.item_row,
        earned.attempt,
        marker_row,
        _VERDICT[given.verdict],
        given.score,
        *_short_or_hash(given.extracted, contents),
        *_short_or_hash(
            None if given.detail is None else canonical_json(dict(given.detail)), contents
        ),
    )


def _short_or_hash(text: str | None, contents: Contents) -> tuple[bytes | None, bytes | None]:
    if text is None:
        return None, None
    data = to_bytes(text)
    return (data, None) if len(data) <= _INLINE else (None, contents.add_bytes(data))
