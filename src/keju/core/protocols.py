"""What the parts promise each other: Model, Method, Exam, Marker."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from keju.core.canonical import identifier
from keju.core.records import Item, Mark, Message, Question, Reply

__all__ = [
    "Aid",
    "Ask",
    "Candidate",
    "Exam",
    "Inner",
    "Marker",
    "Method",
    "Model",
    "Need",
    "Request",
]


@dataclass(frozen=True, slots=True)
class Request:
    """One call of a model: the messages, and which independent attempt this is.

    ``max_tokens`` caps this one call below the model's own bound; None: that bound alone.
    ``begun`` is the beginning of the assistant's own turn, thought tags included (``<think>…``, or
    ``<think>…</think>…`` where the thought is over); the model continues it, and its Reply carries
    the new text only. White space beside a tag is written as the model was taught.
    """

    messages: tuple[Message, ...]
    attempt: int = 0
    max_tokens: int | None = None
    begun: str | None = None


Ask = Callable[[Request], Awaitable[Reply]]

#: What a method cannot do without: answers to one question that differ (a temperature above 0), a
#: model that continues a begun answer, a checker that knows the right answer (an oracle).
Need = Literal["sampling", "continuing", "checker"]


@dataclass(frozen=True, slots=True)
class Inner:
    """One of several answers that a method rests on; ``key`` is None where nothing is kept."""

    reply: Reply
    key: str | None = None


class Model(Protocol):
    """What answers.

    ``name`` is what the user wrote; ``identity`` is everything that may change an answer
    (provider, base URL, name, sampling parameters; or the hash of the weights), as JSON.
    ``parallel`` is how many calls at once it serves best; None where the runner must find out.
    """

    name: str
    identity: Mapping[str, Any]
    parallel: int | None

    async def complete(self, request: Request) -> Reply:
        """Answer once. Never raises for what the world does: that is a Reply with a failure."""
        ...

    async def check(self) -> None:
        """Raise InputError, within 10 seconds, if no question can be answered at all."""
        ...

    async def close(self) -> None:
        """Give back connections, threads and files."""
        ...


class Aid(Protocol):
    """What a method that asks several times is lent: a memory, and ways to tell answers apart."""

    async def inner(self, method: Method, question: Question, attempt: int, ask: Ask) -> Inner:
        """Answer by an inner method, or return its answer under this key if there is one."""
        ...

    async def extract(self, text: str) -> str | None:
        """Return the final answer that ``text`` commits to; None where there is none."""
        ...

    async def same(self, left: str, right: str) -> bool | None:
        """Whether two extracted answers are the same; None when undecided."""
        ...

    async def check(self, reply: Reply) -> float | None:
        """Return the score of an answer, for an oracle; None where it has none.

        Raises InputError where nobody knows the right answer.
        """
        ...


class Method(Protocol):
    """How a model is made to think."""

    @property
    def spec(self) -> str:
        """The method with every parameter, as the grammar writes it."""
        ...

    @property
    def calls(self) -> int:
        """How many calls of the model one answer takes at most."""
        ...

    @property
    def needs(self) -> frozenset[Need]:
        """What the method cannot do without."""
        ...

    async def answer(
        self, question: Question, attempt: int, ask: Ask, aid: Aid | None = None
    ) -> Reply:
        """Answer one question by calling ``ask`` as often as the method needs.

        Without an ``aid`` nothing is kept, and answers are told apart by a plain comparison.
        """
        ...


class Exam(Protocol):
    """A source of questions with the marker that goes with each.

    The first N items of a longer paper are the paper of N.
    """

    @property
    def name(self) -> str:
        """The exam's own name, without parameters."""
        ...

    @property
    def spec(self) -> str:
        """The exam with every parameter that changes its items, defaults written out."""
        ...

    @property
    def size(self) -> int | None:
        """How many items there are; None when the exam never ends or nobody counted."""
        ...

    def items(self) -> Iterator[Item]:
        """Yield the items in order, lazily, from the first one at every call."""
        ...


class Marker(Protocol):
    """The judge. Pure, blind to the model; ``version`` rises when its behaviour changes.

    ``slow`` markers run in a killable worker process. A marker may also offer ``check(reference)``,
    which raises InputError when items are loaded, ``deadline(item)``, how many seconds marking an
    answer may take, ``runs_programs``, true when it needs the sandbox, and ``mark_reply(item,
    reply)``, which then judges everything that came back but failures of infrastructure, whatever
    its finish, in place of ``mark``.
    """

    name: str
    version: int
    slow: bool

    def extract(self, text: str) -> str | None:
        """Return the final answer that ``text`` commits to, or None."""
        ...

    def same(self, left: str, right: str) -> bool | None:
        """Whether two extracted answers are the same; None when undecided."""
        ...

    def mark(self, item: Item, text: str) -> Mark:
        """Judge a finished answer's text (without its thought) against the item."""
        ...


@dataclass(frozen=True)
class Candidate:
    """A model with its method: what sits an exam."""

    model: Model
    method: Method

    @property
    def name(self) -> str:
        """What people read: ``MODEL`` or ``MODEL+METHOD``; an oracle is called one."""
        method = self.method.spec
        name = self.model.name if method == "direct" else f"{self.model.name}+{method}"
        return f"{name} (oracle)" if "checker" in self.method.needs else name

    @property
    def id(self) -> str:
        """64 hexadecimal digits: hash(model identity, method with every parameter)."""
        return identifier("candidate", [dict(self.model.identity), self.method.spec])
