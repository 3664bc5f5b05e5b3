"""``budget:N`` and ``extend:K``: a shorter or a longer thought, by continuing the model's own turn.

Budget forcing (Muennighoff et al. 2025, "s1: Simple test-time scaling", arXiv:2501.19393). Each
call is an answer of its own, under a method of its own (``budget:N;step=1`` …), so that it is kept,
counted and found again; the first call of ``extend`` is the plain answer. What the continued calls
read again is paid for and counted. A step that is cut, refused or filtered ends the method with
that; a failed one makes it failed.

A thought is what stands between tags. A model that thinks in its answer's text has none: ``budget``
then cuts nothing, and ``extend`` adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from keju.core.protocols import Aid, Ask, Inner, Need, Request
from keju.core.records import Finish, Question, Reply
from keju.methods.joining import failed, joined
from keju.methods.plain import PlainAid
from keju.methods.single import Single
from keju.methods.voting import of_words

__all__ = ["Budget", "Extend"]

CONTINUING: frozenset[Need] = frozenset({"continuing"})
_WAIT = "\nWait"


@dataclass(frozen=True, slots=True)
class _Step:
    """One call of a method of several, kept under ``spec``."""

    spec: str
    of: Single
    max_tokens: int | None = None
    begun: str | None = None
    calls: int = 1
    needs: frozenset[Need] = CONTINUING

    async def answer(
        self, question: Question, attempt: int, ask: Ask, aid: Aid | None = None
    ) -> Reply:
        del aid
        messages = self.of.messages(question)
        return await ask(Request(messages, attempt, self.max_tokens, self.begun))


@dataclass(frozen=True, slots=True)
class Budget:
    """At most ``tokens`` tokens of thought; then the thought is closed and the answer asked for.

    With 0 the model is given an empty thought. An answer that the cut falls into is continued.
    """

    tokens: int
    of: Single
    calls: int = 2
    needs: frozenset[Need] = CONTINUING

    @property
    def spec(self) -> str:
        """``budget:N``."""
        return f"budget:{self.tokens}{of_words(self.of)}"

    async def answer(
        self, question: Question, attempt: int, ask: Ask, aid: Aid | None = None
    ) -> Reply:
        """Ask once, and a second time where the first call ran into the cap."""
        aid = aid or PlainAid()
        inners: list[Inner] = []
        thought, text = None, ""
        if self.tokens:
            first = _Step(f"{self.spec};step=1", self.of, self.tokens)
            inners.append(await aid.inner(first, question, attempt, ask))
            reply = inners[0].reply
            if reply.failure is not None or reply.finish is not Finish.LENGTH:
                return _ended(inners, reply)
            thought, text = reply.reasoning, reply.text
        begun = text if text and not thought else f"{_closed(thought)}{text}"
        second = _Step(f"{self.spec};step=2", self.of, begun=begun)
        inners.append(await aid.inner(second, question, attempt, ask))
        return _ended(inners, _continued(thought, text, inners[-1].reply))


def _closed(thought: str | None) -> str:
    """Return a thought as models are taught to write it, with its end."""
    return f"<think>\n{thought or ''}\n</think>\n\n"


def _continued(thought: str | None, text: str, rest: Reply) -> Reply:
    thoughts = [part for part in (thought, rest.reasoning) if part]
    return replace(rest, text=f"{text}{rest.text}".strip(), reasoning="\n\n".join(thoughts) or None)


def _ended(inners: list[Inner], chosen: Reply) -> Reply:
    seconds = [inner.reply.seconds for inner in inners]
    known = [each for each in seconds if each is not None]
    took = sum(known) if len(known) == len(seconds) else None
    return failed(inners, took) or joined(chosen, inners, took)


@dataclass(frozen=True, slots=True)
class Extend:
    """Where the thought would end, ``Wait`` is written and the model thinks on, ``times`` times.

    Each time it writes its answer anew; the last one counts, and all are paid for.
    """

    times: int
    of: Single
    needs: frozenset[Need] = CONTINUING

    @property
    def spec(self) -> str:
        """``extend:K``."""
        return f"extend:{self.times}{of_words(self.of)}"

    @property
    def calls(self) -> int:
        """The first answer, and one for each extension."""
        return 1 + self.times

    async def answer(
        self, question: Question, attempt: int, ask: Ask, aid: Aid | None = None
    ) -> Reply:
        """Ask once, and once more for each extension, as long as answers end by themselves."""
        aid = aid or PlainAid()
        inners = [await aid.inner(self.of, question, attempt, ask)]
        reply = inners[0].reply
        for time in range(1, self.times + 1):
            if reply.failure is not None or reply.finish is not Finish.STOP or not reply.reasoning:
                break
            thought = f"{reply.reasoning.rstrip()}{_WAIT}"
            # Not ``self.spec``: the first extension is the same whatever comes after it.
            spec = f"extend;step={time}{of_words(self.of)}"
            step = _Step(spec, self.of, begun=f"<think>\n{thought}")
            inners.append(await aid.inner(step, question, attempt, ask))
            rest = inners[-1].reply
            reply = replace(
                rest, reasoning=f"{thought}{rest.reasoning or ''}", text=rest.text.strip()
            )
        return _ended(inners, reply)
