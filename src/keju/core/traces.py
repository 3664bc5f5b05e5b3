"""What thoughts look like from outside, as values: of one trace, and of a sitting's traces.

A trace is the thought of one answer (``Reply.reasoning``). Its words are numbers, words of letters,
signs, and single characters of scripts that put no space between words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from keju.core.estimate import Interval

__all__ = [
    "Column",
    "Figure",
    "Kind",
    "Loop",
    "Looping",
    "Mixing",
    "Repetition",
    "Thought",
    "Trace",
    "Traces",
    "Turns",
]


class Kind(StrEnum):
    """What a measure's values are: 0 or 1 of each trace, a share in [0, 1], or a count."""

    EVENT = "event"
    SHARE = "share"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Loop:
    """A stretch of a trace that says again and again what was said: characters start to stop.

    ``rounds``: how often the same is said in it, on average, the first time included. ``period``:
    the words of one round where the rounds are exact; None where they come in changing order.
    """

    start: int
    stop: int
    words: int
    rounds: float
    period: int | None = None


@dataclass(frozen=True, slots=True)
class Repetition:
    """How much of a trace repeats; shares lie in [0, 1].

    ``lines``: words in lines and sentences that stood in the trace before. ``grams``: words in
    runs of 8 words that did. ``suffix``: words of the periodic end, if there is one, and
    ``suffix_period`` the words of one of its rounds. ``compressed``: the size after compression
    by that before it.
    """

    lines: float
    grams: float
    suffix: float
    suffix_period: int | None
    compressed: float
    loop: Loop | None = None


@dataclass(frozen=True, slots=True)
class Mixing:
    """Letters of scripts that the prompt has not; code, mathematics and acronyms aside.

    ``share`` of all letters of prose; ``switches`` between the prompt's scripts and others, over
    words; ``first``: where the first such word stands, as a share of the characters (None: none).
    ``scripts``: letters by script, those of the prompt's too.
    """

    share: float
    switches: int
    first: float | None
    scripts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turns:
    """Changes of course by their words: another way, a doubt, a check; see docs/traces.md.

    ``branches``: lines that take up a search at another place, in traces that search in signs.
    """

    alternatives: int
    doubts: int
    checks: int
    branches: int = 0


@dataclass(frozen=True, slots=True)
class Thought:
    """Where the answer stands in a thought. None: there is nothing to tell it by.

    ``right_at``: where the first right answer ends, as a share of the characters. ``agrees``:
    whether the last answer of the thought is the final one.
    """

    right_at: float | None = None
    agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """One trace with everything measured on it.

    ``position`` and ``attempt`` count from 0. ``tokens`` are those of the thought: as the provider
    counts them when ``counted``, else by the thought's share of the characters of all that was
    written; None where no tokens are known. ``readable``: the exam's marker can find answers in
    this thought. ``right``: None for an answer without a score. ``cut``: its length ended it.
    """

    position: int
    attempt: int
    cluster: str | None
    right: bool | None
    cut: bool
    characters: int
    tokens: float | None
    counted: bool
    readable: bool
    repetition: Repetition
    mixing: Mixing
    turns: Turns
    thought: Thought

    @property
    def tokens_after(self) -> float | None:
        """Tokens that were thought after the first right answer; None: unknown, or none stood."""
        if self.tokens is None or self.thought.right_at is None:
            return None
        return self.tokens * (1 - self.thought.right_at)


@dataclass(frozen=True, slots=True)
class Column:
    """One figure over some of the traces: its mean with its interval (None: it cannot be told)."""

    mean: float | None
    interval: Interval | None
    traces: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure over all traces, those of right answers, and those of wrong ones."""

    name: str
    words: str
    kind: Kind
    every: Column
    right: Column
    wrong: Column


@dataclass(frozen=True, slots=True)
class Looping:
    """A trace that loops, with the place and an excerpt of one round, as it may be shown."""

    position: int
    attempt: int
    right: bool | None
    cut: bool
    share: float
    loop: Loop
    excerpt: str


@dataclass(frozen=True, slots=True)
class Traces:
    """The traces of a sitting. ``silent`` answers had no thought; ``units`` are independent.

    ``stopped``: how many were asked depended on what came in. ``counted``: by the provider, the
    tokens of every thought.
    """

    name: str
    exam: str
    alpha: float
    traces: int
    right: int
    wrong: int
    silent: int
    cut: int
    units: int
    stopped: bool
    counted: bool
    figures: tuple[Figure, ...]
    looping: tuple[Looping, ...]
    scripts: Mapping[str, int]
    each: tuple[Trace, ...] = ()
    sentence: str = ""
    notes: tuple[str, ...] = ()
