import numpy as np
import pytest

from keju.stats.betting import Units, log_capital, log_capital_of_counts
from keju.stats.betting_walk import betting_thresholds
from keju.stats.mcnemar import truncated_design
from keju.stats.planning import outlooks, resolvable_gap, simulated_outlook


def walked(gap, questions, discordance, thresholds, *, final, runs=4000):
    """Question by question: verdict (1, -1, 0) and number of questions asked, of each run."""
    differ, last = max(gap, discordance), len(thresholds) - 1
    random = np.random.default_rng(11)
    draws = random.random((runs, questions))
    steps = np.where(draws < (differ + gap) / 2, 1, np.where(draws < differ, -1, 0))
    pairs, heights = np.cumsum(steps != 0, axis=1), np.cumsum(steps, axis=1)
    within = np.minimum(pairs, last)
    crossed = (np.abs(heights) >= thresholds[within]) & (pairs > 0) & (pairs <= last)
    over = crossed | (pairs >= last) if final else crossed
    asked = np.where(over.any(axis=1), over.argmax(axis=1) + 1, questions)
    at = (np.arange(runs), asked - 1)
    ended = np.where(over.any(axis=1), asked, np.inf)
    return np.where(crossed[at], np.sign(heights[at]), 0), asked, ended


@pytest.mark.parametrize("gap", [0.05, 0.1, 0.3])
@pytest.mark.parametrize("final", [True, False])
def test_the_law_is_that_of_simulated_comparisons(gap, final):
    questions, discordance = 400, 0.2
    thresholds = truncated_design(60).thresholds if final else betting_thresholds(questions)
    (row,) = outlooks([gap], questions, discordance, thresholds, final=final)
    verdicts, asked, ended = walked(gap, questions, discordance, thresholds, final=final)
    assert row.better == pytest.approx((verdicts == 1).mean(), abs=0.03)
    assert row.worse == pytest.approx((verdicts == -1).mean(), abs=0.01)
    assert row.expected == pytest.approx(asked.mean(), rel=0.03)
    nine = float(np.quantile(ended, 0.9, method="inverted_cdf"))
    if row.ninety is None:
        assert (ended <= questions).mean() < 0.92
    else:
        assert row.ninety == pytest.approx(nine, rel=0.05)


def test_looking_at_some_places_only_loses_next_to_nothing(monkeypatch):
    thresholds = betting_thresholds(900)
    sparse = outlooks([0.05, 0.2], 900, 0.2, thresholds, final=False)
    monkeypatch.setattr("keju.stats.planning._LOOKS", 900)
    every = outlooks([0.05, 0.2], 900, 0.2, thresholds, final=False)
    for one, other in zip(sparse, every, strict=True):
        assert one.expected == pytest.approx(other.expected, rel=0.002)
        assert one.ninety == pytest.approx(other.ninety, rel=0.01) if other.ninety else True
        assert one.better == pytest.approx(other.better)


def test_where_every_question_is_won_the_length_is_known():
    thresholds = betting_thresholds(50)
    (row,) = outlooks([1.0], 50, 0.2, thresholds, final=False)
    assert (row.better, row.expected, row.ninety) == (pytest.approx(1), pytest.approx(9), 9)


def test_without_equality_simulation_and_law_agree():
    gap, questions, discordance = 0.06, 1500, 0.2
    (law,) = outlooks([gap], questions, discordance, betting_thresholds(questions), final=False)
    found = simulated_outlook(gap, questions, discordance, delta=0.001, alpha=0.05)
    assert found.equal == 0
    assert found.better == pytest.approx(law.better, abs=0.05)
    assert found.expected == pytest.approx(law.expected, rel=0.15)


def test_equals_are_found_equal_given_time():
    short = simulated_outlook(0.0, 300, 0.1, delta=0.05, alpha=0.05)
    long = simulated_outlook(0.0, 3000, 0.1, delta=0.05, alpha=0.05)
    assert short.equal < 0.2
    assert short.ninety is None
    assert long.equal > 0.9
    assert long.ninety is not None
    assert 300 < long.expected < long.ninety < 3000
    assert long.better + long.worse < 0.06
    assert long == simulated_outlook(0.0, 3000, 0.1, delta=0.05, alpha=0.05)


def test_a_resolvable_gap_is_where_the_power_is_reached():
    thresholds = betting_thresholds(500)
    gap = resolvable_gap(500, 0.2, thresholds)
    here, less = outlooks([gap, gap - 0.001], 500, 0.2, thresholds, final=False)
    assert less.better < 0.8 <= here.better


def test_more_questions_resolve_smaller_gaps_and_too_few_none():
    found = [resolvable_gap(n, 0.2, betting_thresholds(n)) for n in (9, 30, 100, 1000)]
    assert found == sorted(found, reverse=True)
    assert resolvable_gap(8, 0.2, betting_thresholds(8)) is None


def test_a_gap_wider_than_the_discordance_is_a_discordance_of_its_own():
    thresholds = betting_thresholds(200)
    wide, same = (outlooks([0.4], 200, d, thresholds, final=False)[0] for d in (0.1, 0.4))
    assert wide == same


def test_counts_tell_the_capitals_of_many_histories_at_once():
    counts = np.random.default_rng(1).integers(0, 9, (2, 3, 4))
    kinds = Units(np.array([1.0, -0.5, 0.0, 0.5]), np.array([1.0, 1.0, 1.0, 0.5]))
    gaps = [-0.03, 0.0, 0.2]
    found = log_capital_of_counts(counts, kinds, gaps)
    for place in np.ndindex(2, 3):
        one_by_one = Units(*(np.repeat(each, counts[place]) for each in kinds))
        assert found[place] == pytest.approx(log_capital(one_by_one, gaps))
