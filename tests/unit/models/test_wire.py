import json
import math
import time
from email.utils import formatdate

import pytest

from keju.core.errors import InputError
from keju.core.protocols import Request
from keju.core.records import FailureKind, Finish, Message, Usage
from keju.models.wire import (
    check_parameters,
    decode,
    encode,
    failure_reply,
    read_body,
    read_error,
)

ASKED = (Message("user", "What is 6 * 7?"),)


def completion(finish="stop", usage=None, **message):
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}
    return json.dumps({"choices": [choice], "usage": usage}).encode()


# What is sent


def test_the_request_holds_what_was_asked_and_nothing_else():
    assert json.loads(encode("qwen3", Request(ASKED), {})) == {
        "model": "qwen3",
        "messages": [{"role": "user", "content": "What is 6 * 7?"}],
    }


def test_parameters_are_sent_as_they_were_given():
    given = {
        "temperature": 0.6,
        "top_p": 0.95,
        "max_tokens": 100,
        "max_completion_tokens": 200,
        "seed": 7,
        "stop": ["\n\n", "Q:"],
        "reasoning_effort": "high",
    }
    sent = json.loads(encode("m", Request(ASKED), check_parameters(given, "m")))
    assert {name: sent[name] for name in given} == given
    assert set(sent) == {"model", "messages", *given}


def test_the_extra_body_is_laid_flat_into_the_request():
    extra = {"chat_template_kwargs": {"enable_thinking": False}, "top_k": 20}
    sent = json.loads(encode("m", Request(ASKED), {"extra_body": extra}))
    assert set(sent) == {"model", "messages", "chat_template_kwargs", "top_k"}
    assert sent["chat_template_kwargs"] == {"enable_thinking": False}


def test_a_seed_moves_with_the_attempt():
    seeds = [json.loads(encode("m", Request(ASKED, k), {"seed": 40}))["seed"] for k in range(3)]
    assert seeds == [40, 41, 42]


def test_without_a_seed_none_is_sent():
    assert "seed" not in json.loads(encode("m", Request(ASKED, 3), {}))


def test_a_lone_surrogate_and_nul_arrive_as_they_are():
    text = "糊名 \ud83d \x00 \udfff 😀"
    body = encode("m", Request((Message("user", text),)), {})
    assert body.isascii()
    assert json.loads(body)["messages"][0]["content"] == text


# Parameters


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"temprature": 1}, "unknown parameter 'temprature'. Did you mean temperature?"),
        ({"top_k": 20}, "extra_body={…}"),
        ({"temperature": "hot"}, "temperature must be int or float, not 'hot'"),
        ({"temperature": True}, "temperature must be int or float, not True"),
        ({"temperature": math.nan}, "temperature must be made of finite JSON values, not nan"),
        ({"temperature": 10**400}, "temperature must be made of finite JSON values"),
        ({"max_tokens": 0}, "max_tokens must be at least 1, not 0"),
        ({"max_tokens": 1.5}, "max_tokens must be int, not 1.5"),
        ({"extra_body": {"top_k": math.inf}}, "extra_body must be made of finite JSON values"),
        ({"extra_body": {"x": {1, 2}}}, "extra_body must be made of finite JSON values"),
        ({"stop": [math.nan]}, "stop must be made of finite JSON values"),
    ],
)
def test_a_parameter_that_cannot_be_sent_is_refused_by_name(given, words):
    with pytest.raises(InputError, match=r"^mine: ") as raised:
        check_parameters(given, "mine")
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("name", ["model", "messages", "n", "stream", "max_tokens", "seed"])
def test_the_extra_body_cannot_change_what_is_asked_or_how_it_is_read(name):
    with pytest.raises(InputError, match=f"extra_body may not set '{name}'"):
        check_parameters({"extra_body": {name: 1}}, "mine")


def test_the_same_sampling_is_written_in_one_way():
    ways = [check_parameters({"temperature": t, "top_p": t}, "m") for t in (1, 1.0)]
    assert json.dumps(ways[0]) == json.dumps(ways[1])


# Answers


def test_a_plain_answer_is_read():
    reply = read_body(completion(content="Answer: 42"))
    assert (reply.text, reply.reasoning, reply.finish) == ("Answer: 42", None, Finish.STOP)
    assert reply.failure is None


