"""One scale for models that took different benchmarks."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import approx_fprime

from keju.stats.hidden_cells import additive, foresee, hide, two_parameters
from keju.stats.joint_draws import draws, interval_of
from keju.stats.joint_scale import dispersion, expected, fit, refit, sides, usual_prior
from keju.stats.joint_steps import Cells, System, curve

CHANCE = np.array([0.25, 0.5, 0.01, 0.01, 0.25, 0.01, 0.5, 0.01])


def table(models=40, kept=0.6, seed=0, misfit=0.03):
    """Return a simulated table with gaps, and the abilities that made it."""
    random = np.random.default_rng(seed)
    count = len(CHANCE)
    ability = np.sort(random.normal(size=models))
    slope, difficulty = np.exp(random.normal(1.0, 0.3, count)), np.linspace(-1, 1, count)
    rows, columns = np.nonzero(random.random((models, count)) < kept)
    share = 1 / (1 + np.exp(-slope[columns] * (ability[rows] - difficulty[columns])))
    score = CHANCE[columns] + (0.96 - CHANCE[columns]) * share
    score = np.clip(score + misfit * random.normal(size=len(rows)), 0, 1)
    noise = np.full(len(rows), 1e-5)
    return Cells(rows, columns, score, noise, models, count), ability


def test_abilities_come_back_in_their_order_from_a_table_with_gaps():
    cells, truth = table()
    found = fit(cells, usual_prior(CHANCE))
    assert np.corrcoef(found.ability, truth)[0, 1] > 0.97
    assert np.abs(expected(found, cells.model, cells.benchmark) - cells.score).mean() < 0.04


def test_guessing_is_not_ability():
    cells, _ = table(misfit=0.0)
    items = fit(cells, usual_prior(CHANCE)).items
    assert items.floor == pytest.approx(CHANCE, abs=0.12)
    assert (items.floor < items.ceiling).all()
    loose = fit(cells, usual_prior(CHANCE, bounded=False)).items
    assert loose.floor.max() < 1e-6
    assert loose.ceiling.min() > 1 - 1e-6


def test_the_pull_of_a_step_is_minus_the_slope_of_the_loss():
    cells, _ = table(models=6)
    prior = usual_prior(CHANCE)
    random = np.random.default_rng(1)
    weights = random.exponential(size=6), random.exponential(size=len(CHANCE))
    system = System(cells, prior, np.full(len(cells.score), 0.01), weights)
    ability, theta = random.normal(size=6), prior.mean + 0.1
    parts = system._parts(ability, theta)

    def loss(point):
        return system.loss(point[:6], point[6:].reshape(theta.shape))

    slope = approx_fprime(np.concatenate([ability, theta.ravel()]), loss, 1e-7)
    assert np.concatenate([parts.pull, parts.push.ravel()]) == pytest.approx(-slope, abs=2e-4)


def test_a_model_of_weight_two_counts_as_two_models():
    cells, _ = table(models=12)
    again = cells.model == 3
    twice = Cells(
        np.concatenate([cells.model, np.full(again.sum(), 12)]),
        np.concatenate([cells.benchmark, cells.benchmark[again]]),
        np.concatenate([cells.score, cells.score[again]]),
        np.concatenate([cells.noise, cells.noise[again]]),
        13,
        cells.benchmarks,
    )
    prior = usual_prior(CHANCE)
    one, start = np.ones(len(CHANCE)), fit(cells, prior)
    weighted = refit(cells, prior, start, (1.0 + (np.arange(12) == 3), one))
    from_twice = refit(twice, prior, fit(twice, prior), (np.ones(13), one))
    same = refit(cells, prior, start, (np.ones(12), one))
    gap = np.abs(weighted.ability - from_twice.ability[:12]).max()
    assert gap < 0.02
    assert np.abs(weighted.theta - same.theta).max() > gap


def test_a_model_without_scores_stays_where_the_prior_has_it():
    cells, _ = table(models=10)
    found = fit(cells.only(cells.model != 4), usual_prior(CHANCE))
    assert found.ability[4] == 0
    assert found.error[4] == 1


def test_intervals_of_abilities_hold_the_truth_about_as_often_as_they_say():
    held, count = 0, 0
    for seed in range(5):
        cells, truth = table(24, seed=seed)
        prior = usual_prior(CHANCE)
        scale = fit(cells, prior)
        found = draws(cells, prior, scale, 24, seed)
        unit, origin = np.polyfit(truth, scale.ability, 1)
        for model in range(cells.models):
            low, high = interval_of(found[:, model], 0.1)
            held += low <= origin + unit * truth[model] <= high
            count += 1
    assert 0.82 <= held / count <= 0.97


@pytest.mark.parametrize("count", [19, 39, 199])
def test_an_interval_leaves_out_as_many_values_as_it_says_however_few_there_are(count):
    low, high = interval_of(np.arange(1.0, count + 1), 0.1)
    assert (low, high) == (pytest.approx(0.05 * (count + 1)), pytest.approx(0.95 * (count + 1)))


@pytest.mark.parametrize(
    ("count", "beside", "interval"),
    [(2, 96, (1, 1)), (6, 88, (1, 1)), (12, 76, (0, 9)), (0, 20, (1, 1))],
)
def test_equal_values_count_half_below_and_half_above_themselves(count, beside, interval):
    steps = [0.0] * count + [1.0] * beside + [9.0] * count
    assert interval_of(steps, 0.1) == interval


def test_an_interval_of_two_values_holds_both_however_much_it_may_leave_out():
    assert interval_of([0.0] * 10 + [1.0] * 10, 0.9) == (0, 1)


@pytest.mark.parametrize("count", [19, 20, 59, 200])
def test_an_interval_of_values_that_all_differ_has_the_usual_ends(count):
    values = np.random.default_rng(count).normal(size=count)
    usual = np.quantile(values, [0.05, 0.95], method="weibull")
    assert interval_of(values, 0.1) == pytest.approx(tuple(usual))


def test_strengths_that_shift_abilities_are_more_than_the_fit_believes():
    even, _ = table(60)
    prior = usual_prior(CHANCE)
    random = np.random.default_rng(3)
    scale = fit(even, prior)
    own = scale.ability[even.model] + 0.25 * random.normal(size=len(even.score))
    theta = scale.theta[even.benchmark]
    shifted = replace(even, score=curve(own, theta)[0])
    assert dispersion(even, scale) < 1.15
    assert dispersion(shifted, fit(shifted, prior)) > 1.2


def test_a_model_at_the_floor_may_be_weaker_than_it_seems_but_hardly_stronger():
    cells, _ = table(30, kept=1.0)
    low = cells.model == 0
    cells = replace(cells, score=np.where(low, 0.0, cells.score))
    scale = fit(cells, usual_prior(CHANCE))
    down, up = sides(cells, scale)
    assert down[0] > 1.2 * up[0]
    middle = np.argsort(np.abs(scale.ability))[:5]
    assert down[middle] == pytest.approx(up[middle], rel=0.25)


def test_a_model_without_scores_has_the_error_of_the_prior_on_both_sides():
    cells, _ = table(30, kept=1.0)
    cells = cells.only(cells.model != 0)
    down, up = sides(cells, fit(cells, usual_prior(CHANCE)))
    assert (down[0], up[0]) == (pytest.approx(1, abs=1e-3), pytest.approx(1, abs=1e-3))


def test_a_model_with_few_benchmarks_has_a_wider_interval():
    cells, _ = table(kept=1.0)
    kept = (cells.model != 20) | (cells.benchmark == 3)
    sparse = cells.only(kept)
    prior = usual_prior(CHANCE)
    found = draws(sparse, prior, fit(sparse, prior), 20)
    widths = found.std(axis=0)
    others = widths[15:26]  # abilities near that of 20
    assert widths[20] > 1.3 * np.median(others)


def test_every_cell_of_a_well_known_model_is_hidden_once():
    cells, _ = table()
    hidden = np.sum(list(hide(cells, 4, 0)), axis=0)
    taken = np.bincount(cells.model, minlength=cells.models)[cells.model]
    assert (hidden == (taken >= 4)).all()


def test_hidden_cells_are_foreseen_better_than_by_means_and_their_intervals_hold_them():
    cells, _ = table(models=32, misfit=0.04)
    found = foresee(cells, CHANCE, seed=2)
    assert found.error < 0.9 * additive(cells, seed=2)
    assert found.error < two_parameters(cells, CHANCE, seed=2)
    assert 0.82 <= found.coverage <= 0.98
    assert ((found.low >= 0) & (found.high <= 1)).all()
