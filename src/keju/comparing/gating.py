"""Non-inferiority: is a new candidate worse than the baseline by no more than a margin?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import isfinite, log

from keju.comparing.deciding import Asked, conclude
from keju.comparing.marks import Marks, in_order, pairs_of
from keju.comparing.trials import BettingTrial, Group, Interval, Plot
from keju.core.comparison import Comparison, Ruling, Side
from keju.core.design import Design, Estimand, Test
from keju.core.errors import InputError
from keju.core.gate import Gate, GateVerdict
from keju.stats.betting import Capital

__all__ = ["GateTrial", "check_gate", "check_margin", "decide_gate", "gate_trial", "gated"]

_VERDICTS = {
    Ruling.A: GateVerdict.PASS,
    Ruling.B: GateVerdict.FAIL,
    Ruling.UNDECIDED: GateVerdict.UNDECIDED,
}


@dataclass
class GateTrial:
    """Betting on the gap being above or below -margin; a ``keju.comparing.trials.Trial``.

    A: above with certainty 1 - α/2, the gate is passed. B: below, it is not. Both are read off the
    confidence sequence that is shown, so that together they err with probability at most α.
    ``design.gap`` is the margin.
    """

    design: Design
    plot: Plot
    decided_at: int | None = None
    ruling: Ruling = Ruling.UNDECIDED
    seen: int = 0
    history: list[tuple[float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sequence = BettingTrial(self.design, self.plot)
        self.bound = log(2 / self.design.alpha)
        self.capital = Capital([-self.design.gap], self.sequence.bank)

    @property
    def over(self) -> bool:
        """See Trial."""
        return self.decided_at is not None

    def feed(self, groups: Sequence[Group]) -> None:
        """See Trial."""
        self.sequence.fed.extend(groups)
        units = self.sequence.units(groups)
        rows = iter(self.capital.advance(units)[:, 0].tolist())
        for group in groups:
            self.seen += 1
            if self.sequence.counts(group):
                above, below = next(rows)
                self.history.append((above / self.bound, below / self.bound))
            else:  # nobody has a score: nothing has changed
                self.history.append(self.history[-1] if self.history else (0.0, 0.0))
            self._rule(*self.history[-1])

    def _rule(self, above: float, below: float) -> None:
        if self.decided_at is None and max(above, below) >= 1:
            self.ruling = Ruling.A if above >= 1 else Ruling.B
            self.decided_at = self.seen

    def units_left(self) -> float | None:
        """See Trial."""
        if self.decided_at is not None:
            return 0.0
        if not self.history:
            return None
        growth = self.capital.growth(0)
        left = [
            self.bound * (1 - at) / each
            for at, each in zip(self.history[-1], growth, strict=True)
            if each > 1e-6
        ]
        return min(left) if left else None

    def intervals(self, looks: Sequence[int]) -> list[Interval]:
        """See Trial."""
        return self.sequence.intervals(looks)


def gate_trial(design: Design, plot: Plot) -> GateTrial:
    """Return the test of a gate, in the place of ``keju.comparing.trials.trial``."""
    check_gate(design)
    return GateTrial(design, plot)


def check_gate(design: Design) -> None:
    """Raise InputError for a design that is no gate's."""
    if design.test is not Test.E:
        raise InputError("keju gate asks on until it is sure: that is --test e only")


def check_margin(points: float) -> float:
    """Return a margin given in points as a share. Raises InputError for what is none."""
    if not (isfinite(points) and 0 < points < 100):
        raise InputError(
            f"--margin is in points, above 0 and below 100, not {points:g}; 1 is usual"
        )
    return points / 100


def gated(found: Comparison) -> Gate:
    """Return the gate whose trial came to this comparison.

    Its ruling becomes what the same interval says of a gap of 0.
    """
    verdict = _VERDICTS[found.ruling]
    ruling = Ruling.UNDECIDED
    if found.interval is not None:
        low, high = found.interval
        ruling = Ruling.A if low > 0 else Ruling.B if high < 0 else ruling
    return Gate(replace(found, ruling=ruling), found.design.gap, verdict)


def decide_gate(new: Marks, baseline: Marks, design: Design) -> Comparison:
    """Return what a gate's trial says of scores at hand, for ``gated``; see ``GateTrial``.

    They are read in the random order of ``design``. Raises InputError when the two were not asked
    the same, and when no pair has two scores.
    """
    check_gate(design)
    if design.estimand is Estimand.FRESH:
        raise InputError(
            "--estimand fresh asks anew: give two candidates and an exam, or --estimand like-these"
        )
    pairs = pairs_of(new, baseline)
    if not any(pair.difference is not None for pair in pairs):
        raise InputError(
            f"No item has a score of both {new.name} and {baseline.name}: nothing to compare"
        )
    groups = in_order(pairs, design.order)
    attempts = max(len(scores) for scores in new.scores.values())
    plot = Plot([len(group) for group in groups], design.estimand is Estimand.THIS_BANK)
    test = gate_trial(design, plot)
    test.feed(groups)
    asked = Asked(
        Side(new.name, None, len(pairs) * attempts),
        Side(baseline.name, None, len(pairs) * attempts),
        new.exam if new.exam == baseline.exam else f"{new.exam} and {baseline.exam}",
        attempts,
        len(pairs),
    )
    return conclude(test, groups, asked)
