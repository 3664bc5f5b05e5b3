"""What money adds to asking: the price of an answer, and the charge for tries that brought none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from keju.core.protocols import Ask, Method, Request
from keju.core.records import FailureKind, Message, Reply
from keju.runner.budget import Budget

__all__ = ["Pricing", "billed", "priced", "reservation"]

_PERHAPS_BILLED = frozenset({FailureKind.TIMEOUT, FailureKind.MALFORMED})


@dataclass(frozen=True, slots=True)
class Pricing:
    """What an answer costs (None: unknown), and the most it can cost, in US dollars."""

    cost: Callable[[Reply], float | None]
    most: Callable[[tuple[Message, ...]], float]


def billed(ask: Ask, pricing: Pricing | None, budget: Budget) -> Ask:
    """Charge tries that brought nothing at their highest price: the provider may have written."""
    if pricing is None:
        return ask

    async def asked(request: Request) -> Reply:
        reply = await ask(request)
        if reply.failure is not None and reply.failure.kind in _PERHAPS_BILLED:
            begun = () if request.begun is None else (Message("assistant", request.begun),)
            budget.charge(pricing.most((*request.messages, *begun)))
        return reply

    return asked


def priced(ask: Ask, pricing: Pricing | None) -> Ask:
    """Write on each reply what it cost."""
    if pricing is None:
        return ask

    async def asked(request: Request) -> Reply:
        reply = await ask(request)
        return replace(reply, cost=pricing.cost(reply))

    return asked


def reservation(method: Method, pricing: Pricing | None, messages: tuple[Message, ...]) -> float:
    """Return the most that a method's answer can cost, in US dollars; 0 where no price is known.

    A call that continues a thought reads again what the calls before it wrote, and reading costs
    no more than writing: the n-th call in a row is reckoned as n calls.
    """
    if pricing is None:
        return 0.0
    calls = float(method.calls)
    if "continuing" in method.needs:
        calls *= 1.5 if "sampling" in method.needs else (method.calls + 1) / 2
    return pricing.most(messages) * calls
