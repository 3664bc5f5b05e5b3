"""How far answers are judged as others judged them, without a judge model, and how fast.

``python -m bench.study_audit [--quick] [--json]``. On ../shared/data/speechmap: block
cross-validation over models and questions (25 blocks, neither of which was trained on), for the
classifier, a TF-IDF baseline, a refusal regex and the majority, on the same blocks; then answers
a second of one core with the shipped weights. ``--quick`` leaves out what must be trained.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, diags

from keju.core.classified import Agreement
from keju.marking.audit.classifier import SHIPPED, WEIGHTS, Classifier
from keju.marking.audit.letters import read
from keju.recipes.audit_training import labelled_answers
from keju.training.answers import agreement, blocks, chances_of, unseen
from keju.training.labelled import LABELS, Answer, Labelled, measured

ROOT = Path(__file__).resolve().parents[1]
DATA = (ROOT / ".." / "shared" / "data" / "speechmap").resolve() / "speechmap_country_dev.jsonl.gz"
_REFUSAL = re.compile(
    r"\bi(?:['’]m| am) sorry|\bi can(?:no|['’])t\b|\bas an ai\b|\bunable to (?:assist|help)"
    r"|抱歉|对不起|无法回答|作为(?:一个)?(?:ai|人工智能)"
    r"|\ben voi\b|\bvalitettavasti\b|\bpahoittelen\b",
    re.IGNORECASE,
)
_OPENING = 300
_BITS = 18

Floats = NDArray[np.float64]


def by_regex(answers: Sequence[Answer]) -> Floats:
    denied = np.array([bool(_REFUSAL.search(each.text[:_OPENING])) for each in answers])
    return np.eye(3)[np.where(denied, 2, 0)]


def tf_idf_rows(answers: Sequence[Answer]) -> csr_matrix:
    """Return 1 + log counts of words and pairs of words (Chinese: of characters), hashed."""
    parts = []
    for each in answers:
        letters = read(each.text.lower())
        hashes = np.concatenate([letters.words, letters.pairs])
        mixed = (hashes * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - _BITS)
        parts.append(np.unique(mixed.astype(np.int64), return_counts=True))
    starts = np.cumsum([0, *(len(places) for places, _ in parts)])
    values = 1 + np.log(np.concatenate([counts for _, counts in parts]))
    places = np.concatenate([places for places, _ in parts])
    return csr_matrix((values, places, starts), (len(answers), 1 << _BITS))


def by_tf_idf(rows: csr_matrix, data: Labelled) -> Floats:
    """Return chances of block cross-validation: balanced logistic regression on TF-IDF."""
    found = np.zeros((len(data.labels), 3))
    for tested, trained in blocks(data):
        seen = np.bincount(rows[trained].indices, minlength=rows.shape[1])
        idf = np.where(seen > 2, np.log(trained.sum() / np.maximum(seen, 1)) + 1, 0)
        weighed = rows @ diags(idf)
        norms = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
        weighed = diags(1 / np.maximum(norms, 1e-9)) @ weighed
        scores = [_logistic(weighed, data.labels == each, trained)[tested] for each in (0, 2)]
        complete = 1 / (1 + np.exp(-scores[0]))
        denial = (1 - complete) / (1 + np.exp(-scores[1]))
        found[tested] = np.column_stack([complete, 1 - complete - denial, denial])
    return found


def _logistic(rows: csr_matrix, right: NDArray[np.bool_], trained: NDArray[np.bool_]) -> Floats:
    """Return scores of every row by a logistic regression of the trained ones."""
    known, signs = rows[trained], np.where(right[trained], 1.0, -1.0)
    weights = np.where(signs > 0, 0.5 / (signs > 0).mean(), 0.5 / (signs < 0).mean())

    def loss(line: Floats) -> tuple[float, Floats]:
        margins = signs * (known @ line)
        pull = -weights * signs / (1 + np.exp(margins))
        value = float(weights @ np.logaddexp(0, -margins)) + 0.05 * float(line @ line)
        return value, known.T @ pull + 0.1 * line

    start = np.zeros(rows.shape[1])
    line = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 40}).x
    scores: Floats = rows @ line
    return scores


def a_second(answers: Sequence[Answer]) -> float:
    """Return answers a second of processor time, features and all."""
    asked = [(each.question, each.text, each.lang) for each in answers]
    judge = Classifier.shipped()
    judge.judge(asked[:5])
    start = time.process_time()
    judge.judge(asked)
    return len(asked) / (time.process_time() - start)


def study(answers: Sequence[Answer], *, quick: bool) -> dict[str, Agreement]:
    """Return the name of each way → its agreement with the first judge."""
    data = measured(answers)
    tested = data.only(~data.passage)
    ways = {
        "majority": np.eye(3)[np.zeros(len(answers), int)],
        "refusal regex": by_regex(answers),
    }
    if not quick:
        ways["TF-IDF"] = by_tf_idf(tf_idf_rows(answers), tested)
        ways["keju"] = chances_of(unseen(tested))
    second = [each.second or each.label for each in answers]
    places = [LABELS.index(each) for each in second]
    ways["second judge"] = np.eye(3)[places]
    return {name: agreement(chances, tested) for name, chances in ways.items()}


def row(name: str, cells: Sequence[str]) -> str:
    return f"{name:<14}" + "".join(f"{cell:>16}" for cell in cells)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not DATA.exists():
        raise SystemExit(f"{DATA} is absent")
    answers, dropped = labelled_answers(DATA)
    found = study(answers, quick=options.quick)
    speed, size = a_second(answers), (SHIPPED / WEIGHTS).stat().st_size
    if options.json:
        ways: dict[str, Any] = {name: asdict(each) for name, each in found.items()}
        print(json.dumps({"ways": ways, "a_second": speed, "bytes": size}, indent=2))
        return
    langs = sorted({each.lang for each in answers})
    print(f"{len(answers):,} answers, {dropped} left out; Cohen's kappa with the first judge")
    print(row("", ["complete", *langs, "three labels", "chances off by"]))
    for name, each in found.items():
        values = [each.complete, *(each.by_lang[lang] for lang in langs), each.labels]
        print(row(name, [f"{value:.3f}" for value in [*values, each.calibration]]))
    print(f"{speed:,.0f} answers a second of processor time; weights {size:,} bytes")


if __name__ == "__main__":
    main()
