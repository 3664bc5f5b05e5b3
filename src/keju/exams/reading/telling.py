"""How a story is told: in which order, with which words for time, and who is called what.

A person is named, described by trade or origin, by what they carry at that moment, or by a pronoun.
A pronoun stands only where one person can be meant, by these rules: the sentence before names that
person, and no other of the same sex, and tells of the same day; it names nobody by what they carry
and moves no crowd; and no other person in the pronoun's own sentence is of the same sex. A pronoun
for the receiver besides asks that the sentence before names exactly these two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from random import Random

from keju.exams.generated import pick
from keju.exams.reading.drawing import chance, choose
from keju.exams.reading.plot import Plot
from keju.exams.reading.world import Deed, Event, State

__all__ = ["Ref", "Told", "When", "mentioned", "tell"]


class Ref(Enum):
    """How a person is referred to."""

    NAME = auto()
    PRONOUN = auto()
    TRADE = auto()
    ORIGIN = auto()
    CARRIER = auto()


class When(Enum):
    """How a time is told: in full, by the hour of the day just told, or counted from there."""

    FULL = auto()
    HOUR = auto()
    APART = auto()


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence to be: an event, and how its time and people are referred to.

    ``gap`` is the number of hours since the event told before; below 0 it is a look back.
    ``carried`` is the thing by which a CARRIER is known. ``variant`` chooses among wordings.
    """

    event: Event
    when: When
    gap: int
    who: Ref
    other: Ref
    carried: int = -1
    variant: int = 0

    @property
    def back(self) -> bool:
        """Whether it happened before what was told just before."""
        return self.gap < 0


#: Deeds whose subject may be named by what they carry.
_CARRIES = frozenset({Deed.MOVE, Deed.BUY})
#: Deeds whose receiver may be a pronoun.
_RECEIVED = frozenset({Deed.GIVE, Deed.HAND, Deed.HALF, Deed.TELL})


def tell(rng: Random, plot: Plot, women: Sequence[bool]) -> list[Told]:
    """Return the sentences of ``plot``; ``women[p]`` says whether person p is a woman."""
    order = _order(rng, plot)
    told: list[Told] = []
    for place, number in enumerate(order):
        event, state = plot.events[number], plot.states[number]
        before = told[-1] if place else None
        told.append(_sentence(rng, plot, state, event, before, women))
    return told


def mentioned(event: Event) -> list[int]:
    """Return the people that the sentence of ``event`` names, the acting one first."""
    third = event.claim if event.deed is Deed.TELL else event.third
    people = [event.who, event.other, third]
    return [p for n, p in enumerate(people) if p >= 0 and p not in people[:n]]


def _order(rng: Random, plot: Plot) -> list[int]:
    """Return the order of telling: some events are put off until later ones have been told."""
    count = len(plot.events)
    rank: list[float] = []
    for number in range(count):
        late = number > 0 and chance(rng, plot.level.shuffle)
        reach = max(2, count // 4)
        rank.append(number + (pick(rng, 1, reach) + 0.5 if late else 0))
    return sorted(range(count), key=lambda number: rank[number])


def _sentence(
    rng: Random,
    plot: Plot,
    state: State,
    event: Event,
    before: Told | None,
    women: Sequence[bool],
) -> Told:
    who, other, carried = _names(rng, plot, state, event, before, women)
    if before is None:
        return Told(event, When.FULL, 0, who, other, carried, pick(rng, 0, 5))
    gap = event.time - before.event.time
    when = When.FULL
    if event.day == before.event.day:
        when = When.APART if abs(gap) <= 4 and chance(rng, 0.6) else When.HOUR
    return Told(event, when, gap, who, other, carried, pick(rng, 0, 5))


def _names(
    rng: Random,
    plot: Plot,
    state: State,
    event: Event,
    before: Told | None,
    women: Sequence[bool],
) -> tuple[Ref, Ref, int]:
    held = [thing for thing, where in enumerate(state.where) if where == event.who]
    free = _unique(event, before, women)
    other = _described(rng, plot)
    if event.who in free and chance(rng, 0.85):
        who, carried = Ref.PRONOUN, -1
    elif held and event.deed in _CARRIES and chance(rng, plot.level.hidden):
        who, carried = Ref.CARRIER, choose(rng, held)
    else:
        who, carried = _described(rng, plot), -1
    both = before is not None and set(mentioned(before.event)) == {event.who, event.other}
    if both and event.other in free and event.deed in _RECEIVED and chance(rng, 0.65):
        other = Ref.PRONOUN
    return who, other, carried


def _described(rng: Random, plot: Plot) -> Ref:
    words = [Ref.NAME, Ref.NAME, Ref.NAME, Ref.TRADE]
    return choose(rng, [*words, Ref.TRADE, Ref.ORIGIN] if plot.level.hidden else words)


def _unique(event: Event, before: Told | None, women: Sequence[bool]) -> set[int]:
    """Return the people whom a pronoun in the sentence of ``event`` can only mean."""
    if before is None or before.event.day != event.day or before.who is Ref.CARRIER:
        return set()
    if Deed.CROWD in {before.event.deed, event.deed}:
        return set()
    near, here = mentioned(before.event), mentioned(event)
    return {
        person
        for person in near
        if sum(women[one] == women[person] for one in near) == 1
        and all(women[one] != women[person] for one in here if one != person)
    }
