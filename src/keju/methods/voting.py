"""``vote:K`` and ``vote:adaptive``: the answer that most answers agree with.

Self-consistency (Wang et al. 2022, arXiv:2203.11171), on extracted answers, told apart by the
exam's own marker. Who has a vote: an answer that ended by itself and from which the marker reads a
final answer. A cut thought, a refusal that the provider reports, what a filter blocked, an answer
without a final answer, and a text on which the marker breaks have none; they are paid for all the
same. Where nobody has a vote, the earliest answer of the most frequent kind stands as it is. One
failed call makes the whole answer failed, in its own kind, for its vote might decide.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from keju.core.protocols import Aid, Ask, Inner, Method, Need
from keju.core.records import Finish, Question, Reply
from keju.methods.deciding import decided, round_size
from keju.methods.joining import failed, joined, together
from keju.methods.plain import PlainAid

__all__ = [
    "SAMPLING",
    "AdaptiveVote",
    "Ballot",
    "OneOf",
    "Vote",
    "ballot",
    "final_answer",
    "of_words",
]

SAMPLING: frozenset[Need] = frozenset({"sampling"})


async def final_answer(reply: Reply, aid: Aid) -> str | None:
    """Return the final answer that a reply commits to; None where it has none to give."""
    if reply.failure is not None or reply.finish is not Finish.STOP or not reply.text.strip():
        return None
    try:
        return await aid.extract(reply.text)
    except Exception:  # noqa: BLE001 - whatever a marker raises: such a text has no vote
        return None


@dataclass(frozen=True, slots=True)
class Ballot:
    """The state of a vote: who leads (None: nobody has a vote), and the two highest counts."""

    leader: int | None
    first: int = 0
    second: int = 0


async def ballot(answers: Sequence[str | None], aid: Aid) -> Ballot:
    """Count for each answer how many are the same; the most wins, and of equals the earliest.

    The second count is that of the best answer that is not the same as the leader. Where sameness
    is no equivalence (within a tolerance), the outcome still does not depend on the order.
    """
    cast = Counter(answer for answer in answers if answer is not None)
    names = list(cast)
    agreeing: dict[str, set[str]] = {name: {name} for name in names}
    for place, left in enumerate(names):
        for right in names[place + 1 :]:
            if await _same(left, right, aid):
                agreeing[left].add(right)
                agreeing[right].add(left)
    if not names:
        return Ballot(None)
    votes = {name: sum(cast[each] for each in agreeing[name]) for name in names}
    best = max(names, key=lambda name: votes[name])  # names stand in the order of the answers
    rest = [votes[name] for name in names if name not in agreeing[best]]
    return Ballot(answers.index(best), votes[best], max(rest, default=0))


async def _same(left: str, right: str, aid: Aid) -> bool:
    try:
        return await aid.same(left, right) is True
    except Exception:  # noqa: BLE001 - a marker that breaks cannot call two answers the same
        return False


async def ask_some(
    of: Method, question: Question, attempts: range, ask: Ask, aid: Aid
) -> list[Inner]:
    """Ask for several answers at once."""
    return await together(aid.inner(of, question, attempt, ask) for attempt in attempts)


def elect(inners: Sequence[Inner], leader: int | None) -> Reply:
    """Return the reply of the leader, or what stands in for it where nobody has a vote."""
    if leader is not None:
        return inners[leader].reply
    kinds = Counter(inner.reply.finish for inner in inners)
    return max((inner.reply for inner in inners), key=lambda reply: kinds[reply.finish])


def longest(inners: Sequence[Inner]) -> float | None:
    """Return the seconds that answers take which are asked at once."""
    return max((i.reply.seconds for i in inners if i.reply.seconds is not None), default=None)


@dataclass(frozen=True, slots=True)
class OneOf(ABC):
    """One of ``size`` answers, each by the inner method ``of``, all asked at once."""

    size: int
    of: Method

    name: ClassVar[str]

    @property
    def spec(self) -> str:
        """``NAME:K``, with the inner method where it is not ``direct``."""
        return f"{self.name}:{self.size}{of_words(self.of)}"

    @property
    def calls(self) -> int:
        """K times those of the inner method."""
        return self.size * self.of.calls

    @property
    def needs(self) -> frozenset[Need]:
        """Answers that differ, and what the inner method needs."""
        return SAMPLING | self.of.needs

    async def answer(
        self, question: Question, attempt: int, ask: Ask, aid: Aid | None = None
    ) -> Reply:
        """Ask K times at once and return the one that ``choose`` takes."""
        aid = aid or PlainAid()
        places = range(attempt * self.size, (attempt + 1) * self.size)
        inners = await ask_some(self.of, question, places, ask, aid)
        seconds = longest(inners)
        failure = failed(inners, seconds)
        if failure is not None:
            return failure
        return joined(elect(inners, await self.choose(inners, aid)), inners, seconds)

    @abstractmethod
    async def choose(self, inners: Sequence[Inner], aid: Aid) -> int | None:
        """Return the place of the answer that stands; None where none is to be had."""


@dataclass(frozen=True, slots=True)
class Vote(OneOf):
    """The most frequent of K final answers, of equals the earliest."""

    name = "vote"

    async def choose(self, inners: Sequence[Inner], aid: Aid) -> int | None:
        """Return the place of the earliest answer of the most frequent."""
        answers = [await final_answer(inner.reply, aid) for inner in inners]
        return (await ballot(answers, aid)).leader


@dataclass(frozen=True, slots=True)
class AdaptiveVote:
    """A vote that stops when it is decided; see ``keju.methods.deciding``."""

    of: Method
    cap: int = 32
    sure: float = 0.95

    @property
    def spec(self) -> str:
        """``vote:adaptive`` with its cap and its posterior."""
        return f"vote:adaptive;cap={self.cap};sure={self.sure:g}{of_words(self.of)}"

    @property
    def calls(self) -> int:
        """As many as the cap allows."""
        return self.cap * self.of.calls

    @property
    def needs(self) -> frozenset[Need]:
        """Answers that differ, and what the inner method needs."""
        return SAMPLING | self.of.needs

    async def answer(
        self, question: Question, attempt: int, ask: Ask, aid: Aid | None = None
    ) -> Reply:
        """Ask in rounds, each of the fewest answers that can decide."""
        aid = aid or PlainAid()
        start, inners, answers = attempt * self.cap, list[Inner](), list[str | None]()
        counted, seconds, timed = Ballot(None), 0.0, False
        while len(inners) < self.cap:
            left = self.cap - len(inners)
            if decided(counted.first, counted.second, left, self.sure):
                break
            size = round_size(counted.first, counted.second, left, self.sure)
            asked = start + len(inners)
            more = await ask_some(self.of, question, range(asked, asked + size), ask, aid)
            inners += more
            took = longest(more)
            seconds, timed = seconds + (took or 0.0), timed or took is not None
            failure = failed(inners, seconds if timed else None)
            if failure is not None:
                return failure
            answers += [await final_answer(inner.reply, aid) for inner in more]
            counted = await ballot(answers, aid)
        chosen = elect(inners, counted.leader)
        return joined(chosen, inners, seconds if timed else None)


def of_words(of: Method) -> str:
    """Return the inner method as the grammar writes it, nothing where it is ``direct``."""
    return "" if of.spec == "direct" else f";of={of.spec}"
