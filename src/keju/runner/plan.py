"""What a sitting is told before it begins, and what it says at its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from keju.core.ledger import Extent, SittingRow
from keju.core.protocols import Candidate, Exam
from keju.core.records import Item, Mark, Reply
from keju.runner.asking import Pricing
from keju.runner.budget import Budget, Limits
from keju.runner.pace import Alone, Pace, Stopped
from keju.runner.retry import Patience

__all__ = ["Judge", "Outcome", "Plan"]


class Judge(Protocol):
    """Marks replies, and tells answers apart for methods that ask several times."""

    def version(self, item: Item) -> int:
        """Return the current version of the item's marker."""
        ...

    async def mark(self, item: Item, reply: Reply) -> Mark:
        """Judge one reply."""
        ...

    async def extract(self, item: Item, text: str) -> str | None:
        """Return the final answer that ``text`` commits to, as the item's marker reads it."""
        ...

    async def same(self, item: Item, left: str, right: str) -> bool | None:
        """Whether the item's marker calls two extracted answers the same; None when undecided."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """One sitting as it is to be held."""

    candidate: Candidate
    exam: Exam
    extent: Extent
    fresh: bool = False
    concurrency: int | None = None
    budget: Budget = field(default_factory=lambda: Budget(Limits()))
    patience: Patience = field(default_factory=Patience)
    pricing: Pricing | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    pace: Pace = field(default_factory=Alone)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a sitting ended: ``stopped`` is None when every wanted key was dealt with."""

    sitting: SittingRow
    questions: int
    stopped: Stopped | None
