"""The four nouns as values: Question, Item, Answer (with its Reply) and Mark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal

from keju.core.canonical import identifier

__all__ = [
    "Answer",
    "Failure",
    "FailureKind",
    "Finish",
    "Item",
    "Mark",
    "MarkerSpec",
    "Message",
    "Question",
    "Reply",
    "Usage",
    "Verdict",
]

Role = Literal["system", "user", "assistant"]


class Verdict(StrEnum):
    """The closed list of judgements. The first six have a score, the last three have none."""

    CORRECT = "correct"
    INCORRECT = "incorrect"
    NO_ANSWER = "no_answer"
    TRUNCATED = "truncated"
    REFUSED = "refused"
    DEFLECTED = "deflected"
    FILTERED = "filtered"
    FAILED = "failed"
    UNMARKABLE = "unmarkable"

    @property
    def scored(self) -> bool:
        """Whether a mark with this verdict has a score and enters the denominator."""
        return self not in _UNSCORED


_UNSCORED = frozenset({Verdict.FILTERED, Verdict.FAILED, Verdict.UNMARKABLE})


class Finish(StrEnum):
    """How an answer ended."""

    STOP = "stop"
    LENGTH = "length"
    REFUSAL = "refusal"
    FILTER = "filter"
    FAILED = "failed"


class FailureKind(StrEnum):
    """Which part of the infrastructure failed."""

    TIMEOUT = "timeout"
    CONNECTION = "connection"
    RATE_LIMIT = "rate_limit"
    SERVER = "server"
    REJECTED = "rejected"
    MALFORMED = "malformed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer: infrastructure, never the model's knowledge.

    ``tries`` counts how often the same key was asked; ``retry_after`` is the server's wish in
    seconds.
    """

    kind: FailureKind
    message: str
    status: int | None = None
    tries: int = 1
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one answer as the provider counts them; ``None`` where it did not say."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    reasoning_tokens: int | None = None
    cached_tokens: int | None = None


NO_USAGE = Usage()


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of the conversation a model sees."""

    role: Role
    content: str


@dataclass(frozen=True)
class Question:
    """Exactly what a model is asked. Its ``id`` is the hash of that and of nothing else."""

    messages: tuple[Message, ...]

    @classmethod
    def ask(cls, text: str) -> Question:
        """Return a question of one user message."""
        return cls((Message("user", text),))

    @cached_property
    def id(self) -> str:
        """64 hexadecimal digits."""
        return identifier("question", [[m.role, m.content] for m in self.messages])

    @property
    def text(self) -> str:
        """The last user message, for people to read."""
        return self.messages[-1].content if self.messages else ""


@dataclass(frozen=True, slots=True)
class MarkerSpec:
    """Which marker judges an item, with its parameters (JSON values)."""

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """A question with its reference, its marker and the cluster it belongs to.

    ``reference`` is any JSON value. ``solution`` is a worked solution for training and for readers;
    it is not part of the identity.
    """

    question: Question
    reference: Any
    marker: MarkerSpec
    cluster: str | None = None
    solution: str | None = field(default=None, compare=False)

    @cached_property
    def id(self) -> str:
        """64 hexadecimal digits."""
        marker = [self.marker.name, dict(self.marker.parameters)]
        return identifier("item", [self.question.id, self.reference, marker, self.cluster])


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back from one call of a model or of a method.

    ``text`` is the final answer without the thought, ``reasoning`` the thought (None: the model
    gave none), ``seconds`` the time it took, ``cost`` in US dollars (None: no price is known).
    ``calls`` lists the keys of inner answers when a method called the model several times.
    """

    text: str = ""
    reasoning: str | None = None
    finish: Finish = Finish.STOP
    usage: Usage = NO_USAGE
    failure: Failure | None = None
    seconds: float | None = None
    cost: float | None = None
    calls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply under its key: who was asked what, which epoch, which independent attempt."""

    question_id: str
    candidate_id: str
    epoch: int
    attempt: int
    reply: Reply

    @property
    def key(self) -> str:
        """64 hexadecimal digits: hash(question, candidate, epoch, attempt)."""
        return identifier("answer", [self.question_id, self.candidate_id, self.epoch, self.attempt])


@dataclass(frozen=True, slots=True)
class Mark:
    """A marker's judgement of one answer.

    ``score`` is in [0, 1], or None exactly when the verdict is unscored. ``marker`` reads
    ``name@version``. ``detail`` is a JSON object or None.
    """

    verdict: Verdict
    score: float | None
    marker: str
    extracted: str | None = None
    detail: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        if (self.score is not None) != self.verdict.scored:
            raise ValueError(f"a mark of {self.verdict.value} cannot have the score {self.score}")
        if self.score is not None and not 0 <= self.score <= 1:
            raise ValueError(f"a score lies between 0 and 1, not at {self.score}")
