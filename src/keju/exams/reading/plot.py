"""Draws a story: a first state and the events that follow, each possible where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from keju.exams.generated import pick
from keju.exams.reading.drawing import chance, choose, mixed, some
from keju.exams.reading.world import Deed, Event, State, apply, present

__all__ = ["HOURS", "LEVELS", "Level", "Plot", "draw_plot"]

#: The hours at which something may happen.
HOURS = range(8, 21)
_MOST = 60  # goods that one person owns at most
_TRIES = 12


@dataclass(frozen=True, slots=True)
class Level:
    """How much there is to keep in mind.

    ``shuffle`` is the share of events told out of their order, ``hidden`` the share of people named
    by what they carry at that moment. ``deeds`` are drawn alike; one that stands twice comes twice
    as often.
    """

    rank: int
    people: int
    places: int
    things: int
    goods: int
    events: int
    days: int
    shuffle: float
    hidden: float
    deeds: tuple[Deed, ...]

    @property
    def similar(self) -> bool:
        """Whether names and things come in pairs that are easily taken for each other."""
        return self.rank > 2


_SIMPLE = (*[Deed.MOVE] * 4, Deed.TAKE, Deed.TAKE, Deed.PUT, *[Deed.GIVE] * 3, Deed.BUY, Deed.EAT)
_PLAIN = (*_SIMPLE, Deed.HAND, Deed.HAND, Deed.PLAN, Deed.REFRAIN, Deed.REFUSE, Deed.SWAP)
_TANGLED = (*_PLAIN, Deed.CROWD, Deed.CROWD, Deed.WEATHER, *[Deed.TELL] * 3, Deed.HALF, Deed.LOSE)
_KNOTTED = (*_TANGLED, Deed.SWAP, Deed.SWAP, Deed.TELL, Deed.CROWD, Deed.MATCH, Deed.REST)

LEVELS = {
    1: Level(1, 3, 4, 2, 1, 7, 1, 0.0, 0.0, _SIMPLE),
    2: Level(2, 4, 4, 3, 1, 14, 2, 0.2, 0.0, _PLAIN),
    3: Level(3, 5, 5, 4, 2, 27, 3, 0.3, 0.25, _TANGLED),
    4: Level(4, 7, 6, 6, 2, 52, 5, 0.4, 0.4, _KNOTTED),
}


@dataclass(frozen=True, slots=True)
class Plot:
    """``states[n]`` is the state before ``events[n]``; the last one is how it all ends."""

    level: Level
    events: tuple[Event, ...]
    states: tuple[State, ...]

    def at(self, time: int) -> State:
        """Return the state half an hour after ``time``."""
        return self.states[sum(event.time <= time for event in self.events)]


def draw_plot(rng: Random, level: Level) -> Plot:
    """Draw one story of ``level``."""
    state = _start(rng, level)
    events: list[Event] = []
    states = [state.copy()]
    for time in _times(rng, level):
        event = _event(rng, state, level, time, events[-1].who if events else 0)
        apply(state, event)
        events.append(event)
        states.append(state.copy())
    return Plot(level, tuple(events), tuple(states))


def _start(rng: Random, level: Level) -> State:
    homes = some(rng, range(level.places), 2 if level.rank < 3 else 3)
    at = [choose(rng, homes) for _ in range(level.people)]
    where = [
        pick(rng, 0, level.people - 1) if chance(rng, 0.7) else ~choose(rng, at)
        for _ in range(level.things)
    ]
    owned = [[pick(rng, 1, 12) for _ in range(level.goods)] for _ in range(level.people)]
    rain = some(rng, range(level.days), pick(rng, 1, max(1, level.days - 1)))
    return State(level.places, at, where, owned, frozenset(rain))


def _times(rng: Random, level: Level) -> list[int]:
    slots = [24 * day + hour for day in range(level.days) for hour in HOURS]
    return sorted(some(rng, slots, level.events))


def _event(rng: Random, state: State, level: Level, time: int, last: int) -> Event:
    """Draw what happens next, often to the one who acted ``last``, so that the story holds."""
    for _ in range(_TRIES):
        deed = choose(rng, level.deeds)
        people = mixed(rng, range(level.people))
        if chance(rng, 0.4):
            people.sort(key=lambda person: person != last)
        for who in people:
            event = _DRAW[deed](rng, state, time, who, deed)
            if event is not None:
                return event
    return _move(rng, state, time, pick(rng, 0, level.people - 1), Deed.MOVE)


_Draw = Callable[[Random, State, int, int, Deed], Event | None]


def _elsewhere(rng: Random, state: State, who: int) -> int:
    """Draw another place than where ``who`` is, rather one where somebody is."""
    here = state.at[who]
    busy = sorted({at for at in state.at if at != here})
    if busy and chance(rng, 0.7):
        return choose(rng, busy)
    return choose(rng, [place for place in range(state.places) if place != here])


def _move(rng: Random, state: State, time: int, who: int, deed: Deed) -> Event:
    place = _elsewhere(rng, state, who)
    others = [p for p in range(state.places) if p not in {place, state.at[who]}]
    away = choose(rng, others) if len(state.at) > 3 and chance(rng, 0.15) else -1
    return Event(time, deed, who, place=place, away=away)


def _weather(rng: Random, state: State, time: int, who: int, deed: Deed) -> Event:
    places = [p for p in range(state.places) if p != state.at[who]]
    place, away = some(rng, places, 2)
    return Event(time, deed, who, place=place, away=away)


def _plan(rng: Random, state: State, time: int, who: int, deed: Deed) -> Event:
    return Event(time, deed, who, place=_elsewhere(rng, state, who))


def _crowd(rng: Random, state: State, time: int, who: int, deed: Deed) -> Event | None:
    if len(present(state, state.at[who])) < 3:
        return None
    return Event(time, deed, who, place=_elsewhere(rng, state, who))


def _take(rng: Random, state: State, time: int, who: int, deed: Deed) -> Event | None:
    lying = [thing for thing, where in enumerate(state.where) if where == ~state.at[who]]
    return Event(time, deed, who, thing=choose(rng, lying)) if lying else None


def _refrain(rng: Random, state: State, time: int, who: int, deed: Deed) -> Event | None:
    """Draw what is not taken; only who knows of it thinks of it."""
    known = state.beliefs[who]
    here = ~state.at[who]
    lying = [t for t, where in enumerate(state.where) if where == here == known[t]]
    return Event(time, deed, who, thing=choose(rng, lying)) if lying else None


def _put(rng: Random, state: State, time: int, who: int, deed: Deed) -> Event | None:
    held = _held(state, who)
    return Event(time, deed, who, thing=choose(rng, held)) if held else None


def _give(rng: Random, state: State, time: int, who: int, deed: Deed) -> Event | None:
    held, near = _held(state, who), _near(state, who)
    if not held or not near:
        return None
    other = choose(rng, near)
    rest = [p for p in near if p != other]
    third = choose(rng, rest) if deed is Deed.GIVE and rest and chance(rng, 0.4) else -1
    return Event(time, deed, who, thing=choose(rng, held), other=other, third=third)


def _refuse(rng: Random, state: State, time: int, who: int, deed: Deed) -> Event | None:
    """Draw what is not given; all who are there knew who has it, so that they learn nothing."""
    event = _give(rng, state, time, who, deed)
    if event is None:
        return None
    here = present(state, state.at[who])
    known = all(
        state.beliefs[one][event.thing] == who
        and all(state.nested[one][other][event.thing] == who for other in here)
        for one in here
    )
    return event if known else None


def _swap(rng: Random, state: State, time: int, who: int, deed: Deed) -> Event | None:
    held = _held(state, who)
    near = [person for person in _near(state, who) if _held(state, person)]
    if not held or not near:
        return None
    other = choose(rng, near)
    second = choose(rng, _held(state, other))
    return Event(time, deed, who, thing=choose(rng, held), other=other, second=second)


def _tell(rng: Random, state: State, time: int, who: int, deed: Deed) -> Event | None:
    near = _near(state, who)
    if not near:
        return None
    other, thing = choose(rng, near), pick(rng, 0, len(state.where) - 1)
    known = state.beliefs[other][thing]
    if other in {state.where[thing], known}:
        return None
    claims = [*range(len(state.at)), *(~place for place in range(state.places))]
    claims = [claim for claim in claims if claim not in {known, other}]
    claim = state.beliefs[who][thing] if chance(rng, 0.4) else choose(rng, claims)
    return (
        Event(time, deed, who, thing=thing, other=other, claim=claim) if claim in claims else None
    )


def _buy(rng: Random, state: State, time: int, who: int, deed: Deed) -> Event | None:
    good, count = _good(rng, state), pick(rng, 2, 9)
    fits = state.owned[who][good] + count <= _MOST
    return Event(time, deed, who, good=good, count=count) if fits else None


def _match(rng: Random, state: State, time: int, who: int, deed: Deed) -> Event | None:
    good, other = _good(rng, state), pick(rng, 0, len(state.at) - 1)
    count = state.owned[other][good]
    if other == who or not count or state.owned[who][good] + count > _MOST:
        return None
    return Event(time, deed, who, good=good, other=other)


def _eat(rng: Random, state: State, time: int, who: int, deed: Deed) -> Event | None:
    good = _good(rng, state)
    if state.owned[who][good] < 3:
        return None
    count = pick(rng, 1, min(5, state.owned[who][good] - 1))
    return Event(time, deed, who, good=good, count=count)


def _hand(rng: Random, state: State, time: int, who: int, deed: Deed) -> Event | None:
    good, near = _good(rng, state), _near(state, who)
    own = state.owned[who][good]
    even = deed is not Deed.HALF or own % 2 == 0
    if not near or own < 4 or not even:
        return None
    count = 0 if deed is Deed.HALF else pick(rng, 1, min(5, own - 2))
    return Event(time, deed, who, good=good, count=count, other=choose(rng, near))


def _good(rng: Random, state: State) -> int:
    return pick(rng, 0, len(state.owned[0]) - 1)


def _held(state: State, who: int) -> list[int]:
    return [thing for thing, where in enumerate(state.where) if where == who]


def _near(state: State, who: int) -> list[int]:
    return [person for person in present(state, state.at[who]) if person != who]


_DRAW: dict[Deed, _Draw] = {
    Deed.MOVE: _move,
    Deed.CROWD: _crowd,
    Deed.WEATHER: _weather,
    Deed.TAKE: _take,
    Deed.PUT: _put,
    Deed.LOSE: _put,
    Deed.GIVE: _give,
    Deed.SWAP: _swap,
    Deed.TELL: _tell,
    Deed.BUY: _buy,
    Deed.MATCH: _match,
    Deed.EAT: _eat,
    Deed.HAND: _hand,
    Deed.HALF: _hand,
    Deed.REST: _hand,
    Deed.PLAN: _plan,
    Deed.REFRAIN: _refrain,
    Deed.REFUSE: _refuse,
}
