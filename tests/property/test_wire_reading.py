"""Whatever a server sends is an answer, a filter or a typed failure; nothing raises."""

import json

from hypothesis import given
from hypothesis import strategies as st

from keju.core.protocols import Request
from keju.core.records import Finish, Message, Reply
from keju.models.wire import encode, read_body, read_error

ANY_TEXT = st.text(st.characters())
WORDS = st.sampled_from(
    [
        "choices",
        "message",
        "content",
        "error",
        "code",
        "usage",
        "type",
        "text",
        "finish_reason",
        "reasoning",
        "refusal",
        "metadata",
        "innererror",
        "reasoning_content",
        "<think>",
        "</think>",
        "stop",
        "length",
        "content_filter",
        "abort",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=12,
)
MESSAGE = st.dictionaries(
    st.sampled_from(["content", "reasoning", "reasoning_content", "refusal"]), JSON
)
CHOICE = st.fixed_dictionaries(
    {"message": MESSAGE}, optional={"finish_reason": JSON, "error": JSON}
)
COUNT = st.integers(-10, 10) | st.integers(2**50, 2**64) | JSON
DETAILS = st.dictionaries(st.sampled_from(["reasoning_tokens", "cached_tokens"]), COUNT) | JSON
USAGE = st.fixed_dictionaries(
    {"prompt_tokens": COUNT, "completion_tokens": COUNT},
    optional={"completion_tokens_details": DETAILS, "prompt_tokens_details": DETAILS},
)
ANSWER = {"choices": [{"message": {"content": "42"}, "finish_reason": "stop"}]}
BODY = st.fixed_dictionaries({"choices": st.lists(CHOICE, max_size=2)}, optional={"usage": JSON})


def check(reply: Reply) -> None:
    assert (reply.failure is not None) == (reply.finish is Finish.FAILED)
    assert isinstance(reply.text, str)
    assert reply.reasoning is None or reply.reasoning.strip()
    assert not (reply.failure and reply.text)
    usage = reply.usage
    for count in (usage.prompt_tokens, usage.completion_tokens, usage.reasoning_tokens):
        assert count is None or 0 <= count < 2**53


@given(st.binary(max_size=200) | (JSON | BODY).map(lambda value: json.dumps(value).encode()))
def test_anything_a_server_sends_becomes_one_typed_reply(data):
    check(read_body(data))


@given(USAGE)
def test_no_usage_costs_an_answer_or_counts_what_cannot_be(usage):
    reply = read_body(json.dumps({**ANSWER, "usage": usage}).encode())
    check(reply)
    assert reply.text == "42"


@given(
    st.integers(100, 599),
    st.binary(max_size=100) | JSON.map(lambda value: json.dumps(value).encode()),
    st.none() | st.text(max_size=30) | st.floats().map(str),
)
def test_any_error_of_a_server_becomes_one_typed_reply(status, data, retry_after):
    reply = read_error(status, data, retry_after)
    check(reply)
    assert reply.finish in (Finish.FAILED, Finish.FILTER)
    if reply.failure and reply.failure.retry_after is not None:
        assert reply.failure.retry_after >= 0


@given(st.lists(ANY_TEXT, max_size=3), st.integers(0, 2**70))
def test_any_question_reaches_the_server_as_it_is(texts, seed):
    messages = tuple(Message("user", text) for text in texts)
    sent = json.loads(encode("m", Request(messages, 1), {"seed": seed}))
    written = json.loads(json.dumps([{"role": "user", "content": text} for text in texts]))
    assert sent == {"model": "m", "messages": written, "seed": seed + 1}
