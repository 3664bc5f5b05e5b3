import asyncio
import time

import pytest

from keju.core.errors import InputError
from keju.core.protocols import Request
from keju.core.records import FailureKind, Finish, Message, Reply
from keju.models.scripted import SCRIPTS, ScriptedModel

PRODUCTS = [f"What is {a} * {b}?" for a in range(11, 61) for b in range(11, 31)]


def ask(model: ScriptedModel, text: str, attempt: int = 0) -> Reply:
    return asyncio.run(model.complete(Request((Message("user", text),), attempt)))


def ask_all(model: ScriptedModel, texts: list[str], attempt: int = 0) -> list[Reply]:
    async def scenario():
        requests = [Request((Message("user", text),), attempt) for text in texts]
        return await asyncio.gather(*map(model.complete, requests))

    return asyncio.run(scenario())


def share(replies: list[Reply], test) -> float:
    return sum(map(bool, map(test, replies))) / len(replies)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What is 6 * 7?", 42),
        ("What is 123 + 456 - 79?", 500),
        ("What is 2 + 3 * 4 - 5 * 2?", 4),
        ("What is 2 - 3 * 4?", -10),
        ("What is 2 * 3 * 4?", 24),
        ("Reply with a number. What is 1 + 1? End with it.", 2),
        ("Who wrote it?", 42),
        ("What is 7?", 42),
        ("What is 1 / 2?", 42),
    ],
)
def test_it_knows_arithmetic_and_says_42_to_everything_else(question, answer):
    assert ask(ScriptedModel("right"), question).text == f"Answer: {answer}"


def test_a_wrong_answer_is_wrong():
    assert ask(ScriptedModel("wrong"), "What is 6 * 7?").text == "Answer: 43"


def test_a_student_is_right_as_often_as_the_dial_says():
    for accuracy in (0.2, 0.8):
        replies = ask_all(ScriptedModel("student", {"accuracy": accuracy}), PRODUCTS)
        right = [f"Answer: {eval(text[8:-1])}" for text in PRODUCTS]
        hits = sum(reply.text == words for reply, words in zip(replies, right, strict=True))
        assert abs(hits / len(PRODUCTS) - accuracy) < 0.05


def test_what_it_does_depends_on_question_attempt_and_seed_alone():
    first = ask_all(ScriptedModel("student"), PRODUCTS)
    assert ask_all(ScriptedModel("student"), PRODUCTS[::-1])[::-1] == first
    assert ask_all(ScriptedModel("student"), PRODUCTS, attempt=1) != first
    assert ask_all(ScriptedModel("student", {"seed": 1}), PRODUCTS) != first


@pytest.mark.parametrize(
    ("dial", "test"),
    [
        ("truncate", lambda reply: reply.finish is Finish.LENGTH),
        ("refuse", lambda reply: reply.finish is Finish.REFUSAL),
        ("filter", lambda reply: reply.finish is Finish.FILTER),
        ("empty", lambda reply: not reply.text and reply.finish is Finish.STOP),
        ("rate_limit", lambda reply: reply.failure and reply.failure.status == 429),
        ("server_error", lambda reply: reply.failure and reply.failure.status == 500),
        ("malformed", lambda reply: reply.failure and reply.failure.kind == "malformed"),
        ("hang", lambda reply: reply.failure and reply.failure.kind == "timeout"),
    ],
)
def test_each_dial_moves_its_share_of_the_answers(dial, test):
    replies = ask_all(ScriptedModel("right", {dial: 0.3, "hang_seconds": 0}), PRODUCTS)
    assert abs(share(replies, test) - 0.3) < 0.05
    assert abs(share(replies, lambda reply: reply.text.startswith("Answer: ")) - 0.7) < 0.05


def test_a_failed_question_is_answered_when_it_is_asked_again():
    model = ScriptedModel("right", {"server_error": 1.0, "error_tries": 2})
    replies = [ask(model, "What is 6 * 7?") for _ in range(6)]
    assert [reply.failure is None for reply in replies] == [False, False, True] * 2
    assert replies[2].text == "Answer: 42"


def test_a_server_that_is_down_never_answers():
    model = ScriptedModel("down")
    kinds = {ask(model, "What is 6 * 7?").failure.kind for _ in range(20)}
    assert kinds == {FailureKind.SERVER}


def test_a_thinker_thinks_and_one_that_is_cut_off_never_answers():
    thought = ask(ScriptedModel("thinker", {"accuracy": 1}), "What is 6 * 7?")
    assert (thought.text, "42" in thought.reasoning) == ("Answer: 42", True)
    assert thought.usage.completion_tokens > thought.usage.reasoning_tokens > 0
    cut = ask(ScriptedModel("cut"), "What is 6 * 7?")
    assert (cut.text, cut.finish) == ("", Finish.LENGTH)
    assert thought.reasoning.startswith(cut.reasoning)


def test_latency_is_waited_for_by_all_at_once():
    started = time.monotonic()
    ask_all(ScriptedModel("right", {"latency": 0.2}), PRODUCTS)
    assert 0.2 <= time.monotonic() - started < 2


def test_a_hung_call_lasts_as_long_as_the_dial_says():
    started = time.monotonic()
    assert ask(ScriptedModel("right", {"hang": 1, "hang_seconds": 0.1}), "x").failure
    assert 0.1 <= time.monotonic() - started < 2


def test_every_script_can_be_played():
    for name in SCRIPTS:
        assert isinstance(ask(ScriptedModel(name, {"hang_seconds": 0}), "What is 1 + 1?"), Reply)


def test_the_script_and_its_dials_are_the_identity():
    same = [ScriptedModel("student"), ScriptedModel("right", {"accuracy": 0.8})]
    assert same[0].identity == same[1].identity
    assert same[0].identity != ScriptedModel("right").identity
    whole, fraction = (ScriptedModel("right", {"latency": n}) for n in (1, 1.0))
    assert repr(whole.identity) == repr(fraction.identity)


@pytest.mark.parametrize(
    ("name", "dials", "words"),
    [
        ("studnt", {}, "Unknown script 'studnt'. Did you mean student?"),
        ("right", {"acuracy": 1}, "unknown parameter 'acuracy'. Did you mean accuracy?"),
        ("right", {"accuracy": 1.1}, "may not exceed 1"),
        ("right", {"refuse": 0.6, "filter": 0.6}, "may not exceed 1"),
        ("right", {"refuse": -0.1}, "parameter refuse must be a number ≥ 0"),
        ("right", {"latency": float("nan")}, "parameter latency must be a number ≥ 0"),
        ("right", {"latency": float("inf")}, "parameter latency must be a number ≥ 0"),
        ("right", {"latency": True}, "parameter latency must be a number ≥ 0"),
        ("right", {"error_tries": 1.5}, "parameter error_tries must be a whole number ≥ 0"),
        ("right", {"seed": "0"}, "parameter seed must be a whole number ≥ 0"),
        ("right", {"think": 1}, "parameter think must be true or false"),
    ],
)
def test_a_script_that_cannot_be_played_is_refused_by_name(name, dials, words):
    with pytest.raises(InputError) as raised:
        ScriptedModel(name, dials)
    assert words in str(raised.value)
