"""What one candidate's sitting came to, as a value: everything that a screen or a page shows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Cluster", "Estimate", "Excluded", "Interval", "Pass", "Spread", "Stage", "Worth"]

#: (low, high), shares in [0, 1].
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Pass:
    """pass@k (at least one of k attempts is right) or pass^k (all of them are), with its interval.

    ``questions`` have at least ``k`` scored attempts: the others cannot say.
    """

    k: int
    value: float
    interval: Interval
    questions: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Where the noise comes from, as variances of one score.

    ``question``: between questions (of their true accuracies); ``attempt``: between attempts at the
    same question. ``question_error`` and ``attempt_error`` are the parts of the squared standard
    error of the accuracy that come from each; together they make it up.
    """

    question: float
    attempt: float
    question_error: float
    attempt_error: float

    @property
    def standard_error(self) -> float:
        """Of the accuracy, were every question drawn alone."""
        return math.sqrt(self.question_error + self.attempt_error)

    @property
    def floor(self) -> float:
        """The standard error that no number of further attempts at these questions can pass."""
        return math.sqrt(self.question_error)


@dataclass(frozen=True, slots=True)
class Worth:
    """What so many attempts a question buy, as standard errors of the accuracy.

    ``same_questions``: with as many questions as here. ``same_price``: with the ``questions`` that
    the price of what was asked here would pay for.
    """

    attempts: int
    same_questions: float
    same_price: float
    questions: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cluster, or part, of the exam: its questions that have a score, and their accuracy."""

    name: str
    questions: int
    accuracy: float


@dataclass(frozen=True, slots=True)
class Excluded:
    """Answers that do not count, by reason, and ``questions`` that were left out wholly.

    ``unmarked``: no mark yet. ``empty``: a table of marks gives no score. ``not_asked``: wanted by
    a run and never reached.
    """

    filtered: int = 0
    failed: int = 0
    unmarkable: int = 0
    unmarked: int = 0
    empty: int = 0
    not_asked: int = 0
    questions: int = 0

    @property
    def answers(self) -> int:
        """Everything that was asked for and has no score."""
        reasons = (self.filtered, self.failed, self.unmarkable, self.unmarked, self.empty)
        return sum(reasons) + self.not_asked


@dataclass(frozen=True, slots=True)
class Stage:
    """The state after so many questions: the accuracy and its anytime interval."""

    questions: int
    accuracy: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """An accuracy with all that it rests on. Shares lie in [0, 1].

    ``accuracy`` is the mean over questions of the mean score of their attempts. ``interval`` is for
    a sample whose size was fixed beforehand and ``anytime_interval`` holds at every look; both at
    level 1 - ``alpha``. ``method`` names the first: ``clopper-pearson`` or ``betting``. ``units``
    are what the intervals count: clusters (and questions that stand alone). ``attempts``: the
    smallest and largest number of scored attempts at a question. ``bounds``: the accuracy if every
    answer that was left out were wrong, and right; ``bounds_asked`` leaves aside what has neither a
    mark nor failed. ``stopped``: how many were asked may depend on what came in, so that only
    the anytime interval holds. ``no_spread`` and ``no_pass`` say why ``spread`` is None, or why
    there is no pass@k. ``best_attempts`` and ``advice`` are about ``worth``.
    """

    name: str
    exam: str
    alpha: float
    accuracy: float
    interval: Interval
    method: str
    anytime_interval: Interval
    questions: int
    units: int
    answers: int
    attempts: tuple[int, int]
    excluded: Excluded
    bounds: Interval
    bounds_asked: Interval
    stopped: bool = False
    spread: Spread | None = None
    no_spread: str | None = None
    worth: tuple[Worth, ...] = ()
    best_attempts: int | None = None
    advice: str | None = None
    pass_at: tuple[Pass, ...] = ()
    pass_hat: tuple[Pass, ...] = ()
    no_pass: str | None = None
    clusters: tuple[Cluster, ...] = ()
    path: tuple[Stage, ...] = ()
    verdicts: Mapping[str, int] = field(default_factory=dict)
    tokens: int | None = None
    cost: float | None = None
    sentence: str = ""
    assumptions: tuple[str, ...] = ()

    @property
    def claim(self) -> Interval:
        """The interval that holds for how these answers came about."""
        return self.anytime_interval if self.stopped else self.interval
