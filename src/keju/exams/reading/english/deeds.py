"""English clauses: simple past, and the pluperfect for a look back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from keju.exams.reading.english.grammar import Grammar, number
from keju.exams.reading.telling import Ref, Told
from keju.exams.reading.world import Deed

__all__ = ["clause"]


def clause(en: Grammar, told: Told) -> str:
    """Return the sentence of ``told`` without its time."""
    return _CLAUSES[told.event.deed](en, told)


def _past(told: Told, past: str, participle: str = "") -> str:
    return f"had {participle or past}" if told.back else past


def _move(en: Grammar, told: Told) -> str:
    event = told.event
    went = (_past(told, "went", "gone"), _past(told, "walked"))[told.variant % 2]
    to = f"to {en.place(event.place)}"
    if event.away >= 0:
        to = f"not to {en.place(event.away)} but {to}"
    return f"{en.who(told)} {went} {to}"


def _crowd(en: Grammar, told: Told) -> str:
    event = told.event
    went = _past(told, "went", "gone")
    return (
        f"everyone who was with {en.who(told)} {went} to {en.place(event.place)}"
        f" without {en.them(event.who)}"
    )


def _weather(en: Grammar, told: Told) -> str:
    event = told.event
    went, sent = _past(told, "went", "gone"), _past(told, "sent")
    return (
        f"{en.who(told)} {went} where the weather of that day {sent} {en.them(event.who)}:"
        f" to {en.place(event.place)} if it rained, to {en.place(event.away)} if it stayed dry"
    )


def _take(en: Grammar, told: Told) -> str:
    took = (_past(told, "picked up"), _past(told, "took", "taken"))[told.variant % 2]
    tail = "" if told.variant % 2 == 0 else ", which had been lying there"
    return f"{en.who(told)} {took} {en.thing(told.event.thing)}{tail}"


def _put(en: Grammar, told: Told) -> str:
    thing = en.thing(told.event.thing)
    if told.variant % 2:
        return f"{en.who(told)} {_past(told, 'put')} {thing} away on the spot"
    return f"{en.who(told)} {_past(told, 'put')} {thing} down and {_past(told, 'left')} it there"


def _lose(en: Grammar, told: Told) -> str:
    return (
        f"{en.who(told)}, without noticing it, {_past(told, 'dropped')}"
        f" {en.thing(told.event.thing)} on the spot; nobody else {_past(told, 'noticed')} either"
    )


def _give(en: Grammar, told: Told) -> str:
    event = told.event
    who, thing, other, gave = en.who(told), en.thing(event.thing), en.other(told), ""
    gave = _past(told, "gave", "given")
    if event.third >= 0 and told.other is not Ref.PRONOUN:
        return f"{who} {gave} {thing} not to {en.name(event.third)} but to {other}"
    if told.variant % 2:
        gave = _past(told, "handed")
    return (
        f"{who} {gave} {other} {thing}" if told.variant < 3 else f"{who} {gave} {thing} to {other}"
    )


def _swap(en: Grammar, told: Told) -> str:
    event = told.event
    gave, got = _past(told, "gave", "given"), _past(told, "received")
    return (
        f"{en.who(told)} {gave} {en.other(told)} {en.thing(event.thing)}"
        f" and {got} {en.thing(event.second)} in return"
    )


def _tell(en: Grammar, told: Told) -> str:
    event, said = told.event, _past(told, "told")
    thing = en.thing(event.thing)
    start = f"{en.who(told)} {said} {en.other(told)}"
    if event.claim == event.who:
        return f"{start}, “I have {thing}”"
    if event.claim >= 0:
        return f"{start} that {en.name(event.claim)} had {thing}"
    return f"{start} that {thing} was lying {en.at(~event.claim)}"


def _buy(en: Grammar, told: Told) -> str:
    event = told.event
    return f"{en.who(told)} {_past(told, 'bought')} {en.counted(event.count, event.good)}"


def _match(en: Grammar, told: Told) -> str:
    return (
        f"{en.who(told)} {_past(told, 'bought')} exactly as many {en.good(told.event.good)}"
        f" as {en.other(told)} had at that moment"
    )


def _eat(en: Grammar, told: Told) -> str:
    event = told.event
    return (
        f"{en.who(told)} {_past(told, 'ate', 'eaten')} {number(event.count)}"
        f" of {en.their(event.who)} {en.good(event.good)}"
    )


def _hand(en: Grammar, told: Told) -> str:
    event = told.event
    own = f"{en.their(event.who)} own {en.good(event.good)}"
    given = {
        Deed.HAND: en.counted(event.count, event.good),
        Deed.HALF: f"half of {own}",
        Deed.REST: f"all but {number(event.count)} of {own}",
    }[event.deed]
    return f"{en.who(told)} {_past(told, 'gave', 'given')} {en.other(told)} {given}"


def _plan(en: Grammar, told: Told) -> str:
    event = told.event
    wanted = (_past(told, "wanted"), _past(told, "meant"))[told.variant % 2]
    changed, stayed = _past(told, "changed"), "stayed"
    return (
        f"{en.who(told)} {wanted} to go to {en.place(event.place)}, but {changed}"
        f" {en.their(event.who)} mind and {stayed}"
    )


def _refrain(en: Grammar, told: Told) -> str:
    did = "had not done so" if told.back else "did not"
    thought = _past(told, "thought")
    return f"{en.who(told)} {thought} of taking {en.thing(told.event.thing)}, but {did}"


def _refuse(en: Grammar, told: Told) -> str:
    event = told.event
    if told.variant % 2:
        did = "had not given" if told.back else "did not give"
        return f"{en.who(told)} {did} {en.other(told)} {en.thing(event.thing)}, though asked to"
    refused = _past(told, "refused")
    return f"{en.who(told)} {refused} to give {en.other(told)} {en.thing(event.thing)}"


_CLAUSES: Mapping[Deed, Callable[[Grammar, Told], str]] = {
    Deed.MOVE: _move,
    Deed.CROWD: _crowd,
    Deed.WEATHER: _weather,
    Deed.TAKE: _take,
    Deed.PUT: _put,
    Deed.LOSE: _lose,
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
