"""One candidate, asked with the parameters of each request.

A model that offers ``tuned(parameters)`` (and ``tunable``, which ones) is asked with those that the
client set, in the same batch as everybody's; one that offers ``stream(request)`` is read while it
writes, as far as the method lets one call follow another. What no model here can do is refused.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, runtime_checkable

from keju.core.errors import InputError
from keju.core.protocols import Ask, Candidate, Model, Request
from keju.core.records import Finish, Question, Reply
from keju.methods import method
from keju.models.thoughts import thinking
from keju.serving.parting import Parter, Piece
from keju.serving.reading import Asked
from keju.serving.refusals import of_failure, wrong

__all__ = ["EFFORTS", "Served", "Show"]

#: reasoning_effort → tokens of thought, for models that can be made to end a thought.
EFFORTS: Mapping[str, int] = {"low": 128, "medium": 256, "high": 512}

#: Methods whose calls follow each other, so that the text of one can be shown as it comes.
_SEQUENTIAL = ("direct", "think", "budget")

Show = Callable[[Piece], None]


@runtime_checkable
class Tunable(Protocol):
    """A model whose sampling can be changed from one request to the next."""

    tunable: frozenset[str]

    def tuned(self, parameters: Mapping[str, Any]) -> Model:
        """Return the model with other parameters; InputError for what they may not be."""
        ...


@runtime_checkable
class Streaming(Protocol):
    """A model that can be read while it writes."""

    def stream(self, request: Request) -> AsyncIterator[str | Reply]:
        """Yield the text in pieces, thought tags included, and at last the reply."""
        ...


@dataclass(frozen=True)
class Served:
    """A candidate under the name that clients use; ``seats`` bounds its calls at once."""

    name: str
    candidate: Candidate
    seats: asyncio.Semaphore
    efforts: Mapping[str, int] = field(default_factory=lambda: EFFORTS)

    async def answer(self, asked: Asked, attempt: int, show: Show | None = None) -> Reply:
        """Answer once; ``show`` is given the pieces as they are written, if they can be had.

        Raises Refusal where the request cannot be honoured or the model's infrastructure failed.
        """
        model, rest = self._tuned(asked)
        relay = Relay(model, self.seats, show if self._shows else None)
        ask = self._within_effort(relay.ask, model, asked)
        question = Question(asked.messages)
        try:
            reply = await self.candidate.method.answer(question, attempt, ask)
        except InputError as error:
            raise wrong(None, str(error)) from None
        if reply.failure is not None:
            raise of_failure(reply.failure)
        reply = _cut_at(reply, rest)
        if show is not None:
            relay.complete(reply, show)
        return reply

    def check(self, asked: Asked) -> None:
        """Raise Refusal for what can be known to be wrong before anything is asked."""
        model, _ = self._tuned(asked)
        self._within_effort(model.complete, model, asked)

    @property
    def _shows(self) -> bool:
        return self.candidate.method.spec.split(":")[0] in _SEQUENTIAL

    def _tuned(self, asked: Asked) -> tuple[Model, tuple[str, ...]]:
        """Return the model as the request wants it, and the stops that it does not know itself."""
        model = self.candidate.model
        tunable = model.tunable if isinstance(model, Tunable) else frozenset[str]()
        wanted = dict(asked.sampling)
        if "max_completion_tokens" in wanted and "max_completion_tokens" not in tunable:
            wanted["max_tokens"] = wanted.pop("max_completion_tokens")
        if asked.effort is not None and "reasoning_effort" in tunable:
            wanted["reasoning_effort"] = asked.effort
        odd = next((name for name in wanted if name not in tunable), None)
        if odd is not None:
            words = f"{self.name} cannot be given another {odd}."
            raise wrong(odd, words, "unsupported_parameter")
        self._refuse_one_answer(wanted)
        whole = self._shows and "stop" in tunable  # a vote hears each of its answers to the end
        rest = () if whole else asked.stops
        if whole and asked.stops:
            wanted["stop"] = list(asked.stops)
        if not isinstance(model, Tunable) or not wanted:
            return _unseeded(model), rest
        try:
            return _unseeded(model.tuned(wanted), given="seed" in wanted), rest
        except InputError as error:
            raise wrong(None, str(error)) from None

    def _refuse_one_answer(self, wanted: Mapping[str, Any]) -> None:
        if wanted.get("temperature") == 0 and "sampling" in self.candidate.method.needs:
            words = f"At temperature 0 all answers of {self.name} would be the same."
            raise wrong("temperature", words)

    def _within_effort(self, ask: Ask, model: Model, asked: Asked) -> Ask:
        """Return ``ask`` with a bound on every thought, where the request wants one."""
        if asked.effort is None or "reasoning_effort" in getattr(model, "tunable", ()):
            return ask
        if asked.effort not in self.efforts:
            known = ", ".join(self.efforts)
            raise wrong("reasoning_effort", f"reasoning_effort must be one of {known}.")
        if not getattr(model, "continues", True):
            words = f"{self.name} cannot be made to end a thought."
            raise wrong("reasoning_effort", words, "unsupported_parameter")
        return _bounded(ask, self.efforts[asked.effort], asked.bound)


def _bounded(ask: Ask, thought: int, whole: int | None) -> Ask:
    """Return ``ask`` with at most ``thought`` tokens before a thought is closed.

    Thought and answer together have at most ``whole`` tokens, or as many as a method allows a call.
    """
    budget = method(f"budget:{thought}")

    async def bounded(request: Request) -> Reply:
        most = min((n for n in (request.max_tokens, whole) if n is not None), default=None)
        if request.begun is not None or (most is not None and most <= thought):
            return await ask(request)  # it is closed already, or ends before that

        async def step(each: Request) -> Reply:
            if each.begun is None or most is None:
                return await ask(each)
            return await ask(replace(each, max_tokens=most - thought))

        return await budget.answer(Question(request.messages), request.attempt, step)

    return bounded


class Relay:
    """Calls the model when there is a seat, and passes on what it writes."""

    def __init__(self, model: Model, seats: asyncio.Semaphore, show: Show | None) -> None:
        self._model = model
        self._seats = seats
        self._show = show
        self._said = {"content": "", "reasoning_content": ""}

    async def ask(self, request: Request) -> Reply:
        """Call the model once."""
        async with self._seats:
            if self._show is None or not isinstance(self._model, Streaming):
                return await self._model.complete(request)
            return await self._read_along(self._model, request)

    async def _read_along(self, model: Streaming, request: Request) -> Reply:
        begun = request.begun
        parter = Parter(thinking=None if begun is None else thinking(begun))
        async for piece in model.stream(request):
            if isinstance(piece, Reply):
                self._pass_on(parter.end())
                return piece
            self._pass_on(parter.take(piece))
        raise RuntimeError("a model ended its text without a reply")

    def _pass_on(self, pieces: list[Piece]) -> None:
        assert self._show is not None
        for piece in pieces:
            self._said[piece.channel] += piece.text
            self._show(piece)

    def complete(self, reply: Reply, show: Show) -> None:
        """Show what of the reply was not yet shown."""
        whole = {"reasoning_content": reply.reasoning or "", "content": reply.text}
        for channel in ("reasoning_content", "content"):
            left = whole[channel].removeprefix(self._said[channel])
            if left and whole[channel].startswith(self._said[channel]):
                show(Piece(channel, left))


def _unseeded(model: Model, *, given: bool = False) -> Model:
    """Return the model with a seed of its own, where it samples and nobody chose one.

    Two requests without a seed are two draws, as clients expect. At temperature 0 it is no matter.
    """
    parameters = getattr(model, "identity", {})
    if given or not isinstance(model, Tunable) or not parameters.get("temperature"):
        return model
    if "seed" not in model.tunable or parameters.get("provider") not in ("keju", "hf"):
        return model
    return model.tuned({"seed": secrets.randbits(32)})


def _cut_at(reply: Reply, stops: tuple[str, ...]) -> Reply:
    """Return the reply up to the first of ``stops``, which the model itself did not heed."""
    places = [reply.text.find(stop) for stop in stops if stop in reply.text]
    if not places:
        return reply
    return replace(reply, text=reply.text[: min(places)], finish=Finish.STOP)
