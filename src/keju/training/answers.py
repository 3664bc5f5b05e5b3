"""Training the classifier of answers, and how far it agrees with labels it has not seen.

Cross-validation is by blocks: models and questions are both cut into folds, and a block is tested
by a classifier that saw neither its models nor its questions. The chances that come out of it
calibrate the classifier that is trained on everything. Passages (``labelled``) only teach the
forest of questions that ask and order no text: beside the rest they cost two points of kappa.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from keju.core.classified import Agreement, Learned
from keju.core.errors import InputError
from keju.marking.audit.classifier import Classifier
from keju.marking.audit.forest import Forest, logistic
from keju.training.forests import Growth, calibrated, grow
from keju.training.labelled import LABELS, Answer, Labelled, measured

__all__ = ["FOLDS", "agreement", "blocks", "chances_of", "kappa", "train", "unseen"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]

FOLDS = 5
_INCOMPLETE = Growth()
_DENIAL = Growth(trees=100, depth=3, ridge=10.0)
_FEWEST = 10
_BINS = 10


def train(
    answers: Sequence[Answer], source: str, dropped: int = 0, folds: int = FOLDS
) -> tuple[Classifier, Learned]:
    """Return a calibrated classifier and what is known of it; ``dropped`` lines were left out.

    Raises InputError where the answers are too few or all of one kind.
    """
    _check(answers, source, folds)
    data = measured(answers)
    tested = data.only(~data.passage)
    logits = unseen(tested, folds)
    incomplete, denial = _grown(tested)
    classifier = Classifier(
        calibrated(incomplete, logits[:, 0], 1 - tested.targets[:, 0], tested.weights),
        _incomplete(data),
        calibrated(denial, logits[:, 1], *_of_denial(tested)),
        tuple(sorted(set(map(str, tested.langs)))),
    )
    return classifier, Learned(
        source,
        {label.value: sum(each.label is label for each in answers) for label in LABELS},
        dict(sorted(Counter(each.lang for each in answers).items())),
        len(set(tested.models)),
        len(set(tested.groups)),
        dropped,
        agreement(chances_of(logits), tested),
    )


def _check(answers: Sequence[Answer], source: str, folds: int) -> None:
    counts = Counter(each.label for each in answers)
    for label in LABELS:
        if counts[label] < _FEWEST:
            words = f"{counts[label]} answers are {label.value}"
            raise InputError(f"{source}: {words}; at least {_FEWEST} are needed to train")
    questions = len({each.group for each in answers})
    if questions < folds:
        words = f"{questions} different questions; at least {folds} are needed"
        raise InputError(f"{source}: {words} to test on others than were trained on")


def blocks(data: Labelled, folds: int = FOLDS, seed: int = 0) -> Iterator[tuple[Mask, Mask]]:
    """Yield (tested, trained) rows: every row is tested once, trained rows share neither group.

    With one model only the questions are kept apart.
    """
    draw = np.random.default_rng(seed)
    models, groups = (_folds(each, folds, draw) for each in (data.models, data.groups))
    for m in np.unique(models):
        for q in np.unique(groups):
            tested = (models == m) & (groups == q) & ~data.passage
            others = (models != m) if len(np.unique(models)) > 1 else np.ones(len(models), bool)
            if tested.any():
                yield tested, others & (groups != q)


def _folds(members: Whole, folds: int, draw: np.random.Generator) -> Whole:
    known, places = np.unique(members, return_inverse=True)
    drawn: Whole = (draw.permutation(len(known)) % folds)[places]
    return drawn


def unseen(data: Labelled, folds: int = FOLDS) -> Floats:
    """Return for each row that is no passage two logits (incomplete, denial) by block."""
    logits = np.zeros((len(data.rows), 2))
    for tested, trained in blocks(data, folds):
        for column, forest in enumerate(_grown(data.only(trained))):
            logits[tested, column] = forest.logits(data.rows[tested])
    return logits[~data.passage]


def _grown(data: Labelled) -> tuple[Forest, Forest]:
    return _incomplete(data), grow(data.rows, *_of_denial(data), _DENIAL)


def _incomplete(data: Labelled) -> Forest:
    return grow(data.rows, 1 - data.targets[:, 0], data.weights, _INCOMPLETE)


def _of_denial(data: Labelled) -> tuple[Floats, Floats]:
    """Return the chance of a denial given that it is not complete, and what each row weighs."""
    incomplete = 1 - data.targets[:, 0]
    return data.targets[:, 2] / np.maximum(incomplete, 1e-9), data.weights * incomplete


def chances_of(logits: Floats) -> Floats:
    """Return rows × 3 chances of the labels for rows × 2 logits (incomplete, denial if so)."""
    incomplete = logistic(logits[:, 0])
    denial = incomplete * logistic(logits[:, 1])
    return np.column_stack([1 - incomplete, incomplete - denial, denial])


def agreement(chances: Floats, data: Labelled) -> Agreement:
    """Return how far rows × 3 ``chances`` agree with the first judge's labels."""
    chosen, labels = chances.argmax(axis=1), data.labels
    complete, said = labels == 0, chosen == 0
    return Agreement(
        kappa(complete, said),
        {
            str(lang): kappa(complete[data.langs == lang], said[data.langs == lang])
            for lang in np.unique(data.langs)
        },
        kappa(labels, chosen),
        _off(chances[:, 0], complete),
    )


def kappa(left: NDArray[np.generic], right: NDArray[np.generic]) -> float:
    """Return Cohen's kappa (1960) of two labellings; NaN where both know but one label."""
    same = float(np.mean(left == right))
    by_chance = sum(
        float(np.mean(left == each) * np.mean(right == each)) for each in np.unique(left)
    )
    return (same - by_chance) / (1 - by_chance) if by_chance < 1 else float("nan")


def _off(chances: Floats, true: Mask) -> float:
    """Return the mean distance of chance and frequency over ten bins of equally many answers."""
    parts = np.array_split(np.argsort(chances, kind="stable"), _BINS)
    off = [len(part) * abs(chances[part].mean() - true[part].mean()) for part in parts if len(part)]
    return float(sum(off) / len(chances))
