"""What became of answers: a bar of verdicts, and the same in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from keju.core.records import Verdict
from keju.report.pages.plots import Bar, stacked

__all__ = ["Breakdown", "breakdown"]

_TONES = {
    Verdict.CORRECT: "right",
    Verdict.INCORRECT: "wrong",
    Verdict.FILTERED: "tie",
    Verdict.FAILED: "tie",
    Verdict.UNMARKABLE: "tie",
}


@dataclass(frozen=True, slots=True)
class Breakdown:
    """How one candidate's answers divide: (tone, words, number), and the bars of them."""

    name: str
    parts: Sequence[tuple[str, str, int]]
    bars: Sequence[Bar]


def breakdown(name: str, verdicts: Mapping[Verdict, int], rest: Mapping[str, int]) -> Breakdown:
    """Return how answers divide, by verdict and then by ``rest``: words → number."""
    parts = [
        (_TONES.get(verdict, "other"), verdict.value.replace("_", " "), number)
        for verdict in Verdict
        if (number := verdicts.get(verdict, 0))
    ]
    parts.extend(("near", words, number) for words, number in rest.items() if number)
    return Breakdown(name, parts, stacked([(tone, number) for tone, _, number in parts]))
