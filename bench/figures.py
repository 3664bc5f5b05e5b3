"""What a part of the benchmark hands to ``bench.run``: figures, with what they must reach."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["Figure", "main", "median", "say"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. ``must`` and ``aim`` are least values when ``more`` is better.

    ``must`` None: measured for comparison only. ``detail`` is what the figure was made from.
    """

    what: str
    value: float
    unit: str
    must: float | None = None
    aim: float | None = None
    more: bool = True
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def met(self) -> str:
        """One word: how the figure stands."""
        if self.must is None:
            return ""
        if self._reaches(self.must):
            return "aim" if self.aim is not None and self._reaches(self.aim) else "must"
        return "MISSED"

    def _reaches(self, bound: float) -> bool:
        return self.value >= bound if self.more else self.value <= bound


def median(values: Sequence[float]) -> float:
    """Return the median, rounded to what a benchmark can know."""
    return float(f"{statistics.median(values):.4g}")


def say(words: str) -> None:
    """Say on standard error what is going on; standard output is for figures."""
    print(words, file=sys.stderr, flush=True)


def main(part: Callable[[bool], list[Figure]]) -> None:
    """Run one part as a program: ``[--quick]``, figures as JSON on standard output."""
    parser = argparse.ArgumentParser(description=part.__doc__)
    parser.add_argument("--quick", action="store_true", help="less of everything: a rehearsal")
    print(json.dumps([asdict(figure) for figure in part(parser.parse_args().quick)]))
