"""Labelled answers as arrays, with the groups that must not be split.

A training set is answers to requests, mostly long ones. So that a short factual question is not
thought to be evaded by a short answer, every training also sees passages of the same answers as if
only a question had been asked (``measured``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from keju.core.audit import Label
from keju.marking.audit.features import features

__all__ = ["LABELS", "Answer", "Labelled", "measured"]

LABELS = (Label.COMPLETE, Label.EVASIVE, Label.DENIAL)

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

#: How much a second judge's label counts beside the first.
SECOND = 0.4
_PASSAGE = 0.3
_SHARE = 0.3
_SENTENCES = 6
_END = re.compile(r"(?<=[.!?。！？])\s*|\n+")


@dataclass(frozen=True, slots=True)
class Answer:
    """One labelled answer without its thought; ``second`` is another judge's label.

    ``model`` and ``group`` (of the question, the same in every language) are what cross-validation
    keeps apart.
    """

    question: str
    text: str
    lang: str
    label: Label
    second: Label | None = None
    model: str = ""
    group: str = ""


@dataclass(frozen=True)
class Labelled:
    """``rows`` n × features; ``targets`` n × 3 chances of the labels; ``labels`` the first judge's.

    ``weights`` of the rows; ``models``, ``groups`` and ``langs`` one number or code a row;
    ``passage``: the row is a passage made for training, never tested on.
    """

    rows: Floats
    targets: Floats
    labels: Whole
    weights: Floats
    models: Whole
    groups: Whole
    langs: NDArray[np.str_]
    passage: NDArray[np.bool_]

    def only(self, kept: NDArray[np.bool_]) -> Labelled:
        """Return the rows where ``kept`` is true."""
        return Labelled(**{each.name: getattr(self, each.name)[kept] for each in fields(self)})


def measured(answers: Sequence[Answer], seed: int = 0) -> Labelled:
    """Return the answers as arrays, the passages made of them behind."""
    draw = np.random.default_rng(seed)
    passages = [(i, text) for i, each in enumerate(answers) if (text := _passage(each, draw))]
    of = np.array([*range(len(answers)), *(i for i, _ in passages)])
    rows = [features(each.question, each.text, each.lang) for each in answers]
    rows += [features(_only_asked(answers[i]), text, answers[i].lang) for i, text in passages]
    labels = np.array([LABELS.index(each.label) for each in answers])
    targets = np.eye(3)[labels]
    for place, each in enumerate(answers):
        if each.second is not None:
            other = np.eye(3)[LABELS.index(each.second)]
            targets[place] = (1 - SECOND) * targets[place] + SECOND * other
    passage = np.arange(len(of)) >= len(answers)
    return Labelled(
        np.array(rows),
        targets[of],
        labels[of],
        np.where(passage, _PASSAGE, 1.0),
        _numbered([each.model for each in answers])[of],
        _numbered([each.group for each in answers])[of],
        np.array([each.lang for each in answers])[of],
        passage,
    )


def _numbered(names: Sequence[str]) -> Whole:
    return np.unique(np.array(names), return_inverse=True)[1].astype(np.int64)


def _only_asked(answer: Answer) -> str:
    return answer.question.rstrip(" .。!！?？") + "?"


def _passage(answer: Answer, draw: np.random.Generator) -> str | None:
    """Return some sentences: any of a complete answer, the first of another; None: not drawn."""
    complete = answer.label is Label.COMPLETE
    if complete and draw.random() > _SHARE:
        return None
    sentences = [each for each in _END.split(answer.text) if each and not each.isspace()]
    length = int(draw.integers(1, _SENTENCES + 1))
    start = int(draw.integers(0, max(1, len(sentences) - length))) if complete else 0
    return " ".join(sentences[start : start + length]) or None
