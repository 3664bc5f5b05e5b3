"""What is fixed before the first answer: the test, its errors, the estimand, the order."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from keju.core.errors import InputError

__all__ = ["Design", "Estimand", "Test"]


class Test(StrEnum):
    """How evidence is weighed: see docs/statistics.md."""

    __test__ = False  # a name that pytest would take for a class of tests

    E = "e"
    EXACT = "exact"


class Estimand(StrEnum):
    """What the gap is a gap of."""

    LIKE_THESE = "like-these"
    THIS_BANK = "this-bank"
    FRESH = "fresh"

    @property
    def words(self) -> str:
        """What a reader should understand."""
        return _WORDS[self]


_WORDS = {
    Estimand.LIKE_THESE: "questions like these, of which these are a random sample",
    Estimand.THIS_BANK: "exactly these questions and these answers",
    Estimand.FRESH: "exactly these questions, answered afresh each time",
}


@dataclass(frozen=True, slots=True)
class Design:
    """A comparison as it is planned; recorded before the first answer.

    ``alpha`` is the total probability of a false verdict. ``gap`` is the smallest gap that matters,
    a share: smaller ones may be called equal, and the exact test plans for it. ``order`` seeds the
    order of the questions. ``discordance`` is the share of questions on which the two are expected
    to differ; only plans and the exact test use it. Raises InputError for what cannot be tested.
    """

    test: Test = Test.E
    alpha: float = 0.05
    gap: float = 0.03
    estimand: Estimand = Estimand.LIKE_THESE
    order: int = 0
    discordance: float = 0.2

    def __post_init__(self) -> None:
        if not (math.isfinite(self.alpha) and 1e-9 <= self.alpha <= 0.5):
            raise InputError(
                f"--alpha is the probability of a false verdict, above 0 and at most 0.5,"
                f" not {self.alpha:g}"
            )
        if not (math.isfinite(self.gap) and 0 < self.gap < 1):
            raise InputError(
                f"--gap is in points, above 0 and below 100, not {100 * self.gap:g}; 3 is usual"
            )
        if not (math.isfinite(self.discordance) and 0 < self.discordance <= 1):
            raise InputError(
                "--discordance is the share of questions on which the two differ, above 0 and at"
                f" most 1, not {self.discordance:g}"
            )
        if self.test is Test.EXACT and self.estimand is not Estimand.LIKE_THESE:
            raise InputError(
                f"--test exact is for questions like these; with --estimand {self.estimand} use"
                " --test e"
            )
        if self.test is Test.EXACT and self.gap > self.discordance:
            raise InputError(
                f"--gap {100 * self.gap:g} cannot exceed --discordance {100 * self.discordance:g}"
                " points: where the two agree there is no gap"
            )

    def to_json(self) -> dict[str, Any]:
        """Return JSON values."""
        return {**asdict(self), "test": self.test.value, "estimand": self.estimand.value}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Design:
        """Read what ``to_json`` wrote."""
        return cls(
            **{**values, "test": Test(values["test"]), "estimand": Estimand(values["estimand"])}
        )
