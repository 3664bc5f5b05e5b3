"""Properties of the betting test: exact by enumeration where n is small."""

import math
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keju.stats.betting import STAKES, Bank, Capital, Units, binary_log_capital, log_capital
from keju.stats.sequences import confidence_interval, confidence_path

SHARES = st.fractions(-1, 1, max_denominator=12).map(float)
SIZES = st.sampled_from([0.125, 0.25, 0.5, 0.75, 1.0])
GAPS = st.floats(-0.95, 0.95)
UNITS = st.lists(st.tuples(SHARES, SIZES), min_size=1, max_size=30).map(
    lambda pairs: Units(
        np.array([share * size for share, size in pairs]), np.array([size for _, size in pairs])
    )
)
BOUND = math.log(2 / 0.05)


def banked(units):
    return [(units, None), (units, Bank(units.sizes))]


def path(units, gaps, bank=None):
    return Capital(gaps, bank).advance(units)


def first(units, n):
    return Units(units.sums[:n], units.sizes[:n])


def same(one, other):
    assert np.array_equal(np.isinf(one), np.isinf(other))
    assert np.allclose(one[np.isfinite(one)], other[np.isfinite(other)], atol=1e-9)


@settings(max_examples=25)
@given(UNITS, GAPS)
def test_swapping_a_and_b_swaps_the_capitals_and_mirrors_the_interval(units, gap):
    swapped = Units(-units.sums, units.sizes)
    for ours, bank in banked(units):
        same(path(ours, [gap], bank), path(swapped, [-gap], bank)[..., ::-1])
        low, high = confidence_interval(ours, 0.05, bank)
        assert confidence_interval(swapped, 0.05, bank) == pytest.approx((-high, -low), abs=1e-8)


@settings(max_examples=25)
@given(UNITS, st.randoms(use_true_random=False), GAPS)
def test_the_order_is_irrelevant_where_no_bank_is_drawn_from(units, random, gap):
    order = list(range(len(units.sums)))
    random.shuffle(order)
    shuffled = Units(units.sums[order], units.sizes[order])
    same(path(units, [gap])[-1], path(shuffled, [gap])[-1])
    same(log_capital(units, [gap]), path(units, [gap])[-1])


@settings(max_examples=25)
@given(st.lists(st.sampled_from([-1.0, 0.0, 1.0, 0.3]), max_size=30))
def test_ties_are_irrelevant_at_gap_0_wherever_they_stand(differences):
    without = [each for each in differences if each]
    same(log_capital(Units.single(differences), [0]), log_capital(Units.single(without), [0]))


@settings(max_examples=25)
@given(st.integers(0, 120), st.integers(0, 120))
def test_the_closed_form_is_the_numeric_mixture(wins, losses):
    closed = binary_log_capital(wins, losses)
    assert closed == pytest.approx(finely_mixed(wins, losses), abs=1e-5)
    # The test's own mixture is over a few stakes: close to it, and as valid.
    numeric = log_capital(Units.single([1.0] * wins + [-1.0] * losses), [0])[0]
    assert numeric[0] == pytest.approx(closed, abs=0.05 + 0.003 * (wins + losses))
    assert numeric[1] == pytest.approx(
        binary_log_capital(losses, wins), abs=0.05 + 0.003 * (wins + losses)
    )


def finely_mixed(wins, losses, points=20_000):
    logs = []
    for low, high, weight in STAKES:
        stakes = low + (high - low) * (np.arange(points) + 0.5) / points
        logs.append(wins * np.log1p(stakes) + losses * np.log1p(-stakes) + np.log(weight / points))
    every = np.concatenate(logs)
    return every.max() + np.log(np.exp(every - every.max()).sum())


NULLS = st.lists(st.tuples(SHARES, SIZES, st.integers(1, 5)), min_size=2, max_size=3)


@settings(max_examples=25)
@given(NULLS)
def test_under_the_null_both_capitals_are_1_on_average_at_every_look(null):
    """All sequences of a law on two or three points; sizes differ, the estimand is the ratio."""
    weights = np.array([weight for *_, weight in null]) / sum(weight for *_, weight in null)
    sums = np.array([share * size for share, size, _ in null])
    sizes = np.array([size for _, size, _ in null])
    gap = (weights @ sums) / (weights @ sizes)
    if abs(gap) > 0.999:
        return
    expected = np.zeros((4, 2))
    below = above = 0.0
    for drawn in product(range(len(null)), repeat=4):
        places = list(drawn)
        chance = float(np.prod(weights[places]))
        units = Units(sums[places], sizes[places])
        capitals = np.exp(path(units, [(gap - 1) / 2, gap, (gap + 1) / 2]))
        expected += chance * capitals[:, 1]
        below += chance * capitals[-1, 0, 1]
        above += chance * capitals[-1, 2, 0]
    assert expected == pytest.approx(np.ones((4, 2)), abs=1e-9)
    assert below <= 1 + 1e-9
    assert above <= 1 + 1e-9


BANKS = st.lists(st.tuples(SHARES, SIZES), min_size=2, max_size=4)


