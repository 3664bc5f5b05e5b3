"""Starting and stopping the endpoint: sockets, signals, a grace for what is being answered."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from aiohttp import web

from keju.core.errors import InputError
from keju.core.protocols import Model
from keju.runner.loop import interruptible
from keju.serving.application import Endpoint, application

__all__ = ["Place", "is_loopback", "local_names", "serve"]

_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen (port 0: any free one), and how many seconds a stop may take."""

    host: str
    port: int
    grace: float = 30.0


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens on ``host``."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def local_names(host: str) -> frozenset[str]:
    """Return the names by which this machine calls a server on the loopback address ``host``."""
    return _LOCAL_NAMES | {host.lower()}


async def serve(
    endpoint: Endpoint, models: Sequence[Model], place: Place, started: Callable[[str], None]
) -> None:
    """Serve until an interrupt or a request to terminate; ``started`` is told the address.

    The first signal stops new requests and lets those inside end within the grace; the second, or
    the end of the grace, cuts them off. Raises InputError where the place cannot be had or a model
    cannot answer.
    """
    stop, cut = asyncio.Event(), asyncio.Event()
    runner = web.AppRunner(
        application(endpoint),
        handler_cancellation=True,
        access_log=None,
        shutdown_timeout=1.0,
    )
    try:
        with interruptible(stop.set, cut.set):
            for model in models:
                await model.check()
            await runner.setup()
            site = web.TCPSite(runner, place.host, place.port, backlog=1024)
            started(await _listen(site, runner, place))
            await stop.wait()
            endpoint.admission.closed = True
            await site.stop()
            await _either(endpoint.admission.emptied(), cut.wait(), place.grace)
    finally:
        await runner.cleanup()
        for model in models:
            await model.close()


async def _listen(site: web.TCPSite, runner: web.AppRunner, place: Place) -> str:
    try:
        await site.start()
    except (OSError, OverflowError) as error:
        raise InputError(
            f"cannot listen on {place.host} port {place.port}: {error};"
            " choose another --port or --host"
        ) from None
    host, port = runner.addresses[0][:2]
    return f"http://[{host}]:{port}/v1" if ":" in host else f"http://{host}:{port}/v1"


async def _either(one: Awaitable[object], other: Awaitable[object], seconds: float) -> None:
    tasks = [asyncio.ensure_future(one), asyncio.ensure_future(other)]
    await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
