"""The OpenAI-compatible client against real servers on this machine, with every fault they have."""

import asyncio
import contextlib
import gzip
import json
import os
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web

from keju.core.errors import InputError, UnreachableError
from keju.core.protocols import Request
from keju.core.records import FailureKind, Finish, Message, Reply, Usage
from keju.models import openai
from keju.models.openai import Endpoint, OpenAIModel
from keju.runner.retry import Patience, retrying

KEY = "sk-very-secret-key"
ASKED = Request((Message("user", "What is 6 * 7?"),))
MOST = 64 * 2**20

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture(autouse=True)
def _no_proxy_between_us(monkeypatch):
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


def completion(finish="stop", **message):
    choice = {"message": {"content": "Answer: 42", **message}, "finish_reason": finish}
    usage = {"prompt_tokens": 11, "completion_tokens": 3}
    return web.json_response({"choices": [choice], "usage": usage})


@contextlib.asynccontextmanager
async def serving(handler: Handler, port: int = 0) -> AsyncIterator[str]:
    app = web.Application(client_max_size=MOST)
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def speaking(words: bytes, *, hang: bool = False) -> AsyncIterator[str]:
    """A server that says these bytes to every request and closes the connection, or hangs."""

    talks = set()

    async def serve(reader, writer):
        talks.add(asyncio.current_task())
        with contextlib.suppress(ConnectionError):
            await reader.read(2**16)
            writer.write(words)
            await writer.drain()
            if hang:
                await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()
        await asyncio.gather(*talks)
        await asyncio.sleep(0)


def model(url: str, **settings) -> OpenAIModel:
    return OpenAIModel("mine", Endpoint("vllm", url, "qwen3", **settings))


async def asked(made: OpenAIModel, request: Request = ASKED) -> Reply:
    try:
        return await made.complete(request)
    finally:
        await made.close()


def ask(handler: Handler, request: Request = ASKED, **settings) -> Reply:
    async def scenario():
        async with serving(handler) as url:
            return await asked(model(url, **settings), request)

    return asyncio.run(scenario())


def answer_with(response: Callable[[], web.Response], **settings) -> Reply:
    async def handler(_request):
        return response()

    return ask(handler, **settings)


def hear(words: bytes, *, hang: bool = False, **settings) -> Reply:
    async def scenario():
        async with speaking(words, hang=hang) as url:
            return await asked(model(url, **settings))

    return asyncio.run(scenario())


def check(handler: Handler, **settings) -> None:
    async def scenario():
        async with serving(handler) as url:
            await checked(model(url, **settings))

    asyncio.run(scenario())


async def checked(made: OpenAIModel) -> None:
    try:
        await made.check()
    finally:
        await made.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# What goes out


def test_one_question_is_one_request_with_exactly_what_was_asked():
    seen = []

    async def handler(request):
        seen.append((request.method, request.path_qs, dict(request.headers), await request.read()))
        return completion()

    reply = ask(handler, key=KEY, parameters={"temperature": 0.6, "max_tokens": 100})
    ((method, path, headers, body),) = seen
    assert (method, path) == ("POST", "/v1/chat/completions")
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body) == {
        "model": "qwen3",
        "messages": [{"role": "user", "content": "What is 6 * 7?"}],
        "temperature": 0.6,
        "max_tokens": 100,
    }
    assert (reply.text, reply.finish, reply.failure) == ("Answer: 42", Finish.STOP, None)
    assert reply.usage == Usage(11, 3)
    assert 0 < reply.seconds < 10


def test_without_a_key_none_is_sent():
    async def handler(request):
        assert "Authorization" not in request.headers
        return completion()

    assert ask(handler).failure is None


def test_the_request_body_that_is_shown_is_the_one_that_is_sent():
    bodies = []

    async def handler(request):
        bodies.append(await request.read())
        return completion()

    request = Request((Message("user", "\ud800 糊名"),), attempt=2)
    ask(handler, request, parameters={"seed": 5})
    shown = model("http://127.0.0.1:1/v1", parameters={"seed": 5}).request_body(request)
    assert bodies == [shown]
    assert json.loads(shown)["seed"] == 7


def test_lone_surrogates_survive_both_ways():
    async def handler(request):
        text = json.loads(await request.read())["messages"][0]["content"]
        body = json.dumps({"choices": [{"message": {"content": text}, "finish_reason": "stop"}]})
        return web.Response(body=body.encode("ascii"), content_type="application/json")

    text = "\ud83d lone \udc00 and \x00 whole 😀"
    assert ask(handler, Request((Message("user", text),))).text == text


