"""Sending answers as they are written: server-sent events."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable

from aiohttp import web

from keju.core.records import Reply
from keju.serving.reading import Asked
from keju.serving.refusals import Refusal, mistaken
from keju.serving.served import Served, Show
from keju.serving.writing import Writer, dumps, event

__all__ = ["outcome", "streamed"]

_LOG = logging.getLogger(__name__)

#: Seconds without a word after which a comment tells a client that its answer is being written.
_SILENCE = 15.0
#: Seconds in which a client must take a piece of this size (bytes), however much it was sent: who
#: reads nothing holds no place for ever, who reads slowly is not cut.
_STALLED, _PIECE = 60.0, 1 << 16

_Events = asyncio.Queue[bytes | Refusal | None]


async def outcome(
    served: Served, asked: Asked, index: int, show: Show | None = None
) -> Reply | Refusal:
    """Answer once. A refusal is returned, and so is an error of ours, which goes to the log."""
    try:
        return await served.answer(asked, index, show)
    except Refusal as refusal:
        return refusal
    except Exception:  # noqa: BLE001 - one answer's fault must not end the others
        _LOG.exception("an answer of %s failed", served.name)
        return mistaken()


async def streamed(
    request: web.Request, asked: Asked, served: Served, writer: Writer
) -> web.StreamResponse | Refusal:
    """Send every choice as it is written; choices of one request are mixed.

    What fails before there is a first word is returned, to be sent with its own status; later, it
    is the last event of its choice.
    """
    events: _Events = asyncio.Queue()

    async def choice(index: int) -> Reply | Refusal:
        found = await outcome(
            served, asked, index, lambda piece: events.put_nowait(writer.more(index, piece))
        )
        events.put_nowait(found if isinstance(found, Refusal) else writer.closing(index, found))
        return found

    tasks = [asyncio.create_task(choice(index)) for index in range(asked.choices)]
    ending = asyncio.gather(*tasks)
    ending.add_done_callback(lambda _: events.put_nowait(None))
    try:
        sent = await _send(request, [writer.opening(i) for i in range(asked.choices)], events)
        if isinstance(sent, Refusal):
            return sent
        replies = [reply for reply in await ending if isinstance(reply, Reply)]
        counted = [writer.used(replies)] if asked.usage and replies else []
        await _write(request, sent, [*counted, event(b"[DONE]")])
        await _taken(request, sent.write_eof())
    finally:
        ending.cancel()
        await asyncio.gather(ending, return_exceptions=True)  # no place is given back before that
    return sent


async def _send(
    request: web.Request, openings: list[bytes], events: _Events
) -> web.StreamResponse | Refusal:
    """Send the events up to the end; the refusal that comes before any of them is returned."""
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-cache"}
    )
    async for batch in _batches(events):
        if not response.prepared:
            first = batch[0]
            if isinstance(first, Refusal):
                return first
            await response.prepare(request)
            await _write(request, response, openings)
        sendable = [event(dumps(e.body)) if isinstance(e, Refusal) else e for e in batch]
        await _write(request, response, sendable)
    return response


async def _write(request: web.Request, response: web.StreamResponse, events: list[bytes]) -> None:
    """Send ``events`` piece by piece."""
    sent = b"".join(events)
    for start in range(0, len(sent), _PIECE):
        await _taken(request, response.write(sent[start : start + _PIECE]))


async def _taken(request: web.Request, sending: Awaitable[None]) -> None:
    """Wait until it is sent; a client that does not take it is hung up on."""
    try:
        async with asyncio.timeout(_STALLED):
            await sending
    except TimeoutError:
        if request.transport is not None:
            request.transport.abort()
        raise ConnectionError("the client reads nothing") from None


async def _batches(events: _Events) -> AsyncIterator[list[bytes | Refusal]]:
    """Yield what there is to send, several events at a time where they come fast."""
    while True:
        try:
            async with asyncio.timeout(_SILENCE):
                batch = [await events.get()]
        except TimeoutError:
            batch = [b": the answer is being written\n\n"]
        while not events.empty():
            batch.append(events.get_nowait())
        ready = [each for each in batch if each is not None]
        if ready:
            yield ready
        if None in batch:
            return
