"""Chinese: time first, measure words, and full-width signs without spaces."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from keju.exams.reading.chinese.words import (
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
    between: str = ""

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
        return RULES + MINDS if minds else RULES

    def opening(self, state: State) -> list[str]:
        """Return the sentences that introduce everybody and everything."""
        people = [self._person(state, person) for person in range(len(state.at))]
        lying = [
            f"{self.thing(thing)}放{self.at(~where)}。"
            for thing, where in enumerate(state.where)
            if where < 0
        ]
        return [*people, *lying]

    def weather(self, state: State, days: int) -> str:
        """Return the sentence that says on which of the ``days`` it rained."""
        if len(state.rain) == days:
            return "这几天天天下雨。"
        wet = self.listed([DAYS[day] for day in sorted(state.rain)])
        return f"这几天里，{wet}下了雨，其余的日子都没有下雨。"

    def sentence(self, told: Told) -> str:
        """Return the sentence of ``told``."""
        return f"{self._time(told)}，{self.clause(self, told)}。"

    def name(self, person: int) -> str:
        """Return the name of ``person``."""
        return (WOMEN if self.cast.women[person] else MEN)[self.cast.names[person]]

    def pronoun(self, person: int) -> str:
        """Return the pronoun of ``person`` as a subject."""
        return "她" if self.cast.women[person] else "他"

    def place(self, place: int) -> str:
        """Return the name of ``place``."""
        return PLACES[self.cast.places[place]]

    def at(self, place: int) -> str:
        """Return the words for being at ``place``."""
        return f"在{self.place(place)}"

    def thing(self, thing: int) -> str:
        """Return the words for ``thing``."""
        noun, colour = self.cast.things[thing]
        return COLOURS[colour] + NOUNS[noun]

    def good(self, good: int) -> str:
        """Return the words for several of ``good``."""
        return "".join(GOODS[self.cast.goods[good]])

    def bare(self, good: int) -> str:
        """Return the noun of a good without its measure word."""
        return GOODS[self.cast.goods[good]][1]

    def moment(self, time: int, *, half: bool = False) -> str:
        """Return the words for ``time``."""
        return DAYS[time // 24] + _hour(time % 24) + "半" * half

    def fact(self, fact: Fact) -> str:
        """Return the clause that states ``fact``."""
        kind, who, first, *more = (fact[0], *(int(value) for value in fact[1:]))
        subject = self.name(int(who))
        if kind == "went":
            return f"{subject}去了{self.place(int(first))}"
        if kind == "took":
            return f"{subject}拿起了{self.thing(int(first))}"
        if kind == "put":
            return f"{subject}把{self.thing(int(first))}放{self.at(int(more[0]))}"
        return f"{subject}把{self.thing(int(first))}给了{self.name(int(more[0]))}"

    def whereabouts(self, thing: int, where: int) -> str:
        """Return the clause that says where ``thing`` is."""
        if where >= 0:
            return f"{self.thing(thing)}在{self.name(where)}手里"
        return f"{self.thing(thing)}{self.at(~where)}，没有人带着"

    def listed(self, words: Sequence[str]) -> str:
        """Return ``words`` as an enumeration."""
        *first, last = words
        return f"{'、'.join(first)}和{last}" if first else last

    def counted(self, count: int, good: int) -> str:
        """Return ``count`` goods with their measure word."""
        return _number(count) + self.good(good)

    def _person(self, state: State, person: int) -> str:
        origin, trade = ORIGINS[self.cast.origins[person]], TRADES[self.cast.trades[person]]
        had = self.listed([self.counted(n, good) for good, n in enumerate(state.owned[person])])
        held = [self.thing(thing) for thing, where in enumerate(state.where) if where == person]
        carried = f"，身上带着{self.listed(held)}" if held else ""
        return (
            f"{trade}{self.name(person)}是一位来自{origin}的{self._sex(person)}，"
            f"起初{self.at(state.at[person])}，有{had}{carried}。"
        )

    def _sex(self, person: int) -> str:
        return "女士" if self.cast.women[person] else "先生"

    def _time(self, told: Told) -> str:
        time = told.event.time
        if told.when is When.FULL:
            return self.moment(time)
        if told.when is When.HOUR:
            return f"{'当天早些时候，' if told.back else ''}{_hour(time % 24)}"
        return f"{_number(abs(told.gap))}个小时以{'前' if told.back else '后'}"

    def who(self, told: Told) -> str:
        """Return the words for the one who acts."""
        if told.who is Ref.CARRIER:
            return f"当时带着{self.thing(told.carried)}的人"
        return self.called(told.event.who, told.who)

    def other(self, told: Told) -> str:
        """Return the words for the one whom it concerns."""
        return self.called(told.event.other, told.other)

    def called(self, person: int, ref: Ref) -> str:
        """Return what ``person`` is called."""
        if ref is Ref.PRONOUN:
            return self.pronoun(person)
        if ref is Ref.TRADE:
            return f"那位{TRADES[self.cast.trades[person]]}"
        if ref is Ref.ORIGIN:
            return f"来自{ORIGINS[self.cast.origins[person]]}的{self._sex(person)}"
        return self.name(person)


def _hour(hour: int) -> str:
    part = "上午" if hour < 12 else "中午" if hour == 12 else "下午" if hour < 18 else "晚上"
    return f"{part}{_number((hour - 1) % 12 + 1)}点"


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)
