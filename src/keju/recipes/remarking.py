"""Marking stored answers again: marks are appended, answers stay."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from keju.core.ledger import Earned, LedgerWriter, SittingRow
from keju.core.records import Item
from keju.recipes.judging import ItemJudge
from keju.runner import run
from keju.store import Store

__all__ = ["remark"]

_CHUNK = 500


def remark(store: Store, sitting_id: int) -> int:
    """Mark every answer of a sitting that lacks a mark by today's markers; return how many.

    Raises InputError when there is no such sitting.
    """
    sitting = store.reopen_sitting(sitting_id)
    errors: list[BaseException] = []
    writer = store.writer(lambda _batch: None, errors.append)
    try:
        return run(_remark(store, sitting, writer))
    finally:
        writer.close()


async def _remark(store: Store, sitting: SittingRow, writer: LedgerWriter) -> int:
    judge, added, start = ItemJudge(), 0, 0
    items = _items(store, sitting)
    try:
        while chunk := list(itertools.islice(items, _CHUNK)):
            versions = {item.marker.name: judge.version(item) for item in chunk}
            _, wanted = store.register(
                sitting, start, chunk, sitting.attempts, versions, remark=True
            )
            start += len(chunk)
            for key in wanted:
                assert key.reply is not None  # what has no answer is left out
                mark = await judge.mark(key.item, key.reply)
                writer.put(
                    Earned(
                        sitting.candidate_row,
                        key.question_row,
                        key.item_row,
                        sitting.epoch,
                        key.attempt,
                        key.reply,
                        mark,
                        stored=True,
                    )
                )
            added += len(wanted)
    finally:
        await judge.close()
    return added


def _items(store: Store, sitting: SittingRow) -> Iterator[Item]:
    lines = store.answers(sitting.id)
    return (line.item for line in lines if line.attempt == 0)
