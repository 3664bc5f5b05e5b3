"""What a language must offer, and the cast of a story: which of its words stand for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol

from keju.exams.generated import pick
from keju.exams.reading.drawing import chance, mixed, some
from keju.exams.reading.plot import Level
from keju.exams.reading.telling import Told
from keju.exams.reading.world import Fact, State

__all__ = ["COLOURS", "GOODS", "NAMES", "NOUNS", "ORIGINS", "PLACES", "TRADES", "Cast", "Tongue"]

#: How many words of each kind a language has; names for women and for men, similar ones in pairs.
NAMES, PLACES, NOUNS, COLOURS, GOODS, TRADES, ORIGINS = 16, 12, 8, 6, 8, 12, 12


@dataclass(frozen=True, slots=True)
class Cast:
    """Positions in a language's lists: ``things`` are (noun, colour), ``names`` go by sex."""

    women: tuple[bool, ...]
    names: tuple[int, ...]
    trades: tuple[int, ...]
    origins: tuple[int, ...]
    places: tuple[int, ...]
    things: tuple[tuple[int, int], ...]
    goods: tuple[int, ...]

    @classmethod
    def draw(cls, rng: Random, level: Level) -> Cast:
        """Draw a cast; at the higher levels names and things are easily confused."""
        women = tuple(mixed(rng, [n % 2 == 0 for n in range(level.people)]))
        return cls(
            women,
            _names(rng, women, similar=level.similar),
            tuple(some(rng, range(TRADES), level.people)),
            tuple(some(rng, range(ORIGINS), level.people)),
            tuple(some(rng, range(PLACES), level.places)),
            _things(rng, level),
            tuple(some(rng, range(GOODS), level.goods)),
        )


def _names(rng: Random, women: Sequence[bool], *, similar: bool) -> tuple[int, ...]:
    chosen: dict[bool, list[int]] = {}
    for sex in (True, False):
        pairs = mixed(rng, [(n, n + 1) for n in range(0, NAMES, 2)])
        if similar:
            chosen[sex] = [n for pair in pairs for n in pair]
        else:
            chosen[sex] = [pair[pick(rng, 0, 1)] for pair in pairs]
    return tuple(chosen[sex].pop(0) for sex in women)


def _things(rng: Random, level: Level) -> tuple[tuple[int, int], ...]:
    """Draw things: at the higher levels each noun comes in several colours."""
    nouns = some(rng, range(NOUNS), 2 if level.similar else level.things)
    colours = some(rng, range(COLOURS), level.things)
    pairs = [
        (nouns[n % len(nouns)], colours[n // 2 if level.similar else n])
        for n in range(level.things)
    ]
    return tuple(mixed(rng, pairs)) if chance(rng, 0.5) else tuple(pairs)


class Tongue(Protocol):
    """One language: everything that a reader sees is written by it.

    ``opening`` and ``sentence`` return sentences, the other methods what may stand in one or alone
    as an option. A time counts hours from the first midnight; ``half`` adds thirty minutes.
    ``questions`` and ``endings`` are templates by kind; ``between`` joins sentences.
    """

    @property
    def cast(self) -> Cast:
        """Which words stand for whom."""

    @property
    def questions(self) -> Mapping[str, str]:
        """The templates of the questions, by kind."""

    @property
    def endings(self) -> Mapping[str, str]:
        """How an answer is asked for, by form, and a few small words."""

    @property
    def between(self) -> str:
        """What stands between two sentences."""

    def rules(self, *, minds: bool) -> str:
        """Return what a reader must know; ``minds``: how people come to believe things."""

    def opening(self, state: State) -> list[str]:
        """Return the sentences that introduce everybody and everything."""

    def weather(self, state: State, days: int) -> str:
        """Return the sentence that says on which of the ``days`` it rained."""

    def sentence(self, told: Told) -> str:
        """Return the sentence of ``told``."""

    def name(self, person: int) -> str:
        """Return the name of ``person``."""

    def pronoun(self, person: int) -> str:
        """Return the pronoun of ``person`` as a subject."""

    def place(self, place: int) -> str:
        """Return the name of ``place``."""

    def at(self, place: int) -> str:
        """Return the words for being at ``place``."""

    def thing(self, thing: int) -> str:
        """Return the words for ``thing``."""

    def good(self, good: int) -> str:
        """Return the words for several of ``good``."""

    def moment(self, time: int, *, half: bool = False) -> str:
        """Return the words for ``time``."""

    def fact(self, fact: Fact) -> str:
        """Return the clause that states ``fact``."""

    def whereabouts(self, thing: int, where: int) -> str:
        """Return the clause that says where ``thing`` is."""

    def listed(self, words: Sequence[str]) -> str:
        """Return ``words`` as an enumeration."""
