from math import comb, log

import numpy as np
import pytest

from keju.stats.betting import binary_log_capital
from keju.stats.betting_walk import betting_thresholds
from keju.stats.mcnemar import (
    LARGEST_HORIZON,
    design_within,
    fixed_horizon,
    fixed_power,
    horizon_for,
    mcnemar_p,
    truncated_design,
    wald_bound,
)


def test_the_design_that_the_plan_was_made_with():
    design = truncated_design(223, 0.05)
    assert design.constant == pytest.approx(2.34550, abs=2e-5)
    assert design.size <= 0.05
    assert design.power(0.6) == pytest.approx(0.812, abs=0.001)
    assert design.expected_steps(0.7) == pytest.approx(64.5, abs=0.05)


def test_where_no_outcome_is_rare_enough_nothing_is_decided():
    assert truncated_design(5, 0.05).size == 0
    assert truncated_design(6, 0.05).size == pytest.approx(2 / 2**6)


def test_verdicts_are_read_off_the_thresholds():
    design = truncated_design(6, 0.05)
    assert [design.verdict(wins, 0) for wins in range(7)] == [0, 0, 0, 0, 0, 0, 1]
    assert design.verdict(0, 6) == -1
    assert design.verdict(5, 1) == 0
    with pytest.raises(ValueError, match="ends after 6"):
        design.verdict(6, 1)


@pytest.mark.parametrize("up", [0.6, 0.65, 0.7, 0.85])
def test_a_horizon_is_the_smallest_with_enough_power(up):
    horizon = horizon_for(2 * up - 1, 1.0)
    powers = {n: truncated_design(n).power(up) for n in range(horizon - 10, horizon + 1)}
    assert [n for n, power in powers.items() if power >= 0.8] == [horizon]


def test_a_horizon_depends_on_the_share_of_wins_alone():
    assert horizon_for(0.03, 0.15) == horizon_for(0.2, 1.0) == 217


def test_a_horizon_is_cut_to_what_there_is():
    assert horizon_for(0.03, 0.15, most=100) == 100
    assert horizon_for(0.03, 0.15, most=1000) == 217
    assert horizon_for(0.001, 0.2) == LARGEST_HORIZON


def test_a_plan_within_few_questions_can_still_decide():
    assert design_within(10_000, 0.03, 0.15).horizon == 217
    assert design_within(1000, 0.03, 0.15).horizon == 150
    shortest = design_within(2, 0.03, 0.15, 0.001)
    assert 0 < shortest.size <= 0.001


@pytest.mark.parametrize("up", [0.55, 0.58, 0.62])
def test_it_takes_three_quarters_of_the_fixed_test(up):
    design = truncated_design(horizon_for(2 * up - 1, 1.0))
    assert design.expected_steps(up) <= 0.76 * fixed_horizon(up)
    assert design.expected_steps(up) <= 1.25 * wald_bound(up)
    assert design.expected_steps(up) >= wald_bound(up, power=0.8)


def test_p_values_are_binomial_tails_by_hand():
    assert mcnemar_p(0, 0) == 1.0
    assert mcnemar_p(6, 0) == mcnemar_p(0, 6) == pytest.approx(2 / 64)
    assert mcnemar_p(8, 2) == pytest.approx(2 * (1 + 10 + 45) / 1024)
    assert mcnemar_p(5, 5) == 1.0
    with pytest.raises(ValueError, match="at least 0"):
        mcnemar_p(-1, 3)


@pytest.mark.parametrize("pairs", [1, 5, 6, 12, 37, 200])
def test_the_fixed_power_is_the_sum_over_outcomes(pairs):
    rejecting = [c for c in range(pairs // 2 + 1) if mcnemar_p(pairs - c, c) <= 0.05]
    by_hand = sum(comb(pairs, c) * 0.37**c * 0.63 ** (pairs - c) for c in rejecting)
    assert float(fixed_power(pairs, 0.63)) == pytest.approx(by_hand)


def test_the_fixed_test_needs_two_hundred_pairs():
    assert fixed_horizon(0.6) == 199
    assert fixed_power(199, 0.6) >= 0.8
    assert (fixed_power(np.arange(1, 199), 0.6) < 0.8).all()


def test_the_bound_is_information_over_information():
    by_hand = 0.8 * log(0.8 / 0.025) + 0.2 * log(0.2 / 0.975)
    assert wald_bound(0.7) * (0.7 * log(1.4) + 0.3 * log(0.6)) == pytest.approx(by_hand)


@pytest.mark.parametrize("alpha", [0.01, 0.05, 0.4])
@pytest.mark.parametrize("horizon", [1, 2, 3, 4, 7, 8, 9, 40, 157])
def test_betting_decides_exactly_at_its_thresholds(alpha, horizon):
    thresholds = betting_thresholds(horizon, alpha)
    for pairs in range(1, horizon + 1):
        wins = np.arange((pairs + 1) // 2, pairs + 1)
        enough = wins[binary_log_capital(wins, pairs - wins) >= log(2 / alpha)]
        expected = 2 * enough[0] - pairs if len(enough) else pairs + 2
        assert thresholds[pairs] == expected


def test_impossible_designs_are_refused():
    for horizon, alpha in ((0, 0.05), (5, 0.0), (5, 1.0)):
        with pytest.raises(ValueError, match=r"at least 1|between 0 and 1"):
            truncated_design(horizon, alpha)
    with pytest.raises(ValueError, match="impossible"):
        horizon_for(0.3, 0.2)
    with pytest.raises(ValueError, match="power"):
        horizon_for(0.1, 0.2, power=1.0)
    with pytest.raises(ValueError, match="not better"):
        fixed_horizon(0.5)
