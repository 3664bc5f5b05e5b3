"""Forests learn what one feature alone does not tell, and their chances can be calibrated."""

import numpy as np

from keju.marking.audit.forest import logistic
from keju.training.forests import Growth, calibrated, grow

GROWTH = Growth(trees=60, depth=3, rate=0.2, features=1.0)


def test_a_forest_learns_an_interaction():
    draw = np.random.default_rng(1)
    rows = draw.normal(size=(800, 4))
    targets = ((rows[:, 0] > 0) != (rows[:, 1] > 0)).astype(float)
    forest = grow(rows[:500], targets[:500], np.ones(500), GROWTH)
    right = (forest.logits(rows[500:]) > 0) == (targets[500:] > 0.5)
    assert right.mean() > 0.9


def test_chances_as_targets_come_back_as_chances():
    draw = np.random.default_rng(2)
    rows = draw.normal(size=(1500, 2))
    truth = np.where(rows[:, 0] > 0, 0.8, 0.3)
    found = logistic(grow(rows, truth, np.ones(1500), GROWTH).logits(rows))
    apart = np.abs(rows[:, 0]) > 0.2  # at the edge a bin holds both
    assert np.abs(found - truth)[apart].max() < 0.1


def test_rows_without_weight_teach_nothing():
    draw = np.random.default_rng(3)
    rows = draw.normal(size=(600, 2))
    targets = (rows[:, 0] > 0).astype(float)
    lies = np.concatenate([targets, 1 - targets])
    weights = np.concatenate([np.ones(600), np.zeros(600)])
    forest = grow(np.concatenate([rows, rows]), lies, weights, GROWTH)
    assert ((forest.logits(rows) > 0) == (targets > 0.5)).mean() > 0.95


def test_a_constant_feature_and_a_single_outcome_do_no_harm():
    forest = grow(np.ones((40, 2)), np.ones(40), np.ones(40), GROWTH)
    assert (logistic(forest.logits(np.ones((3, 2)))) > 0.99).all()


def test_calibration_undoes_too_much_confidence():
    draw = np.random.default_rng(4)
    rows = draw.normal(size=(4000, 1))
    targets = (draw.random(4000) < logistic(rows[:, 0])).astype(float)
    forest = grow(rows, targets, np.ones(4000), GROWTH)
    bold = 3 * rows[:, 0] + 1
    line = calibrated(forest, bold, targets, np.ones(4000))
    assert abs(line.slope - 1 / 3) < 0.05
    assert abs(line.shift + 1 / 3) < 0.1