@pytest.mark.parametrize(
    "message",
    [
        {"content": "42", "reasoning_content": "6 * 7"},
        {"content": "42", "reasoning": "6 * 7"},
        {"content": "42", "reasoning_content": "", "reasoning": "6 * 7"},
        {"content": "42", "reasoning_content": None, "reasoning": "6 * 7"},
        {"content": "42", "reasoning_content": "6 * 7", "reasoning": {"effort": "high"}},
        {"content": "<think>6 * 7</think>42"},
        {"content": "6 * 7</think>\n\n42"},
        {"content": "<think>6 * 7</think>42", "reasoning": {"effort": "high"}},
        {
            "content": [
                {"type": "text", "text": "<think>6 * 7</think>"},
                {"type": "text", "text": "42"},
            ]
        },
    ],
)
def test_reasoning_is_found_in_each_of_its_shapes(message):
    reply = read_body(completion(**message))
    assert (reply.text, reply.reasoning, reply.finish) == ("42", "6 * 7", Finish.STOP)


@pytest.mark.parametrize("reasoning", ["", " \n", None, 5])
def test_a_blank_thought_is_none(reasoning):
    assert read_body(completion(content="42", reasoning_content=reasoning)).reasoning is None


@pytest.mark.parametrize("finish", ["stop", "length", None])
def test_an_unfinished_thought_is_cut_off_and_never_an_answer(finish):
    reply = read_body(completion(finish, content="Answer: 41. <think>wait, 6 * 7"))
    assert (reply.text, reply.finish) == ("", Finish.LENGTH)
    assert reply.reasoning == "wait, 6 * 7"


def test_a_thought_that_used_up_all_tokens_is_cut_off():
    reply = read_body(completion("length", content=None, reasoning_content="6 * 7 is"))
    assert (reply.text, reply.reasoning, reply.finish) == ("", "6 * 7 is", Finish.LENGTH)


@pytest.mark.parametrize(
    ("reason", "finish"),
    [
        ("stop", Finish.STOP),
        (None, Finish.STOP),
        ("eos", Finish.STOP),
        ("something new", Finish.STOP),
        ("length", Finish.LENGTH),
        ("max_tokens", Finish.LENGTH),
        ("model_length", Finish.LENGTH),
        ("content_filter", Finish.FILTER),
        ("sensitive", Finish.FILTER),
        ("refusal", Finish.REFUSAL),
    ],
)
def test_the_end_of_an_answer_is_read(reason, finish):
    assert read_body(completion(reason, content="x")).finish is finish


@pytest.mark.parametrize(
    "reason", ["insufficient_system_resource", "error", "abort", "network_error"]
)
def test_an_answer_that_the_server_broke_off_is_a_failure_of_the_server(reason):
    reply = read_body(completion(reason, content="Answer: 4"))
    assert (reply.finish, reply.failure.kind) == (Finish.FAILED, FailureKind.SERVER)
    assert reason in reply.failure.message
    assert reply.text == ""


@pytest.mark.parametrize("content", ["", None, [], " "])
def test_an_empty_answer_is_an_answer(content):
    reply = read_body(completion(content=content))
    assert (reply.text.strip(), reply.finish, reply.failure) == ("", Finish.STOP, None)


def test_the_parts_of_an_answer_are_joined_and_others_skipped():
    parts = [
        {"type": "text", "text": "Answer: "},
        {"type": "image_url", "image_url": {"url": "data:"}},
        {"type": "text", "text": "42"},
    ]
    assert read_body(completion(content=parts)).text == "Answer: 42"


def test_a_refusal_in_its_own_field_is_a_refusal():
    reply = read_body(completion(content=None, refusal="I cannot help with that."))
    assert (reply.text, reply.finish) == ("I cannot help with that.", Finish.REFUSAL)


def test_an_answer_with_an_empty_refusal_is_an_answer():
    assert read_body(completion(content="42", refusal="")).finish is Finish.STOP
    assert read_body(completion(content="42", refusal=None)).finish is Finish.STOP


def test_what_the_filter_blocked_is_not_blamed_on_the_model():
    reply = read_body(completion("content_filter", content=None, refusal="blocked"))
    assert reply.finish is Finish.FILTER


def test_lone_surrogates_in_an_answer_survive():
    body = b'{"choices":[{"message":{"content":"\\ud83d 42 \\u0000"},"finish_reason":"stop"}]}'
    assert read_body(body).text == "\ud83d 42 \x00"


