import math

import numpy as np
import pytest

from keju.stats.betting import Bank, Capital, Units, binary_log_capital, log_capital
from keju.stats.sequences import confidence_interval

NAN = float("nan")
BOUND = math.log(40)


def wins_until(bank=None, limit=60):
    """Return after how many wins in a row the capital at gap 0 reaches 2/0.05."""
    logs = Capital([0], bank).advance(Units.single([1.0] * limit))[:, 0, 0]
    return int(np.argmax(logs >= BOUND)) + 1


def test_before_the_first_answer_the_capital_is_1_and_the_interval_says_nothing():
    nothing = Units.single([])
    assert log_capital(nothing, [0.0, 0.5]).tolist() == [[0, 0], [0, 0]]
    assert confidence_interval(nothing) == (-1.0, 1.0)
    assert Capital([0]).advance(nothing).shape == (0, 1, 2)


def test_one_win_by_hand():
    # The mean stake: the middle of each piece times its weight.
    mean = 0.00005 + 0.000175 + 0.00075 + 0.003 + 0.14 + 0.25
    logs = log_capital(Units.single([1.0]), [0.0])[0]
    assert np.exp(logs) == pytest.approx([1 + mean, 1 - mean])
    assert binary_log_capital(1, 0) == pytest.approx(math.log(1 + mean))


def test_a_gap_other_than_0_by_hand():
    # A tie is a loss of (1/3)/(4/3) for one gambler, a win of (1/3)/(2/3) for the other.
    mean = 0.393975
    logs = log_capital(Units.single([0.0]), [1 / 3])[0]
    assert np.exp(logs) == pytest.approx([1 - mean / 4, 1 + mean / 2])


def test_a_cluster_is_one_unit_and_its_sum_is_scaled_by_the_largest():
    units = Units.scaled([3.0, -1.0], [4, 2], largest=4)
    assert units.sums.tolist() == [0.75, -0.25]
    assert units.sizes.tolist() == [1.0, 0.5]
    logs = Capital([0.25]).advance(Units(units.sums[1:], units.sizes[1:]))[0, 0]
    # s - g k = -0.25 - 0.125; divided by 1 + g and 1 - g.
    assert np.exp(logs) == pytest.approx([1 - 0.393975 * 0.3, 1 + 0.393975 * 0.5])


def test_nine_wins_in_a_row_are_enough_and_eight_are_not():
    assert wins_until() == 9


def test_a_bank_that_is_nearly_drawn_out_decides_by_certainty():
    assert wins_until(Bank(np.ones(60))) <= 9
    few = Capital([0.0], Bank(np.ones(5))).advance(Units.single([1.0, 1.0, 1.0]))[:, 0, 0]
    assert np.isfinite(few[:2]).all()
    assert few[2] == math.inf


def test_a_bank_without_a_gap_never_excludes_0_with_certainty():
    units = Units.single([1.0, -1.0, 1.0, -1.0])
    assert np.isfinite(Capital([0.0], Bank(np.ones(4))).advance(units)).all()


def test_a_sequence_that_has_erred_returns_what_is_certain():
    """40 wins before 40 losses: 0 was excluded on the way, and is the truth."""
    units = Units.single([1.0] * 40 + [-1.0] * 40)
    bank = Bank(np.ones(80))
    assert Capital([0.0], bank).advance(units)[:, 0, 0].max() >= BOUND
    assert confidence_interval(units, 0.05, bank) == (0.0, 0.0)


def test_counts_far_apart_keep_their_digits():
    # ∫ (1+u)^n over the last piece only, by hand: 0.4/0.65 * (1.95^(n+1) - 1.3^(n+1)) / (n+1).
    n = 3000
    by_hand = math.log(0.4 / 0.65 / (n + 1)) + (n + 1) * math.log(1.95)
    assert binary_log_capital(n, 0) == pytest.approx(by_hand, abs=1e-9)
    assert np.isfinite(binary_log_capital([0, 30_000], [5000, 50_000])).all()
    assert (binary_log_capital([0, 30_000], [5000, 50_000]) < 0).all()


def test_growth_is_the_rate_at_the_best_stake():
    capital = Capital([0.0, 0.5])
    capital.advance(Units.single([1.0] * 7))
    up, down = capital.growth(0)
    assert 0.6 < up < math.log(2)
    assert down < 0


@pytest.mark.parametrize("gap", [-1.0, 1.0, 1.5, NAN])
def test_gaps_at_or_beyond_1_are_refused(gap):
    with pytest.raises(ValueError, match="strictly between -1 and 1"):
        Capital([0.0, gap])


@pytest.mark.parametrize(
    ("sums", "sizes"),
    [
        ([1.5], [1.0]),
        ([0.6], [0.5]),
        ([NAN], [1.0]),
        ([0.0], [NAN]),
        ([0.0], [0.0]),
        ([0.0], [2.0]),
    ],
)
def test_impossible_units_are_refused(sums, sizes):
    units = Units(np.array(sums), np.array(sizes))
    for use in (Capital([0]).advance, confidence_interval, lambda each: log_capital(each, [0])):
        with pytest.raises(ValueError, match="a unit's size"):
            use(units)


def test_a_bank_gives_no_more_units_than_it_has_and_in_its_order():
    with pytest.raises(ValueError, match="has only 2 units"):
        Capital([0], Bank(np.ones(2))).advance(Units.single([0.0] * 3))
    with pytest.raises(ValueError, match="in its order"):
        Capital([0], Bank(np.array([1.0, 0.5]))).advance(Units.single([0.0, 0.0]))


@pytest.mark.parametrize("alpha", [0.0, 1.0, -0.1, NAN])
def test_an_impossible_alpha_is_refused(alpha):
    with pytest.raises(ValueError, match="alpha must lie between"):
        confidence_interval(Units.single([1.0]), alpha)


@pytest.mark.parametrize(("wins", "losses"), [(-1, 0), (0, -2), (NAN, 1)])
def test_impossible_counts_are_refused(wins, losses):
    with pytest.raises(ValueError, match="counts"):
        binary_log_capital(wins, losses)
