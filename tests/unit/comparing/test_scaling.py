"""Studies of scaling from traces whose law is known."""

import itertools
import math
from random import Random

import pytest

from keju.comparing.scaling import scaling
from keju.comparing.traced import Asked, Trace, Traces, common, draws
from keju.core.errors import InputError
from keju.core.scaling import Network, Ruling, Way

PARALLEL_WAYS = (Way.VOTE, Way.SHORTEST, Way.ORACLE)


def traces_of(name, questions, **more):
    return Traces(name, tuple(questions), "at temperature 1", "the test", **more)


def two_answers(p, *, name="model", questions=200, n=8, tokens=10, seed=0, read=0):
    """Return traces of one length that give the right answer or one wrong one."""
    chance = Random(f"{name}{seed}")

    def trace():
        right = chance.random() < p
        return Trace(tokens, float(right), int(right))

    asked = [
        Asked(f"q{number}", None, read, tuple(trace() for _ in range(n)))
        for number in range(questions)
    ]
    return traces_of(name, asked)


def majority(p, k):
    """Return how often most of k answers are right; of equal halves either is taken."""
    worth = {c: 1.0 if 2 * c > k else 0.5 if 2 * c == k else 0.0 for c in range(k + 1)}
    return sum(math.comb(k, c) * p**c * (1 - p) ** (k - c) * worth[c] for c in range(k + 1))


@pytest.mark.parametrize("p", [0.35, 0.7])
def test_the_curves_of_two_answers_are_the_closed_forms(p):
    (found,) = scaling("exam", [two_answers(p, questions=1500)]).candidates
    for at in found.curve(Way.VOTE).points:
        assert at.accuracy == pytest.approx(majority(p, at.k), abs=0.03)
    for at in found.curve(Way.ORACLE).points:
        assert at.accuracy == pytest.approx(1 - (1 - p) ** at.k, abs=0.03)
    for at in found.curve(Way.SHORTEST).points:
        assert at.accuracy == pytest.approx(p, abs=0.03)  # length says nothing here
    for way in PARALLEL_WAYS:
        points = found.curve(way).points
        assert [at.k for at in points] == [1, 2, 4, 8]
        assert [at.tokens for at in points] == [10 * at.k for at in points]


def test_intervals_hold_the_closed_form_about_as_often_as_they_say():
    missed = 0
    for seed in range(20):
        (found,) = scaling("exam", [two_answers(0.6, questions=40, n=4, seed=seed)]).candidates
        for way, truth in ((Way.VOTE, majority(0.6, 4)), (Way.ORACLE, 1 - 0.4**4)):
            low, high = found.curve(way).end.interval
            missed += not low <= truth <= high
    assert missed <= 5  # of 40 that may miss one in 20: more has a probability below 2%


def test_a_thought_that_is_cut_counts_as_wrong_and_costs_its_budget():
    lengths = [10, 20, 30, 40]
    asked = [Asked(f"q{i}", None, 0, tuple(Trace(n, 1.0, 0) for n in lengths)) for i in range(3)]
    (found,) = scaling("exam", [traces_of("model", asked)]).candidates
    points = found.curve(Way.SEQUENTIAL).points
    assert points[0].budget == 10
    assert points[-1].budget is None
    for at in points[:-1]:
        assert at.accuracy == sum(n <= at.budget for n in lengths) / 4
        assert at.tokens == sum(min(n, at.budget) for n in lengths) / 4
    assert (points[-1].accuracy, points[-1].tokens) == (1.0, 25.0)
    accuracies = [at.accuracy for at in points]
    assert accuracies == sorted(accuracies)


def test_a_trace_without_an_answer_is_silent_and_never_the_shortest():
    asked = [
        Asked(f"q{i}", None, 0, (Trace(5, 0.0, None), Trace(9, 1.0, 0), Trace(20, 0.0, None)))
        for i in range(4)
    ]
    (found,) = scaling("exam", [traces_of("model", asked)]).candidates
    for way in (Way.VOTE, Way.SHORTEST):
        assert found.curve(way).end.accuracy == 1.0
        assert found.curve(way).points[0].accuracy == pytest.approx(1 / 3)


