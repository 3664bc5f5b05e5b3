"""``keju serve`` under the official client: every request goes through a real socket."""

import asyncio
import contextlib
import gc
import http.client
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import openai
import pytest
from serving_rig import CONFIG, house

from keju.core.protocols import Request
from keju.core.records import Message
from keju.exams import exam
from keju.models.reference import ReferenceModel
from keju.recipes.serving import Room

MODEL = "keju/xiucai"
QUESTIONS = [i.question.text for i in itertools.islice(exam("multiplication;digits=3").items(), 32)]
#: Begun differently nearly every time: the model knows several ways to search.
MANY_WAYS = next(exam("countdown;numbers=3").items()).question.text
KEY = "sk-of-the-house"


@pytest.fixture(scope="module", autouse=True)
def config(tmp_path_factory):
    path = tmp_path_factory.mktemp("serve") / "keju.toml"
    path.write_text(CONFIG, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
            patch.delenv(name)
        patch.setenv("KEJU_CONFIG", str(path))
        yield path


@pytest.fixture(scope="module")
def address():
    scripts = [f"scripted/{name}" for name in ("thinker", "refuses", "filtered", "down", "cut")]
    with house(MODEL, "warm", "warm+vote:4", f"{MODEL}+budget:6", *scripts) as found:
        yield found


@pytest.fixture(scope="module")
def client(address):
    with openai.OpenAI(base_url=address, api_key="none", max_retries=0, timeout=60) as made:
        yield made


@pytest.fixture(scope="module")
def offline():
    """The replies of the model itself, without a server."""

    async def answers():
        model = ReferenceModel("xiucai")
        asked = [Request((Message("user", question),)) for question in QUESTIONS]
        replies = await asyncio.gather(*map(model.complete, asked))
        await model.close()
        return dict(zip(QUESTIONS, replies, strict=True))

    return asyncio.run(answers())


def ask(client, question=QUESTIONS[0], model=MODEL, **more):
    messages = [{"role": "user", "content": question}]
    return client.chat.completions.create(model=model, messages=messages, **more)


def raw(address, path="/chat/completions", data=None, **headers):
    """Return status, headers and body of a request made by hand."""
    request = urllib.request.Request(
        address + path, data, {"Content-Type": "application/json", **headers}
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def read_stream(stream):
    """Return the texts by (choice, channel), the finish reasons, the usage, and how many chunks."""
    texts, finishes, usage, count = {}, {}, None, 0
    for chunk in stream:
        count += 1
        usage = chunk.usage or usage
        for choice in chunk.choices:
            for channel, text in choice.delta.model_dump(exclude_none=True).items():
                if channel in ("content", "reasoning_content"):
                    key = choice.index, channel
                    texts[key] = texts.get(key, "") + text
            if choice.finish_reason:
                finishes[choice.index] = choice.finish_reason
    return texts, finishes, usage, count


def test_the_list_shows_what_is_served(client):
    names = [model.id for model in client.models.list()]
    assert names[:3] == [MODEL, "warm", "warm+vote:4"]
    assert client.models.retrieve("warm+vote:4").id == "warm+vote:4"
    with pytest.raises(openai.NotFoundError, match="Did you mean"):
        client.models.retrieve("warn")


def test_an_answer_is_that_of_the_model_with_its_thought_apart_and_its_tokens(client, offline):
    completion = ask(client)
    reply, message = offline[QUESTIONS[0]], completion.choices[0].message
    assert reply.reasoning
    assert (message.content, message.reasoning_content) == (reply.text, reply.reasoning)
    assert completion.choices[0].finish_reason == "stop"
    usage = completion.usage
    assert (usage.prompt_tokens, usage.completion_tokens) == (
        reply.usage.prompt_tokens,
        reply.usage.completion_tokens,
    )
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
    assert usage.completion_tokens_details.reasoning_tokens == reply.usage.reasoning_tokens > 0
    assert completion.id.startswith("chatcmpl-")


def test_a_stream_brings_the_same_in_pieces_and_counts_tokens_when_asked(client, offline):
    reply = offline[QUESTIONS[0]]
    stream = ask(client, stream=True, stream_options={"include_usage": True})
    texts, finishes, usage, count = read_stream(stream)
    assert texts == {(0, "content"): reply.text, (0, "reasoning_content"): reply.reasoning}
    assert finishes == {0: "stop"}
    assert usage.completion_tokens == reply.usage.completion_tokens
    assert count > 3
    assert read_stream(ask(client, stream=True))[2] is None


def test_many_clients_at_once_get_their_own_answers(address, offline):
    async def all_of_them():
        async with openai.AsyncOpenAI(base_url=address, api_key="x", max_retries=0) as client:
            return await asyncio.gather(*(ask(client, question) for question in QUESTIONS))

    for question, completion in zip(QUESTIONS, asyncio.run(all_of_them()), strict=True):
        assert completion.choices[0].message.content == offline[question].text


@pytest.mark.parametrize("stream", [False, True])
def test_a_stop_ends_the_answer_and_not_the_thought(client, offline, stream):
    reply = offline[QUESTIONS[0]]
    stop = reply.text[-2:]
    assert stop not in reply.text[:-2]
    digit = next(sign for sign in reply.reasoning if sign.isdigit())
    given = ask(client, stop=[stop], stream=stream)
    if stream:
        texts, finishes, *_ = read_stream(given)
        said, thought = texts[0, "content"], texts[0, "reasoning_content"]
        finish = finishes[0]
    else:
        message, finish = given.choices[0].message, given.choices[0].finish_reason
        said, thought = message.content, message.reasoning_content
    assert (said, thought, finish) == (reply.text[:-2].rstrip(), reply.reasoning, "stop")
    assert ask(client, stop=digit).choices[0].message.reasoning_content == reply.reasoning


@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens"])
def test_a_cut_answer_says_so_and_its_unfinished_thought_is_no_answer(client, offline, name):
    completion = ask(client, **{name: 5})
    (choice,) = completion.choices
    assert (choice.finish_reason, choice.message.content) == ("length", "")
    assert offline[QUESTIONS[0]].reasoning.startswith(choice.message.reasoning_content)
    assert completion.usage.completion_tokens == 5


def test_choices_are_independent_draws_and_a_seed_brings_them_again(client):
    def draws(**more):
        sampling = {"temperature": 2.0, "top_p": 0.98, "max_tokens": 24}
        drawn = ask(client, MANY_WAYS, n=6, **sampling, **more)
        assert [choice.index for choice in drawn.choices] == list(range(6))
        messages = [choice.message.model_dump() for choice in drawn.choices]
        return [(each["content"], each.get("reasoning_content")) for each in messages]

    seeded = draws(seed=7)
    assert len(set(seeded)) > 1
    assert draws(seed=7) == seeded
    assert draws() != draws()
    assert len(set(draws(seed=7)) & set(draws(seed=8))) < 6


def test_choices_come_mixed_in_a_stream_and_each_is_whole(client):
    drawn = [
        choice.message
        for choice in ask(client, n=3, temperature=1.0, seed=3, max_tokens=90).choices
    ]
    stream = ask(client, n=3, temperature=1.0, seed=3, max_tokens=90, stream=True)
    texts, finishes, *_ = read_stream(stream)
    assert set(finishes) == {0, 1, 2}
    for index, message in enumerate(drawn):
        assert texts.get((index, "content"), "") == message.content
        thought = message.model_dump().get("reasoning_content") or ""
        assert texts.get((index, "reasoning_content"), "") == thought


@pytest.mark.parametrize("model", [MODEL, f"{MODEL}+budget:6"])
def test_effort_and_budget_bound_the_thought_streamed_or_not(client, offline, model):
    effort = {"reasoning_effort": "low"} if model == MODEL else {}
    completion = ask(client, model=model, **effort)
    message, usage = completion.choices[0].message, completion.usage
    thought = message.reasoning_content
    assert 0 < len(thought) <= 6 < len(offline[QUESTIONS[0]].reasoning)
    assert offline[QUESTIONS[0]].reasoning.startswith(thought)
    assert message.content
    assert usage.prompt_tokens > offline[QUESTIONS[0]].usage.prompt_tokens  # it was read again
    texts, *_ = read_stream(ask(client, model=model, stream=True, **effort))
    assert texts == {(0, "reasoning_content"): thought, (0, "content"): message.content}
    whole = ask(client, reasoning_effort="medium").choices[0].message
    assert whole.reasoning_content == offline[QUESTIONS[0]].reasoning


@pytest.mark.parametrize("most", [4, 6, 10])
def test_a_bound_on_the_answer_holds_for_thought_and_answer_together(client, most):
    """Six tokens of thought are low effort here."""
    completion = ask(client, reasoning_effort="low", max_tokens=most)
    assert completion.usage.completion_tokens == most
    assert completion.choices[0].finish_reason == "length"


def test_effort_unsays_no_budget_of_the_candidate(client):
    thoughts = [
        ask(client, model=f"{MODEL}+budget:6", **effort).choices[0].message.reasoning_content
        for effort in ({}, {"reasoning_effort": "medium"})
    ]
    assert thoughts[0] == thoughts[1]


def test_a_vote_answers_as_one_and_counts_all_its_tokens(client, offline):
    one = offline[QUESTIONS[0]]
    completion = ask(client, model="warm+vote:4")
    assert completion.choices[0].message.content == one.text
    assert completion.usage.prompt_tokens == 4 * one.usage.prompt_tokens
    assert completion.usage.completion_tokens > 3 * one.usage.completion_tokens
    texts, finishes, *_ = read_stream(ask(client, model="warm+vote:4", stream=True))
    assert (texts[0, "content"], finishes) == (one.text, {0: "stop"})


def test_what_a_model_or_its_provider_declines_keeps_its_kind(client):
    filtered = ask(client, model="scripted/filtered").choices[0]
    assert filtered.finish_reason == "content_filter"
    refused = ask(client, model="scripted/refuses").choices[0].message
    assert refused.content or refused.refusal
    cut = ask(client, model="scripted/cut").choices[0]
    assert cut.finish_reason == "length"
    for stream in (False, True):
        with pytest.raises(openai.InternalServerError) as caught:
            ask(client, model="scripted/down", stream=stream)
        assert (caught.value.status_code, caught.value.code) == (502, "model_server")


@pytest.mark.parametrize(
    ("more", "param", "code"),
    [
        ({"temperature": 3}, "temperature", "invalid_value"),
        ({"temperature": 0.001}, None, "invalid_value"),
        ({"top_p": 0}, "top_p", "invalid_value"),
        ({"n": 17}, "n", "invalid_value"),
        ({"max_tokens": 0}, "max_tokens", "invalid_value"),
        ({"max_tokens": 10**9}, "max_tokens", "invalid_value"),
        ({"seed": -1}, "seed", "invalid_value"),
        ({"stop": ["a", "b", "c", "d", "e"]}, "stop", "invalid_value"),
        ({"reasoning_effort": "heroic"}, "reasoning_effort", "invalid_value"),
        ({"presence_penalty": 0.5}, "presence_penalty", "unsupported_parameter"),
        ({"response_format": {"type": "json_object"}}, "response_format", "unsupported_parameter"),
        ({"logprobs": True}, "logprobs", "unsupported_parameter"),
        ({"extra_body": {"top_k": 5}}, "top_k", "unknown_parameter"),
        ({"extra_body": {"stream_options": {}}}, "stream_options", "invalid_value"),
        ({"model": "scripted/thinker", "temperature": 0.5}, "temperature", "unsupported_parameter"),
        ({"model": "warm+vote:4", "temperature": 0}, "temperature", "invalid_value"),
        ({"question": "1" * 2000}, None, "rejected_by_model"),
    ],
    ids=str,
)
def test_what_cannot_be_honoured_is_refused_by_name(client, more, param, code):
    with pytest.raises(openai.BadRequestError) as caught:
        ask(client, **more)
    assert (caught.value.param, caught.value.code) == (param, code)
    assert caught.value.type == "invalid_request_error"


@pytest.mark.parametrize(
    ("messages", "param"),
    [
        ([], "messages"),
        ([{"role": "user", "content": "x"}] * 257, "messages"),
        ([{"role": "tool", "content": "x", "tool_call_id": "1"}], "messages[0].role"),
        ([{"role": "user", "content": 5}], "messages[0].content"),
        (
            [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}],
            "messages[0].content[0]",
        ),
        (["hello"], "messages[0]"),
    ],
)
def test_a_message_that_cannot_be_read_is_named(client, messages, param):
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(model=MODEL, messages=messages)
    assert caught.value.param == param


def test_parts_of_text_and_developers_words_are_understood(client, offline):
    parts = [{"type": "text", "text": QUESTIONS[0][:5]}, {"type": "text", "text": QUESTIONS[0][5:]}]
    messages = [{"role": "developer", "content": "Be right."}, {"role": "user", "content": parts}]
    said = client.chat.completions.create(model=MODEL, messages=messages, user="me", seed=None)
    assert said.choices[0].message.content == offline[QUESTIONS[0]].text


@pytest.mark.parametrize(
    ("path", "data", "headers", "status", "code"),
    [
        ("/chat/completions", b"{", {}, 400, "invalid_json"),
        ("/chat/completions", b"[" * 9000, {}, 400, "invalid_json"),
        ("/chat/completions", b"[]", {}, 400, "invalid_json"),
        ("/chat/completions", b'"' + b"x" * 30_000, {}, 413, "request_too_large"),
        ("/chat/completions", b"{}", {"Content-Type": "text/plain"}, 415, "unsupported_media_type"),
        ("/chat/completions", None, {}, 405, "method_not_allowed"),
        ("/embeddings", b"{}", {}, 404, "unknown_url"),
        ("/models", None, {"Host": "evil.example"}, 403, "unknown_host"),
    ],
)
def test_what_is_no_request_gets_a_shaped_error(address, path, data, headers, status, code):
    found, _, body = raw(address, path, data, **headers)
    error = json.loads(body)["error"]
    assert (found, error["code"]) == (status, code)
    assert set(error) == {"message", "type", "param", "code"}


@pytest.mark.parametrize(
    ("lines", "status", "code"),
    [
        ("Host: 127.0.0.1:99999999", 403, "unknown_host"),
        ("Host: [::bad", 403, "unknown_host"),
        ("Host: \udcff\udcfe", 403, "unknown_host"),
        ("Host: localhost\r\nContent-Encoding: gzip", 400, "invalid_body"),
    ],
)
def test_what_no_client_would_send_gets_a_shaped_error(address, lines, status, code):
    with connected(address, "{}", lines) as connection, connection.makefile("rb") as said:
        assert int(said.readline().split()[1]) == status
        headers = list(iter(said.readline, b"\r\n"))
        length = next(int(h.split()[1]) for h in headers if h.startswith(b"Content-Length"))
        assert json.loads(said.read(length))["error"]["code"] == code


def test_a_key_is_wanted_and_nothing_else_opens():
    with house("scripted/right", key=KEY) as address:
        for wrong in ("", "sk-of-the-hous", KEY + "e", "schlüssel"):
            headers = {"Authorization": f"Bearer {wrong}"} if wrong else {}
            status, _, body = raw(address, "/models", **headers)
            assert (status, json.loads(body)["error"]["code"]) == (401, "invalid_api_key")
            assert KEY not in body.decode()
        assert raw(address, "/models", Authorization=f"Basic {KEY}")[0] == 401
        assert raw(address.removesuffix("/v1"), "/health")[0] == 200
        with openai.OpenAI(base_url=address, api_key=KEY, max_retries=0) as client:
            assert ask(client, "What is 6 * 7?", model="scripted/right").choices[0].message.content
        with (
            openai.OpenAI(base_url=address, api_key="no", max_retries=0) as client,
            pytest.raises(openai.AuthenticationError),
        ):
            ask(client, model="scripted/right")


def inside(address):
    return json.loads(raw(address.removesuffix("/v1"), "/health")[2])["inside"]


def until(true):
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_full_queue_says_when_to_come_back_and_those_who_leave_make_room():
    room = Room(parallel=1, queue=1)
    with house("slow", "scripted/right", room=room) as address:
        # Two models with one call each at once, and one that waits: three inside.
        async def scenario():
            async with openai.AsyncOpenAI(base_url=address, api_key="x", max_retries=0) as client:
                waiting = [asyncio.ensure_future(ask(client, model="slow")) for _ in range(3)]
                await asyncio.to_thread(until, lambda: inside(address) == 3)
                with pytest.raises(openai.RateLimitError) as caught:
                    await ask(client, model="scripted/right")
                assert int(caught.value.response.headers["retry-after"]) >= 1
                assert caught.value.type == "rate_limit_error"
                for task in waiting:
                    task.cancel()
                await asyncio.gather(*waiting, return_exceptions=True)
                await asyncio.to_thread(until, lambda: inside(address) == 0)
                return await ask(client, "What is 6 * 7?", model="scripted/right")

        assert "42" in asyncio.run(scenario()).choices[0].message.content


def test_a_stream_that_is_hung_up_on_leaves_nothing_behind():
    with house("warm", "slow") as address:
        with openai.OpenAI(base_url=address, api_key="x") as client:
            ask(client, model="warm", stream=True, n=16, temperature=2.0).close()
        until(lambda: inside(address) == 0)
        with begun(address, "slow"):  # its stream says nothing for a minute
            until(lambda: inside(address) == 1)
        until(lambda: inside(address) == 0)


def test_nobody_is_told_of_clients_that_hang_up(caplog):
    """Who starts a server and does not read its log would stop it by and by."""
    with house("warm") as address:
        connections = [begun(address, "warm", QUESTIONS[0]) for _ in range(30)]
        for connection in connections:
            time.sleep(0.02)
            connection.close()
        until(lambda: inside(address) == 0)
    gc.collect()
    assert [record.getMessage() for record in caplog.records] == []


@pytest.fixture
def long_winded(tmp_path):
    """A model whose answer fits into no buffer on its way to the client."""
    path = tmp_path / "long.jsonl"
    path.write_text(json.dumps({"question": "x", "response": "y" * 30_000_000}))
    return f"recorded/{path}"


def test_a_client_that_reads_nothing_is_hung_up_on(long_winded, monkeypatch):
    monkeypatch.setattr("keju.serving.streaming._STALLED", 0.1)
    with house(long_winded) as address, begun(address, long_winded) as connection:
        assert connection.recv(1)
        until(lambda: inside(address) == 0)


def test_a_client_that_reads_slowly_is_not_cut(long_winded, monkeypatch):
    monkeypatch.setattr("keju.serving.streaming._STALLED", 1.0)
    said = bytearray()
    with house(long_winded) as address, begun(address, long_winded) as connection:
        while not said.endswith(b"0\r\n\r\n") and (piece := connection.recv(500_000)):
            said += piece
            time.sleep(0.05)  # three seconds in all
    assert said.count(b"y") >= 30_000_000
    assert b"data: [DONE]" in said


def test_nobody_is_told_of_a_body_that_cannot_be_read(caplog):
    with house("scripted/right") as address:
        bad = connected(address, "{}", "Host: localhost\r\nContent-Encoding: gzip")
        with bad, bad.makefile("rb") as said:
            assert b" 400 " in said.readline()
    assert [record.getMessage() for record in caplog.records] == []


def test_a_mistake_of_ours_breaks_off_a_stream_that_has_begun(monkeypatch, caplog):
    monkeypatch.setattr("keju.serving.writing._FINISH", None)  # no answer can be ended
    with house("warm") as address, begun(address, "warm", QUESTIONS[0]) as connection:
        said = b"".join(iter(lambda: connection.recv(9999), b""))
    assert b"data: {" in said
    assert said.count(b"HTTP/1.1") == 1
    assert not said.endswith(b"0\r\n\r\n")
    (record,) = caplog.records
    assert record.getMessage() == "POST /v1/chat/completions failed"


def begun(address, model, question="x", **more):
    """Ask for a stream by hand."""
    return connected(address, stream_of(model, question, **more), "Host: localhost")


def stream_of(model, question="x", **more):
    messages = [{"role": "user", "content": question}]
    return json.dumps({"model": model, "stream": True, "messages": messages, **more})


def connected(address, body, lines):
    """Send a request by hand; gives the connection."""
    host, port = address.removeprefix("http://").removesuffix("/v1").split(":")
    connection = socket.create_connection((host, int(port)))
    connection.sendall(request_of(body, lines))
    return connection


def request_of(body, lines):
    head = f"POST /v1/chat/completions HTTP/1.1\r\n{lines}\r\nContent-Type: application/json"
    request = f"{head}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    return request.encode("utf-8", "surrogateescape")


def test_an_endpoint_is_served_on_with_every_parameter_and_a_method_before_it(address, offline):
    behind = f"openai/{MODEL}@{address}"
    with (
        house(behind, f"{behind}+vote:3") as front,
        openai.OpenAI(base_url=front, api_key="x", max_retries=0) as client,
    ):
        reply = offline[QUESTIONS[1]]
        same = ask(client, QUESTIONS[1], behind, stop=[reply.text[-1]], seed=5)
        assert same.choices[0].message.content == reply.text[: reply.text.index(reply.text[-1])]
        assert same.choices[0].message.reasoning_content == reply.reasoning
        drawn = ask(client, QUESTIONS[1], behind, temperature=1.5, seed=5, n=2, max_tokens=30)
        known = openai.OpenAI(base_url=address, api_key="x")
        with known:
            straight = ask(known, QUESTIONS[1], temperature=1.5, seed=5, max_tokens=30)
        first = drawn.choices[0].message
        assert first.reasoning_content == straight.choices[0].message.reasoning_content
        voted = ask(client, QUESTIONS[1], f"{behind}+vote:3", temperature=0.5)
        assert voted.usage.prompt_tokens == 3 * reply.usage.prompt_tokens
        with pytest.raises(openai.BadRequestError) as caught:
            ask(client, QUESTIONS[1], behind, reasoning_effort="heroic")
        assert "reasoning_effort" in caught.value.message
        with pytest.raises(openai.BadRequestError, match=r"20.. tokens"):
            ask(client, "1" * 2000, behind)


@contextlib.contextmanager
def started(*options, config):
    """Start the command itself; gives the process and its address."""
    command = [sys.executable, "-m", "keju", "serve", "--port", "0", *options]
    environment = {**os.environ, "KEJU_CONFIG": str(config)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=environment, **pipes) as process:
        try:
            line = process.stderr.readline()
            assert " at http://" in line, line
            yield process, line.split(" at ")[1].split()[0]
        finally:
            process.kill()


def hung_up_on(request, address):
    with pytest.raises((OSError, http.client.HTTPException)):
        request(address)


def test_a_stop_lets_answers_end_and_a_second_one_does_not(tmp_path, config):
    path = tmp_path / "keju.toml"
    path.write_text(CONFIG.replace("60.0", "1.5"), "utf-8")
    outcomes = {}

    def request(address):
        body = {"model": "slow", "messages": [{"role": "user", "content": "What is 6 * 7?"}]}
        outcomes["answer"] = raw(address, data=json.dumps(body).encode())

    with started("slow", config=path) as (process, address):
        asking = threading.Thread(target=request, args=(address,))
        asking.start()
        until(lambda: inside(address) == 1)
        process.send_signal(signal.SIGTERM)
        asking.join(30)
        assert process.wait(30) == 0
    status, _, body = outcomes["answer"]
    assert (status, "42" in json.loads(body)["choices"][0]["message"]["content"]) == (200, True)

    with started("slow", config=config) as (process, address):
        asking = threading.Thread(target=hung_up_on, args=(request, address))
        asking.start()
        until(lambda: inside(address) == 1)
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        asking.join(30)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["keju/xiuca"], "Did you mean"),
        (["scripted/right", "scripted/right"], "given twice"),
        (["scripted/right+best-of:4"], "an oracle"),
        (["scripted/right", "--port", "70000"], "--port 70000"),
        (["scripted/right", "--effort", "low"], "--effort low"),
        (["scripted/right", "--queue", "-1"], "--queue -1"),
        (["scripted/right", "--host", "203.0.113.1"], "cannot listen on 203.0.113.1"),
    ],
)
def test_what_cannot_be_served_is_one_line(words, said, capsys):
    from keju.cli import main

    assert main(["serve", *words]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert len(error.splitlines()) == 1


def test_an_open_door_is_warned_about(config):
    options = ("scripted/right", "--host", "0.0.0.0", "--json")
    with started(*options, config=config) as (process, address):
        assert "set --api-key" in process.stderr.readline()
        process.terminate()
        assert process.wait(30) == 0
        assert json.load(process.stdout) == {"address": address, "models": ["scripted/right"]}
