"""Estimates: what is counted, which interval is taken, what is said."""

import dataclasses
import math
from random import Random

import pytest

from keju.comparing.estimating import Background, Wish, estimate
from keju.comparing.marks import Marks
from keju.core.errors import InputError
from keju.core.estimate import Excluded
from keju.stats.bounded import anytime_interval
from keju.stats.intervals import clopper_pearson


def marks(*scores, clusters=()):
    items = {f"q{n}": each if isinstance(each, tuple) else (each,) for n, each in enumerate(scores)}
    return Marks("model", "exam", items, dict(zip(items, clusters, strict=False)))


def random_marks(questions, attempts, seed=0, spread=0.4):
    random = Random(seed)
    chances = [0.5 + random.choice([-spread, spread]) for _ in range(questions)]
    return marks(*(tuple(float(random.random() < p) for _ in range(attempts)) for p in chances))


def test_single_answers_get_the_exact_interval():
    found = estimate(marks(1, 1, 0, 1, 0, 1, 1, 1), Wish())
    assert found.method == "clopper-pearson"
    assert found.interval == clopper_pearson(6, 8)
    assert found.accuracy == 0.75
    assert found.pass_at[0].interval == found.interval


@pytest.mark.parametrize(
    "given",
    [
        marks(1, 0.5, 0, 1),
        marks((1, 0), (1, 1), (0, 0)),
        marks(1, 1, 0, 1, clusters=["a", "a", "b", "b"]),
    ],
)
def test_grades_attempts_and_clusters_get_an_interval_by_betting(given):
    found = estimate(given, Wish())
    assert found.method == "betting"
    assert found.interval[0] <= found.accuracy <= found.interval[1]


def test_clusters_of_one_question_each_are_questions_that_stand_alone():
    alone = estimate(marks(1, 0, 1), Wish())
    named = estimate(marks(1, 0, 1, clusters=["a", "b", "c"]), Wish())
    assert named.interval == alone.interval


def test_copies_of_a_question_in_its_cluster_add_no_certainty():
    scores = [1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0]
    few = estimate(marks(*((each, each) for each in scores)), Wish())
    copied = marks(*scores * 5, clusters=[str(n) for n in range(12)] * 5)
    found = estimate(copied, Wish())
    assert found.units == 12
    assert found.anytime_interval == pytest.approx(few.anytime_interval, abs=1e-6)
    assert found.interval[1] - found.interval[0] > 0.3


def test_the_order_of_attempts_and_missing_scores_do_not_count():
    found = estimate(marks((1, None, 0), (None, None, 1), (0, 0, 0), (None,) * 3), Wish())
    assert found.accuracy == pytest.approx((0.5 + 1 + 0) / 3)
    assert found.attempts == (1, 3)
    assert (found.questions, found.answers) == (3, 6)
    assert found.excluded == Excluded(empty=6, questions=1)
    assert found.bounds == pytest.approx((2 / 12, (2 + 6) / 12))


def test_bounds_count_questions_and_attempts_that_were_never_asked():
    told = Background(Excluded(not_asked=5), unasked=2, attempts=2)
    found = estimate(marks((1, 1), (1,), (0, 0)), Wish(), told)
    assert found.bounds == pytest.approx((1.5 / 5, 4 / 5))
    assert found.bounds_asked == pytest.approx((2 / 3, 2 / 3))


def test_a_sitting_that_was_stopped_takes_the_anytime_interval():
    given = random_marks(60, 1)
    plain, stopped = (estimate(given, Wish(), Background(stopped=s)) for s in (False, True))
    assert plain.claim == plain.interval
    sums = [each[0] for each in given.scores.values()]
    assert stopped.claim == pytest.approx(anytime_interval(sums, [1] * 60), abs=1e-6)
    low = f"{100 * stopped.anytime_interval[0]:.1f}%"
    assert low in stopped.sentence
    assert low not in plain.sentence


def test_the_two_levels_of_noise_are_found_and_make_up_the_standard_error():
    found = estimate(random_marks(3_000, 4), Wish())
    spread = found.spread
    assert spread.question == pytest.approx(0.16, abs=0.01)
    assert spread.attempt == pytest.approx(0.09, abs=0.01)
    means = [sum(each) / 4 for each in random_marks(3_000, 4).scores.values()]
    grand = sum(means) / 3_000
    direct = math.sqrt(sum((mean - grand) ** 2 for mean in means) / 2_999 / 3_000)
    assert spread.standard_error == pytest.approx(direct)
    row = next(row for row in found.worth if row.attempts == 4)
    assert row.same_questions == row.same_price == pytest.approx(direct)


