"""A rate over all answers of one model from few human labels and a judge's probabilities.

Prediction-powered inference: all N answers have a judge's probability f, n of them a label y. The
sum of what is known is completed by λ·f where it is not, and by the mean of the residuals y - λ·f
of the labelled answers. Whatever the judge's errors, this is right on average over the choice of
labels; the better the judge, the less it varies. λ is tuned to the labels (0: the judge is no
help). Nothing is learned from another model's labels.

Answers stand in strata by f alone, so that strata need not be stored. ``choose`` draws the same
number of labels from each stratum; strata are narrower where the judge is unsure (cumulative square
roots). A simple random sample is as good for ``corrected_rate``: strata with few labels are joined.

The interval is a smooth bootstrap of residuals within strata, scaled for the finite number of
answers, with one more answer of the heaviest weight that is all or nothing by the toss of a coin:
sixty labels that agree are not certainty. ``coverage``: docs/audit-statistics.md.

Sources: A. N. Angelopoulos, S. Bates, C. Fannjiang, M. I. Jordan and T. Zrnic, "Prediction-powered
inference", Science 382 (2023), 669-674; A. N. Angelopoulos, J. C. Duchi and T. Zrnic, "PPI++:
efficient prediction-powered inference", arXiv:2311.01453 (2023), for λ; C.-E. Särndal, B. Swensson
and J. Wretman, Model Assisted Survey Sampling (1992), section 6.3 (difference estimator); W. G.
Cochran, Sampling Techniques (1977), sections 5A.7-8 (strata by cumulative square roots; J. L.
Hodges and T. Dalenius); for the interval see ``keju.stats.bootstrap``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from keju.stats.bootstrap import ROUNDS, Array, span, unseen

__all__ = ["Corrected", "choose", "corrected_rate", "strata"]

_STRATA = 4
_SURE = 0.2  # added to an answer's standard deviation: a judge may be surely wrong
_FEW = 5  # labels under which a stratum is joined to its neighbour
_MOST_TRUST = 1.5
_MOST_LEVERAGE = 0.5


class Corrected(NamedTuple):
    """The corrected rate with its interval; ``trust`` is λ, ``raw`` the judge's own mean."""

    rate: float
    low: float
    high: float
    raw: float
    trust: float


class _Sample(NamedTuple):
    """Labelled answers: f, y, and per stratum the answers and labels; ``place`` is the stratum."""

    f: Array
    y: Array
    place: NDArray[np.int64]
    answers: Array
    labels: Array
    rest: Array  # the sum of f over unlabelled answers

    @property
    def weight(self) -> Array:
        """Unlabelled answers for which each label stands [n]."""
        return np.asarray(((self.answers - self.labels) / self.labels)[self.place])

    @property
    def pull(self) -> Array:
        """How much the variance of each label counts in that of the total [n]."""
        return np.asarray(self.weight * (self.weight + 1))

    def within(self, values: Array) -> Array:
        """Deviations of ``values`` [n] from their stratum's mean."""
        return np.asarray(values - self.means(values)[self.place])

    def means(self, values: Array) -> Array:
        """Return the mean of ``values`` [n] in each stratum."""
        return np.asarray(_counts(self.place, values, len(self.labels)) / self.labels)


def strata(predicted: ArrayLike) -> NDArray[np.int64]:
    """Return the stratum 0…3 of each answer, from its probability [N] alone."""
    f = _probabilities(predicted)
    size = np.sqrt(f * (1 - f)) + _SURE
    order = np.argsort(f, kind="stable")
    reached = np.cumsum(size[order]) / size.sum()
    found = np.empty(len(f), np.int64)
    found[order] = np.minimum((reached * _STRATA - 1e-9).astype(np.int64), _STRATA - 1)
    return found


def choose(predicted: ArrayLike, labels: int, seed: int = 0) -> list[int]:
    """Return which answers to label: positions in ``predicted`` [N], in random order.

    ``labels`` or N, if that is less; as many of each stratum as of the others, if it has them.
    Raises ValueError for probabilities outside [0, 1].
    """
    place = strata(predicted)
    random = np.random.default_rng(seed)
    shuffled = random.permutation(len(place))
    rank = np.empty(len(place), np.int64)  # 0 for the first of its stratum
    for stratum in range(_STRATA):
        mine = shuffled[place[shuffled] == stratum]
        rank[mine] = np.arange(len(mine))
    order = np.lexsort((random.random(len(place)), rank))
    chosen = order[: max(labels, 0)]
    return [int(each) for each in random.permutation(chosen)]