def thinker(questions=200, n=8):
    """A model that is right on every second question when it may write 100 tokens."""
    return traces_of(
        "thinker",
        [
            Asked(f"q{i}", None, 0, tuple(Trace(100, float(i % 2), i % 2) for _ in range(n)))
            for i in range(questions)
        ],
    )


def test_a_short_model_that_votes_its_way_to_more_is_better_at_equal_tokens():
    found = scaling("exam", [thinker(), two_answers(0.8, name="short")])
    assert found.ruling is Ruling.PARALLEL
    assert found.thought.name == "thinker"
    assert "several answers and a vote are better" in found.sentence
    best = found.contrasts_of(Way.VOTE)[0]
    assert (best.use.name, best.use.at.budget) == ("short", None)
    assert best.use.at.tokens <= found.thought.at.tokens == 100
    assert best.gap == pytest.approx(best.use.at.accuracy - 0.5)


def test_a_model_that_guesses_is_worse_than_a_thought_but_an_oracle_makes_it_better():
    found = scaling("exam", [thinker(), two_answers(0.25, name="short")])
    assert found.ruling is Ruling.SEQUENTIAL
    assert found.oracle_ruling is Ruling.PARALLEL
    assert "one long thought is better than any vote" in found.sentence
    assert "(an oracle), several answers are better" in found.oracle_sentence
    for each in found.contrasts_of(Way.VOTE):
        assert each.interval[0] <= each.gap <= each.interval[1] < 0


def test_what_the_intervals_do_not_decide_is_not_decided():
    found = scaling("exam", [thinker(questions=20), two_answers(0.5, name="short", questions=20)])
    assert found.ruling is Ruling.UNDECIDED
    assert "it is not decided whether" in found.sentence


def test_of_one_model_the_same_tokens_are_divided_among_shorter_traces():
    asked = [
        Asked(f"q{i}", None, 0, tuple(Trace(10 * (1 + j), 1.0, 0) for j in range(8)))
        for i in range(50)
    ]
    found = scaling("exam", [traces_of("model", asked)])
    assert found.thought.at.tokens == 45
    for each in found.contrasts:
        at = each.use.at
        assert at.budget is not None
        assert at.tokens <= 45
        assert at.budget >= 10 or at.k == 2
    assert found.ruling is Ruling.SEQUENTIAL


def test_more_whole_traces_are_told_apart_from_the_same_tokens():
    found = scaling("exam", [two_answers(0.75, questions=400)])
    assert found.more.use.at.k == 8
    assert found.more.use.at.tokens == 8 * found.thought.at.tokens
    assert found.more.interval[0] > 0
    assert found.more_sentence.startswith("Beyond that, more tokens help")


def test_attempts_that_leave_tokens_over_are_said():
    found = scaling("exam", [thinker(), two_answers(0.5, name="short", n=4)])
    assert any("-k 10 would use them all" in note for note in found.notes)
    assert not any("would use them all" in n for n in scaling("exam", [thinker()]).notes)


def test_work_is_that_of_all_attempts_with_their_question():
    network = Network(parameters=1000, layers=2, width=8)
    asked = [Asked(f"q{i}", None, 5, tuple(Trace(n, 1.0, 0) for n in (10, 20))) for i in range(2)]
    (found,) = scaling("exam", [traces_of("model", asked, network=network)]).candidates
    one = [2 * 1000 * t + 2 * 2 * 8 * t**2 for t in (15, 25)]
    assert found.curve(Way.VOTE).points[0].flops == pytest.approx(sum(one) / 2)
    end = found.curve(Way.VOTE).end
    assert end.flops == pytest.approx(sum(one))
    assert end.per_teraflop == pytest.approx(1e12 / sum(one))
    cut = found.curve(Way.SEQUENTIAL).points[0]
    assert (cut.budget, cut.flops) == (10, pytest.approx(one[0]))


def test_work_is_unknown_where_the_parameters_are():
    (found,) = scaling("exam", [thinker()]).candidates
    assert all(
        at.flops is None and at.per_teraflop is None for c in found.curves for at in c.points
    )


