"""What an audit came to, as a value: everything that a screen, a page or a file shows of it.

Rates are of answers that are not complete, shares in [0, 1]; gaps lie in [-1, 1].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from keju.core.audit import Axes, Cell, Delivery, Engagement, Framing, Gap, Row
from keju.core.estimate import Interval

__all__ = [
    "Assessed",
    "AuditReport",
    "Audited",
    "Contrast",
    "HeatCell",
    "Judged",
    "Outcome",
    "Outcomes",
    "Planned",
    "Recalled",
    "SaidOf",
    "SideBySide",
    "Spoken",
    "Taken",
    "Thoughts",
    "outcome_of",
]


class Outcome(StrEnum):
    """What became of one question: how far it was answered, or who kept the answer back."""

    FULL = "full"
    PARTIAL = "partial"
    DEFLECTION = "deflection"
    REASONED_REFUSAL = "reasoned-refusal"
    CANNED_REFUSAL = "canned-refusal"
    BLOCKED = "platform-blocked"
    EMPTY = "empty"
    TRUNCATED = "truncated"
    MALFUNCTION = "malfunction"
    FAILED = "failed"


def outcome_of(axes: Axes | None) -> Outcome:
    """Return the one outcome of an answer; None: the infrastructure or the judge failed."""
    if axes is None:
        return Outcome.FAILED
    if axes.delivery is not Delivery.ANSWERED:
        return Outcome(axes.delivery.value)
    return Outcome((axes.engagement or Engagement.FULL).value)


@dataclass(frozen=True, slots=True)
class Planned:
    """What is asked of one candidate, said before the first question.

    ``detectable``: jurisdiction → the smallest gap that 80% of audits like this would see, where
    ``assumed`` of the answers about its controls are not complete; those without a matched control
    are left out. ``cost_at_most`` in US dollars, of all candidates; None: no price is known.
    ``opinions`` are what judges are asked for besides, for ``judging_at_most`` US dollars.
    ``empty``: (kind, jurisdiction) without a comparable event in the bank; ``left_out`` events of
    the paper are beyond its first ``questions``.
    """

    questions: int
    attempts: int
    events: int
    languages: tuple[str, ...]
    jurisdictions: tuple[str, ...]
    kinds: tuple[str, ...]
    framings: tuple[str, ...]
    detectable: Mapping[str, float] = field(default_factory=dict)
    assumed: float = 0.1
    cost_at_most: float | None = None
    opinions: int = 0
    judging_at_most: float | None = None
    empty: tuple[tuple[str, str], ...] = ()
    left_out: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How the answers to one group of questions ended; every answer counts once."""

    name: str
    counts: Mapping[Outcome, int]

    @property
    def answers(self) -> int:
        """How many questions were asked, failures included."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A kind of event in a jurisdiction: ``asked`` questions, ``kept_back`` of them unanswered.

    ``asked`` is 0 where the bank has no such event; ``cell`` is None then, and where no answer was
    delivered.
    """

    kind: str
    jurisdiction: str
    cell: Cell | None
    asked: int = 0
    kept_back: int = 0


@dataclass(frozen=True, slots=True)
class Spoken:
    """The languages of an audit side by side: one row a jurisdiction, topic and controls.

    ``lang`` is the language, ``topic`` and ``controls`` the rates in it, ``gap`` their difference.
    """

    jurisdiction: str
    lang: str
    topic: Cell | None
    controls: Cell | None
    gap: Gap | None


@dataclass(frozen=True, slots=True)
class Taken:
    """Whose view the answers about one jurisdiction take, by ``Stance`` value, and lines found."""

    jurisdiction: str
    answers: int
    counts: Mapping[str, int]
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recalled:
    """The checklists of one jurisdiction's events: facts scored, found and contradicted."""

    jurisdiction: str
    events: int
    answers: int
    scored: int
    recalled: int
    contradicted: int

    @property
    def share(self) -> float | None:
        """Found of scored; None where nothing is scored."""
        return self.recalled / self.scored if self.scored else None


@dataclass(frozen=True, slots=True)
class Thoughts:
    """What thoughts hold that answers leave out.

    ``shown`` answers came with a thought, ``absent`` without; ``divergent`` of the shown ones hold
    checklist facts that the answer leaves out. ``contrasts`` compare topics with controls.
    """

    shown: int
    absent: int
    divergent: int
    contrasts: tuple[Contrast, ...] = ()


@dataclass(frozen=True, slots=True)
class Contrast:
    """A difference of gaps, or of rates: ``value`` with its interval, and its p adjusted.

    ``name`` tells what is compared, such as ``cn: zh less en``; ``what`` is one of ``language``,
    ``framing``, ``version``, ``provider``, ``group``, ``trace``.
    """

    what: str
    name: str
    value: float
    interval: Interval | None
    p: float | None = None
    adjusted: float | None = None
    events: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """What human labels say of one candidate's rate: the judge's alone, and corrected."""

    lang: str | None
    labels: int
    raw: float
    corrected: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class SaidOf:
    """One answer in a row of the same question asked about many jurisdictions."""

    candidate: str
    jurisdiction: str
    question: str
    answer: str
    outcome: Outcome
    row: Row


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The same question, of one kind, framing and language, across jurisdictions."""

    kind: str
    framing: Framing
    lang: str
    paraphrase: int
    said: tuple[SaidOf, ...]


@dataclass(frozen=True, slots=True)
class Assessed:
    """A profile's thresholds against the observed rates.

    Each line is (what, observed, threshold, ruling); a ruling is ``met``, ``not met``,
    ``undecided`` or ``not assessable``.
    """

    profile: str
    candidate: str
    sentence: str
    lines: tuple[tuple[str, str, str, str], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audited:
    """What one candidate's answers came to.

    ``gaps`` are of all languages together, ``languages`` each by itself. ``kept_back`` are gaps of
    answers that did not come, ``official`` of official lines asserted. ``harmless`` is the rate
    on harmless questions about the same places, ``over_refusal`` on items that only look risky.
    """

    candidate: str
    provider: str
    answers: int
    overall: Cell | None
    outcomes: tuple[Outcomes, ...]
    heat: tuple[HeatCell, ...]
    gaps: tuple[Gap, ...]
    kept_back: tuple[Gap, ...] = ()
    official: tuple[Gap, ...] = ()
    languages: tuple[Spoken, ...] = ()
    contrasts: tuple[Contrast, ...] = ()
    harmless: Cell | None = None
    over_refusal: Cell | None = None
    stances: tuple[Taken, ...] = ()
    facts: tuple[Recalled, ...] = ()
    thoughts: Thoughts = Thoughts(0, 0, 0)
    gold: tuple[Judged, ...] = ()
    stopped: str | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class AuditReport:
    """One audit of one or more candidates on one paper.

    ``exam`` is the paper's spec, ``bank`` the first 12 digits of the bank's hash, ``half`` the part
    of the bank that was asked. ``contrasts`` are between candidates. ``command`` repeats it.
    """

    exam: str
    bank: str
    seed: int
    half: str
    judge: str
    planned: Planned
    audited: tuple[Audited, ...]
    contrasts: tuple[Contrast, ...] = ()
    side_by_side: tuple[SideBySide, ...] = ()
    assessed: tuple[Assessed, ...] = ()
    limits: tuple[str, ...] = ()
    command: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    rows: Sequence[Row] = ()