def test_no_cookie_of_a_server_is_sent_back():
    async def scenario():
        cookies = []

        async def handler(request):
            cookies.append(request.headers.get("Cookie"))
            response = completion()
            response.set_cookie("session", "1")
            return response

        async with serving(handler) as url:
            made = model(url)
            await made.complete(ASKED)
            await asked(made)
        assert cookies == [None, None]

    asyncio.run(scenario())


def test_one_connection_serves_many_questions():
    async def scenario():
        peers = set()

        async def handler(request):
            peers.add(request.transport.get_extra_info("peername"))
            return completion()

        async with serving(handler) as url:
            made = model(url)
            for _ in range(20):
                assert (await made.complete(ASKED)).failure is None
            await made.close()
        assert len(peers) == 1

    asyncio.run(scenario())


def test_a_hundred_questions_are_in_flight_at_once():
    async def scenario():
        waiting, everyone = 0, asyncio.Event()

        async def handler(_request):
            nonlocal waiting
            waiting += 1
            if waiting == 100:
                everyone.set()
            await everyone.wait()
            return completion()

        async with serving(handler) as url:
            made = model(url, deadline=20)
            replies = await asyncio.gather(*(made.complete(ASKED) for _ in range(100)))
            await made.close()
        assert all(reply.failure is None for reply in replies)

    asyncio.run(scenario())


def test_a_model_may_be_asked_again_after_it_was_closed():
    async def scenario():
        async def handler(_request):
            return completion()

        async with serving(handler) as url:
            made = model(url)
            return await asked(made), await asked(made)

    assert [reply.text for reply in asyncio.run(scenario())] == ["Answer: 42"] * 2


def test_a_proxy_of_the_environment_is_used(monkeypatch):
    async def scenario():
        async def handler(request):
            assert request.headers["Host"] == "model.invalid"
            return completion()

        async with serving(handler) as url:
            monkeypatch.setenv("http_proxy", url.removesuffix("/v1"))
            return await asked(model("http://model.invalid/v1"))

    assert asyncio.run(scenario()).text == "Answer: 42"


def test_a_proxy_is_not_used_where_the_environment_excludes_it(monkeypatch):
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert answer_with(completion).failure is None


# What comes back


@pytest.mark.parametrize(
    "message",
    [
        {"reasoning_content": "6 * 7 is 42."},
        {"reasoning": "6 * 7 is 42."},
        {"content": "<think>6 * 7 is 42.</think>\nAnswer: 42"},
        {"content": "6 * 7 is 42.</think>Answer: 42"},
    ],
    ids=["reasoning_content", "reasoning", "inline", "inline without the opening tag"],
)
def test_each_shape_of_reasoning_becomes_reasoning(message):
    reply = answer_with(lambda: completion(**message))
    assert (reply.text, reply.reasoning) == ("Answer: 42", "6 * 7 is 42.")


@pytest.mark.parametrize(
    ("response", "finish"),
    [
        (lambda: completion("length", content="6 * 7 is"), Finish.LENGTH),
        (lambda: completion(content="<think>6 * 7 is"), Finish.LENGTH),
        (lambda: completion("content_filter", content=None), Finish.FILTER),
        (lambda: completion(content=None, refusal="I cannot."), Finish.REFUSAL),
        (lambda: completion(content=""), Finish.STOP),
        (lambda: completion(content=None), Finish.STOP),
        (lambda: completion(content=[{"type": "text", "text": "Answer: 42"}]), Finish.STOP),
    ],
    ids=["length", "unclosed", "filter", "refusal", "empty", "null", "parts"],
)
def test_each_end_of_an_answer_is_told_apart(response, finish):
    reply = answer_with(response)
    assert (reply.finish, reply.failure) == (finish, None)


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 529])
def test_a_passing_fault_is_a_typed_failure_with_what_the_server_wishes(status):
    def response():
        words = {"error": {"message": "come back later"}}
        return web.json_response(words, status=status, headers={"Retry-After": "3"})

    failure = answer_with(response).failure
    kinds = {408: FailureKind.TIMEOUT, 429: FailureKind.RATE_LIMIT}
    assert failure.kind is kinds.get(status, FailureKind.SERVER)
    assert (failure.status, failure.message, failure.retry_after) == (status, "come back later", 3)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 418, 422])
def test_any_other_4xx_is_rejected_with_the_words_of_the_server(status):
    response = {"error": {"message": "no model named qwen3", "code": "model_not_found"}}
    failure = answer_with(lambda: web.json_response(response, status=status)).failure
    assert (failure.kind, failure.status) == (FailureKind.REJECTED, status)
    assert failure.message == "no model named qwen3"


@pytest.mark.parametrize("body", ['{"choices": [', "<html>", "", "null", '{"choices": []}'])
def test_a_body_that_makes_no_sense_is_malformed(body):
    failure = answer_with(lambda: web.Response(text=body)).failure
    assert (failure.kind, failure.status) == (FailureKind.MALFORMED, 200)


