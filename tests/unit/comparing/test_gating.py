"""Gates: what passes, what fails, and how seldom either is wrong."""

import numpy as np
import pytest

from keju.comparing.gating import GateTrial, check_margin, decide_gate, gated
from keju.comparing.marks import Marks, Pair
from keju.comparing.trials import Plot
from keju.core.comparison import Ruling
from keju.core.design import Design, Estimand
from keju.core.design import Test as Kind
from keju.core.errors import InputError
from keju.core.gate import GateVerdict

PASS, FAIL, UNDECIDED = GateVerdict.PASS, GateVerdict.FAIL, GateVerdict.UNDECIDED


def marks(name, scores):
    return Marks(name, "exam", {f"q{n}": (score,) for n, score in enumerate(scores)})


def gate(new, baseline, margin=0.05, **design):
    pair = marks("new", new), marks("old", baseline)
    return gated(decide_gate(*pair, Design(gap=margin, **design)))


def mixed(better, worse, ties):
    random = np.random.default_rng(4)
    pairs = [(1.0, 0.0)] * better + [(0.0, 1.0)] * worse + [(1.0, 1.0)] * ties
    random.shuffle(pairs)
    return zip(*pairs, strict=True)


@pytest.mark.parametrize(
    ("better", "worse", "ties", "verdict", "ruling"),
    [
        (0, 0, 200, PASS, Ruling.UNDECIDED),
        (60, 10, 130, PASS, Ruling.A),
        (10, 90, 100, FAIL, Ruling.B),
        (20, 30, 50, UNDECIDED, Ruling.UNDECIDED),
    ],
)
def test_it_passes_what_is_surely_not_worse_by_more_than_the_margin(
    better, worse, ties, verdict, ruling
):
    found = gate(*mixed(better, worse, ties))
    assert (found.verdict, found.passed) == (verdict, verdict is PASS)
    if ruling is not Ruling.A:  # what surely passes may be surely better only later
        assert found.comparison.ruling is ruling


@pytest.mark.parametrize("estimand", [Estimand.LIKE_THESE, Estimand.THIS_BANK])
@pytest.mark.parametrize("seed", range(8))
def test_verdict_and_printed_interval_agree(seed, estimand):
    random = np.random.default_rng(seed)
    level = random.random((2, 250))
    rates = [[0.5 + 0.06 * (seed - 4)], [0.55]]
    found = gate(*(level < rates).astype(float).tolist(), 0.04, estimand=estimand)
    low, high = found.comparison.interval
    expected = PASS if low > -0.04 else FAIL if high < -0.04 else UNDECIDED
    assert found.verdict is expected
    assert (found.comparison.ruling is Ruling.A) == (low > 0)
    assert (found.comparison.ruling is Ruling.B) == (high < 0)


def test_a_larger_margin_is_passed_sooner():
    new, old = map(list, mixed(10, 12, 400))
    strict, lax = gate(new, old, 0.06), gate(new, old, 0.2)
    assert (strict.verdict, lax.verdict) == (PASS, PASS)
    assert lax.comparison.answers_used < strict.comparison.answers_used


def test_where_the_gap_is_the_margin_both_verdicts_are_rare():
    random, rounds, alpha = np.random.default_rng(6), 300, 0.2
    wrong = 0
    for _ in range(rounds):
        draws = random.random(120)
        worse, better = draws < 0.3, draws > 0.9  # the gap is -0.2
        trial = GateTrial(Design(gap=0.2, alpha=alpha), Plot([1] * 120))
        trial.feed(
            [
                [Pair(str(n), None, float(not bad), float(not good))]
                for n, (bad, good) in enumerate(zip(worse, better, strict=True))
            ]
        )
        wrong += trial.over
    assert 0 < wrong / rounds <= alpha


def test_pairs_without_a_score_change_nothing_and_are_counted():
    new, old = map(list, mixed(10, 12, 400))
    holes = new[:50] + [None] * 20 + new[50:], old[:50] + [1.0] * 20 + old[50:]
    found = gate(*holes, 0.06)
    assert found.verdict is PASS
    assert found.comparison.excluded > 0
    low, high = found.comparison.worst
    assert low < found.comparison.interval[0]
    assert high > found.comparison.interval[1]


def test_how_many_more_units_it_takes_is_known_until_the_verdict():
    trial = GateTrial(Design(gap=0.05), Plot([1] * 200))
    assert trial.units_left() is None
    trial.feed([[Pair(str(n), None, 1.0, 1.0)] for n in range(40)])
    left = trial.units_left()
    trial.feed([[Pair(str(n), None, 1.0, 1.0)] for n in range(40, 200)])
    assert abs(trial.decided_at - 40 - left) < 30
    assert trial.units_left() == 0


@pytest.mark.parametrize("points", [0, -1, 100, float("nan"), float("inf")])
def test_a_margin_lies_between_0_and_100_points(points):
    with pytest.raises(InputError, match="--margin"):
        check_margin(points)
    assert check_margin(1) == 0.01


@pytest.mark.parametrize(
    ("design", "says"),
    [({"test": Kind.EXACT}, "--test e"), ({"estimand": Estimand.FRESH}, "fresh")],
)
def test_what_is_no_gate_is_refused(design, says):
    with pytest.raises(InputError, match=says):
        gate([1.0, 0.0], [0.0, 1.0], **design)


def test_nothing_to_compare_is_refused():
    with pytest.raises(InputError, match="nothing to compare"):
        gate([None, None], [1.0, 0.0])