def test_clusters_that_fare_alike_add_to_the_noise_of_questions():
    given = random_marks(300, 2)
    alone = estimate(given, Wish())
    answers = [scores for scores in list(given.scores.values())[:100] for _ in range(3)]
    clustered = estimate(marks(*answers, clusters=[n // 3 for n in range(300)]), Wish())
    assert clustered.spread.standard_error > 1.5 * alone.spread.standard_error


def test_cheap_attempts_are_worth_more_than_dear_ones():
    given = random_marks(400, 4, spread=0.1)
    dear, cheap = (estimate(given, Wish(again=price)) for price in (1, 0.1))
    assert dear.best_attempts == 1 < cheap.best_attempts
    assert {1, 2, 4, 8} <= {row.attempts for row in cheap.worth}
    best = min(cheap.worth, key=lambda row: row.same_price)
    assert best.attempts == cheap.best_attempts
    assert f"as {cheap.best_attempts} answers to each" in cheap.advice


def test_one_answer_each_says_how_to_tell_the_two_apart():
    found = estimate(marks(1, 0, 1), Wish())
    assert found.spread is None
    assert "-k 4" in found.advice


def test_attempts_that_never_differ_are_enough():
    assert "one is enough" in estimate(marks((1, 1), (0, 0), (1, 1)), Wish()).advice


def test_pass_at_k_rises_and_pass_hat_k_falls():
    found = estimate(random_marks(50, 5), Wish())
    assert [each.k for each in found.pass_at] == [1, 2, 4, 5]
    at = [each.value for each in found.pass_at]
    hat = [each.value for each in found.pass_hat]
    assert at == sorted(at)
    assert hat == sorted(hat, reverse=True)
    assert at[0] == hat[0] == pytest.approx(found.accuracy)
    for each in (*found.pass_at, *found.pass_hat):
        assert each.interval[0] < each.value < each.interval[1]


def test_questions_with_too_few_scored_attempts_do_not_speak_of_pass_at_k():
    found = estimate(marks((1, None), (1, 0), (0, 0)), Wish())
    assert [(each.k, each.questions) for each in found.pass_at] == [(1, 3), (2, 2)]
    assert found.pass_at[1].value == 0.5


def test_grades_are_neither_passed_nor_failed():
    found = estimate(marks((0.5, 1), (1, 1)), Wish())
    assert found.pass_at == ()
    assert "neither passed" in found.no_pass


def test_the_path_ends_where_the_estimate_is():
    found = estimate(random_marks(90, 2), Wish(path=True))
    last = found.path[-1]
    assert (last.questions, last.accuracy) == (90, pytest.approx(found.accuracy))
    assert (last.low, last.high) == pytest.approx(found.anytime_interval, abs=5e-3)


def test_a_smaller_alpha_widens_both_intervals():
    given = random_marks(80, 2)
    wide, narrow = (estimate(given, Wish(alpha=alpha)) for alpha in (0.01, 0.2))
    for which in ("interval", "anytime_interval"):
        (low, high), (lower, higher) = getattr(narrow, which), getattr(wide, which)
        assert lower < low < high < higher
    assert "99% confidence" in wide.sentence


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (marks(1), "Only one question"),
        (marks(None, None), "No question"),
        (marks(1, 0, math.nan), "item q2 has the score nan"),
        (marks(1, 2), "between 0 and 1"),
    ],
)
def test_what_says_nothing_is_refused(given, words):
    with pytest.raises(InputError, match=words):
        estimate(given, Wish())


@pytest.mark.parametrize("wish", [{"alpha": 0}, {"alpha": math.nan}, {"alpha": 0.6}, {"again": 0}])
def test_wishes_that_cannot_be_met_are_refused(wish):
    with pytest.raises(InputError, match="--a"):
        Wish(**wish)


def test_an_estimate_is_a_value():
    found = estimate(marks(1, 0), Wish())
    assert dataclasses.replace(found) == found == estimate(marks(1, 0), Wish())