def test_what_is_wrong_with_a_packed_answer_is_no_exception():
    def response():
        return web.Response(body=b"not gzip at all", headers={"Content-Encoding": "gzip"})

    assert answer_with(response).failure.kind is FailureKind.CONNECTION


def test_a_packed_answer_is_unpacked():
    def response():
        body = gzip.compress(completion().body)
        return web.Response(body=body, headers={"Content-Encoding": "gzip"})

    assert answer_with(response).text == "Answer: 42"


def test_a_long_answer_arrives_whole():
    text = "零" * 2_000_000
    assert answer_with(lambda: completion(content=text)).text == text


@pytest.mark.parametrize("packed", [False, True])
def test_a_response_without_an_end_is_given_up_and_its_connection_closed(monkeypatch, packed):
    monkeypatch.setattr(openai, "LONGEST_BODY", 2**20)
    sent, gone = 0, False

    async def handler(request):
        nonlocal sent, gone
        response = web.StreamResponse()
        if packed:
            response.enable_compression(web.ContentCoding.gzip)
        await response.prepare(request)
        try:
            for _ in range(2000):
                await response.write(b" " * 2**16)
                sent += 2**16
        except ConnectionError:
            gone = True
        return response

    failure = ask(handler).failure
    assert failure.kind is FailureKind.MALFORMED
    assert failure.message == "a response of more than 1 MiB"
    if not packed:
        assert gone
        assert sent < 64 * 2**20


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_told_and_never_followed(status):
    seen = []

    class Moved(web.HTTPException):
        status_code = status

    async def moved(request):
        seen.append(request.path)
        raise Moved(headers={"Location": "https://elsewhere.invalid/v1"})

    failure = ask(moved, key=KEY).failure
    assert (failure.kind, failure.status) == (FailureKind.REJECTED, status)
    assert failure.message == "redirected to https://elsewhere.invalid/v1; use that address"
    assert len(seen) == 1


# Connections that break


def test_a_hung_call_ends_at_its_deadline():
    async def handler(_request):
        await asyncio.sleep(30)
        return completion()

    started = time.monotonic()
    failure = ask(handler, deadline=0.2).failure
    assert failure.kind is FailureKind.TIMEOUT
    assert failure.message == "no complete response within 0.2 s"
    assert 0.2 <= time.monotonic() - started < 5


def test_an_answer_that_stops_in_the_middle_ends_at_its_deadline():
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"
    assert hear(head, hang=True, deadline=0.2).failure.kind is FailureKind.TIMEOUT


@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{",
        b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"cho\r\n',
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 200 " + b"x" * 100_000 + b"\r\n\r\n",
        b"\x15\x03\x01\x00\x02\x02\x50",
    ],
    ids=["at once", "head", "body", "chunk", "length", "chunk size", "no HTTP", "endless", "TLS"],
)
def test_a_connection_that_breaks_is_a_failed_connection(words):
    reply = hear(words)
    assert (reply.finish, reply.failure.kind) == (Finish.FAILED, FailureKind.CONNECTION)
    assert reply.failure.message


def test_a_server_that_is_down_refuses_the_connection():
    reply = asyncio.run(asked(model(f"http://127.0.0.1:{free_port()}/v1")))
    assert reply.failure.kind is FailureKind.CONNECTION


def test_a_server_that_dies_and_returns_is_asked_until_it_answers():
    async def scenario():
        async def handler(_request):
            return completion()

        async with serving(handler) as url:
            made = model(url)
            assert (await made.complete(ASKED)).failure is None
        seen, refused = [], asyncio.Event()

        def observe(reply):
            seen.append(reply)
            if len(seen) == 2:
                refused.set()

        patience = Patience(first=0.1, longest=0.2, tries=50)
        patient = retrying(made.complete, patience, observe, asyncio.Event())
        waiting = asyncio.create_task(patient(ASKED))
        await refused.wait()
        async with serving(handler, int(url.rpartition(":")[2].removesuffix("/v1"))):
            reply = await asyncio.wait_for(waiting, 10)
        await made.close()
        assert reply.text == "Answer: 42"
        assert {each.failure.kind for each in seen[:-1]} == {FailureKind.CONNECTION}

    asyncio.run(scenario())


def test_a_call_that_is_cancelled_is_cancelled():
    async def scenario():
        async def handler(_request):
            await asyncio.sleep(30)
            return completion()

        async with serving(handler) as url:
            made = model(url)
            call = asyncio.create_task(made.complete(ASKED))
            await asyncio.sleep(0.1)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            await made.close()

    asyncio.run(scenario())


# Before anything is asked


