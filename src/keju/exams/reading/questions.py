"""What is asked about a story; every answer comes from the states of the world, not from the text.

A question whose answer the story does not settle beyond doubt is not asked: a happening that is
asked for by its words happened once, and an invented one is told nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations
from random import Random

from keju.exams.generated import pick
from keju.exams.reading.asked import Asked, Meaning, Story
from keju.exams.reading.drawing import chance, choose, mixed, some
from keju.exams.reading.telling import Ref
from keju.exams.reading.world import Deed, Fact, State

__all__ = ["ORDERS", "ask", "probe"]

#: The six orders of three happenings, as they are offered.
ORDERS = tuple(permutations((1, 2, 3)))


def ask(rng: Random, story: Story, count: int) -> list[Asked]:
    """Draw up to ``count`` different questions, of different kinds as far as there are any."""
    kinds = [kind for kind, (lowest, _) in _KINDS.items() if story.plot.level.rank >= lowest]
    result: list[Asked] = []
    for kind in [kind for _ in range(3) for kind in mixed(rng, kinds)]:
        drawn = _fairly(rng, story, kind)
        if drawn is not None and not any(_same(drawn, asked) for asked in result):
            result.append(drawn)
        if len(result) == count:
            break
    return result


def _fairly(rng: Random, story: Story, kind: str) -> Asked | None:
    """Draw a question of ``kind``; where a name is wanted, one named often is wanted no oftener."""
    drawn = _KINDS[kind][1](rng, story, kind)
    if drawn is None or drawn.options or kind in {"count", "heads"}:
        return drawn
    return drawn if chance(rng, min(story.named) / story.named[drawn.number]) else None


def probe(kind: str, state: State, args: Sequence[int]) -> int:
    """Return what ``state`` answers to a question of ``kind``."""
    return _PROBES[kind](state, *args)


_PROBES: dict[str, Callable[..., int]] = {
    "holder": lambda state, thing: state.where[thing],
    "where": lambda state, person: state.at[person],
    "lies": lambda state, thing: state.place_of(thing),
    "count": lambda state, person, good: state.owned[person][good],
    "heads": lambda state, place: sum(at == place for at in state.at),
    "belief": lambda state, one, thing: state.beliefs[one][thing],
    "nested": lambda state, one, other, thing: state.nested[one][other][thing],
}


def _same(one: Asked, other: Asked) -> bool:
    return (one.kind, one.args, one.time, one.listed) == (
        other.kind,
        other.args,
        other.time,
        other.listed,
    )


def _probed(story: Story, kind: str, args: tuple[int, ...], time: int | None) -> Asked:
    """Return the question with its answer and the events at which the answer changed."""
    plot, chain = story.plot, []
    last = plot.states[0]
    for number, event in enumerate(plot.events):
        if time is not None and event.time > time:
            break
        after = plot.states[number + 1]
        if any(probe(k, after, args) != probe(k, last, args) for k in _CHANGES.get(kind, (kind,))):
            chain.append(number)
        last = after
    return Asked(kind, probe(kind, last, args), args, time, chain=tuple(chain))


#: Where a thing is changes with who has it as well.
_CHANGES = {"lies": ("lies", "holder")}


def _time(rng: Random, story: Story) -> int | None:
    """Draw a time in the second half of the story, or None for its end."""
    events = story.plot.events
    if chance(rng, 0.4):
        return None
    return events[pick(rng, len(events) // 2, len(events) - 1)].time


def _options(
    rng: Random, right: Meaning, wrong: Sequence[Meaning], most: int = 4
) -> tuple[Meaning, ...]:
    others = [w for n, w in enumerate(wrong) if w != right and w not in wrong[:n]]
    return tuple(mixed(rng, [right, *others[: most - 1]]))


def _with(asked: Asked, options: tuple[Meaning, ...]) -> Asked:
    return Asked(
        asked.kind, asked.right, asked.args, asked.time, options, asked.listed, asked.chain
    )


def _holder(rng: Random, story: Story, kind: str) -> Asked | None:
    thing = pick(rng, 0, len(story.plot.states[0].where) - 1)
    asked = _probed(story, kind, (thing,), _time(rng, story))
    least = min(2, story.plot.level.rank)
    return asked if asked.number >= 0 and len(asked.chain) >= least else None


def _where(rng: Random, story: Story, kind: str) -> Asked | None:
    level = story.plot.level
    high = level.people if kind == "where" else level.things
    asked = _probed(story, kind, (pick(rng, 0, high - 1),), _time(rng, story))
    places = mixed(rng, range(level.places))
    return _with(asked, _options(rng, asked.right, places, 6)) if asked.chain else None


def _count(rng: Random, story: Story, kind: str) -> Asked | None:
    level = story.plot.level
    args = (pick(rng, 0, level.people - 1), pick(rng, 0, level.goods - 1))
    asked = _probed(story, kind, args, None)
    return asked if len(asked.chain) >= min(2, level.rank) else None


def _heads(rng: Random, story: Story, kind: str) -> Asked | None:
    place = pick(rng, 0, story.plot.level.places - 1)
    asked = _probed(story, kind, (place,), _time(rng, story))
    return asked if asked.chain else None


def _mind(rng: Random, story: Story, kind: str) -> Asked | None:
    """Ask what somebody believes, rather where the belief is wrong or the two beliefs differ."""
    level, last = story.plot.level, story.plot.states[-1]
    for hurry in range(12):
        people = some(rng, range(level.people), 1 if kind == "belief" else 2)
        thing = pick(rng, 0, level.things - 1)
        asked = _probed(story, kind, (*people, thing), None)
        truth = last.where[thing]
        known = truth if kind == "belief" else last.beliefs[people[1]][thing]
        if asked.chain and (asked.right != known or hurry > 8):
            break
    else:
        return None
    held = [state.where[thing] for state in story.plot.states]
    told = [belief[thing] for belief in last.beliefs]
    wrong = mixed(rng, {*held, *told, truth})
    wrong = [known, *wrong, *mixed(rng, range(level.people))]
    return _with(asked, _options(rng, asked.right, wrong, 5))


def _when(rng: Random, story: Story, kind: str) -> Asked | None:
    once = story.once()
    if not once:
        return None
    number, fact = choose(rng, once)
    events = story.plot.events
    times = mixed(rng, [event.time for event in events])
    right = events[number].time
    return Asked(kind, right, (), None, _options(rng, right, times), (fact,), (number,))


def _order(rng: Random, story: Story, kind: str) -> Asked | None:
    chosen: dict[int, Fact] = dict(mixed(rng, story.once()))
    if len(chosen) < 3:
        return None
    numbers = some(rng, sorted(chosen), 3)
    right = tuple(numbers.index(number) + 1 for number in sorted(numbers))
    listed = tuple(chosen[number] for number in numbers)
    return Asked(kind, right, (), None, ORDERS, listed, tuple(sorted(numbers)))


def _truth(rng: Random, story: Story, kind: str) -> Asked | None:
    true = {fact: number for number, fact in story.all_facts()}
    invented = _invented(rng, story)
    need = (1, 3) if kind == "true" else (3, 1)
    if len(true) < need[0] or len(invented) < need[1]:
        return None
    right, wrong = some(rng, true, need[0]), some(rng, invented, need[1])
    single = (right if kind == "true" else wrong)[0]
    chain = tuple(sorted({true[fact] for fact in right}))
    return Asked(kind, single, (), None, tuple(mixed(rng, [*right, *wrong])), (single,), chain)


def _invented(rng: Random, story: Story) -> list[Fact]:
    """Return happenings that never were: given up, refused, not chosen, or with another person."""
    plot = story.plot
    true = {fact for _, fact in story.all_facts()}
    people = range(plot.level.people)
    false: list[Fact] = []
    for event in plot.events:
        if event.deed in {Deed.PLAN, Deed.WEATHER, Deed.MOVE}:
            false += [("went", event.who, to) for to in (event.place, event.away) if to >= 0]
        if event.deed in {Deed.REFUSE, Deed.GIVE}:
            receivers = [event.other, event.third, *some(rng, people, 2)]
            false += [("gave", event.who, event.thing, to) for to in receivers if to >= 0]
        if event.deed in {Deed.REFRAIN, Deed.TAKE}:
            false += [("took", person, event.thing) for person in some(rng, people, 2)]
            false.append(("took", event.who, event.thing))
    been = {(person, state.at[person]) for state in plot.states for person in people}
    return [
        fact
        for n, fact in enumerate(false)
        if fact not in true
        and fact not in false[:n]
        and not (fact[0] == "went" and (fact[1], fact[2]) in been)
        and not (fact[0] == "gave" and fact[1] == fact[3])
    ]


def _never(rng: Random, story: Story, kind: str) -> Asked | None:
    person = pick(rng, 0, story.plot.level.people - 1)
    been = {state.at[person] for state in story.plot.states}
    not_been = [place for place in range(story.plot.level.places) if place not in been]
    if len(been) < 2 or not not_been:
        return None
    right = choose(rng, not_been)
    chain = _probed(story, "where", (person,), None).chain
    wrong = mixed(rng, been)
    return Asked(kind, right, (person,), None, _options(rng, right, wrong), (), chain)


def _giver(rng: Random, story: Story, kind: str) -> Asked | None:
    given = [(number, fact) for number, fact in story.all_facts() if fact[0] == "gave"]
    pairs = [fact[2:] for _, fact in given]
    single = [(number, fact) for number, fact in given if pairs.count(fact[2:]) == 1]
    if not single:
        return None
    number, (_, giver, thing, other) = choose(rng, single)
    return Asked(kind, int(giver), (int(other), int(thing)), None, chain=(number,))


def _pronoun(rng: Random, story: Story, kind: str) -> Asked | None:
    """Ask whom a pronoun means, rather one that follows another pronoun for the same person."""
    spots = [n for n, told in enumerate(story.told) if told.who is Ref.PRONOUN]
    spots = [n for n in spots if story.lines.count(story.lines[n]) == 1]
    far = [n for n in spots if story.told[n - 1].who is Ref.PRONOUN]
    if not spots:
        return None
    spot = choose(rng, far or spots)
    numbers = {event: n for n, event in enumerate(story.plot.events)}
    start = spot
    while story.told[start].who is Ref.PRONOUN:
        start -= 1
    chain = tuple(numbers[told.event] for told in story.told[start : spot + 1])
    return Asked(kind, story.told[spot].event.who, (spot,), None, chain=chain)


_Draw = Callable[[Random, Story, str], Asked | None]

#: The kinds of question: the lowest level at which each is asked, and what draws it.
_KINDS: dict[str, tuple[int, _Draw]] = {
    "holder": (1, _holder),
    "where": (1, _where),
    "count": (1, _count),
    "when": (1, _when),
    "order": (1, _order),
    "true": (1, _truth),
    "false": (1, _truth),
    "giver": (1, _giver),
    "pronoun": (1, _pronoun),
    "lies": (2, _where),
    "heads": (2, _heads),
    "never": (2, _never),
    "belief": (3, _mind),
    "nested": (4, _mind),
}