# Usage


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (None, Usage()),
        ([], Usage()),
        ({}, Usage()),
        ({"prompt_tokens": 10, "completion_tokens": 20}, Usage(10, 20)),
        (
            {
                "prompt_tokens": 10,
                "completion_tokens": 20,
                "completion_tokens_details": {"reasoning_tokens": 15},
                "prompt_tokens_details": {"cached_tokens": 8},
            },
            Usage(10, 20, 15, 8),
        ),
        ({"prompt_tokens": 10, "prompt_cache_hit_tokens": 4}, Usage(10, cached_tokens=4)),
        (
            {"prompt_cache_hit_tokens": 4, "prompt_tokens_details": {"cached_tokens": 0}},
            Usage(cached_tokens=0),
        ),
        (
            {"completion_tokens_details": None, "prompt_tokens_details": "none"},
            Usage(),
        ),
        ({"completion_tokens_details": [1]}, Usage()),
        ({"prompt_tokens": True, "completion_tokens": "20"}, Usage()),
        ({"prompt_tokens": -1, "completion_tokens": 10**13}, Usage()),
        ({"prompt_tokens": 1.5, "completion_tokens": 10**30}, Usage()),
    ],
)
def test_usage_is_read_where_it_makes_sense_and_never_costs_the_answer(usage, expected):
    reply = read_body(completion(usage=usage, content="42"))
    assert (reply.text, reply.usage) == ("42", expected)


# What is no answer


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>busy</html>",
        b'{"choices":[{"message"',
        b"\xff\xfe\xfa",
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
    ids=["empty", "HTML", "cut", "no text", "deep list", "deep object"],
)
def test_a_body_that_is_no_json_is_malformed(body):
    reply = read_body(body)
    assert (reply.finish, reply.failure.kind) == (Finish.FAILED, FailureKind.MALFORMED)
    assert reply.failure.message.startswith("not JSON: ")
    assert len(reply.failure.message) <= 500


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "text",
        42,
        {},
        {"choices": None},
        {"choices": []},
        {"choices": {}},
        {"choices": [None]},
        {"choices": ["text"]},
        {"choices": [{}]},
        {"choices": [{"message": None}]},
        {"choices": [{"message": "text"}]},
        {"choices": [{"message": {"content": 42}}]},
        {"choices": [{"message": {"content": True}}]},
        {"choices": [{"message": {"content": [None]}}]},
        {"choices": [{"message": {"content": ["text"]}}]},
        {"choices": [{"message": {"content": [{"type": "text"}]}}]},
        {"choices": [{"message": {"content": [{"type": "text", "text": 1}]}}]},
        {"choices": [{"message": {"content": "x"}, "finish_reason": ["stop"]}]},
        {"choices": [{"message": {"content": "x"}, "finish_reason": {"a": 1}}]},
        {"choices": [{"text": "a completion, not a chat"}]},
        {"error": None, "choices": []},
    ],
    ids=json.dumps,
)
def test_json_of_another_shape_is_malformed(value):
    reply = read_body(json.dumps(value).encode())
    assert reply.failure.kind is FailureKind.MALFORMED
    assert reply.failure.message.startswith("not a chat completion: ")
    assert reply.failure.status == 200


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "rejected"),
        (401, "rejected"),
        (402, "rejected"),
        (403, "rejected"),
        (404, "rejected"),
        (408, "timeout"),
        (409, "server"),
        (413, "rejected"),
        (422, "rejected"),
        (429, "rate_limit"),
        (500, "server"),
        (502, "server"),
        (503, "server"),
        (504, "server"),
        (529, "server"),
    ],
)
def test_each_status_has_its_kind_of_failure(status, kind):
    reply = read_error(status, b'{"error": {"message": "the words of the server"}}')
    assert (reply.failure.kind, reply.failure.status) == (kind, status)
    assert reply.failure.message == "the words of the server"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"error": {"message": "no such model"}}', "no such model"),
        (b'{"error": "no such model"}', '{"error": "no such model"}'),
        (b'{"message": "no such model", "object": "error"}', "no such model"),
        (b'{"detail": "no such model"}', '{"detail": "no such model"}'),
        (b'{"error": {"message": ""}}', '{"error": {"message": ""}}'),
        (b'{"error": {"message": null, "code": 5}}', '{"error": {"message": null, "code": 5}}'),
        (b'[{"error": {"message": "x"}}]', '[{"error": {"message": "x"}}]'),
        (b"upstream gone\n", "upstream gone"),
        (b"  ", "an empty body"),
        (b"\xff", "\ufffd"),
        (b"[" * 100_000, "[" * 500),
        (b'{"error": {"message": "' + b"x" * 1000 + b'"}}', "x" * 500),
    ],
)
def test_the_words_of_the_server_are_kept(body, words):
    assert read_error(404, body).failure.message == words


