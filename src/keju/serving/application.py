"""The endpoint itself: routes, who may come in, and how answers go out.

A client that hangs up cancels its handler, and with it every call that the handler waits for: rows
of a running batch are free before the batch's next step.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from keju.core.errors import nearest
from keju.core.records import Reply
from keju.serving.admission import Admission
from keju.serving.reading import Limits, read
from keju.serving.refusals import Refusal, mistaken, too_large, unknown_model
from keju.serving.served import Served
from keju.serving.streaming import outcome, streamed
from keju.serving.writing import Writer, dumps, listed

__all__ = ["Endpoint", "application"]

_LOG = logging.getLogger(__name__)

#: A body that does not come in this time (seconds) will not come.
_BODY_SECONDS = 30.0
#: As web servers log a request whose client left before its answer.
_HUNG_UP = 499


@dataclass(frozen=True)
class Endpoint:
    """What is served, to whom, and how much at once.

    ``hosts`` are the names by which the server may be called, None: any. A server without a key on
    this machine alone is called by no other name than this machine's, so that no page in a browser
    can reach it under a name of its own.
    """

    models: Mapping[str, Served]
    admission: Admission
    limits: Limits = field(default_factory=Limits)
    key: str | None = field(default=None, repr=False)
    hosts: frozenset[str] | None = None
    since: int = field(default_factory=lambda: int(time.time()))


def application(endpoint: Endpoint) -> web.Application:
    """Return the aiohttp application."""
    app = web.Application(client_max_size=endpoint.limits.body, middlewares=[_guard(endpoint)])
    rooms = _Rooms(endpoint)
    app.router.add_get("/health", rooms.health)
    app.router.add_get("/v1/models", rooms.models)
    app.router.add_get("/v1/models/{name:.+}", rooms.model)
    app.router.add_post("/v1/chat/completions", rooms.complete)
    return app


def _guard(endpoint: Endpoint) -> Middleware:
    """Return what every request passes: the check of key and host, and errors in their shape."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            _check_host(request, endpoint.hosts)
            if request.path != "/health":
                _check_key(request, endpoint.key)
            return await handler(request)
        except Refusal as refusal:
            return _refused(refusal)
        except ConnectionError:  # hung up: nobody hears this, and no log needs to
            return web.Response(status=_HUNG_UP)
        except web.HTTPRequestEntityTooLarge:
            return _refused(too_large(endpoint.limits.body))
        except web.HTTPException as error:
            words = f"{request.method} {request.path}: {error.reason}"
            code = {404: "unknown_url", 405: "method_not_allowed"}.get(error.status)
            return _refused(Refusal(error.status, words, code=code))
        except Exception:  # noqa: BLE001 - an error of ours has the shape of all errors
            _LOG.exception("%s %s failed", request.method, request.path)
            if request.writer.output_size and request.transport is not None:
                request.transport.close()  # a stream that has begun: it breaks off
            return _refused(mistaken())

    return guard


def _check_key(request: web.Request, key: str | None) -> None:
    if key is None:
        return
    scheme, _, given = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    same = hmac.compare_digest(given.strip().encode("utf-8", "surrogateescape"), key.encode())
    if scheme.lower() != "bearer" or not same:
        words = "Send the key of this server, as Authorization: Bearer KEY."
        raise Refusal(401, words, code="invalid_api_key")


def _check_host(request: web.Request, hosts: frozenset[str] | None) -> None:
    if hosts is not None and _host(request) not in hosts:
        words = "This server has no key and serves this machine alone, under its own name."
        raise Refusal(403, words, code="unknown_host")


def _host(request: web.Request) -> str:
    try:
        return (request.url.host or "").lower()
    except ValueError:  # a port that cannot be, bytes that are no name
        return ""


def _refused(refusal: Refusal) -> web.Response:
    return _json(dumps(refusal.body), refusal.status, refusal.headers)


def _json(body: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(
        body=body, status=status, headers=headers, content_type="application/json", charset="utf-8"
    )


@dataclass(frozen=True)
class _Rooms:
    """The handlers."""

    endpoint: Endpoint

    async def health(self, _request: web.Request) -> web.Response:
        """Say whether requests are taken, and how many are inside."""
        admission = self.endpoint.admission
        state = "stopping" if admission.closed else "ok"
        body = {"status": state, "inside": admission.inside, "waiting": admission.waiting}
        return _json(dumps(body), 503 if admission.closed else 200)

    async def models(self, _request: web.Request) -> web.Response:
        """List what is served."""
        rows = [listed(name, self.endpoint.since) for name in self.endpoint.models]
        return _json(dumps({"object": "list", "data": rows}))

    async def model(self, request: web.Request) -> web.Response:
        """Show one of them."""
        served = self._served(request.match_info["name"])
        return _json(dumps(listed(served.name, self.endpoint.since)))

    async def complete(self, request: web.Request) -> web.StreamResponse:
        """Answer a conversation."""
        if request.content_type != "application/json":  # what no page of another site may send
            words = "Send the body as Content-Type: application/json."
            raise Refusal(415, words, code="unsupported_media_type")
        asked = read(await _body(request), self.endpoint.limits)
        served = self._served(asked.model)
        served.check(asked)
        writer = Writer(served.name, f"fp_{served.candidate.id[:12]}")
        with self.endpoint.admission.let_in(asked.choices):
            if asked.stream:
                sent = await streamed(request, asked, served, writer)
                return _refused(sent) if isinstance(sent, Refusal) else sent
            outcomes = await asyncio.gather(
                *(outcome(served, asked, index) for index in range(asked.choices))
            )
        return _json(writer.whole([_reply(each) for each in outcomes]))

    def _served(self, name: str) -> Served:
        models = self.endpoint.models
        if name not in models:
            raise unknown_model(f"The model {name!r} is not served.{nearest(name, models)}")
        return models[name]


def _reply(outcome: Reply | Refusal) -> Reply:
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


async def _body(request: web.Request) -> bytes:
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            return await request.read()
    except TimeoutError:
        raise Refusal(408, "The body did not come.", code="request_timeout") from None
    except web.RequestPayloadError as error:
        request.content.feed_eof()  # the rest is not waited for
        words = f"The body cannot be read: {' '.join(str(error).split())}"
        raise Refusal(400, words, code="invalid_body") from None
