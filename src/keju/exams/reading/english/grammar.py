"""English: articles, plurals, the order of time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from keju.exams.reading.english.words import (
    COLOURS,
    DAYS,
    ENDINGS,
    GOODS,
    MEN,
    MINDS,
    NOUNS,
    NUMBERS,
    ORIGINS,
    PLACES,
    QUESTIONS,
    RULES,
    TRADES,
    WOMEN,
)
from keju.exams.reading.language import Cast
from keju.exams.reading.telling import Ref, Told, When
from keju.exams.reading.world import Fact, State

__all__ = ["Grammar", "number"]


@dataclass(frozen=True, slots=True)
class Grammar:
    """See ``keju.exams.reading.language.Tongue``."""

    cast: Cast
    clause: Callable[[Grammar, Told], str]
    between: str = " "

    @property
    def questions(self) -> Mapping[str, str]:
        """The templates of the questions, by kind."""
        return QUESTIONS

    @property
    def endings(self) -> Mapping[str, str]:
        """How an answer is asked for, by form, and a few small words."""
        return ENDINGS

    def rules(self, *, minds: bool) -> str:
        """Return what a reader must know; ``minds``: how people come to believe things."""
        return f"{RULES} {MINDS}" if minds else RULES

    def opening(self, state: State) -> list[str]:
        """Return the sentences that introduce everybody and everything."""
        people = [self._person(state, person) for person in range(len(state.at))]
        lying = [
            f"{_capital(self.thing(thing))} lay {self.at(~where)}."
            for thing, where in enumerate(state.where)
            if where < 0
        ]
        return [*people, *lying]

    def weather(self, state: State, days: int) -> str:
        """Return the sentence that says on which of the ``days`` it rained."""
        wet = [f"on {DAYS[day]}" for day in sorted(state.rain)]
        if len(wet) == days:
            return "It rained on each of these days."
        return f"It rained {self.listed(wet)}; the other days were dry."

    def sentence(self, told: Told) -> str:
        """Return the sentence of ``told``."""
        return _capital(f"{self._time(told)}, {self.clause(self, told)}.")

    def name(self, person: int) -> str:
        """Return the name of ``person``."""
        names = WOMEN if self.cast.women[person] else MEN
        return names[self.cast.names[person]]

    def pronoun(self, person: int) -> str:
        """Return the pronoun of ``person`` as a subject."""
        return "she" if self.cast.women[person] else "he"

    def place(self, place: int) -> str:
        """Return the name of ``place``."""
        return "the " + PLACES[self.cast.places[place]].replace("_", " ")

    def at(self, place: int) -> str:
        """Return the words for being at ``place``."""
        return f"at {self.place(place)}"

    def thing(self, thing: int) -> str:
        """Return the words for ``thing``."""
        noun, colour = self.cast.things[thing]
        return f"the {COLOURS[colour]} {NOUNS[noun]}"

    def good(self, good: int) -> str:
        """Return the words for several of ``good``."""
        return GOODS[self.cast.goods[good]][1]

    def moment(self, time: int, *, half: bool = False) -> str:
        """Return the words for ``time``."""
        return f"on {DAYS[time // 24]} {_hour(time % 24, half=half)}"

    def fact(self, fact: Fact) -> str:
        """Return the clause that states ``fact``."""
        kind, who, *rest = fact
        subject, (first, *more) = self.name(int(who)), [int(value) for value in rest]
        if kind == "went":
            return f"{subject} went to {self.place(first)}"
        if kind == "took":
            return f"{subject} picked up {self.thing(first)}"
        if kind == "put":
            return f"{subject} left {self.thing(first)} {self.at(more[0])}"
        return f"{subject} gave {self.thing(first)} to {self.name(more[0])}"

    def whereabouts(self, thing: int, where: int) -> str:
        """Return the clause that says where ``thing`` is."""
        if where >= 0:
            return f"{self.name(where)} has {self.thing(thing)}"
        return f"{self.thing(thing)} is {self.at(~where)} and nobody carries it"

    def listed(self, words: Sequence[str]) -> str:
        """Return ``words`` as an enumeration."""
        *first, last = words
        return f"{', '.join(first)} and {last}" if first else last

    def _person(self, state: State, person: int) -> str:
        trade, origin = TRADES[self.cast.trades[person]], ORIGINS[self.cast.origins[person]]
        had = self.listed([self.counted(n, good) for good, n in enumerate(state.owned[person])])
        held = [self.thing(thing) for thing, where in enumerate(state.where) if where == person]
        carried = f", and carried {self.listed(held)}" if held else ""
        comma = "," if held else " and"
        return (
            f"{self.name(person)}, the {trade}, is a {self._sex(person)} from {origin}. At the "
            f"beginning {self.pronoun(person)} was {self.at(state.at[person])}{comma} had {had}"
            f"{carried}."
        )

    def _sex(self, person: int) -> str:
        return "woman" if self.cast.women[person] else "man"

    def counted(self, count: int, good: int) -> str:
        """Return ``count`` goods in words."""
        return f"{number(count)} {GOODS[self.cast.goods[good]][count != 1]}"

    def _time(self, told: Told) -> str:
        time = told.event.time
        if told.when is When.FULL:
            return self.moment(time)
        if told.when is When.HOUR:
            return f"{'earlier that day, ' if told.back else ''}{_hour(time % 24)}"
        hours = abs(told.gap)
        words = "an hour" if hours == 1 else f"{number(hours)} hours"
        return f"{words} {'earlier' if told.back else 'later'}"

    def who(self, told: Told) -> str:
        """Return the words for the one who acts."""
        if told.who is Ref.CARRIER:
            return f"whoever had {self.thing(told.carried)} at that moment"
        return self.called(told.event.who, told.who)

    def other(self, told: Told) -> str:
        """Return the words for the one whom it concerns."""
        if told.other is Ref.PRONOUN:
            return self.them(told.event.other)
        return self.called(told.event.other, told.other)

    def called(self, person: int, ref: Ref) -> str:
        """Return what ``person`` is called as a subject."""
        if ref is Ref.PRONOUN:
            return self.pronoun(person)
        if ref is Ref.TRADE:
            return f"the {TRADES[self.cast.trades[person]]}"
        if ref is Ref.ORIGIN:
            return f"the {self._sex(person)} from {ORIGINS[self.cast.origins[person]]}"
        return self.name(person)

    def them(self, person: int) -> str:
        """Return "her" or "him"."""
        return "her" if self.cast.women[person] else "him"

    def their(self, person: int) -> str:
        """Return "her" or "his"."""
        return "her" if self.cast.women[person] else "his"


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _hour(hour: int, *, half: bool = False) -> str:
    if hour == 12 and not half:
        return "at noon"
    return f"at {(hour - 1) % 12 + 1}{':30' if half else ''} {'a.m.' if hour < 12 else 'p.m.'}"


def number(count: int) -> str:
    """Return ``count`` in words, in figures from 13 on."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)
