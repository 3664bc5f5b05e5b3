"""A call with a cap of tokens, and a call that continues what was begun, in every kind of model."""

import asyncio
import json

import pytest

from keju.core.protocols import Request
from keju.core.records import FailureKind, Finish, Message
from keju.models.openai import Endpoint, OpenAIModel
from keju.models.providers import PROVIDERS, dialect
from keju.models.recorded import RecordedModel
from keju.models.reference import ReferenceModel
from keju.models.scripted import ScriptedModel
from keju.models.thoughts import split_continued, thinking
from keju.models.wire import encode, read_body

ASKED = (Message("user", "What is 6 * 7?"),)
PRODUCT = (Message("user", 'What is 589 * 100? Finish with "Answer: N".'),)


def ask(model, messages=ASKED, **call):
    async def scenario():
        try:
            return await model.complete(Request(messages, **call))
        finally:
            await model.close()

    return asyncio.run(scenario())


# Where a thought ends


@pytest.mark.parametrize(
    ("begun", "inside"),
    [("", False), ("<think>six", True), ("<think>six</think>", False), ("</think><think>", True)],
)
def test_a_text_ends_within_a_thought_when_its_last_tag_opens_one(begun, inside):
    assert thinking(begun) is inside


def test_the_rest_of_an_open_thought_keeps_its_white_space():
    assert split_continued("<think>6 * 7", " is 42\n</think>\n42") == ("42", " is 42\n", False)


def test_an_open_thought_that_goes_on_to_the_end_is_unfinished():
    assert split_continued("<think>6 * 7", " is") == ("", " is", True)
    assert split_continued("<think>6 * 7", "") == ("", None, True)


def test_after_a_thought_that_is_over_comes_the_answer():
    assert split_continued("<think>6 * 7</think>", "42") == ("42", None, False)
    assert split_continued(None, "<think>6</think>42") == ("42", "6", False)


def test_a_thought_that_begins_again_in_the_answer_is_read_as_one():
    assert split_continued("<think>a", "b</think><think>c</think>42") == ("42", "b\n\nc", False)
    assert split_continued("<think>a", "b</think><think>c") == ("", "b\n\nc", True)


# The shipped model


def test_the_shipped_model_stops_at_the_cap_and_goes_on_from_there_as_if_it_had_not_stopped():
    whole = ask(ReferenceModel("xiucai"), PRODUCT)
    cut = ask(ReferenceModel("xiucai"), PRODUCT, max_tokens=5)
    assert (cut.finish, cut.text, cut.usage.completion_tokens) == (Finish.LENGTH, "", 5)
    rest = ask(ReferenceModel("xiucai"), PRODUCT, begun=f"<think>{cut.reasoning}")
    assert cut.reasoning + rest.reasoning == whole.reasoning
    assert (rest.text, rest.finish) == (whole.text, Finish.STOP)
    assert rest.usage.completion_tokens + 5 == whole.usage.completion_tokens
    assert rest.usage.prompt_tokens == whole.usage.prompt_tokens + 5


def test_white_space_beside_a_tag_is_as_the_shipped_model_was_taught():
    tight = ask(ReferenceModel("xiucai"), PRODUCT, begun="<think>985*001</think>")
    wide = ask(ReferenceModel("xiucai"), PRODUCT, begun="<think>\n985*001\n</think>\n\n")
    assert (tight.text, tight.usage) == (wide.text, wide.usage)


def test_the_cap_of_a_call_never_exceeds_the_models_own():
    reply = ask(ReferenceModel("xiucai", parameters={"max_tokens": 3}), PRODUCT, max_tokens=100)
    assert reply.usage.completion_tokens == 3


# Endpoints