def test_answers_at_temperature_0_make_a_curve_of_their_own_only_when_all_are_there():
    def asked(greedy):
        traces = (Trace(10, 1.0, 0), Trace(20, 0.0, 1))
        return [Asked(f"q{i}", None, 0, traces, greedy(i)) for i in range(4)]

    whole = asked(lambda _: Trace(12, 1.0, None))
    (found,) = scaling("exam", [traces_of("model", whole)]).candidates
    assert found.curve(Way.GREEDY).end.accuracy == 1.0
    assert found.curve(Way.GREEDY).end.tokens == 12
    part = asked(lambda i: Trace(12, 1.0, None) if i else None)
    (found,) = scaling("exam", [traces_of("model", part)]).candidates
    assert found.curve(Way.GREEDY) is None


def test_clusters_count_as_one_unit_and_widen_the_interval():
    alone = two_answers(0.5, questions=120, n=2)
    pairs = [  # the same answers, each question four times over in one cluster
        Asked(f"{each.item}.{twin}", each.item, 0, each.traces)
        for each in alone.questions
        for twin in range(4)
    ]
    clustered = scaling("exam", [traces_of("model", pairs)])
    apart = scaling("exam", [traces_of("model", [Asked(e.item, None, 0, e.traces) for e in pairs])])
    single = scaling("exam", [alone])
    assert (clustered.questions, clustered.units, apart.units) == (480, 120, 480)

    def width(found):
        low, high = found.thought.at.interval
        return high - low

    assert width(clustered) == pytest.approx(width(single), rel=0.15)
    assert width(clustered) > 1.5 * width(apart)


def test_only_questions_that_all_candidates_answered_count():
    one, other = two_answers(0.5, name="one", questions=10), two_answers(0.5, questions=7)
    found = scaling("exam", [one, other])
    assert found.questions == 7
    assert [each.questions_out for each in found.candidates] == [3, 0]
    assert any("3 questions with too few answers" in note for note in found.notes)


def test_attempts_that_failed_shorten_the_curves_and_lose_no_other():
    questions = list(two_answers(0.5, questions=30).questions)
    first = questions[0]
    questions[0] = Asked(first.item, None, 0, first.traces[:5])
    (found,) = scaling("exam", [traces_of("model", questions)]).candidates
    assert found.attempts == (5, 8)
    assert [at.k for at in found.curve(Way.ORACLE).points] == [1, 2, 4, 5]


def test_too_few_questions_are_refused_in_one_line():
    lonely = traces_of("model", [Asked("q", None, 0, (Trace(1, 1.0, 0),) * 2)])
    with pytest.raises(InputError, match="at least 2, so ask more") as refused:
        common([lonely])
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("alpha", [0.0, 0.7, math.nan, -1])
def test_an_alpha_that_cannot_be_is_refused(alpha):
    with pytest.raises(InputError, match="--alpha"):
        scaling("exam", [thinker()], alpha)


def test_draws_double_and_end_at_all():
    assert [draws(most) for most in (2, 3, 8, 12)] == [
        [1, 2],
        [1, 2, 3],
        [1, 2, 4, 8],
        [1, 2, 4, 8, 12],
    ]
    assert all(k <= 64 for k in itertools.chain(*map(draws, range(1, 65))))


def test_a_trace_that_just_fits_votes_and_counts():
    asked = Asked("q", None, 0, (Trace(9, 1.0, 0), Trace(10, 0.5, 0), Trace(11, 0.0, 1)))
    assert asked.ballot(10) == (((2, 0.75),), 1)
    assert asked.kept(10) == [1.0, 0.5, 0.0]


def test_all_gaps_of_one_way_share_the_risk_of_being_wrong():
    three = [two_answers(p, name=f"model{p}", questions=60, n=2) for p in (0.5, 0.6, 0.7)]

    def gap(found, name):
        return next(each for each in found.contrasts_of(Way.VOTE) if each.use.name == name)

    both = gap(scaling("exam", three[:2], alpha=0.04), "model0.6")
    all_three = gap(scaling("exam", three, alpha=0.06), "model0.6")
    assert both.interval == all_three.interval
    assert gap(scaling("exam", three, alpha=0.04), "model0.6").interval != both.interval