@settings(max_examples=25)
@given(BANKS)
def test_without_replacement_too_over_all_orders_of_a_bank(bank):
    gap = sum(share * size for share, size in bank) / sum(size for _, size in bank)
    if abs(gap) > 0.999:
        return
    capitals = []
    for order in permutations(bank):
        sizes = np.array([size for _, size in order])
        units = Units(np.array([share * size for share, size in order]), sizes)
        capitals.append(np.exp(path(units, [gap], Bank(sizes))[:, 0]))
    assert np.mean(capitals, axis=0) == pytest.approx(np.ones((len(bank), 2)), abs=1e-9)


@pytest.mark.parametrize("threshold", [2.0, 4.0, 8.0])
def test_ville_the_enumerated_chance_of_ever_reaching_a_threshold(threshold):
    """All 1,024 orders of 10 coin tosses; and the bound is not idle."""
    tosses = np.array(list(product([-1.0, 1.0], repeat=10)))
    highest = np.array([path(Units.single(each), [0])[:, 0].max(axis=0) for each in tosses])
    reached = (highest >= np.log(threshold)).mean(axis=0)
    assert reached[0] == reached[1]
    assert 0.2 / threshold < reached[0] <= 1 / threshold


@settings(max_examples=25)
@given(UNITS, GAPS)
def test_a_capital_never_falls_below_what_the_stakes_can_lose(units, gap):
    lowest = [finely_mixed(0, n, 500) - 3e-3 * n * n - 0.1 for n in range(len(units.sums) + 1)][1:]
    for ours, bank in banked(units):
        capitals = path(ours, [gap], bank)
        assert not np.isnan(capitals).any()
        assert (capitals >= np.array(lowest)[:, None, None]).all()


@settings(max_examples=25)
@given(UNITS, st.lists(GAPS, min_size=2, max_size=6).map(sorted))
def test_the_first_capital_falls_with_the_gap_and_the_second_rises(units, gaps):
    for ours, bank in banked(units):
        capitals = np.exp(np.minimum(path(ours, gaps, bank), 600))
        steps = np.diff(capitals, axis=1)
        slack = 1e-9 * capitals[:, 1:]
        assert (steps[..., 0] <= slack[..., 0]).all()
        assert (steps[..., 1] >= -slack[..., 1]).all()


@settings(max_examples=25)
@given(UNITS, st.integers(1, 7), GAPS)
def test_units_in_blocks_come_to_the_same_as_all_in_one_go(units, block, gap):
    for ours, bank in banked(units):
        capital = Capital([gap, 0.0], bank)
        parts = [
            capital.advance(Units(ours.sums[i : i + block], ours.sizes[i : i + block]))
            for i in range(0, len(ours.sums), block)
        ]
        same(np.concatenate(parts), path(ours, [gap, 0.0], bank))


@settings(max_examples=25)
@given(UNITS, GAPS)
def test_what_a_bank_excludes_with_certainty_stays_excluded(units, gap):
    certain = np.isinf(path(units, [gap], Bank(units.sizes)))
    assert (np.diff(certain.astype(int), axis=0) >= 0).all()


@settings(max_examples=25)
@given(UNITS)
def test_a_bank_that_is_drawn_out_leaves_one_point(units):
    mean = units.sums.sum() / units.sizes.sum()
    found = confidence_interval(units, 0.05, Bank(units.sizes))
    assert found == pytest.approx((mean, mean), abs=1e-8)


@settings(max_examples=25)
@given(UNITS, st.data())
def test_a_bank_s_interval_lies_inside_what_was_certain_at_any_earlier_look(units, data):
    early = data.draw(st.integers(0, len(units.sums)))
    late = data.draw(st.integers(early, len(units.sums)))
    bank = Bank(units.sizes)
    drawn, left = units.sums[:early].sum(), bank.left[early]
    low, high = confidence_interval(first(units, late), 0.05, bank)
    assert low <= high
    assert (drawn - left) / bank.total - 1e-8 <= low
    assert high <= (drawn + left) / bank.total + 1e-8


@settings(max_examples=25)
@given(UNITS, st.sampled_from([0.01, 0.05, 0.3]))
def test_the_interval_is_where_neither_capital_has_reached_its_threshold(units, alpha):
    low, high = confidence_interval(units, alpha)
    assert low <= units.sums.sum() / units.sizes.sum() <= high
    bound = np.log(2 / alpha)
    for gap, side in ((low, 0), (high, 1)):
        if abs(gap) < 0.999:
            beyond = log_capital(units, [gap - 1e-6, gap + 1e-6])[:, side] >= bound
            assert beyond.tolist() == ([True, False] if side == 0 else [False, True])


@settings(max_examples=25)
@given(UNITS)
def test_a_lower_error_widens_the_interval(units):
    low, high = confidence_interval(units, 0.2)
    wider = confidence_interval(units, 0.01)
    assert wider[0] <= low <= high <= wider[1]


@settings(max_examples=8)
@given(UNITS)
def test_the_path_is_the_interval_at_every_look_to_a_few_thousandths(units):
    looks = range(1, len(units.sums) + 1)
    for ours, bank in banked(units):
        lows, highs = confidence_path(ours, looks, 0.05, bank)
        for look, low, high in zip(looks, lows, highs, strict=True):
            exact = confidence_interval(first(ours, look), 0.05, bank)
            assert (low, high) == pytest.approx(exact, abs=0.03)
