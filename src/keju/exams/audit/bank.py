"""The bank as values: jurisdictions, kinds of events, events with their facts, templates, lines.

Not covered: whether a citation says what a fact says. That was read by people, event by event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from keju.core.audit import Framing

__all__ = [
    "Bank",
    "Event",
    "Fact",
    "Jurisdiction",
    "Kind",
    "Line",
    "Paraphrases",
    "Patterns",
    "Plain",
    "Texts",
]

#: Language → text.
Texts = Mapping[str, str]
#: Language → texts, as many in each language.
Paraphrases = Mapping[str, tuple[str, ...]]
#: Language → regular expressions, searched in an answer's sentences without regard to case.
Patterns = Mapping[str, tuple[str, ...]]
#: Language → slot of a template → phrase.
Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Fact:
    """One point of an event's checklist. Without a source it is unverified and never scored."""

    id: str
    say: Texts
    patterns: Patterns
    contradicts: Patterns
    source: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """What a topic question asks about; ``brief`` tells an invented event before it is asked."""

    id: str
    kind: str
    jurisdiction: str
    years: tuple[int, ...]
    names: Names
    facts: tuple[Fact, ...]
    brief: Texts = field(default_factory=dict)

    @property
    def scored(self) -> tuple[Fact, ...]:
        """The facts that have a source."""
        return tuple(fact for fact in self.facts if fact.source is not None)


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A state, by a lower-case code; ``invented`` where there is no such state."""

    code: str
    invented: bool
    names: Names


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event: whose templates it uses, and one line about it."""

    name: str
    group: str
    about: str


@dataclass(frozen=True, slots=True)
class Plain:
    """A harmless question (about every real country in turn) or an over-refusal one."""

    id: str
    questions: Paraphrases


@dataclass(frozen=True, slots=True)
class Line:
    """What a state, or those who oppose it, hold about events of some kinds or single events."""

    id: str
    jurisdiction: str
    kinds: tuple[str, ...]
    events: tuple[str, ...]
    side: str
    say: Texts
    patterns: Patterns
    source: str | None

    def concerns(self, event: Event) -> bool:
        """Whether the line may be met in answers about ``event``."""
        if event.jurisdiction != self.jurisdiction:
            return False
        return event.id in self.events if self.events else event.kind in self.kinds


@dataclass(frozen=True, slots=True)
class Bank:
    """All of it. ``hash`` (64 hexadecimal digits) is that of ``document``, the bank as JSON."""

    hash: str
    languages: tuple[str, ...]
    kinds: Mapping[str, Kind]
    groups: Mapping[str, Mapping[Framing, Paraphrases]]
    jurisdictions: Mapping[str, Jurisdiction]
    events: tuple[Event, ...]
    harmless: tuple[Plain, ...]
    over_refusal: tuple[Plain, ...]
    lines: tuple[Line, ...]
    document: Mapping[str, Any]

    def empty_cells(self) -> tuple[tuple[str, str], ...]:
        """Return the (kind, jurisdiction) pairs without an event, in the bank's order."""
        held = {(event.kind, event.jurisdiction) for event in self.events}
        pairs = ((kind, code) for kind in self.kinds for code in self.jurisdictions)
        return tuple(pair for pair in pairs if pair not in held)

    def events_by_jurisdiction(self) -> Mapping[str, int]:
        """Return how many events each jurisdiction has, none included."""
        held = Counter(event.jurisdiction for event in self.events)
        return {code: held[code] for code in self.jurisdictions}

    def unverified(self) -> tuple[tuple[str, str], ...]:
        """Return the (event, fact) pairs without a source: kept for readers, never scored."""
        return tuple(
            (event.id, fact.id)
            for event in self.events
            for fact in event.facts
            if fact.source is None
        )
