"""Thoughts made shorter and longer: what is asked for, and what becomes of each way it can end."""

import asyncio

import pytest

from keju.core.records import Failure, FailureKind, Finish, Message, Question, Reply, Usage
from keju.methods import method
from keju.models.reference import ReferenceModel
from keju.models.scripted import ScriptedModel

QUESTION = Question.ask("What is 6 * 7?")
DOWN = Reply(finish=Finish.FAILED, failure=Failure(FailureKind.SERVER, "HTTP 500", 500))


def cut(reasoning, text="", tokens=8):
    return Reply(text, reasoning, Finish.LENGTH, Usage(5, tokens))


def whole(text, reasoning=None, tokens=3):
    return Reply(text, reasoning, usage=Usage(9, tokens))


def sit(spec, replies, attempt=0):
    """The method's answer, and the requests it made."""
    asked = []

    async def ask(request):
        asked.append(request)
        return replies[len(asked) - 1]

    return asyncio.run(method(spec).answer(QUESTION, attempt, ask)), asked


# budget:N


def test_a_thought_over_budget_is_closed_and_the_answer_asked_for():
    reply, (first, second) = sit("budget:8", [cut("6 * 7 is"), whole("42")], attempt=2)
    assert (first.max_tokens, first.begun, first.attempt) == (8, None, 2)
    assert (second.max_tokens, second.attempt) == (None, 2)
    assert second.begun == "<think>\n6 * 7 is\n</think>\n\n"
    assert (reply.text, reply.reasoning, reply.finish) == ("42", "6 * 7 is", Finish.STOP)
    assert reply.usage == Usage(14, 11, None, None)


def test_a_thought_within_budget_is_left_alone():
    reply, asked = sit("budget:8", [whole("42", "easy")])
    assert (reply.text, reply.reasoning, len(asked)) == ("42", "easy", 1)


def test_a_budget_of_nothing_gives_an_empty_thought_in_one_call():
    reply, (only,) = sit("budget:0", [whole("42")])
    assert (only.begun, only.max_tokens) == ("<think>\n\n</think>\n\n", None)
    assert (reply.text, reply.reasoning) == ("42", None)


def test_an_answer_that_the_cut_falls_into_is_continued():
    reply, (_, second) = sit("budget:8", [cut("6 * 7", "The answer"), whole(" is 42")])
    assert second.begun == "<think>\n6 * 7\n</think>\n\nThe answer"
    assert reply.text == "The answer is 42"


def test_without_a_thought_there_is_nothing_to_cut():
    reply, (_, second) = sit("budget:8", [cut(None, "6 * 7 is"), whole(" 42")])
    assert (second.begun, reply.text, reply.reasoning) == ("6 * 7 is", "6 * 7 is 42", None)


def test_an_answer_that_thinks_on_and_is_cut_again_is_truncated():
    reply, _ = sit("budget:8", [cut("6 * 7"), cut("hm")])
    assert (reply.text, reply.reasoning, reply.finish) == ("", "6 * 7\n\nhm", Finish.LENGTH)


@pytest.mark.parametrize("finish", [Finish.REFUSAL, Finish.FILTER])
def test_a_refusal_or_a_filter_ends_a_budget_with_that(finish):
    reply, asked = sit("budget:8", [Reply("no", finish=finish)])
    assert (reply.finish, len(asked)) == (finish, 1)
    assert sit("budget:8", [cut("a"), Reply("no", finish=finish)])[0].finish is finish


@pytest.mark.parametrize("replies", [[DOWN], [cut("a"), DOWN]])
def test_a_failed_step_makes_a_budget_failed(replies):
    reply, _ = sit("budget:8", replies)
    assert (reply.finish, reply.failure.kind) == (Finish.FAILED, FailureKind.SERVER)


def test_a_budget_over_think_asks_as_think_does():
    _, requests = sit("budget:8;of=think", [cut("6 * 7"), whole("42")])
    assert [request.messages[0].role for request in requests] == ["system", "system"]


# extend:K


def test_the_thought_is_continued_so_often_and_the_last_answer_counts():
    replies = [whole("41", "so 41\n"), whole("43", ", no: 43."), whole("42", " again: 42")]
    reply, (first, second, third) = sit("extend:2", replies)
    assert (first.begun, first.max_tokens) == (None, None)
    assert second.begun == "<think>\nso 41\nWait"
    assert third.begun == "<think>\nso 41\nWait, no: 43.\nWait"
    assert reply.reasoning == "so 41\nWait, no: 43.\nWait again: 42"
    assert (reply.text, reply.usage) == ("42", Usage(27, 9, None, None))


def test_what_has_no_thought_is_not_extended():
    reply, asked = sit("extend:3", [whole("42")])
    assert (reply.text, len(asked)) == ("42", 1)


def test_an_extension_that_is_cut_ends_there_and_is_truncated():
    reply, asked = sit("extend:3", [whole("41", "so"), cut(" hm")])
    assert (reply.finish, reply.text, len(asked)) == (Finish.LENGTH, "", 2)
    assert reply.reasoning == "so\nWait hm"


def test_a_failed_extension_makes_the_answer_failed():
    assert sit("extend:3", [whole("41", "so"), DOWN])[0].failure.kind is FailureKind.SERVER


# With models


def on(model, spec, question=QUESTION):
    async def scenario():
        try:
            return await method(spec).answer(question, 0, model.complete)
        finally:
            await model.close()

    return asyncio.run(scenario())


def test_the_shipped_model_answers_after_a_thought_cut_short():
    question = Question((Message("user", 'What is 589 * 100? Finish with "Answer: N".'),))
    plain = on(ReferenceModel("xiucai"), "direct", question)
    short = on(ReferenceModel("xiucai"), "budget:20", question)
    long = on(ReferenceModel("xiucai"), "budget:500", question)
    assert plain.text == long.text == "Answer: 58900"
    assert short.text.startswith("Answer: ")
    assert short.finish is Finish.STOP
    assert plain.reasoning.startswith(short.reasoning)
    assert 20 < short.usage.completion_tokens < plain.usage.completion_tokens


def test_the_scripted_thinker_is_extended():
    reply = on(ScriptedModel("thinker", {"accuracy": 1.0}), "extend:2")
    assert reply.reasoning.count("Wait") == 2
    assert (reply.text, reply.usage.completion_tokens) == ("Answer: 42", 3 * 14)
