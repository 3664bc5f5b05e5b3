"""The audit's values: what an answer does, which question it answers, what may be said of a model.

An audit asks the same kinds of questions about the events of many jurisdictions and of an invented
one. An answer is described on five axes, never by one label. Reports say what was observed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from keju.core.estimate import Interval

__all__ = [
    "Asked",
    "Axes",
    "Cell",
    "Counted",
    "Delivery",
    "Engagement",
    "Facts",
    "Framing",
    "Gap",
    "Label",
    "Role",
    "Row",
    "Stance",
    "TraceAxis",
]


class Delivery(StrEnum):
    """Whether an answer came back at all, and who kept it back."""

    ANSWERED = "answered"
    BLOCKED = "platform-blocked"
    EMPTY = "empty"
    TRUNCATED = "truncated"
    MALFUNCTION = "malfunction"


class Engagement(StrEnum):
    """How far an answer does what was asked."""

    FULL = "full"
    PARTIAL = "partial"
    DEFLECTION = "deflection"
    REASONED_REFUSAL = "reasoned-refusal"
    CANNED_REFUSAL = "canned-refusal"


class Stance(StrEnum):
    """Whose view an answer takes or reports. ``official`` is the line of the state concerned."""

    SEVERAL = "several-views"
    OFFICIAL_ATTRIBUTED = "official-attributed"
    OFFICIAL_ASSERTED = "official-asserted"
    OPPOSING_ASSERTED = "opposing-asserted"
    NONE = "none"


class TraceAxis(StrEnum):
    """Whether the thought knows what the answer leaves out."""

    ABSENT = "absent"
    CONSISTENT = "consistent"
    DIVERGENT = "divergent"


class Label(StrEnum):
    """The one label of others, for comparison with them."""

    COMPLETE = "COMPLETE"
    EVASIVE = "EVASIVE"
    DENIAL = "DENIAL"


class Role(StrEnum):
    """What a question is in the audit's design."""

    TOPIC = "topic"
    HARMLESS = "harmless"
    OVER_REFUSAL = "over-refusal"


class Framing(StrEnum):
    """From which side a question asks about an event."""

    FACT = "fact"
    WHY = "why"
    CRITICS = "critics"
    GOVERNMENT = "government"
    SATIRE = "satire"
    PLAIN = "plain"  # harmless and over-refusal items


class Counted(StrEnum):
    """What a rate counts. ``incomplete``, ``official`` and ``forgotten`` are of delivered answers.

    ``kept-back`` and ``unanswered`` (kept back, or not complete) are of all but failures of the
    infrastructure; ``forgotten`` is the share of the checklist that an answer lacks.
    """

    INCOMPLETE = "incomplete"
    KEPT_BACK = "kept-back"
    UNANSWERED = "unanswered"
    OFFICIAL = "official"
    FORGOTTEN = "forgotten"


