"""The frontier's values: facts of models, published scores, one scale, who leads, and by how much.

A score is a share of what can be reached, from 0 to 1, and more is better. A cell is one model on
one benchmark; several sources of a cell are several scores. An index is what the joint scale gives
a model. Every interval is at the level that its ``Frontier`` states.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from keju.core.estimate import Interval

__all__ = [
    "Benchmark",
    "Best",
    "Deed",
    "Frontier",
    "Grouping",
    "Hidden",
    "Influence",
    "Lag",
    "Loading",
    "Machine",
    "ModelFacts",
    "Publications",
    "Race",
    "Rating",
    "Score",
    "Source",
    "Spread",
]


class Source(StrEnum):
    """Whose figure a score is: of who made the model, of who made another, or of neither."""

    MAKER = "maker"
    RIVAL = "rival"
    OTHER = "other"
    KEJU = "keju"


class Grouping(StrEnum):
    """What models are put together by."""

    COUNTRY = "country"
    LAB = "lab"
    WEIGHTS = "weights"
    REASONING = "reasoning"


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What is known of a model. ``parameters`` in billions, all of them, None where unpublished."""

    name: str
    organisation: str
    country: str
    released: date
    open_weights: bool
    reasoning: bool
    parameters: float | None = None

    def group(self, by: Grouping) -> str:
        """Return the group that the model belongs to."""
        if by is Grouping.COUNTRY:
            return self.country
        if by is Grouping.LAB:
            return self.organisation
        if by is Grouping.WEIGHTS:
            return "open weights" if self.open_weights else "closed weights"
        return "reasoning models" if self.reasoning else "other models"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A benchmark. ``items``: how many questions; ``chance``: what guessing brings, from 0 to 1."""

    name: str
    title: str
    field: str
    items: int | None
    chance: float
    higher_is_better: bool = True


@dataclass(frozen=True, slots=True)
class Score:
    """One published score of one cell: ``value`` in [0, 1]; ``where`` it stands and since when."""

    model: str
    benchmark: str
    value: float
    source: Source
    where: str
    dated: date | None = None
    items: int | None = None


@dataclass(frozen=True, slots=True)
class Machine:
    """An accelerator as its maker describes it, and what export rules say of it at ``dated``.

    ``dense_tops`` is the rate of 8-bit operations without sparsity, in 10¹² a second (with 16 bits
    twice that is needed); ``bandwidth`` of its memory in GB a second; ``link`` between
    machines in GB a second, both ways.
    """

    name: str
    maker: str
    announced: date
    dense_tops: float | None
    memory: float | None
    bandwidth: float | None
    link: float | None
    rule: str
    where: str

    @property
    def total_performance(self) -> float | None:
        """The figure of US export rules (ECCN 3A090): 10¹² operations a second times their bits."""
        return None if self.dense_tops is None else 8 * self.dense_tops


@dataclass(frozen=True, slots=True)
class Deed:
    """A plan or a rule: who decided it, when, what it says in one sentence, and where it stands."""

    dated: date
    jurisdiction: str
    kind: str
    title: str
    says: str
    where: str


@dataclass(frozen=True, slots=True)
class Publications:
    """Research of one country in one year, as counted by one source.

    ``top_share`` is the share among the most cited tenth, ``impact`` the citations a work compared
    with the world's mean of its field and year (1: as the world); None where not given.
    """

    country: str
    year: int
    works: int
    top_share: float | None = None
    impact: float | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Rating:
    """One model on the scale; ``scores`` on ``benchmarks`` carry it. ``rank`` 1 is the highest."""

    model: ModelFacts
    index: float
    interval: Interval
    benchmarks: int
    scores: int
    rank: int


@dataclass(frozen=True, slots=True)
class Best:
    """From ``dated`` on, ``model`` is the best of its group; ``interval`` is that of the best."""

    group: str
    dated: date
    model: str
    index: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Lag:
    """How far a follower is behind at a date, in months: since the leader first reached its best.

    Negative: ahead by so much. ``at_least``: the leader was there before the table begins.
    """

    dated: date
    months: float
    interval: Interval
    model: str
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Race:
    """A follower behind a leader: the lag at each new best of the follower, and over all.

    ``mean`` and ``range`` are over those dates; ``now`` is at the end of the table. ``closing`` is
    by how many months the lag shrinks a year (negative: grows), ``gap`` the leader's best less the
    follower's at the end, in points of the index; ``gap_closing``: by how much it shrinks a year.
    """

    leader: str
    follower: str
    path: tuple[Lag, ...]
    mean: float
    mean_interval: Interval
    range: Interval
    now: Lag
    closing: float | None
    closing_interval: Interval | None
    gap: float
    gap_interval: Interval
    gap_closing: float | None
    gap_closing_interval: Interval | None
    sentence: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Loading:
    """What the fit says of a benchmark.

    ``difficulty`` is the index at which half of its span is reached; ``slope`` is how many points
    (of 100) a score rises there for ten points of the index. ``misfit``: how far scores lie from
    the curve, usually, from 0 to 1.
    """

    benchmark: Benchmark
    models: int
    difficulty: float
    slope: float
    floor: float
    ceiling: float
    misfit: float


@dataclass(frozen=True, slots=True)
class Influence:
    """What changes without a benchmark: the best model, the lag, and the order of the models.

    ``order`` is Kendall's τ between the two orders; ``moved`` the model that moves most, by
    ``moved_by`` places.
    """

    benchmark: str
    best: str
    order: float
    lag: float | None
    moved: str
    moved_by: float


@dataclass(frozen=True, slots=True)
class Spread:
    """Several scores of one cell that differ, kept apart: the widest first."""

    model: str
    benchmark: str
    scores: tuple[Score, ...]

    @property
    def range(self) -> float:
        """The highest less the lowest, from 0 to 1."""
        values = [each.value for each in self.scores]
        return max(values) - min(values)


@dataclass(frozen=True, slots=True)
class Hidden:
    """How well the scale knows cells that it was not shown: mean absolute errors, from 0 to 1.

    Of five folds over cells of models with at least ``least`` scores. ``additive`` is the
    benchmark's mean and the model's mean distance from it, ``two_parameters`` the same fit without
    floor and ceiling; ``coverage``: the share of intervals (at ``level``) that hold the cell.
    """

    cells: int
    least: int
    error: float
    additive: float
    two_parameters: float
    level: float
    coverage: float
    width: float


@dataclass(frozen=True, slots=True)
class Frontier:
    """The whole answer; intervals at level 1 - ``alpha`` from ``resamples`` resamples.

    ``anchors``: the models whose indexes are set, by which the scale is read. ``left_out``: a
    sentence for each kind of row that was not used. ``cannot`` says what it does not know.
    """

    by: Grouping
    ratings: tuple[Rating, ...]
    bests: Mapping[str, tuple[Best, ...]]
    races: tuple[Race, ...]
    loadings: tuple[Loading, ...]
    influences: tuple[Influence, ...]
    spreads: tuple[Spread, ...]
    hidden: Hidden | None
    anchors: Mapping[str, float]
    alpha: float
    resamples: int
    scores: int
    cells: int
    sentence: str
    cannot: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    machines: tuple[Machine, ...] = ()
    deeds: tuple[Deed, ...] = ()
    publications: tuple[Publications, ...] = field(default=())
