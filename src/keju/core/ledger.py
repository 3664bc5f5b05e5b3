"""What the runner and the store hand each other: wanted keys out, earned answers in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from keju.core.protocols import Candidate
from keju.core.records import Item, Mark, Reply

__all__ = ["Earned", "Extent", "Ledger", "LedgerWriter", "SittingRow", "Wanted"]


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of an exam is sat: the first ``questions``, ``attempts`` times each."""

    questions: int
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class SittingRow:
    """One candidate taking one paper in one epoch, and the run of it that is going on.

    ``questions``, ``attempts`` and ``facts`` (canonical JSON) are those of this run.
    """

    id: int
    paper_id: int
    candidate_row: int
    epoch: int
    exam: str
    revision: int
    run: int
    questions: int
    attempts: int
    facts: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A key that still lacks its answer, or its mark by the current version of its marker.

    ``reply`` is set when the answer is stored and only that mark is missing. ``position`` counts
    from 0.
    """

    position: int
    item: Item
    item_row: int
    question_row: int
    attempt: int
    reply: Reply | None


@dataclass(frozen=True, slots=True)
class Earned:
    """What one key earned.

    ``stored``: the answer is already in the store, only the mark is to be appended. A reply with a
    failure goes to the log of failures and gets no mark row: its key stays wanted. ``item_row``
    and ``mark`` are None for an inner answer of a method, which nobody marks.
    """

    candidate_row: int
    question_row: int
    item_row: int | None
    epoch: int
    attempt: int
    reply: Reply
    mark: Mark | None
    stored: bool


T = TypeVar("T")


class LedgerWriter(Protocol):
    """The one writer: everything put is committed in groups, in order."""

    def put(self, earned: Earned) -> None:
        """Queue one record; never waits for the disk."""
        ...

    def call(self, operation: Callable[[Any], T]) -> Future[T]:
        """Run an operation on the ledger in the writer's turn."""
        ...

    def close(self) -> None:
        """Commit everything, then stop; raises the first error that writing met."""
        ...


class Ledger(Protocol):
    """The store as the runner sees it."""

    def open_sitting(
        self,
        exam_spec: str,
        candidate: Candidate,
        *,
        fresh: bool,
        questions: int,
        attempts: int,
        facts: Mapping[str, Any],
    ) -> SittingRow:
        """Return the latest sitting of this candidate at this exam, or a new one."""
        ...

    def register(
        self,
        sitting: SittingRow,
        start: int,
        items: Sequence[Item],
        attempts: int,
        versions: Mapping[str, int],
    ) -> tuple[SittingRow, list[Wanted]]:
        """Give items their places on the paper; return the keys that lack a current mark."""
        ...

    def scored(self, sitting: SittingRow, positions: range) -> list[tuple[int, int, float | None]]:
        """Return (position, attempt, score) of the marks that count; None: without a score."""
        ...

    def enroll(self, candidate: Candidate) -> int:
        """Return the row of a candidate that sits nothing itself: whose answers are inner ones."""
        ...

    def answered(self, candidate_row: int, epoch: int, question_row: int) -> dict[int, Reply]:
        """Return attempt → reply of the answers to one question that can still be read."""
        ...

    def end_paper(self, sitting: SittingRow, size: int) -> None:
        """Note that the exam was read to its end and has ``size`` items."""
        ...

    def writer(
        self,
        on_commit: Callable[[list[Earned]], None],
        on_error: Callable[[BaseException], None],
    ) -> LedgerWriter:
        """Start the writer; both functions are called in its thread."""
        ...
