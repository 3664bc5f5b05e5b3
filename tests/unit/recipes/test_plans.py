import pytest

from keju.core.design import Design, Estimand, Test
from keju.core.errors import InputError
from keju.core.planning import Rate
from keju.recipes.planning import GAPS, foresee, refuse_hopeless


def test_the_gap_that_matters_is_among_those_shown():
    plan = foresee(Design(gap=0.04), 200)
    assert [outlook.gap for outlook in plan.outlooks] == sorted([*GAPS, 0.04])
    assert plan.limited


def test_bigger_gaps_take_fewer_answers():
    for test in Test:
        plan = foresee(Design(test=test), 2000)
        wide = [outlook.expected for outlook in plan.outlooks if outlook.gap >= 0.03]
        assert wide == sorted(wide, reverse=True)


def test_answers_count_attempts_and_clusters():
    plan = foresee(Design(), 200, attempts=3, questions_each=2.5)
    assert plan.answers(10) == 75


def test_tokens_and_money_are_of_both_or_unknown():
    rates = (Rate("a", 100.0, 0.5, "x"), Rate("b", 50.0, 0.25, "x"))
    both, half = (
        foresee(Design(), 50, rates=rates),
        foresee(Design(), 50, rates=(rates[0], Rate("b"))),
    )
    assert (both.tokens_each, both.cost_each) == (150.0, 0.75)
    assert (half.tokens_each, half.cost_each) == (None, None)
    assert foresee(Design(), 50).tokens_each is None


@pytest.mark.parametrize(("test", "fewest"), [(Test.E, 9), (Test.EXACT, 6)])
def test_a_plan_that_can_decide_nothing_is_refused_and_the_mend_works(test, fewest):
    design = Design(test=test)
    with pytest.raises(InputError, match=f"needs {fewest} or more"):
        refuse_hopeless(foresee(design, fewest - 1))
    refuse_hopeless(foresee(design, fewest))


def test_one_question_is_said_in_the_singular():
    with pytest.raises(InputError, match=r"^1 question can decide nothing"):
        refuse_hopeless(foresee(Design(), 1))


def test_a_whole_bank_is_never_hopeless():
    refuse_hopeless(foresee(Design(estimand=Estimand.THIS_BANK), 3))


def test_no_bound_is_worked_out_far_but_not_for_ever():
    plan = foresee(Design(test=Test.EXACT))
    assert not plan.limited
    assert plan.units == 25_000
    assert not foresee(Design(test=Test.EXACT), 10**9).limited
    assert plan.horizon == 389
    at_delta = next(outlook for outlook in plan.outlooks if outlook.gap == 0.03)
    assert at_delta.better == pytest.approx(0.8, abs=0.01)
