import dataclasses

import pytest

from keju.core.protocols import Candidate
from keju.core.records import (
    Answer,
    Finish,
    Item,
    Mark,
    MarkerSpec,
    Message,
    Question,
    Reply,
    Verdict,
)
from keju.methods import method
from keju.models.scripted import ScriptedModel

QUESTION = Question.ask("What is 6 * 7?")
ITEM = Item(QUESTION, "42", MarkerSpec("number"))


def test_a_question_is_what_is_asked_and_nothing_else():
    assert Question((Message("user", "What is 6 * 7?"),)).id == QUESTION.id
    assert Question((Message("system", "What is 6 * 7?"),)).id != QUESTION.id
    assert Question.ask("What is 6 * 7? ").id != QUESTION.id
    assert Question.ask("").text == ""
    assert Question(()).text == ""


def test_two_messages_are_not_one():
    apart = Question((Message("user", "a"), Message("user", "b")))
    assert apart.id != Question.ask("ab").id
    assert apart.text == "b"


@pytest.mark.parametrize(
    "change",
    [
        {"question": Question.ask("What is 7 * 6?")},
        {"reference": 42},
        {"marker": MarkerSpec("exact")},
        {"marker": MarkerSpec("number", {"tolerance": 0.1})},
        {"cluster": "products"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_item_is_known_by_what_decides_its_mark(change):
    assert dataclasses.replace(ITEM, **change).id != ITEM.id


def test_a_worked_solution_does_not_change_the_item():
    solved = dataclasses.replace(ITEM, solution="6 * 7 = 42")
    assert solved.id == ITEM.id
    assert solved == ITEM


def test_the_order_of_marker_parameters_does_not_matter():
    ways = [MarkerSpec("m", {"a": 1, "b": 2}), MarkerSpec("m", {"b": 2, "a": 1})]
    assert len({Item(QUESTION, "42", way).id for way in ways}) == 1


def test_the_key_of_an_answer_holds_everything_that_was_asked_and_nothing_that_came_back():
    answer = Answer(QUESTION.id, "candidate", 0, 0, Reply("42"))
    assert dataclasses.replace(answer, reply=Reply("41")).key == answer.key
    changes = [{"question_id": ITEM.id}, {"candidate_id": "x"}, {"epoch": 1}, {"attempt": 1}]
    keys = {dataclasses.replace(answer, **change).key for change in changes}
    assert len(keys | {answer.key}) == 5


def test_the_first_six_verdicts_have_a_score_and_the_last_three_have_none():
    assert [verdict.scored for verdict in Verdict] == [True] * 6 + [False] * 3


@pytest.mark.parametrize("verdict", Verdict)
def test_a_mark_has_a_score_exactly_when_its_verdict_has_one(verdict):
    good, bad = (0.0, None) if verdict.scored else (None, 0.0)
    assert Mark(verdict, good, "number@1").score == good
    with pytest.raises(ValueError, match=f"a mark of {verdict}"):
        Mark(verdict, bad, "number@1")


@pytest.mark.parametrize("score", [-0.1, 1.1, float("nan"), float("inf")])
def test_a_score_lies_between_0_and_1(score):
    with pytest.raises(ValueError, match="a score lies between 0 and 1"):
        Mark(Verdict.CORRECT, score, "number@1")


def test_a_reply_without_words_is_an_empty_finished_one():
    assert (Reply().text, Reply().finish, Reply().failure) == ("", Finish.STOP, None)


def test_a_candidate_is_its_model_and_its_method():
    def made(script="right", spec="direct", **dials):
        return Candidate(ScriptedModel(script, dials), method(spec))

    assert made().name == "scripted/right"
    assert made(spec="think").name == "scripted/right+think"
    others = [made("wrong"), made(spec="think"), made(seed=1)]
    assert len({made().id, *(other.id for other in others)}) == 4
    assert made(accuracy=1).id == made().id


def test_what_a_model_is_called_does_not_change_who_it_is():
    one, other = ScriptedModel("right"), ScriptedModel("right")
    other.name = "mine"
    assert Candidate(one, method("direct")).id == Candidate(other, method("direct")).id
