"""Several answers become one: what they cost together, and what one failure among them means."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from keju.core.protocols import Inner
from keju.core.records import Finish, Reply, Usage

__all__ = ["failed", "joined", "together", "total"]

T = TypeVar("T")


async def together(tasks: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Return the results in order. An error is raised once all have ended: none is cut short."""
    results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return [result for result in results if not isinstance(result, BaseException)]


def total(replies: Sequence[Reply]) -> Usage:
    """Return the tokens of all replies; a count is None where one reply does not say its part."""
    usages = [reply.usage for reply in replies]
    return Usage(
        _sum(usage.prompt_tokens for usage in usages),
        _sum(usage.completion_tokens for usage in usages),
        _sum(usage.reasoning_tokens for usage in usages),
        _sum(usage.cached_tokens for usage in usages),
    )


def _sum(counts: Iterable[int | None]) -> int | None:
    known = list(counts)
    return None if None in known else sum(count for count in known if count is not None)


def joined(chosen: Reply, inners: Sequence[Inner], seconds: float | None) -> Reply:
    """Return ``chosen`` with the tokens, the money and the keys of all that it took."""
    replies = [inner.reply for inner in inners]
    costs = [reply.cost for reply in replies]
    known = [cost for cost in costs if cost is not None]
    return replace(
        chosen,
        usage=total(replies),
        cost=sum(known) if len(known) == len(costs) else None,
        seconds=seconds,
        calls=tuple(inner.key for inner in inners if inner.key is not None),
    )


def failed(inners: Sequence[Inner], seconds: float | None) -> Reply | None:
    """Return a failure of the first failed call's own kind; None where none failed.

    What came back besides is not lost: it is kept under its own keys, and asked again is only what
    failed.
    """
    failures = [inner.reply.failure for inner in inners if inner.reply.failure is not None]
    if not failures:
        return None
    words = f"{len(failures)} of {len(inners)} calls failed: {failures[0].message}"
    reply = Reply(finish=Finish.FAILED, failure=replace(failures[0], message=words))
    return joined(reply, [inner for inner in inners if inner.reply.failure is None], seconds)
