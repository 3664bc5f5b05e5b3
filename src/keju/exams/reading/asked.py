"""A story as it is told, and one question about it."""

from __future__ import annotations

from dataclasses import dataclass

from keju.exams.reading.plot import Plot
from keju.exams.reading.telling import Told
from keju.exams.reading.world import Fact, facts

__all__ = ["Asked", "Meaning", "Story"]

#: A value that an option stands for: a number of a person, place or time, a fact, or an order.
Meaning = int | Fact


@dataclass(frozen=True, slots=True)
class Story:
    """A plot and the sentences that tell it; ``lines`` are their words.

    ``named[p]`` is how often the passage has the name of person p.
    """

    plot: Plot
    told: tuple[Told, ...]
    lines: tuple[str, ...]
    named: tuple[int, ...]

    def all_facts(self) -> list[tuple[int, Fact]]:
        """Return every fact with the number of its event."""
        pairs = zip(self.plot.states, self.plot.events, strict=False)
        return [(n, fact) for n, (state, event) in enumerate(pairs) for fact in facts(state, event)]

    def once(self) -> list[tuple[int, Fact]]:
        """Return the facts that became true only once."""
        every = self.all_facts()
        words = [fact for _, fact in every]
        return [(n, fact) for n, fact in every if words.count(fact) == 1]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: ``args`` are what it is about, ``time`` when (None: at the end).

    ``right`` is what the answer means. ``options`` are what the letters mean, empty where a name
    or a number is wanted; ``chain`` holds the numbers of the events that settle it, in order.
    """

    kind: str
    right: Meaning
    args: tuple[int, ...] = ()
    time: int | None = None
    options: tuple[Meaning, ...] = ()
    listed: tuple[Fact, ...] = ()
    chain: tuple[int, ...] = ()

    @property
    def number(self) -> int:
        """The answer where it is a person, a place or a number."""
        assert isinstance(self.right, int)
        return self.right
