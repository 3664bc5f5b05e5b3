"""One client for every OpenAI-compatible endpoint, on aiohttp.

One call is one HTTP request with one deadline. Retries, concurrency and budgets are the runner's
business; whatever happens here comes back as a Reply.
"""

from __future__ import annotations

import asyncio
import copy
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp

from keju.core.errors import InputError, UnreachableError
from keju.core.protocols import Request
from keju.core.records import FailureKind, Reply
from keju.models import wire
from keju.models.providers import dialect

__all__ = ["Endpoint", "OpenAIModel"]

#: A reasoning model may think for minutes; a call that gives nothing for longer is hung.
DEADLINE_SECONDS = 600.0

#: An unreachable endpoint must say so within ten seconds, before anything is asked.
CHECK_SECONDS = 8.0

#: No answer is longer; a response that never ends must not eat the memory.
LONGEST_BODY = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is, with which key it is asked, and how it samples.

    The key is not part of any identity and is never shown; ``deadline`` is in seconds a call.
    """

    provider: str
    base_url: str
    model: str
    key: str | None = field(default=None, repr=False)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    deadline: float = DEADLINE_SECONDS


class OpenAIModel:
    """A model behind an OpenAI-compatible endpoint."""

    def __init__(self, name: str, endpoint: Endpoint) -> None:
        self.name = name
        self.endpoint = endpoint
        self.parallel: int | None = None
        self.tunable = frozenset(wire.PARAMETERS) - {"extra_body"}
        self.parameters = wire.check_parameters(endpoint.parameters, name)
        self.identity: Mapping[str, Any] = {
            "provider": endpoint.provider,
            "base_url": endpoint.base_url,
            "model": endpoint.model,
            "parameters": self.parameters,
        }
        self._url = f"{endpoint.base_url}/chat/completions"
        self._dialect = dialect(endpoint.provider, endpoint.base_url)
        self._session: aiohttp.ClientSession | None = None

    @property
    def continues(self) -> bool:
        """Whether the endpoint's dialect has words for continuing an answer."""
        return self._dialect.continuing is not None

    @property
    def max_tokens(self) -> int | None:
        """The user's bound on completion tokens, None when there is none.

        The larger one where both are given: a server may heed either.
        """
        names = ("max_completion_tokens", "max_tokens")
        return max(
            (self.parameters[name] for name in names if name in self.parameters), default=None
        )

    def tuned(self, parameters: Mapping[str, Any]) -> OpenAIModel:
        """Return this model with other parameters; it shares the connections, and stays open."""
        self._open()
        twin = copy.copy(self)
        bounds = {"max_tokens", "max_completion_tokens"}
        unsaid = bounds if bounds.intersection(parameters) else set()
        kept = {key: value for key, value in self.parameters.items() if key not in unsaid}
        twin.parameters = wire.check_parameters({**kept, **parameters}, self.name)
        twin.identity = {**self.identity, "parameters": twin.parameters}
        return twin

    def request_body(self, request: Request) -> bytes:
        """Return the exact bytes that ``complete`` would send."""
        return wire.encode(self.endpoint.model, request, self.parameters, self._dialect)

    async def complete(self, request: Request) -> Reply:
        """Ask once; see ``Model.complete``."""
        started = time.perf_counter()
        if request.begun is not None and not self.continues:
            words = f"{self.endpoint.provider} offers no way to continue an answer that is begun"
            return wire.failure_reply(FailureKind.REJECTED, words)
        body = self.request_body(request)
        try:
            async with asyncio.timeout(self.endpoint.deadline):
                reply = await self._post(body, request.begun)
        except TimeoutError:
            words = f"no complete response within {self.endpoint.deadline:g} s"
            return wire.failure_reply(FailureKind.TIMEOUT, words)
        except (aiohttp.ClientError, OSError) as error:
            return wire.failure_reply(FailureKind.CONNECTION, _words(error))
        return _timed(self._without_key(reply), time.perf_counter() - started)

    async def _post(self, body: bytes, begun: str | None) -> Reply:
        # A redirect is never followed: the address is part of the identity, and a redirected POST
        # would lose its body.
        async with self._open().post(self._url, data=body, allow_redirects=False) as response:
            status = response.status
            if 300 <= status < 400:
                words = f"redirected to {response.headers.get('Location')}; use that address"
                return wire.failure_reply(FailureKind.REJECTED, words, status)
            data = await _read(response)
            if data is None:
                words = f"a response of more than {LONGEST_BODY >> 20} MiB"
                return wire.failure_reply(FailureKind.MALFORMED, words, status)
            if status == 200:
                return wire.read_body(data, begun)
            return wire.read_error(status, data, response.headers.get("Retry-After"))

    def _without_key(self, reply: Reply) -> Reply:
        """Take the key out of a server's words, should the server say it aloud."""
        key, failure = self.endpoint.key, reply.failure
        if failure is None or not key or key not in failure.message:
            return reply
        return replace(reply, failure=replace(failure, message=failure.message.replace(key, "…")))

    async def check(self) -> None:
        """Raise UnreachableError or InputError if the endpoint cannot answer at all.

        Asks for the list of models: a server that does not know that path still shows that it is
        there; only a refused key is final.
        """
        url = f"{self.endpoint.base_url}/models"
        try:
            async with (
                asyncio.timeout(CHECK_SECONDS),
                self._open().get(url, allow_redirects=False) as response,
            ):
                status, moved = response.status, response.headers.get("Location", "")
        except TimeoutError:
            raise UnreachableError(
                f"{self.name}: {self.endpoint.base_url} did not answer within {CHECK_SECONDS:g} s;"
                " check the address (MODEL@BASE_URL) and the network"
            ) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise UnreachableError(
                f"{self.name}: cannot reach {self.endpoint.base_url} ({_words(error)});"
                " is the server started, is the address right (MODEL@BASE_URL)?"
            ) from None
        if status in (401, 403):
            raise InputError(
                f"{self.name}: {self.endpoint.base_url} refuses the key (HTTP {status});"
                " check the variable that holds it (keju doctor shows which)"
            )
        if 300 <= status < 400 and _origin(urljoin(url, moved)) != _origin(url):
            raise InputError(
                f"{self.name}: {self.endpoint.base_url} redirects to {moved}; use that address"
            )

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        # One session for one event loop; the runner's limiter bounds the connections.
        if self._session is None:
            headers = {"Content-Type": "application/json", "Accept": "application/json"}
            if self.endpoint.key:
                headers["Authorization"] = f"Bearer {self.endpoint.key}"
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=60),
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
                cookie_jar=aiohttp.DummyCookieJar(),
                proxy=_proxy(self.endpoint.base_url),
            )
        return self._session


def _proxy(url: str) -> str | None:
    """Return the proxy that the environment (HTTPS_PROXY, NO_PROXY …) wants for this address.

    Asked once: aiohttp's own ``trust_env`` asks anew, in another thread, at every request.
    """
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(url)
    if proxy_bypass(parts.hostname or ""):
        return None
    return getproxies().get(parts.scheme)


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


async def _read(response: aiohttp.ClientResponse) -> bytes | None:
    """Return the body; None when it is longer than any answer, however well it was packed."""
    blocks, size = [], 0
    async for block in response.content.iter_any():
        size += len(block)
        if size > LONGEST_BODY:
            return None
        blocks.append(block)
    return b"".join(blocks)


def _timed(reply: Reply, seconds: float) -> Reply:
    # dataclasses.replace costs ten times this on the hot path
    object.__setattr__(reply, "seconds", seconds)
    return reply


def _words(error: BaseException) -> str:
    return str(error) or type(error).__name__
