import pytest

from keju.core.records import (
    Failure,
    FailureKind,
    Finish,
    Item,
    Mark,
    MarkerSpec,
    Question,
    Reply,
    Verdict,
)
from keju.marking import judge
from keju.marking.number import NumberMarker

ITEM = Item(Question.ask("3 times 4?"), 12, MarkerSpec("number"))
RIGHT = r"\boxed{12}"


class Breaking(NumberMarker):
    def mark(self, item: Item, text: str) -> Mark:
        raise ZeroDivisionError(f"a fault\nof the {item.marker.name} marker on {text}")


@pytest.mark.parametrize(
    ("reply", "verdict", "score"),
    [
        (Reply(RIGHT), Verdict.CORRECT, 1.0),
        (Reply(r"\boxed{13}"), Verdict.INCORRECT, 0.0),
        (Reply("I cannot help with that."), Verdict.NO_ANSWER, 0.0),
        (Reply(RIGHT, finish=Finish.FILTER), Verdict.FILTERED, None),
        (Reply(RIGHT, finish=Finish.REFUSAL), Verdict.REFUSED, 0.0),
        (Reply(RIGHT, finish=Finish.LENGTH), Verdict.TRUNCATED, 0.0),
        (Reply(RIGHT, finish=Finish.FAILED), Verdict.FAILED, None),
        (Reply("<think>" + RIGHT), Verdict.TRUNCATED, 0.0),
        (Reply(""), Verdict.NO_ANSWER, 0.0),
        (Reply(" \n"), Verdict.NO_ANSWER, 0.0),
        (Reply("<think>" + RIGHT + "</think>"), Verdict.NO_ANSWER, 0.0),
        (Reply("", reasoning=RIGHT), Verdict.NO_ANSWER, 0.0),
    ],
)
def test_what_came_back_has_one_verdict(reply, verdict, score):
    mark = judge(ITEM, reply, NumberMarker())
    assert (mark.verdict, mark.score, mark.marker) == (verdict, score, "number@1")


@pytest.mark.parametrize("kind", FailureKind)
def test_a_failure_is_failed_with_its_kind_whatever_else_came(kind):
    mark = judge(ITEM, Reply(RIGHT, failure=Failure(kind, "down")), NumberMarker())
    assert (mark.verdict, mark.score, mark.detail) == (Verdict.FAILED, None, {"kind": kind.value})


def test_a_marker_that_raises_makes_the_answer_unmarkable_never_incorrect():
    mark = judge(ITEM, Reply(RIGHT), Breaking())
    assert (mark.verdict, mark.score) == (Verdict.UNMARKABLE, None)
    assert mark.detail == {"reason": "ZeroDivisionError: a fault of the number marker on " + RIGHT}


def test_a_marker_is_not_asked_about_what_it_cannot_read():
    assert judge(ITEM, Reply("", finish=Finish.FILTER), Breaking()).verdict is Verdict.FILTERED
    assert judge(ITEM, Reply(""), Breaking()).verdict is Verdict.NO_ANSWER
