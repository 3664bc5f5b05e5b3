"""French: gender, contraction, elision and the spaces of its typography."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from keju.exams.reading.french.words import (
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

__all__ = ["Grammar"]


@dataclass(frozen=True, slots=True)
class Grammar:
    """See ``keju.exams.reading.language.Tongue``."""

    cast: Cast
    clause: Callable[[Grammar, Told], str]
    between: str = " "

    @property
    def questions(self) -> Mapping[str, str]:
        """The templates of the questions, by kind."""
        return _TYPESET_QUESTIONS

    @property
    def endings(self) -> Mapping[str, str]:
        """How an answer is asked for, by form, and a few small words."""
        return _TYPESET_ENDINGS

    def rules(self, *, minds: bool) -> str:
        """Return what a reader must know; ``minds``: how people come to believe things."""
        return _spaced(f"{RULES} {MINDS}" if minds else RULES)

    def opening(self, state: State) -> list[str]:
        """Return the sentences that introduce everybody and everything."""
        people = [self._person(state, person) for person in range(len(state.at))]
        lying = [
            f"{_capital(self.thing(thing))} se trouvait {self.at(~where)}."
            for thing, where in enumerate(state.where)
            if where < 0
        ]
        return [*people, *lying]

    def weather(self, state: State, days: int) -> str:
        """Return the sentence that says on which of the ``days`` it rained."""
        wet = [f"le {DAYS[day]}" for day in sorted(state.rain)]
        if len(wet) == days:
            return "Ces jours-là, il a plu tous les jours."
        return _spaced(f"Il a plu {self.listed(wet)} ; les autres jours, il a fait sec.")

    def sentence(self, told: Told) -> str:
        """Return the sentence of ``told``."""
        clause = self.clause(self, told)
        return _spaced(f"{_capital(self._time(told))}, {clause}.")

    def name(self, person: int) -> str:
        """Return the name of ``person``."""
        names = WOMEN if self.cast.women[person] else MEN
        return names[self.cast.names[person]]

    def pronoun(self, person: int) -> str:
        """Return the pronoun of ``person`` as a subject."""
        return "elle" if self.cast.women[person] else "il"

    def place(self, place: int) -> str:
        """Return the name of ``place``."""
        return "".join(PLACES[self.cast.places[place]])

    def at(self, place: int) -> str:
        """Return the words for being at ``place``."""
        return _to(self.place(place))

    def thing(self, thing: int) -> str:
        """Return the words for ``thing``."""
        noun, colour = self.cast.things[thing]
        word, feminine = NOUNS[noun]
        return f"{_the(word, feminine=feminine)} {COLOURS[colour][feminine]}"

    def good(self, good: int) -> str:
        """Return the words for several of ``good``."""
        return GOODS[self.cast.goods[good]][1]

    def moment(self, time: int, *, half: bool = False) -> str:
        """Return the words for ``time``."""
        return f"{DAYS[time // 24]} {_hour(time % 24, half=half)}"

    def fact(self, fact: Fact) -> str:
        """Return the clause that states ``fact``."""
        kind, who, first, *more = (fact[0], *(int(value) for value in fact[1:]))
        subject = self.name(int(who))
        if kind == "went":
            gone = "allée" if self.cast.women[int(who)] else "allé"
            return f"{subject} est {gone} {self.at(int(first))}"
        if kind == "took":
            return f"{subject} a ramassé {self.thing(int(first))}"
        if kind == "put":
            return f"{subject} a laissé {self.thing(int(first))} {self.at(int(more[0]))}"
        return f"{subject} a donné {self.thing(int(first))} à {self.name(int(more[0]))}"

    def whereabouts(self, thing: int, where: int) -> str:
        """Return the clause that says where ``thing`` is."""
        if where >= 0:
            return f"{self.name(where)} a {self.thing(thing)}"
        return f"{self.thing(thing)} est {self.at(~where)} et personne ne l’a sur soi"

    def listed(self, words: Sequence[str]) -> str:
        """Return ``words`` as an enumeration."""
        *first, last = words
        return f"{', '.join(first)} et {last}" if first else last

    def counted(self, count: int, good: int) -> str:
        """Return ``count`` goods in words."""
        one, many, _ = GOODS[self.cast.goods[good]]
        return f"{self.number(count, good)} {one if count == 1 else many}"

    def number(self, count: int, good: int) -> str:
        """Return ``count`` in words, in the gender of ``good``."""
        if count == 1:
            return "une" if GOODS[self.cast.goods[good]][2] else "un"
        return _number(count)

    def feminine(self, thing: int) -> bool:
        """Return whether the noun of ``thing`` is feminine."""
        return NOUNS[self.cast.things[thing][0]][1]

    def _person(self, state: State, person: int) -> str:
        woman = self.cast.women[person]
        trade = TRADES[self.cast.trades[person]][woman]
        sex = "une femme" if woman else "un homme"
        had = self.listed([self.counted(n, good) for good, n in enumerate(state.owned[person])])
        held = [self.thing(thing) for thing, where in enumerate(state.where) if where == person]
        where = f"{_capital(self.pronoun(person))} se trouvait au début {self.at(state.at[person])}"
        carried = f" et portait sur {self.them(person)} {self.listed(held)}" if held else ""
        comma = "," if held else " et"
        return (
            f"{self.name(person)}, {_the(trade, feminine=woman)}, est {sex}"
            f" {self._origin(person)}. {where}{comma} avait {had}{carried}."
        )

    def _origin(self, person: int) -> str:
        origin = ORIGINS[self.cast.origins[person]]
        return f"d’{origin}" if origin[0] in "AO" else f"de {origin}"

    def _time(self, told: Told) -> str:
        time = told.event.time
        if told.when is When.FULL:
            return self.moment(time)
        if told.when is When.HOUR:
            return f"{'plus tôt ce jour-là, ' if told.back else ''}{_hour(time % 24)}"
        hours = abs(told.gap)
        words = "une heure" if hours == 1 else f"{_number(hours)} heures"
        return f"{words} plus {'tôt' if told.back else 'tard'}"

    def who(self, told: Told) -> str:
        """Return the words for the one who acts."""
        if told.who is Ref.CARRIER:
            return f"la personne qui avait alors {self.thing(told.carried)}"
        return self.called(told.event.who, told.who)

    def called(self, person: int, ref: Ref) -> str:
        """Return what ``person`` is called as a subject."""
        woman = self.cast.women[person]
        if ref is Ref.PRONOUN:
            return self.pronoun(person)
        if ref is Ref.TRADE:
            return _the(TRADES[self.cast.trades[person]][woman], feminine=woman)
        if ref is Ref.ORIGIN:
            return f"{'la femme' if woman else 'l’homme'} {self._origin(person)}"
        return self.name(person)

    def other(self, told: Told) -> str:
        """Return the words for the one whom it concerns, as an object without a preposition."""
        return self.called(told.event.other, told.other)

    def them(self, person: int) -> str:
        """Return "elle" or "lui", as after a preposition."""
        return "elle" if self.cast.women[person] else "lui"

    def done(self, told: Told, participle: str) -> str:
        """Return a verb with "avoir", before it "lui" where the receiver is a pronoun."""
        lui = "lui " if told.other is Ref.PRONOUN else ""
        return f"{lui}{'avait' if told.back else 'a'} {participle}"

    def gone(self, told: Told, participle: str, reflexive: str = "") -> str:
        """Return a verb with "être", its participle agreeing with the subject."""
        feminine = told.who is Ref.CARRIER or self.cast.women[told.event.who]
        return f"{reflexive}{'était' if told.back else 'est'} {participle}{'e' * feminine}"

    def to(self, told: Told) -> str:
        """Return " à …" for the receiver, or nothing where it is the pronoun before the verb."""
        return "" if told.other is Ref.PRONOUN else f" {_to(self.other(told))}"


def _spaced(text: str) -> str:
    """Put unbreakable spaces where French typography wants them."""
    for sign in ":;?!»":
        text = text.replace(f" {sign}", f"\u00a0{sign}")
    return text.replace("« ", "«\u00a0")


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _the(noun: str, *, feminine: bool) -> str:
    if noun[0] in "aeéèiouh":
        return f"l’{noun}"
    return f"{'la' if feminine else 'le'} {noun}"


def _to(words: str) -> str:
    """Return "à" with ``words``, contracted with "le"."""
    return f"au {words[3:]}" if words.startswith("le ") else f"à {words}"


def _hour(hour: int, *, half: bool = False) -> str:
    if half:
        return f"à {hour}\u00a0h\u00a030"
    return "à midi" if hour == 12 else f"à {hour}\u00a0heures"


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


_TYPESET_QUESTIONS = {kind: _spaced(words) for kind, words in QUESTIONS.items()}
_TYPESET_ENDINGS = {kind: _spaced(words) for kind, words in ENDINGS.items()}
