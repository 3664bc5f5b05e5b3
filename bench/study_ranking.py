"""Whether all rank sets hold at once, against a truth of up to 1,100 answers to each question.

Each round takes some models that answered the same exam again and again, draws questions with
replacement and a fresh answer of each model to each (with the model's own rate on that question),
and ranks. The truth is the order of the models' rates over the whole exam: ranks may then tie.
"""

from __future__ import annotations

import numpy as np
from bench.figures import Figure, say
from bench.study_data import MATRICES, Array, repeated
from numpy.random import default_rng

from keju.comparing.marks import Marks
from keju.comparing.ranking import field_of, rank
from keju.core.design import Design
from keju.core.ranking import Ranking
from keju.stats.intervals import clopper_pearson

__all__ = ["ranking"]

_MODELS = 6
_LENGTH = 250


def ranking(quick: bool) -> list[Figure]:  # noqa: FBT001 - the one dial
    """Simultaneous coverage of rank sets, and whether the best stays."""
    if not MATRICES.exists():
        say(f"{MATRICES} is absent; left out")
        return []
    random, rounds = default_rng(9), 40 if quick else 1_000
    exams = [models for _, models in sorted(repeated().items()) if len(models) >= _MODELS]
    held = kept = decided = 0
    for _ in range(rounds):
        models = exams[random.integers(len(exams))]
        chosen = random.choice(len(models), _MODELS, replace=False)
        rates = np.array([models[n].rates for n in chosen])
        (found,) = rank([field_of(_asked(rates, random), Design())], Design())
        held += _all_hold(found, rates.mean(axis=1))
        kept += f"m{int(rates.mean(axis=1).argmax())}" in found.best
        decided += found.claims
    shares = [held / rounds, kept / rounds]
    limits = [f"{100 * clopper_pearson(n, rounds, 0.9)[0]:.1f}%" for n in (held, kept)]
    return [
        Figure(f"all rank sets of {_MODELS} hold at once, of {rounds:,}",
               round(100 * shares[0], 2), "%", 95, detail={"95% lower limit": limits[0]}),
        Figure("the best is among those that may be the best",
               round(100 * shares[1], 2), "%", 95, detail={"95% lower limit": limits[1]}),
        Figure(f"decided of {_MODELS * (_MODELS - 1) // 2} pairs after {_LENGTH} questions",
               round(decided / rounds, 1), "pairs"),
    ]  # fmt: skip


def _asked(rates: Array, random: np.random.Generator) -> list[Marks]:
    drawn = random.integers(rates.shape[1], size=_LENGTH)
    right = random.random((len(rates), _LENGTH)) < rates[:, drawn]
    return [
        Marks(f"m{n}", "exam", {f"d{t}": (float(each),) for t, each in enumerate(row)})
        for n, row in enumerate(right)
    ]


def _all_hold(found: Ranking, truth: Array) -> bool:
    """Whether every rank set reaches the ranks that the truth allows, ties and all."""
    for each in found.candidates:
        mine = truth[int(each.name[1:])]
        best, worst = 1 + int((truth > mine).sum()), int((truth >= mine).sum())
        if each.low > best or each.high < worst:
            return False
    return True
