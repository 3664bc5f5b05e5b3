"""Stored answers as replies."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from keju.core.records import Reply, Usage
from keju.store.content import FORGOTTEN, to_text, unpack
from keju.store.rows import slices
from keju.store.tables import FINISHES, answer, content

__all__ = ["read_attempts", "read_replies", "read_texts"]

_SOME = 200  # rows with their texts, fetched at once


def read_texts(connection: Connection, rows: Sequence[int]) -> dict[int, str | None]:
    """Return content row → text, None for what is forgotten."""
    texts: dict[int, str | None] = {}
    columns = (content.c.id, content.c.codec, content.c.size, content.c.data)
    for some in slices(sorted(set(rows)), _SOME):
        for row in connection.execute(sa.select(*columns).where(content.c.id.in_(some))):
            data = unpack(row.codec, row.size, row.data)
            texts[row.id] = None if data is None else to_text(data)
    return texts


def read_replies(
    connection: Connection,
    candidate_row: int,
    epoch: int,
    keys: Sequence[tuple[int, int]],
    *,
    living: bool = False,
) -> dict[tuple[int, int], Reply]:
    """Return (question row, attempt) → reply for those of ``keys`` that are answered.

    A forgotten text reads ``FORGOTTEN``; ``living`` leaves such answers out.
    """
    wanted = set(keys)
    replies: dict[tuple[int, int], Reply] = {}
    for some in slices(sorted({question for question, _ in keys}), _SOME):
        select = sa.select(answer).where(
            answer.c.candidate_id == candidate_row,
            answer.c.epoch == epoch,
            answer.c.question_id.in_(some),
        )
        rows = [r for r in connection.execute(select) if (r.question_id, r.attempt) in wanted]
        ids = [i for r in rows for i in (r.text_id, r.reasoning_id, r.calls_id) if i is not None]
        texts = read_texts(connection, ids)
        replies.update(
            ((r.question_id, r.attempt), _reply(r, texts))
            for r in rows
            if not living or texts[r.text_id] is not None
        )
    return replies


def read_attempts(
    connection: Connection, candidate_row: int, epoch: int, question_row: int
) -> dict[int, Reply]:
    """Return attempt → reply of all answers to one question that are not forgotten."""
    c = answer.c
    select = sa.select(c.attempt).where(
        c.candidate_id == candidate_row, c.epoch == epoch, c.question_id == question_row
    )
    keys = [(question_row, attempt) for attempt in connection.execute(select).scalars()]
    replies = read_replies(connection, candidate_row, epoch, keys, living=True)
    return {attempt: reply for (_, attempt), reply in replies.items()}


def _reply(row: sa.Row[Any], texts: Mapping[int, str | None]) -> Reply:
    text = texts[row.text_id]
    reasoning = None if row.reasoning_id is None else texts[row.reasoning_id]
    if row.reasoning_id is not None and reasoning is None:
        reasoning = FORGOTTEN
    calls = None if row.calls_id is None else texts[row.calls_id]
    return Reply(
        text=FORGOTTEN if text is None else text,
        reasoning=reasoning,
        finish=FINISHES[row.finish],
        usage=Usage(
            row.prompt_tokens, row.completion_tokens, row.reasoning_tokens, row.cached_tokens
        ),
        seconds=row.seconds,
        cost=row.cost,
        calls=() if calls is None else tuple(json.loads(calls)),
    )
