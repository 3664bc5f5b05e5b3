"""``shortest:K`` and ``best-of:K``: one of K answers, by its length, or by a checker that knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from keju.core.protocols import Aid, Inner, Need
from keju.core.records import Reply
from keju.methods.voting import SAMPLING, OneOf, final_answer

__all__ = ["BestOf", "Shortest"]

CHECKER: frozenset[Need] = frozenset({"checker"})


@dataclass(frozen=True, slots=True)
class Shortest(OneOf):
    """The answer with the fewest tokens, of those that commit to a final answer.

    Long thoughts are often lost ones (Hassid et al. 2025, arXiv:2505.17813, who vote among several
    of the shortest). Where one answer does not say its tokens, all are measured in characters,
    thought included.
    """

    name = "shortest"

    async def choose(self, inners: Sequence[Inner], aid: Aid) -> int | None:
        """Return the place of the shortest answer, of equals the earliest."""
        answers = [await final_answer(inner.reply, aid) for inner in inners]
        able = [place for place, answer in enumerate(answers) if answer is not None]
        lengths = _lengths([inner.reply for inner in inners])
        return min(able, key=lambda place: lengths[place], default=None)


def _lengths(replies: Sequence[Reply]) -> list[int]:
    tokens = [reply.usage.completion_tokens for reply in replies]
    known = [count for count in tokens if count is not None]
    if len(known) == len(tokens):
        return known
    return [len(reply.reasoning or "") + len(reply.text) for reply in replies]


@dataclass(frozen=True, slots=True)
class BestOf(OneOf):
    """The best of K answers by the exam's own marker: an oracle, since it knows the reference.

    It shows what could be reached by choosing well (pass@K), not what anybody can use.
    """

    name = "best-of"

    @property
    def needs(self) -> frozenset[Need]:
        """Answers that differ, a checker, and what the inner method needs."""
        return SAMPLING | CHECKER | self.of.needs

    async def choose(self, inners: Sequence[Inner], aid: Aid) -> int | None:
        """Return the place of the highest score; those without one stand behind all others."""
        scores = [await aid.check(inner.reply) for inner in inners]
        known = [score for score in scores if score is not None]
        return scores.index(max(known)) if known else None