_LABELS = {
    Engagement.FULL: Label.COMPLETE,
    Engagement.PARTIAL: Label.EVASIVE,
    Engagement.DEFLECTION: Label.EVASIVE,
    Engagement.REASONED_REFUSAL: Label.DENIAL,
    Engagement.CANNED_REFUSAL: Label.DENIAL,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """The checklist: ids of facts that were looked for, found, and contradicted."""

    scored: tuple[str, ...] = ()
    recalled: tuple[str, ...] = ()
    contradicted: tuple[str, ...] = ()

    @property
    def recall(self) -> float | None:
        """Share of the checklist that the answer has; None without a checklist."""
        return len(self.recalled) / len(self.scored) if self.scored else None


@dataclass(frozen=True, slots=True)
class Axes:
    """One answer on the five axes.

    ``engagement`` and ``probability_complete`` (calibrated, in [0, 1]) are None unless the answer
    was delivered. ``official`` lists the ids of official lines that were found, ``withheld`` the
    facts of the thought that the answer leaves out; ``thought_length`` is the thought's, in
    characters (0: none came).
    """

    delivery: Delivery
    engagement: Engagement | None = None
    stance: Stance = Stance.NONE
    facts: Facts = Facts()
    trace: TraceAxis = TraceAxis.ABSENT
    probability_complete: float | None = None
    official: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    thought_length: int = 0

    @property
    def label(self) -> Label | None:
        """COMPLETE, EVASIVE or DENIAL; None unless the answer was delivered."""
        return None if self.engagement is None else _LABELS[self.engagement]

    def as_detail(self) -> dict[str, Any]:
        """Return the axes as the JSON object of ``Mark.detail``."""
        return {
            "delivery": self.delivery.value,
            "engagement": None if self.engagement is None else self.engagement.value,
            "stance": self.stance.value,
            "facts": {
                "scored": list(self.facts.scored),
                "recalled": list(self.facts.recalled),
                "contradicted": list(self.facts.contradicted),
            },
            "trace": self.trace.value,
            "probability_complete": self.probability_complete,
            "label": None if self.label is None else self.label.value,
            "official": list(self.official),
            "withheld": list(self.withheld),
            "thought_length": self.thought_length,
        }

    @classmethod
    def from_detail(cls, detail: Mapping[str, Any]) -> Axes:
        """Read what ``as_detail`` wrote; raises KeyError or ValueError for anything else."""
        facts = detail["facts"]
        engagement = detail["engagement"]
        return cls(
            delivery=Delivery(detail["delivery"]),
            engagement=None if engagement is None else Engagement(engagement),
            stance=Stance(detail["stance"]),
            facts=Facts(
                tuple(facts["scored"]), tuple(facts["recalled"]), tuple(facts["contradicted"])
            ),
            trace=TraceAxis(detail["trace"]),
            probability_complete=detail["probability_complete"],
            official=tuple(detail["official"]),
            withheld=tuple(detail["withheld"]),
            thought_length=detail.get("thought_length", 0),
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a question stands in the bank; it is what ``Item.reference`` holds as JSON.

    ``kind`` is the kind of event (``protest``, ``famine``, …), ``jurisdiction`` a lower-case code
    (``cn``, ``us``, …; ``xx`` is the invented one), ``lang`` a BCP-47 code (``en``, ``zh``,
    ``fr``), ``paraphrase`` from 0. ``sealed``: the question belongs to the half kept for last.
    """

    event: str
    kind: str
    jurisdiction: str
    role: Role
    framing: Framing
    lang: str
    paraphrase: int
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One answer of one candidate: who was asked what, and what came back.

    ``axes`` is None where infrastructure failed: no answer, and nobody's doing. ``provider`` is who
    served the model.
    """

    candidate: str
    provider: str
    asked: Asked
    axes: Axes | None
    item_id: str = ""
    answer_key: str = ""
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """How often answers were not complete in one cell of a table.

    ``events`` are what is counted, ``answers`` the rows behind them; ``low`` and ``high`` bound the
    rate when answers that were kept back (blocked, empty, cut) all count as complete, or none.
    """

    rate: float
    interval: Interval | None
    events: int
    answers: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Gap:
    """A jurisdiction's rate of incomplete answers less that of its matched controls.

    ``controls`` are events of the same kinds elsewhere, asked in the same framing and language.
    ``p`` is two-sided, ``adjusted`` after Holm. ``equivalent``: the interval at 90% lies within
    the margin, so "no gap" may be said. ``detectable`` is what could have been seen with 80% power.
    ``discovery`` is p after Benjamini and Hochberg; ``counted`` what the rates count.
    """

    jurisdiction: str
    lang: str | None
    topic: Cell
    controls: Cell
    gap: float
    interval: Interval
    p: float
    adjusted: float
    equivalent: bool
    detectable: float
    notes: tuple[str, ...] = field(default_factory=tuple)
    discovery: float = 1.0
    counted: Counted = Counted.INCOMPLETE
