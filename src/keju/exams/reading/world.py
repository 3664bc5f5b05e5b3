"""The little world: who is where, who has what, who believes what, and what each deed changes.

People, places, things and goods are numbers here; each language gives them names. Where a thing is
is one number as well: ``p`` for "person p has it", ``~q`` for "it lies at place q".

A person learns where a thing is by being in the place where it changes hands, is taken or put away,
or by being told; who is present at such a moment also learns what the others present now believe.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["Deed", "Event", "Fact", "State", "apply", "destination", "facts", "present"]


class Deed(StrEnum):
    """What can happen. The last three change nothing."""

    MOVE = "move"  # who goes to place; not to ``away`` where that is set
    CROWD = "crowd"  # all who are where who is, except who, go to place
    WEATHER = "weather"  # who goes to place if it rains that day, else to ``away``
    TAKE = "take"
    PUT = "put"
    LOSE = "lose"  # as PUT, seen by nobody
    GIVE = "give"  # who gives thing to other; not to ``third`` where that is set
    SWAP = "swap"  # who gives thing to other and gets second
    TELL = "tell"  # who says to other that thing is at ``claim``
    BUY = "buy"  # count goods
    MATCH = "match"  # as many goods as other has
    EAT = "eat"
    HAND = "hand"  # count goods to other
    HALF = "half"  # half of the goods to other
    REST = "rest"  # all goods but count to other
    PLAN = "plan"  # to go to place, given up
    REFRAIN = "refrain"  # from taking thing
    REFUSE = "refuse"  # to give thing to other


@dataclass(frozen=True, slots=True)
class Event:
    """One deed at one hour; ``time`` counts hours from the midnight that begins the first day."""

    time: int
    deed: Deed
    who: int
    place: int = -1
    thing: int = -1
    other: int = -1
    good: int = -1
    count: int = 0
    away: int = -1
    third: int = -1
    second: int = -1
    claim: int = 0

    @property
    def day(self) -> int:
        """The day it happens on, the first being 0."""
        return self.time // 24


#: What a sentence may state of an event: ("went", who, place), ("gave", who, thing, other),
#: ("took", who, thing), ("put", who, thing, place).
Fact = tuple[str | int, ...]


@dataclass(slots=True)
class State:
    """Where everybody and everything is, what everybody owns and believes.

    ``beliefs[x][t]`` is where x believes thing t; ``nested[x][y][t]`` where x believes that y
    believes it; ``rain`` holds the days on which it rains.
    """

    places: int
    at: list[int]
    where: list[int]
    owned: list[list[int]]
    rain: frozenset[int] = frozenset()
    beliefs: list[list[int]] = field(default_factory=list)
    nested: list[list[list[int]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.beliefs:
            everyone = range(len(self.at))
            self.beliefs = [list(self.where) for _ in everyone]
            self.nested = [[list(self.where) for _ in everyone] for _ in everyone]

    def copy(self) -> State:
        """Return a state that changes on its own."""
        return State(
            self.places,
            list(self.at),
            list(self.where),
            [list(row) for row in self.owned],
            self.rain,
            [list(row) for row in self.beliefs],
            [[list(row) for row in rows] for rows in self.nested],
        )

    def place_of(self, thing: int) -> int:
        """Return the place where ``thing`` is, carried or put away."""
        where = self.where[thing]
        return self.at[where] if where >= 0 else ~where


def present(state: State, place: int) -> list[int]:
    """Return who is at ``place``."""
    return [person for person, at in enumerate(state.at) if at == place]


def destination(state: State, event: Event) -> int:
    """Return where a MOVE, CROWD or WEATHER leads."""
    if event.deed is Deed.WEATHER and event.day not in state.rain:
        return event.away
    return event.place


def facts(state: State, event: Event) -> list[Fact]:
    """Return what ``event`` makes true of the past, given the ``state`` before it."""
    who, thing, here = event.who, event.thing, state.at[event.who]
    if event.deed is Deed.CROWD:
        return [("went", p, event.place) for p in present(state, here) if p != who]
    stated: dict[Deed, list[Fact]] = {
        Deed.MOVE: [("went", who, event.place)],
        Deed.WEATHER: [("went", who, destination(state, event))],
        Deed.TAKE: [("took", who, thing)],
        Deed.PUT: [("put", who, thing, here)],
        Deed.GIVE: [("gave", who, thing, event.other)],
        Deed.SWAP: [("gave", who, thing, event.other), ("gave", event.other, event.second, who)],
    }
    return stated.get(event.deed, [])


def apply(state: State, event: Event) -> None:
    """Change ``state`` to what it is after ``event``."""
    deed, who, here = event.deed, event.who, state.at[event.who]
    if deed in {Deed.MOVE, Deed.WEATHER}:
        state.at[who] = destination(state, event)
    elif deed is Deed.CROWD:
        for person in present(state, here):
            state.at[person] = here if person == who else event.place
    elif deed is Deed.TELL:
        state.beliefs[event.other][event.thing] = event.claim
        state.nested[who][event.other][event.thing] = event.claim
        state.nested[event.other][who][event.thing] = event.claim
    elif deed is Deed.LOSE:
        state.where[event.thing] = ~here
    elif deed in _SEEN:
        for thing, where in _SEEN[deed](event, here):
            _seen(state, here, thing, where)
    else:
        _count(state, event)


#: From an event and its place to the things whose whereabouts it changes.
_Change = Callable[[Event, int], list[tuple[int, int]]]

_SEEN: Mapping[Deed, _Change] = {
    Deed.TAKE: lambda event, _: [(event.thing, event.who)],
    Deed.PUT: lambda event, here: [(event.thing, ~here)],
    Deed.GIVE: lambda event, _: [(event.thing, event.other)],
    Deed.SWAP: lambda event, _: [(event.thing, event.other), (event.second, event.who)],
}


def _seen(state: State, here: int, thing: int, where: int) -> None:
    state.where[thing] = where
    witnesses = present(state, here)
    for one in witnesses:
        state.beliefs[one][thing] = where
        for other in witnesses:
            state.nested[one][other][thing] = where


def _count(state: State, event: Event) -> None:
    deed, good, own = event.deed, event.good, state.owned[event.who]
    if deed is Deed.BUY:
        own[good] += event.count
    elif deed is Deed.MATCH:
        own[good] += state.owned[event.other][good]
    elif deed is Deed.EAT:
        own[good] -= event.count
    elif deed in {Deed.HAND, Deed.HALF, Deed.REST}:
        half, rest = own[good] // 2, own[good] - event.count
        given = {Deed.HAND: event.count, Deed.HALF: half, Deed.REST: rest}[deed]
        own[good] -= given
        state.owned[event.other][good] += given
