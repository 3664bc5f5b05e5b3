"""The classifier that judges an answer without a judge model: complete, evasive or denial.

Boosted forests over the features of an answer: whether it is complete and, where it is not,
whether it is a denial. They are calibrated on answers that were not trained on, but for the one of
questions that only ask, of which no labels were at hand. Whose labels they learned stands in the
card beside the weights; agreement with them is not truth.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from keju.core.errors import InputError
from keju.marking.audit.features import ONLY_ASKS, VERSION, Answered, measured, names
from keju.marking.audit.forest import Forest, logistic

__all__ = ["SHIPPED", "WEIGHTS", "Classifier"]

#: The chances of complete, evasive and denial; they sum to 1.
Odds = tuple[float, float, float]

WEIGHTS = "classifier.npz"
SHIPPED = Path(__file__).parent / "weights"
_TOGETHER = 256


@dataclass(frozen=True)
class Classifier:
    """``incomplete`` tells how likely an answer is not complete, ``denial`` what such a one is.

    ``asked`` stands in for ``incomplete`` where a question only asks and orders no text.
    ``langs`` are the languages of the answers it was trained on.
    """

    incomplete: Forest
    asked: Forest
    denial: Forest
    langs: tuple[str, ...]

    @staticmethod
    @cache
    def shipped() -> Classifier:
        """Return the classifier of the package; its card is ``weights/README.md``."""
        return Classifier.load(SHIPPED)

    @classmethod
    def load(cls, folder: Path) -> Classifier:
        """Read weights that ``save`` wrote; raises InputError for anything else."""
        path = folder / WEIGHTS
        try:
            with np.load(path, allow_pickle=False) as arrays:
                found = dict(arrays)
            if int(found["version"]) != VERSION or tuple(found["names"]) != names():
                raise InputError(f"{path}: trained for other features; train it anew")
            return cls(
                Forest.from_arrays("incomplete", found),
                Forest.from_arrays("asked", found),
                Forest.from_arrays("denial", found),
                tuple(map(str, found["langs"])),
            )
        except FileNotFoundError:
            raise InputError(f"{path} is missing; name a folder of keju audit train") from None
        except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
            raise InputError(f"{path}: not weights of keju audit train ({error})") from None

    def save(self, folder: Path) -> Path:
        """Write the weights into ``folder``, which is made if need be; returns the file."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / WEIGHTS
        np.savez_compressed(
            path,
            version=np.array(VERSION),
            names=np.array(names()),
            langs=np.array(self.langs),
            **self.incomplete.arrays("incomplete"),  # type: ignore[arg-type]
            **self.asked.arrays("asked"),  # type: ignore[arg-type]
            **self.denial.arrays("denial"),  # type: ignore[arg-type]
        )
        return path

    def judge(self, answers: Sequence[Answered]) -> list[Odds]:
        """Return the chances of each answer, in order; any strings, any language."""
        odds: list[Odds] = []
        for start in range(0, len(answers), _TOGETHER):
            part = answers[start : start + _TOGETHER]
            chances = self.chances(measured(part))
            odds.extend((float(row[0]), float(row[1]), float(row[2])) for row in chances)
        return odds

    def chances(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return rows × 3 chances (complete, evasive, denial) for rows of features."""
        asks = rows[:, names().index(ONLY_ASKS)] > 0
        logits = np.zeros(len(rows))
        logits[asks] = self.asked.logits(rows[asks])
        logits[~asks] = self.incomplete.logits(rows[~asks])
        incomplete = logistic(logits)
        denial = incomplete * logistic(self.denial.logits(rows))
        return np.column_stack([1 - incomplete, incomplete - denial, denial])