def test_an_error_in_a_body_of_status_200_is_a_failure():
    reply = read_body(b'{"error": {"message": "overloaded"}, "choices": []}')
    assert (reply.failure.kind, reply.failure.message) == ("server", "overloaded")


@pytest.mark.parametrize(
    ("code", "kind", "status"),
    [
        (402, "rejected", 402),
        (408, "timeout", 408),
        (429, "rate_limit", 429),
        (502, "server", 502),
        (7, "server", 200),
        ("busy", "server", 200),
        (True, "server", 200),
        (None, "server", 200),
    ],
)
@pytest.mark.parametrize("place", ["body", "choice"])
def test_a_status_within_a_body_of_status_200_counts(code, kind, status, place):
    error = {"error": {"message": "words", "code": code}, "finish_reason": "error"}
    body = error if place == "body" else {"choices": [error]}
    failure = read_body(json.dumps(body).encode()).failure
    assert (failure.kind, failure.status, failure.message) == (kind, status, "words")


@pytest.mark.parametrize(
    "error",
    [
        {"code": "content_filter", "innererror": {"code": "ResponsibleAIPolicyViolation"}},
        {"code": None, "innererror": {"code": "ResponsibleAIPolicyViolation"}},
        {"code": "data_inspection_failed", "type": "data_inspection_failed"},
        {"code": "DataInspectionFailed"},
        {"code": "content_policy_violation", "type": "invalid_request_error"},
        {"code": None, "type": "content_filter"},
        {"code": 1301},
        {"code": "invalid_request_error", "message": "Content Exists Risk"},
        {"code": 403, "metadata": {"reasons": ["violence"], "flagged_input": "…"}},
        {
            "code": "invalid_prompt",
            "message": "Invalid prompt: flagged as potentially violating our usage policy",
        },
    ],
    ids=[
        "azure",
        "azure-inner",
        "dashscope",
        "dashscope-own",
        "openai",
        "moonshot",
        "zhipu",
        "deepseek",
        "openrouter",
        "openai-reasoning",
    ],
)
@pytest.mark.parametrize("status", [200, 400, 403])
def test_what_a_filter_blocked_is_filtered_whoever_filters(error, status):
    body = json.dumps({"error": {"message": "blocked", **error}}).encode()
    reply = read_body(body) if status == 200 else read_error(status, body)
    assert (reply.finish, reply.failure) == (Finish.FILTER, None)
    assert reply.text == error.get("message", "blocked")


def test_a_filter_that_names_no_error_object_is_still_a_filter():
    body = b'{"code": "DataInspectionFailed", "message": "blocked", "request_id": "1"}'
    assert read_error(400, body).finish is Finish.FILTER


def test_a_rejection_that_only_mentions_a_policy_is_no_filter():
    body = b'{"error": {"message": "content_filter is no known field", "code": "bad_request"}}'
    assert read_error(400, body).failure.kind is FailureKind.REJECTED


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("7", 7.0),
        ("0.5", 0.5),
        ("-3", 0.0),
        ("nan", 0.0),
        ("soon", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed, 99 Oct 2015 07:28:00 GMT", None),
        ("1e999", math.inf),
    ],
)
def test_retry_after_is_read(header, seconds):
    assert read_error(429, b"busy", header).failure.retry_after == seconds


def test_retry_after_may_be_a_date():
    header = formatdate(time.time() + 100, usegmt=True)
    assert 90 < read_error(503, b"busy", header).failure.retry_after <= 100


def test_a_failure_reply_says_that_there_is_no_answer():
    reply = failure_reply(FailureKind.TIMEOUT, "w" * 2000)
    assert (reply.text, reply.finish, len(reply.failure.message)) == ("", Finish.FAILED, 500)


def test_decoding_tells_no_json_by_one_kind_of_error():
    for data in (b"", b"{", b"\xff", b"[" * 100_000):
        with pytest.raises(ValueError):  # noqa: PT011 - any words will do
            decode(data)
