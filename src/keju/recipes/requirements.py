"""Thresholds for scripts and CI: ``accuracy>=0.8``."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from keju.core.errors import InputError, nearest
from keju.core.records import Verdict
from keju.core.summary import Summary

__all__ = ["Requirement", "parse_requirement"]

_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_FORM = re.compile(r"\s*(\w+)\s*(>=|<=|>|<)\s*(\d+(?:\.\d+)?)(%?)\s*")


@dataclass(frozen=True, slots=True)
class Requirement:
    """A figure of a summary against a threshold.

    ``accuracy`` is that of the summary, over what has a score; a verdict is a share of all wanted
    answers.
    """

    figure: str
    sign: str
    threshold: float

    def met(self, summary: Summary) -> bool:
        """Whether the summary meets it.

        A figure that cannot be told meets nothing, nor does a paper that was not sat to its end.
        """
        value = None if summary.missing else _figure(summary, self.figure)
        return value is not None and _COMPARE[self.sign](value, self.threshold)

    def __str__(self) -> str:
        return f"{self.figure}{self.sign}{self.threshold:g}"


def parse_requirement(text: str) -> Requirement:
    """Read ``FIGURE>=NUMBER``; InputError names what is known otherwise."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise InputError(f"--require {text!r}: write it as 'accuracy>=0.8'")
    figure, sign, number, percent = match.groups()
    known = ["accuracy", *(verdict.value for verdict in Verdict)]
    if figure not in known:
        raise InputError(f"--require: unknown figure {figure!r}.{nearest(figure, known)}")
    threshold = float(f"{number}e-2" if percent else number)
    if threshold > 1:
        raise InputError(f"--require {text!r}: the figure is a share between 0 and 1 (or write %)")
    return Requirement(figure, sign, threshold)


def _figure(summary: Summary, name: str) -> float | None:
    if name == "accuracy":
        return summary.accuracy
    wanted = summary.sitting.wanted
    return summary.verdicts.get(Verdict(name), 0) / wanted if wanted else None