@pytest.mark.parametrize("status", [200, 404, 405, 500])
def test_a_server_that_says_anything_is_there(status):
    async def handler(request):
        assert (request.method, request.path) == ("GET", "/v1/models")
        return web.Response(status=status)

    check(handler)


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_found_before_anything_is_asked(status):
    async def handler(request):
        return web.Response(status=status, text=f"bad key {request.headers['Authorization']}")

    with pytest.raises(InputError, match=rf"mine: .* refuses the key \(HTTP {status}\)") as raised:
        check(handler, key=KEY)
    assert KEY not in str(raised.value)


def test_a_server_that_is_not_there_is_found_before_anything_is_asked():
    url = f"http://127.0.0.1:{free_port()}/v1"
    started = time.monotonic()
    with pytest.raises(UnreachableError, match=f"mine: cannot reach {url}"):
        asyncio.run(checked(model(url)))
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    "url",
    [
        "http://no-such-host.invalid/v1",
        "http://127.0.0.1:99999/v1",
        "http://[::1/v1",
        "http://\udc80/v1",
        "http:///v1",
        "http://" + "a" * 300 + "/v1",
    ],
)
def test_an_address_that_cannot_be_is_one_clear_line(url):
    with pytest.raises(UnreachableError) as raised:
        asyncio.run(checked(model(url)))
    assert "\n" not in str(raised.value)


def test_a_server_that_hangs_is_found_within_ten_seconds(monkeypatch):
    assert openai.CHECK_SECONDS < 10
    monkeypatch.setattr(openai, "CHECK_SECONDS", 0.2)

    async def scenario():
        async with speaking(b"", hang=True) as url:
            await checked(model(url))

    with pytest.raises(UnreachableError, match=r"did not answer within 0\.2 s"):
        asyncio.run(scenario())


def test_a_server_that_speaks_another_language_is_found_before_anything_is_asked():
    async def scenario():
        async with speaking(b"SSH-2.0-OpenSSH_9.6\r\n") as url:
            await checked(model(url))

    with pytest.raises(UnreachableError, match="cannot reach"):
        asyncio.run(scenario())


def test_a_server_that_moved_away_is_found_before_anything_is_asked():
    async def handler(_request):
        raise web.HTTPMovedPermanently("https://elsewhere.invalid/v1/models")

    with pytest.raises(InputError, match=r"redirects to https://elsewhere\.invalid/v1/models"):
        check(handler)


def test_a_server_that_only_adds_a_slash_is_there():
    async def handler(_request):
        raise web.HTTPMovedPermanently("/v1/models/")

    check(handler)


# The key


def test_the_key_is_in_no_identity_and_in_no_text():
    made = model("http://127.0.0.1:1/v1", key=KEY)
    assert KEY not in json.dumps(dict(made.identity))
    assert KEY not in repr(made.endpoint)
    assert KEY not in repr(made)
    assert made.identity == model("http://127.0.0.1:1/v1", key="another").identity


def test_a_key_that_the_server_says_aloud_is_not_kept():
    async def handler(request):
        words = f"no account for {request.headers['Authorization']}, sorry"
        return web.json_response({"error": {"message": words}}, status=401)

    failure = ask(handler, key=KEY).failure
    assert failure.message == "no account for Bearer …, sorry"


# Identity and bounds


def test_what_changes_an_answer_changes_the_identity():
    one = model("http://a/v1")
    others = [
        model("http://b/v1"),
        model("http://a/v1", parameters={"temperature": 0.5}),
        model("http://a/v1", parameters={"extra_body": {"top_k": 1}}),
        OpenAIModel("mine", Endpoint("vllm", "http://a/v1", "qwen2")),
        OpenAIModel("mine", Endpoint("ollama", "http://a/v1", "qwen3")),
    ]
    identities = {json.dumps(dict(each.identity), sort_keys=True) for each in [one, *others]}
    assert len(identities) == 6
    assert model("http://a/v1", deadline=5).identity == one.identity


@pytest.mark.parametrize(
    ("parameters", "bound"),
    [
        ({}, None),
        ({"max_tokens": 5}, 5),
        ({"max_completion_tokens": 6}, 6),
        ({"max_tokens": 5, "max_completion_tokens": 6}, 6),
        ({"max_tokens": 7, "max_completion_tokens": 6}, 7),
    ],
)
def test_the_bound_on_an_answer_holds_whichever_parameter_the_server_heeds(parameters, bound):
    assert model("http://a/v1", parameters=parameters).max_tokens == bound


def test_a_parameter_that_cannot_be_is_refused_when_the_model_is_made():
    with pytest.raises(InputError, match=r"mine: unknown parameter 'temprature'"):
        model("http://a/v1", parameters={"temprature": 1})
