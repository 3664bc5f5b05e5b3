import pytest

from keju.core.audit import Axes, Delivery
from keju.core.records import Mark, Verdict
from keju.recipes.audit_answers import axes_of


def test_a_broken_marker_is_no_malfunction_of_the_model():
    assert axes_of(Mark(Verdict.UNMARKABLE, None, "audit@1")) is None
    assert axes_of(Mark(Verdict.FAILED, None, "audit@1")) is None


def test_an_answer_that_is_not_marked_yet_has_no_axes():
    assert axes_of(None) is None


@pytest.mark.parametrize(
    ("mark", "delivery"),
    [
        (Mark(Verdict.FILTERED, None, "audit@1"), Delivery.BLOCKED),
        (Mark(Verdict.NO_ANSWER, 0.0, "audit@1"), Delivery.EMPTY),
        (Mark(Verdict.TRUNCATED, 0.0, "audit@1"), Delivery.TRUNCATED),
    ],
)
def test_what_never_came_through_is_told_by_its_verdict(mark, delivery):
    assert axes_of(mark) == Axes(delivery)
