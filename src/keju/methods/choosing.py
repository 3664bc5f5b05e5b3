"""``shortest:K`` and ``best-of:K``: one of K answers, by its length, or by a checker that knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from keju.core.protocols import Aid, Ask, Inner, Method, Need
from keju.core.records import Question, Reply
from keju.methods.joining import failed, joined
from keju.methods.plain import PlainAid
from keju.methods.voting import SAMPLING, ask_some, elect, final_answer, longest, of_words

__all__ = ["BestOf", "Shortest"]

CHECKER: frozenset[Need] = frozenset({"checker"})


@dataclass(frozen=True, slots=True)
class Shortest:
    """The answer with the fewest tokens, of those that commit to a final answer.

    Long thoughts are often lost ones (Hassid et al. 2025, arXiv:2505.17813, who vote among several
    of the shortest). Where one answer does not say its tokens, all are measured in characters,
    thought included.
    """

    size: int
    of: Method

    @property
    def spec(self) -> str:
        """``shortest:K``."""
        return f"shortest:{self.size}{of_words(self.of)}"

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
        """Ask K times at once and return the shortest answer, of equals the earliest."""
        aid = aid or PlainAid()
        places = range(attempt * self.size, (attempt + 1) * self.size)
        inners = await ask_some(self.of, question, places, ask, aid)
        seconds = longest(inners)
        failure = failed(inners, seconds)
        if failure is not None:
            return failure
        answers = [await final_answer(inner.reply, aid) for inner in inners]
        able = [place for place, answer in enumerate(answers) if answer is not None]
        lengths = _lengths([inner.reply for inner in inners])
        leader = min(able, key=lambda place: lengths[place], default=None)
        return joined(elect(inners, leader), inners, seconds)


def _lengths(replies: Sequence[Reply]) -> list[int]:
    tokens = [reply.usage.completion_tokens for reply in replies]
    known = [count for count in tokens if count is not None]
    if len(known) == len(tokens):
        return known
    return [len(reply.reasoning or "") + len(reply.text) for reply in replies]


@dataclass(frozen=True, slots=True)
class BestOf:
    """The best of K answers by the exam's own marker: an oracle, since it knows the reference.

    It shows what could be reached by choosing well (pass@K), not what anybody can use.
    """

    size: int
    of: Method

    @property
    def spec(self) -> str:
        """``best-of:K``."""
        return f"best-of:{self.size}{of_words(self.of)}"

    @property
    def calls(self) -> int:
        """K times those of the inner method."""
        return self.size * self.of.calls

    @property
    def needs(self) -> frozenset[Need]:
        """Answers that differ, a checker, and what the inner method needs."""
        return SAMPLING | CHECKER | self.of.needs

    async def answer(
        self, question: Question, attempt: int, ask: Ask, aid: Aid | None = None
    ) -> Reply:
        """Ask K times at once, have all marked, and return the best, of equals the earliest."""
        aid = aid or PlainAid()
        places = range(attempt * self.size, (attempt + 1) * self.size)
        inners = await ask_some(self.of, question, places, ask, aid)
        seconds = longest(inners)
        failure = failed(inners, seconds)
        if failure is not None:
            return failure
        return joined(await _best(inners, aid), inners, seconds)


async def _best(inners: Sequence[Inner], aid: Aid) -> Reply:
    """Return the reply with the highest score; those without one stand behind all others."""
    scores = [await aid.check(inner.reply) for inner in inners]
    known = [score for score in scores if score is not None]
    return elect(inners, scores.index(max(known)) if known else None)
