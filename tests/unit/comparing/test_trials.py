import pytest

from keju.comparing.marks import Pair
from keju.comparing.trials import Plot, trial
from keju.core.comparison import Ruling
from keju.core.design import Design, Estimand, Test
from keju.core.errors import InputError
from keju.stats.betting import Units, binary_log_capital
from keju.stats.sequences import confidence_interval

A_WINS, B_WINS, TIE, LEFT_OUT = (1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, None)


def groups(*scores):
    return [[Pair(str(n), None, a, b)] for n, (a, b) in enumerate(scores)]


def run(design, scores, **plot):
    test = trial(design, Plot([1] * len(scores), **plot))
    test.feed(groups(*scores))
    return test


def test_betting_decides_for_the_one_that_wins_and_says_when():
    test = run(Design(), [A_WINS] * 30)
    assert (test.ruling, test.over) == (Ruling.A, True)
    first = next(n for n in range(1, 31) if binary_log_capital(n, 0) >= test.bound)
    assert test.decided_at == first


def test_swapping_the_two_swaps_the_verdict():
    scores = [A_WINS] * 14 + [B_WINS] * 3 + [TIE] * 5
    swapped = [(b, a) for a, b in scores]
    there, back = run(Design(), scores), run(Design(), swapped)
    assert (there.ruling, back.ruling) == (Ruling.A, Ruling.B)
    assert there.decided_at == back.decided_at
    assert there.history == [(b, a) for a, b in back.history]


def test_ties_alone_end_in_equality_and_only_after_enough_of_them():
    test = run(Design(gap=0.1), [TIE] * 200)
    assert test.ruling is Ruling.EQUAL
    assert 20 < test.decided_at < 200


def test_a_verdict_is_never_taken_back():
    test = run(Design(), [A_WINS] * 12 + [B_WINS] * 200)
    assert (test.ruling, test.decided_at) == (Ruling.A, run(Design(), [A_WINS] * 12).decided_at)


@pytest.mark.parametrize("design", [Design(), Design(test=Test.EXACT)])
def test_feeding_unit_by_unit_is_feeding_all_at_once(design):
    scores = [A_WINS, TIE, B_WINS, LEFT_OUT, A_WINS] * 25
    once, stepwise = run(design, scores), trial(design, Plot([1] * len(scores)))
    for group in groups(*scores):
        stepwise.feed([group])
    for shares, at_once in zip(stepwise.history, once.history, strict=True):
        assert shares == pytest.approx(at_once)
    assert (stepwise.ruling, stepwise.decided_at) == (once.ruling, once.decided_at)


def test_a_pair_without_a_score_is_as_if_it_had_not_been_drawn():
    test = run(Design(), [A_WINS, LEFT_OUT, A_WINS])
    assert test.history[1] == test.history[0]
    assert test.history[2] == run(Design(), [A_WINS, A_WINS]).history[1]


def test_in_a_bank_a_pair_without_a_score_holds_its_place_as_a_tie():
    bank = Design(estimand=Estimand.THIS_BANK)
    left_out = run(bank, [A_WINS, LEFT_OUT, A_WINS], whole=True)
    tied = run(bank, [A_WINS, TIE, A_WINS], whole=True)
    assert left_out.history == tied.history


def test_a_bank_that_was_asked_to_its_end_leaves_nothing_open():
    bank = Design(estimand=Estimand.THIS_BANK, gap=0.001)
    scores = [A_WINS, B_WINS, B_WINS, TIE, TIE, TIE, TIE]
    test = run(bank, scores, whole=True)
    assert (test.ruling, test.decided_at) == (Ruling.B, 7)
    ((low, high),) = test.intervals([7])
    assert (low, high) == pytest.approx((-1 / 7, -1 / 7), abs=1e-6)


def test_the_last_interval_is_exact_and_earlier_ones_are_close():
    scores = [A_WINS, TIE, TIE, B_WINS, A_WINS, LEFT_OUT] * 30
    test = run(Design(), scores)
    intervals = test.intervals([60, 120, 180])
    for look, found in zip((60, 120, 180), intervals, strict=True):
        seen = [a - b for a, b in scores[:look] if b is not None]
        exact = confidence_interval(Units.single(seen))
        assert found == pytest.approx(exact, abs=1e-9 if look == 180 else 5e-3)


def test_before_anything_counts_the_interval_says_nothing():
    test = run(Design(), [LEFT_OUT, LEFT_OUT, A_WINS])
    assert test.intervals([1, 2, 3])[:2] == [(-1.0, 1.0)] * 2


def test_a_cluster_counts_as_one_unit():
    clusters = [[Pair(f"{n}.{k}", str(n), 1.0, 0.0) for k in range(5)] for n in range(40)]
    test = trial(Design(), Plot([5] * 40))
    test.feed(clusters)
    assert test.decided_at == run(Design(), [A_WINS] * 40).decided_at


def test_expected_units_fall_to_nothing_as_the_verdict_comes_near():
    test = trial(Design(), Plot([1] * 40))
    assert test.units_left() is None
    left = []
    for group in groups(*[A_WINS] * 40):
        test.feed([group])
        left.append(test.units_left())
    decided = test.decided_at
    assert left[: decided - 1] == sorted(left[: decided - 1], reverse=True)
    assert left[decided - 1] == 0.0
    assert left[2] == pytest.approx(decided - 3, abs=3)


def test_the_exact_test_stops_at_its_threshold_and_has_no_interval():
    test = run(Design(test=Test.EXACT), [A_WINS, TIE] * 60)
    n = next(n for n in range(1, 60) if test.walk.thresholds[n] <= n)
    assert (test.ruling, test.decided_at) == (Ruling.A, 2 * n - 1)
    assert test.history[test.decided_at - 1] == (1.0, 0.0)
    assert test.intervals([5]) == [(None, None)]


def test_the_exact_test_is_final_at_its_horizon():
    test = trial(Design(test=Test.EXACT, discordance=1.0, gap=0.5), Plot([1] * 400))
    test.feed(groups(*[A_WINS, B_WINS] * 200))
    assert (test.ruling, test.over, test.differ) == (Ruling.UNDECIDED, True, test.walk.horizon)


@pytest.mark.parametrize(
    ("scores", "sizes", "words"),
    [([(0.5, 0.0)], [1], "right or wrong; item 0"), ([], [2, 1], "come in clusters")],
)
def test_the_exact_test_refuses_what_it_is_not_for(scores, sizes, words):
    with pytest.raises(InputError, match=words):
        trial(Design(test=Test.EXACT), Plot(sizes)).feed(groups(*scores))
