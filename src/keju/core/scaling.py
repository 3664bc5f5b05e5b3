"""What thinking buys, as a value: accuracy against tokens, of one thought or of several answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from keju.core.estimate import Interval

__all__ = ["Contrast", "Curve", "Network", "Point", "Ruling", "Scaling", "Traced", "Use", "Way"]


class Way(StrEnum):
    """How tokens are spent on one question.

    ``sequential``: one trace, cut after so many tokens; ``greedy``: the same at temperature 0;
    ``vote``: the answer that most of K traces agree on; ``shortest``: that of the shortest of K
    finished traces; ``oracle``: right when any of K is (pass@K), which takes an exact checker.
    """

    SEQUENTIAL = "sequential"
    GREEDY = "greedy"
    VOTE = "vote"
    SHORTEST = "shortest"
    ORACLE = "oracle"


class Ruling(StrEnum):
    """Which use of the same tokens is better: one long thought, or several answers side by side."""

    SEQUENTIAL = "sequential"
    PARALLEL = "parallel"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Network:
    """What the work of a dense decoder depends on.

    ``parameters`` are those that every token is multiplied by (an input table that is only looked
    up is left out), ``layers`` its blocks and ``width`` the heads of one times their size.
    """

    parameters: int
    layers: int
    width: int

    @property
    def per_token(self) -> float:
        """Floating-point operations a token: a multiplication and an addition a parameter."""
        return 2.0 * self.parameters

    @property
    def per_square(self) -> float:
        """Operations of attention for each squared token of the whole text.

        The token at place t takes 4·layers·width·t (its products with t keys, and the sum of t
        values), together 2·layers·width·T² for T tokens. Source: J. Kaplan et al., "Scaling laws
        for neural language models" (arXiv:2001.08361), section 2.1, where the whole is written
        2N + 2·layers·T·width a token.
        """
        return 2.0 * self.layers * self.width


@dataclass(frozen=True, slots=True)
class Point:
    """A place on a curve: ``k`` traces a question, each cut after ``budget`` tokens (None: not).

    ``tokens`` are all that these traces write a question, on average; ``accuracy`` with its
    ``interval`` is a mean over questions; ``flops`` is the work for it, None where unknown.
    """

    k: int
    budget: int | None
    tokens: float
    accuracy: float
    interval: Interval
    flops: float | None = None

    @property
    def per_teraflop(self) -> float | None:
        """Right answers for 10¹² operations; None where the work is unknown."""
        return 1e12 * self.accuracy / self.flops if self.flops else None


@dataclass(frozen=True, slots=True)
class Curve:
    """One way to spend tokens, its points by rising tokens."""

    way: Way
    points: tuple[Point, ...]

    @property
    def end(self) -> Point:
        """The point with the most tokens."""
        return self.points[-1]


@dataclass(frozen=True, slots=True)
class Traced:
    """One candidate's curves.

    ``attempts``: traces of each question that count, the smallest number and the largest;
    ``tokens``: those of a whole trace, on average; ``cut``: the share of traces that hit the
    model's own limit. ``left_out``: answers that could not be used, and ``questions_out`` whole
    questions. ``counted_by``: who counted tokens.
    """

    name: str
    sampled: str
    attempts: tuple[int, int]
    tokens: float
    cut: float
    curves: tuple[Curve, ...]
    counted_by: str
    network: Network | None = None
    left_out: int = 0
    questions_out: int = 0

    def curve(self, way: Way) -> Curve | None:
        """Return the curve of one way, None where there is none."""
        return next((curve for curve in self.curves if curve.way is way), None)


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a given number of tokens: a candidate, a way, and its point."""

    name: str
    way: Way
    at: Point


@dataclass(frozen=True, slots=True)
class Contrast:
    """A use set beside one whole thought, question by question: ``gap`` is its accuracy minus that.

    ``interval`` is simultaneous: all contrasts of one way at equal tokens hold together.
    """

    use: Use
    gap: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Scaling:
    """The study of one or several candidates on one exam; intervals at level 1 - ``alpha``.

    ``thought`` is one whole trace of the candidate that writes most; ``contrasts`` are other uses
    of at most as many tokens, those of a vote and those of an oracle, and ``ruling`` and
    ``oracle_ruling`` say which use is better. ``more`` is a vote over all its whole traces, for
    that many times the tokens. ``units`` are what the intervals count.
    """

    exam: str
    alpha: float
    questions: int
    units: int
    candidates: tuple[Traced, ...]
    thought: Use
    contrasts: tuple[Contrast, ...]
    more: Contrast
    ruling: Ruling
    oracle_ruling: Ruling
    sentence: str
    oracle_sentence: str
    more_sentence: str
    notes: tuple[str, ...] = ()

    def contrasts_of(self, way: Way) -> Sequence[Contrast]:
        """Return the contrasts of one way, the most accurate first."""
        found = [each for each in self.contrasts if each.use.way is way]
        return sorted(found, key=lambda each: -each.use.at.accuracy)
