"""Marking stored answers again: marks are appended, answers stay."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator

from keju.core.ledger import Earned, LedgerWriter, SittingRow, Wanted
from keju.core.records import Item, Mark, Reply
from keju.recipes.judging import ItemJudge
from keju.runner import run
from keju.store import Store

__all__ = ["remark"]

_CHUNK = 500


def remark(store: Store, sitting_id: int, *, unsafe_sandbox: bool = False) -> int:
    """Mark every answer of a sitting that lacks a mark by today's markers; return how many.

    Raises InputError when there is no such sitting, and where programs would have to run without
    a sandbox, unless ``unsafe_sandbox`` allows that.
    """
    sitting = store.reopen_sitting(sitting_id)
    errors: list[BaseException] = []
    writer = store.writer(lambda _batch: None, errors.append)
    try:
        judge = ItemJudge(unsafe_sandbox=unsafe_sandbox)
        return run(_remark(store, sitting, judge, writer))
    finally:
        writer.close()


async def _remark(store: Store, sitting: SittingRow, judge: ItemJudge, writer: LedgerWriter) -> int:
    added, start = 0, 0
    items = _items(store, sitting)
    try:
        while chunk := list(itertools.islice(items, _CHUNK)):
            versions = {item.marker.name: judge.version(item) for item in chunk}
            _, wanted = store.register(
                sitting, start, chunk, sitting.attempts, versions, remark=True
            )
            start += len(chunk)
            marks = await asyncio.gather(*(_marked(judge, key) for key in wanted))
            for key, (reply, mark) in zip(wanted, marks, strict=True):
                writer.put(
                    Earned(
                        sitting.candidate_row,
                        key.question_row,
                        key.item_row,
                        sitting.epoch,
                        key.attempt,
                        reply,
                        mark,
                        stored=True,
                    )
                )
            added += len(wanted)
    finally:
        await judge.close()
    return added


async def _marked(judge: ItemJudge, key: Wanted) -> tuple[Reply, Mark]:
    assert key.reply is not None  # what has no answer is left out
    return key.reply, await judge.mark(key.item, key.reply)


def _items(store: Store, sitting: SittingRow) -> Iterator[Item]:
    lines = store.answers(sitting.id)
    return (line.item for line in lines if line.attempt == 0)
