"""Rates from few labels and a judge's probabilities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keju.stats.bootstrap import Array
from keju.stats.corrected import choose, corrected_rate, strata


def answers(rate: float, skill: float, random: np.random.Generator) -> tuple[Array, Array]:
    """Return 240 truths and a judge's probabilities, which lean by one model's habit."""
    truth = np.asarray(random.random(240) < rate, np.float64)
    score = skill * (truth - 0.5) + random.normal(0, 1, 240) + random.normal(0, 0.7)
    return truth, 1 / (1 + np.exp(-2 * score))


@pytest.mark.parametrize("rate", [0.02, 0.3])
@pytest.mark.parametrize("way", ["chosen", "random"])
def test_sixty_labels_cover(rate: float, way: str) -> None:
    """The true rate lies in the interval at 95%, however the labels were drawn."""
    random, held = np.random.default_rng(7), 0
    for turn in range(60):
        truth, judged = answers(rate, 3, random)
        at = choose(judged, 60, turn) if way == "chosen" else random.permutation(240)[:60].tolist()
        found = corrected_rate(judged, at, truth[at])
        held += found.low - 1e-9 <= truth.mean() <= found.high + 1e-9
    assert held / 60 >= 0.9


def test_a_judge_helps_and_a_bad_one_does_no_harm() -> None:
    """Errors with a good judge are well below those of labels alone; with noise about the same."""
    random = np.random.default_rng(8)
    errors: dict[str, list[float]] = {"good": [], "noise": [], "none": []}
    for _ in range(40):
        truth, good = answers(0.2, 5, random)
        at = random.permutation(240)[:60].tolist()
        judges = {"good": good, "noise": random.random(240), "none": np.full(240, 0.5)}
        for name, judged in judges.items():
            errors[name].append(abs(corrected_rate(judged, at, truth[at]).rate - truth.mean()))
    good_error, noise, none = (float(np.mean(errors[name])) for name in ("good", "noise", "none"))
    assert good_error < 0.7 * none
    assert noise < 1.2 * none


def test_a_judge_that_is_always_wrong_is_not_believed() -> None:
    """Every answer is complete and the judge says none is: the labels win."""
    judged = np.full(200, 0.99)
    found = corrected_rate(judged, choose(judged, 60), np.zeros(60))
    assert found.raw > 0.98
    assert found.rate < 0.02
    assert 0.01 < found.high < 0.2


def test_all_answers_labelled_is_certainty() -> None:
    """With a label for every answer the rate is what the labels say."""
    truth = np.array([1.0, 0, 0, 1, 0])
    found = corrected_rate(
        np.full(5, 0.3), choose(np.full(5, 0.3), 60), truth[choose([0.3] * 5, 60)]
    )
    assert found.rate == found.low == found.high == 0.4


def test_labels_that_agree_are_no_certainty() -> None:
    """Sixty complete answers of 240 leave room for some that are not."""
    judged = np.full(240, 0.01)
    found = corrected_rate(judged, choose(judged, 60), np.zeros(60))
    assert found.low == pytest.approx(0, abs=1e-9)
    assert 0.02 < found.high < 0.12


def test_unsure_answers_are_chosen_more_often() -> None:
    """Of 20 answers that the judge is unsure of half are labelled, of 220 sure ones a quarter."""
    judged = np.array([0.5] * 20 + [0.001] * 220)
    chosen = choose(judged, 60)
    assert len(set(chosen)) == 60
    assert sum(each < 20 for each in chosen) == 10


@given(st.lists(st.floats(0, 1), min_size=2, max_size=80), st.integers(2, 60), st.integers(0, 9))
@settings(max_examples=40, deadline=None)
def test_choices_are_distinct_and_rates_in_range(
    judged: list[float], labels: int, seed: int
) -> None:
    """As many as wanted, or all; 0 ≤ known ≤ low ≤ rate ≤ high ≤ 1."""
    at = choose(judged, labels, seed)
    assert len(at) == len(set(at)) == min(labels, len(judged))
    assert at == choose(judged, labels, seed)
    assert set(strata(judged)) <= {0, 1, 2, 3}
    gold = [float(place % 2) for place in at]
    found = corrected_rate(judged, at, gold)
    assert sum(gold) / len(judged) - 1e-9 <= found.low <= found.rate <= found.high <= 1


@pytest.mark.parametrize(
    ("judged", "at", "gold", "words"),
    [
        ([0.5, 0.5], [0], [1], "two labels"),
        ([0.5, 0.5], [0, 0], [1, 1], "different positions"),
        ([0.5, 0.5], [0, 2], [1, 1], "different positions"),
        ([0.5, 1.5], [0, 1], [1, 1], "lie in"),
        ([0.5, float("nan")], [0, 1], [1, 1], "lie in"),
    ],
)
def test_what_is_no_sample(
    judged: list[float], at: list[int], gold: list[float], words: str
) -> None:
    """Each mistake is named."""
    with pytest.raises(ValueError, match=words):
        corrected_rate(judged, at, gold)
