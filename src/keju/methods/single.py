"""The methods that call the model once: ``direct`` and ``think``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from keju.core.protocols import Aid, Ask, Method, Need, Request
from keju.core.records import Message, Question, Reply

__all__ = ["Direct", "Single", "Think"]

_THINK = (
    "Reason carefully, step by step, before you commit yourself, and check the result. "
    "Then give the final answer last, in the form that the question asks for; if it asks for none, "
    'end with a line "Answer: " followed by the final answer alone.'
)


class Single(Method, Protocol):
    """A method that calls the model once."""

    def messages(self, question: Question) -> tuple[Message, ...]:
        """Return what the model is to see."""
        ...


@dataclass(frozen=True, slots=True)
class Direct:
    """Ask the question as it stands."""

    spec: str = "direct"
    calls: int = 1
    needs: frozenset[Need] = frozenset()

    def messages(self, question: Question) -> tuple[Message, ...]:
        """Return what the model is to see."""
        return question.messages

    async def answer(
        self, question: Question, attempt: int, ask: Ask, aid: Aid | None = None
    ) -> Reply:
        """Ask once."""
        del aid
        return await ask(Request(question.messages, attempt))


@dataclass(frozen=True, slots=True)
class Think:
    """Ask for reasoning first and a final answer in a stated form.

    The request stands in one system message, before what the exam itself says there, because many
    endpoints accept only one.
    """

    spec: str = "think"
    calls: int = 1
    needs: frozenset[Need] = frozenset()

    def messages(self, question: Question) -> tuple[Message, ...]:
        """Return what the model is to see."""
        return _with_system(_THINK, question.messages)

    async def answer(
        self, question: Question, attempt: int, ask: Ask, aid: Aid | None = None
    ) -> Reply:
        """Ask once, with the request to reason."""
        del aid
        return await ask(Request(self.messages(question), attempt))


def _with_system(words: str, messages: tuple[Message, ...]) -> tuple[Message, ...]:
    if messages and messages[0].role == "system":
        return (Message("system", f"{words}\n\n{messages[0].content}"), *messages[1:])
    return (Message("system", words), *messages)
