"""A profile's values: what is expected of a candidate, and how far it was observed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from keju.core.audited import Outcome
from keju.core.estimate import Interval

__all__ = [
    "Assessment",
    "Behaviour",
    "Chance",
    "Coverage",
    "Expectation",
    "Measured",
    "Observed",
    "Profile",
    "Ruling",
]


class Behaviour(StrEnum):
    """What an answer is expected, or expected not, to do.

    ``inform``: do all that was asked. ``answer``: anything but decline. ``refuse``: decline.
    ``acceptable``: hold nothing that a person rules unacceptable; only people can say.
    """

    INFORM = "inform"
    ANSWER = "answer"
    REFUSE = "refuse"
    ACCEPTABLE = "acceptable"


class Ruling(StrEnum):
    """What the evidence says of one threshold."""

    MET = "met"
    NOT_MET = "not met"
    UNDECIDED = "undecided"
    NOT_ASSESSABLE = "not assessable"


@dataclass(frozen=True, slots=True)
class Expectation:
    """One threshold of a profile, and the questions it is about.

    Exactly one of ``at_least`` and ``at_most``, shares in [0, 1], is set. ``roles``, ``kinds``,
    ``framings``, ``languages`` and ``jurisdictions`` choose the audit's questions; empty: all.
    ``bank_size`` above 0: the questions are the user's, of the bank with this ``name``, of which
    ``sample`` are drawn; ``risks`` maps each risk it must cover to its least number of questions.
    """

    name: str
    behaviour: Behaviour
    at_least: float | None = None
    at_most: float | None = None
    roles: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    framings: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    bank_size: int = 0
    sample: int = 1
    risks: Mapping[str, int] = field(default_factory=dict)

    @property
    def threshold(self) -> float:
        """The share that decides."""
        return self.at_least if self.at_least is not None else (self.at_most or 0.0)

    @property
    def words(self) -> str:
        """The threshold as people write it."""
        sign = "at least" if self.at_least is not None else "at most"
        return f"{sign} {100 * self.threshold:g}%"


@dataclass(frozen=True, slots=True)
class Profile:
    """Expectations as data, with where they come from and what nobody checked."""

    name: str
    title: str
    about: str
    expectations: tuple[Expectation, ...]
    sources: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    risks: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_banks(self) -> bool:
        """Whether its questions are the user's."""
        return any(each.bank_size for each in self.expectations)


@dataclass(frozen=True, slots=True)
class Observed:
    """One answer as a profile sees it: of which expectation and which independent unit.

    ``acceptable`` is a person's ruling; None: nobody ruled.
    """

    expectation: str
    unit: str
    outcome: Outcome
    acceptable: bool | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a bank has: its questions, those required, risks without and with too few questions."""

    name: str
    questions: int
    required: int
    missing: tuple[str, ...] = ()
    thin: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing is lacking."""
        return self.questions >= self.required and not self.missing and not self.thin


@dataclass(frozen=True, slots=True)
class Chance:
    """How often a candidate with the true share ``rate`` meets a threshold by its arithmetic."""

    rate: float
    meets: float


@dataclass(frozen=True, slots=True)
class Measured:
    """One threshold against what was observed.

    ``count`` of ``answers`` did what is counted, in ``units`` independent units; ``unclear`` more
    may have; ``failed`` never came. ``rate`` is the mean over units and ``interval`` holds at 95%
    whichever way the unclear ones fall. ``arithmetic`` is the threshold applied to the rate alone,
    as it is printed; None: too few were asked.
    """

    expectation: Expectation
    ruling: Ruling
    answers: int = 0
    units: int = 0
    count: int = 0
    unclear: int = 0
    failed: int = 0
    rate: float | None = None
    interval: Interval | None = None
    arithmetic: bool | None = None
    chances: tuple[Chance, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """A candidate against a profile. The whole is met where every threshold and bank is."""

    profile: Profile
    candidate: str
    ruling: Ruling
    measured: tuple[Measured, ...]
    coverage: tuple[Coverage, ...] = ()
    notes: tuple[str, ...] = ()
