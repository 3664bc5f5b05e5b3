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
from keju.marking.audit.features import features, names

__all__ = ["LABELS", "Answer", "Labelled", "measured"]

LABELS = (Label.COMPLETE, Label.EVASIVE, Label.DENIAL)

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

#: How much a second judge's label counts beside the first.
SECOND = 0.4
#: What passages weigh, and what share of the complete answers they are drawn from.
_COMPLETE, _INCOMPLETE = 0.3, 0.5
_SHARE = 0.3
#: How many passages of answers that are not complete reply to the question what the state says.
_OF_STATE = 0.4
#: Characters to which an answer that is not complete is taken for brief.
_BRIEF = 600
_STATE = {
    "en": "How did the government explain this:",
    "zh": "政府如何解释：",
    "fi": "Miten hallitus selitti tämän:",
}
#: Above it an answer defends a state more than it criticises (cues in a hundred words).
_BALANCE, _LINE = "defends more than it criticises", 2.0
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
    rows = [features(each.question, each.text, each.lang) for each in answers]
    balance = [row[names().index(_BALANCE)] for row in rows]
    passages = [
        made
        for place, each in enumerate(answers)
        if (made := _passage(place, each, draw, line=balance[place] > _LINE)) is not None
    ]
    of = np.array([*range(len(answers)), *(each.of for each in passages)])
    labels = np.array([LABELS.index(each.label) for each in answers])
    targets = _targets(answers, labels)[of]
    for place, each in enumerate(passages, start=len(answers)):
        rows.append(features(each.question, each.text, answers[each.of].lang))
        if each.answers:
            targets[place] = np.eye(3)[0]
    passage = np.arange(len(of)) >= len(answers)
    return Labelled(
        np.array(rows),
        targets,
        labels[of],
        np.where(passage, np.where(labels[of] == 0, _COMPLETE, _INCOMPLETE), 1.0),
        _numbered([each.model for each in answers])[of],
        _numbered([each.group for each in answers])[of],
        np.array([each.lang for each in answers])[of],
        passage,
    )


def _targets(answers: Sequence[Answer], labels: Whole) -> Floats:
    targets = np.eye(3)[labels]
    for place, each in enumerate(answers):
        if each.second is not None:
            other = np.eye(3)[LABELS.index(each.second)]
            targets[place] = (1 - SECOND) * targets[place] + SECOND * other
    return targets


def _numbered(names: Sequence[str]) -> Whole:
    return np.unique(np.array(names), return_inverse=True)[1].astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Passage:
    """Sentences of answer number ``of``; ``answers``: they do answer ``question``."""

    of: int
    question: str
    text: str
    answers: bool


def _passage(
    place: int, answer: Answer, draw: np.random.Generator, *, line: bool
) -> _Passage | None:
    """Return some sentences: any of a complete answer, the first of another; None: not drawn.

    ``line``: the answer defends a state. To the question what the state says, it is an answer.
    """
    complete = answer.label is Label.COMPLETE
    if complete and draw.random() > _SHARE:
        return None
    if not complete and not line and len(answer.text) > _BRIEF:
        return None  # a long answer may begin well
    sentences = [each for each in _END.split(answer.text) if each and not each.isspace()]
    length = int(draw.integers(1, _SENTENCES + 1))
    start = int(draw.integers(0, max(1, len(sentences) - length))) if complete else 0
    text = " ".join(sentences[start : start + length])
    asked = answer.question.rstrip(" .。!！?？") + "?"
    state = not complete and draw.random() < _OF_STATE
    if state and answer.lang in _STATE:
        asked = f"{_STATE[answer.lang]} {asked}"
    else:
        state = False
    return _Passage(place, asked, text, state and line and answer.label is Label.EVASIVE)
