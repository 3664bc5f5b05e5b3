"""The two tests, fed unit by unit in the order of the questions: which verdict, and when."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import log
from typing import Protocol

from keju.comparing.marks import Pair, units_of
from keju.core.comparison import Ruling
from keju.core.design import Design, Test
from keju.core.errors import InputError
from keju.stats.betting import Bank, Capital, Units
from keju.stats.mcnemar import TruncatedDesign, design_within

__all__ = ["BettingTrial", "ExactTrial", "Plot", "Trial", "trial"]

Group = Sequence[Pair]
Interval = tuple[float, float] | tuple[None, None]


@dataclass(frozen=True, slots=True)
class Plot:
    """The units that are to be drawn, known beforehand: how many questions each has.

    ``whole``: they are all the units of a bank, drawn without replacement.
    """

    sizes: Sequence[int]
    whole: bool = False

    @property
    def largest(self) -> int:
        """The questions of the largest unit."""
        return max(self.sizes, default=1)


class Trial(Protocol):
    """A test in progress."""

    design: Design
    seen: int

    @property
    def ruling(self) -> Ruling:
        """The verdict so far."""
        ...

    @property
    def decided_at(self) -> int | None:
        """After how many units the verdict was certain; None while it is not."""
        ...

    @property
    def over(self) -> bool:
        """Whether more units can no longer change anything."""
        ...

    @property
    def history(self) -> Sequence[tuple[float, float]]:
        """For A and for B, after each unit: which share of the way to the threshold."""
        ...

    def feed(self, groups: Sequence[Group]) -> None:
        """Take the next units, in their order. Those after the verdict change nothing."""
        ...

    def units_left(self) -> float | None:
        """Return how many more units a verdict is expected to take; None: nobody can tell."""
        ...

    def intervals(self, looks: Sequence[int]) -> list[Interval]:
        """Return the confidence intervals of the gap after so many units; None: it has none."""
        ...


def trial(design: Design, plot: Plot) -> Trial:
    """Return the test of this design. Raises InputError where it does not fit the units."""
    if design.test is Test.EXACT:
        return ExactTrial(design, plot)
    return BettingTrial(design, plot)


@dataclass
class BettingTrial:
    """Betting on the gap being above or below -δ, 0 and δ; see ``keju.stats.betting``.

    A: above 0 with certainty 1 - α/2. B: below 0. Equal: above -δ and below δ. All three are read
    off one confidence sequence, so that together they err with probability at most α.
    """

    design: Design
    plot: Plot
    decided_at: int | None = None
    ruling: Ruling = Ruling.UNDECIDED
    seen: int = 0
    history: list[tuple[float, float]] = field(default_factory=list)
    fed: list[Group] = field(default_factory=list)

    def __post_init__(self) -> None:
        delta = self.design.gap
        self.bound = log(2 / self.design.alpha)
        self.capital = Capital([-delta, 0.0, delta], self.bank)

    @cached_property
    def bank(self) -> Bank | None:
        """The bank that is drawn from without replacement; None: questions are a sample."""
        if not self.plot.whole:
            return None
        return Bank(Units.scaled(self.plot.sizes, self.plot.sizes, self.plot.largest).sizes)

    @property
    def over(self) -> bool:
        """See Trial."""
        return self.decided_at is not None

    def units(self, groups: Sequence[Group]) -> Units:
        """Return the units as the test sees them.

        A bank has its size from the beginning: there a pair without a score holds its place as a
        tie. Elsewhere it is as if it had not been drawn.
        """
        return units_of(groups, self.plot.largest, ties=self.plot.whole)

    def feed(self, groups: Sequence[Group]) -> None:
        """See Trial."""
        self.fed.extend(groups)
        rows = iter(self.capital.advance(self.units(groups)).tolist())
        for group in groups:
            self.seen += 1
            if not self.counts(group):  # no unit at all: nothing has changed
                self.history.append(self.history[-1] if self.history else (0.0, 0.0))
                continue
            low, zero, high = next(rows)
            self.history.append((zero[0] / self.bound, zero[1] / self.bound))
            if self.decided_at is None:
                self._rule(low[0], zero, high[1])

    def counts(self, group: Group) -> bool:
        """Whether a group is a unit: a bank has its size, elsewhere some pair needs both scores."""
        return self.plot.whole or any(pair.difference is not None for pair in group)

    def _rule(self, above_low: float, zero: Sequence[float], below_high: float) -> None:
        if zero[0] >= self.bound:
            self.ruling = Ruling.A
        elif zero[1] >= self.bound:
            self.ruling = Ruling.B
        elif above_low >= self.bound and below_high >= self.bound:
            self.ruling = Ruling.EQUAL
        else:
            return
        self.decided_at = self.seen

    def units_left(self) -> float | None:
        """See Trial."""
        if self.decided_at is not None:
            return 0.0
        if not self.history:
            return None
        rate = self.capital.growth()
        left = [
            self.bound * (1 - at) / each
            for at, each in zip(self.history[-1], rate, strict=True)
            if each > 1e-6
        ]
        return min(left) if left else None

    def intervals(self, looks: Sequence[int]) -> list[Interval]:
        """See Trial."""
        from keju.stats.sequences import confidence_interval, confidence_path

        counted = list(itertools.accumulate(self.counts(group) for group in self.fed))
        at = [counted[look - 1] for look in looks]
        upto = self.units(self.fed[: looks[-1]])
        inner = [look for look in dict.fromkeys(at) if 0 < look < len(upto.sums)]
        path: dict[int, Interval] = {}
        if inner:
            lows, highs = confidence_path(upto, inner, self.design.alpha, self.bank)
            path = dict(zip(inner, zip(lows.tolist(), highs.tolist(), strict=True), strict=True))
        # The last look is what is reported: exactly, not off a plot.
        path[len(upto.sums)] = confidence_interval(upto, self.design.alpha, self.bank)
        return [path.get(look, (-1.0, 1.0)) for look in at]


@dataclass
class ExactTrial:
    """The truncated sequential McNemar test; see ``keju.stats.mcnemar``.

    Questions on which the two do not differ are skipped. Final at its horizon of questions on which
    they differ.
    """

    design: Design
    plot: Plot
    decided_at: int | None = None
    ruling: Ruling = Ruling.UNDECIDED
    seen: int = 0
    history: list[tuple[float, float]] = field(default_factory=list)
    differ: int = 0
    ahead: int = 0

    def __post_init__(self) -> None:
        if self.plot.largest > 1:
            raise InputError(
                "--test exact is for questions that are independent; these come in clusters: use"
                " --test e"
            )
        plan = self.design
        self.walk: TruncatedDesign = design_within(
            len(self.plot.sizes), plan.gap, plan.discordance, plan.alpha
        )

    @property
    def over(self) -> bool:
        """See Trial."""
        return self.decided_at is not None or self.differ >= self.walk.horizon

    def feed(self, groups: Sequence[Group]) -> None:
        """See Trial."""
        for (pair,) in groups:
            self.seen += 1
            if pair.difference is not None and not self.over:
                self._step(pair)
            self.history.append(self._evidence())

    def _step(self, pair: Pair) -> None:
        if pair.a not in (0, 1) or pair.b not in (0, 1):
            raise InputError(
                f"--test exact takes one answer that is right or wrong; item {pair.item} has"
                f" the scores {pair.a} and {pair.b}: use --test e"
            )
        if pair.a == pair.b:
            return
        self.differ += 1
        self.ahead += 1 if pair.a > pair.b else -1
        if abs(self.ahead) >= int(self.walk.thresholds[self.differ]):
            self.ruling = Ruling.A if self.ahead > 0 else Ruling.B
            self.decided_at = self.seen

    def _evidence(self) -> tuple[float, float]:
        if not self.differ:
            return 0.0, 0.0
        share = self.ahead / float(self.walk.thresholds[self.differ])
        return max(share, 0.0), max(-share, 0.0)

    def units_left(self) -> float | None:
        """See Trial."""
        if self.over:
            return 0.0
        if not self.differ:
            return None
        drift = abs(self.ahead) / self.differ
        height = float(self.walk.thresholds[self.differ]) - abs(self.ahead)
        steps = self.walk.horizon - self.differ
        if drift > 0.05:
            steps = min(steps, round(height / drift))
        return steps * self.seen / self.differ

    def intervals(self, looks: Sequence[int]) -> list[Interval]:
        """See Trial."""
        return [(None, None)] * len(looks)