def test_a_cap_is_sent_as_the_server_calls_it_and_never_raises_the_users():
    def sent(parameters, provider="vllm"):
        body = encode("m", Request(ASKED, max_tokens=9), parameters, PROVIDERS[provider].dialect)
        return {k: v for k, v in json.loads(body).items() if k.startswith("max")}

    assert sent({}) == {"max_tokens": 9}
    assert sent({}, "openai") == {"max_completion_tokens": 9}
    assert sent({"max_tokens": 5}, "openai") == {"max_tokens": 5}
    assert sent({"max_completion_tokens": 50}) == {"max_completion_tokens": 9}


@pytest.mark.parametrize(
    ("provider", "turn", "body"),
    [
        ("vllm", {}, {"continue_final_message": True, "add_generation_prompt": False}),
        ("deepseek", {"prefix": True}, {}),
        ("moonshot", {"partial": True}, {}),
        ("llamacpp", {}, {}),
    ],
)
def test_a_begun_answer_is_the_last_message_with_what_the_server_must_be_told(provider, turn, body):
    sent = json.loads(
        encode("m", Request(ASKED, begun="<think>six"), {}, PROVIDERS[provider].dialect)
    )
    assert sent["messages"][-1] == {"role": "assistant", "content": "<think>six", **turn}
    assert {k: v for k, v in sent.items() if k not in ("model", "messages")} == body


def test_openais_own_address_continues_nothing_and_a_server_of_the_users_is_asked_as_vllm_is():
    assert dialect("openai", "https://api.openai.com/v1").continuing is None
    assert dialect("openai", "http://127.0.0.1:9/v1") == dialect("vllm", "http://127.0.0.1:8000/v1")
    model = OpenAIModel("gpt", Endpoint("openai", "https://api.openai.com/v1", "gpt"))
    failure = ask(model, begun="<think>").failure
    assert (failure.kind, model.continues) == (FailureKind.REJECTED, False)
    assert failure.message == "openai offers no way to continue an answer that is begun"


def body_of(**message):
    return json.dumps({"choices": [{"message": message, "finish_reason": "stop"}]}).encode()


def test_an_answer_that_the_server_took_for_a_thought_is_an_answer_again():
    reply = read_body(body_of(content=None, reasoning_content="42"), "<think>six</think>")
    assert (reply.text, reply.reasoning) == ("42", None)


def test_a_continued_thought_is_read_from_plain_content_too():
    reply = read_body(body_of(content=" times seven</think>42"), "<think>six")
    assert (reply.text, reply.reasoning, reply.finish) == ("42", " times seven", Finish.STOP)
    reply = read_body(body_of(content=" times seven"), "<think>six")
    assert (reply.text, reply.reasoning, reply.finish) == ("", " times seven", Finish.LENGTH)


# Models for rehearsals


def test_a_scripted_thought_is_cut_at_so_many_words_and_answers_nothing():
    reply = ask(ScriptedModel("thinker"), max_tokens=4)
    assert (reply.text, reply.reasoning, reply.finish) == ("", "Let me work it", Finish.LENGTH)
    assert (reply.usage.completion_tokens, reply.usage.reasoning_tokens) == (4, 4)


def test_a_scripted_answer_after_a_thought_has_no_thought_of_its_own():
    reply = ask(ScriptedModel("thinker", {"accuracy": 1.0}), begun="<think>six\n</think>\n\n")
    assert (reply.text, reply.reasoning, reply.usage.completion_tokens) == ("Answer: 42", None, 2)


def test_a_recorded_answer_is_not_continued_and_keeps_to_a_cap_or_fails(tmp_path):
    path = tmp_path / "answers.jsonl"
    row = {"question": "What is 6 * 7?", "response": "42", "usage": {"completion_tokens": 9}}
    path.write_text(json.dumps(row))
    made = RecordedModel(str(path))
    assert not made.continues
    assert asyncio.run(made.complete(Request(ASKED, max_tokens=9))).text == "42"
    long = ask(made, max_tokens=8).failure
    assert (long.kind, "of 9 tokens" in long.message) == (FailureKind.MISSING, True)
    begun = ask(RecordedModel(str(path)), begun="<think>").failure
    assert begun.kind is FailureKind.MISSING