def corrected_rate(
    predicted: ArrayLike, labelled: Sequence[int], gold: ArrayLike, level: float = 0.95
) -> Corrected:
    """Return the rate over all N answers of one model, with its interval at ``level``.

    ``predicted`` [N]: the judge's probability of what is counted; ``labelled`` [n]: positions of
    the labelled answers, drawn by ``choose`` or at random; ``gold`` [n]: 1 where it was found, else
    0. Raises ValueError for fewer than 2 labels, a position twice, or values outside [0, 1].
    """
    f, y, at = _probabilities(predicted), _probabilities(gold), np.asarray(labelled, np.int64)
    if len(at) < 2 or len(at) != len(y):
        raise ValueError("at least two labels are needed, one for each labelled answer")
    if len(np.unique(at)) != len(at) or at.min() < 0 or at.max() >= len(f):
        raise ValueError("labelled answers must be different positions in the predictions")
    sample = _sample(f, at, y)
    trust = _tuned(sample)
    total, left = _total(sample, trust), len(f) - len(at)
    known = float(y.sum())
    rate = min(max(total, known), known + left) / len(f)
    low, high = _interval(sample, trust, (total, level))
    low, high = (min(max(end, known), known + left) / len(f) for end in (low, high))
    return Corrected(rate, min(low, rate), max(high, rate), float(f.mean()), trust)


def _probabilities(values: ArrayLike) -> Array:
    found = np.asarray(values, np.float64)
    if not ((found >= 0) & (found <= 1)).all():
        raise ValueError("probabilities and labels must lie in [0, 1]")
    return found


def _sample(f: Array, at: NDArray[np.int64], y: Array) -> _Sample:
    place = _joined(strata(f), at)
    kinds = int(place.max()) + 1
    unlabelled = np.ones(len(f), bool)
    unlabelled[at] = False
    return _Sample(
        f=f[at],
        y=y,
        place=place[at],
        answers=_counts(place, None, kinds),
        labels=_counts(place[at], None, kinds),
        rest=_counts(place[unlabelled], f[unlabelled], kinds),
    )


def _counts(place: NDArray[np.int64], values: Array | None, kinds: int) -> Array:
    return np.asarray(np.bincount(place, values, minlength=kinds), np.float64)


def _joined(place: NDArray[np.int64], at: NDArray[np.int64]) -> NDArray[np.int64]:
    """Join neighbours until each stratum has enough labels, or all of its answers labelled."""
    labels = np.bincount(place[at], minlength=_STRATA)
    names, held = np.zeros(_STRATA, np.int64), 0
    for stratum in range(1, _STRATA):
        held += int(labels[stratum - 1])
        ahead = int(labels[stratum:].sum())
        new = held >= _FEW and ahead >= _FEW
        names[stratum] = names[stratum - 1] + new
        held = 0 if new else held
    return np.asarray(names[place])


def _tuned(sample: _Sample) -> float:
    """Return λ: the regression of labels on probabilities within strata, in [0, 1.5]."""
    share = sample.pull
    f, y = sample.within(sample.f), sample.within(sample.y)
    spread = float((share * f * f).sum())
    if spread <= 1e-9:
        return 1.0
    return float(np.clip((share * f * y).sum() / spread, 0, _MOST_TRUST))


def _leverage(sample: _Sample) -> Array:
    """Return how far each label pulls λ towards itself [n], and so hides its own residual.

    Residuals are divided by one less that: J. G. MacKinnon and H. White, "Some
    heteroskedasticity-consistent covariance matrix estimators", Journal of Econometrics 29 (1985),
    305-325.
    """
    moved = sample.pull * sample.within(sample.f) ** 2
    return np.asarray(moved / max(float(moved.sum()), 1e-9))


def _total(sample: _Sample, trust: float) -> float:
    residual = sample.means(sample.y - trust * sample.f)
    missing = sample.answers - sample.labels
    return float(sample.y.sum() + trust * sample.rest.sum() + (missing * residual).sum())


def _interval(sample: _Sample, trust: float, found: tuple[float, float]) -> tuple[float, float]:
    total, level = found
    missing = sample.answers - sample.labels
    left = float(missing.sum())
    if left == 0:
        return total, total
    # Few labels show less than their spread, and all answers but the labelled ones are to come.
    scale = sample.labels / np.maximum(sample.labels - 1, 1) * sample.answers
    spread = sample.within(sample.y - trust * sample.f)
    spread *= np.sqrt(scale / np.maximum(missing, 1))[sample.place]
    spread /= 1 - np.minimum(_leverage(sample), _MOST_LEVERAGE)
    random = np.random.default_rng(0)
    weights = random.exponential(size=(ROUNDS, len(spread))) * sample.weight
    more = unseen(random)
    heavy = more.weight * sample.weight.max()
    middle = min(max((total - float(sample.y.sum())) / left, 0.0), 1.0)
    moved = weights @ spread + heavy * (more.all_of_it - middle)
    return span(total + left * moved / (weights.sum(axis=1) + heavy), level)
