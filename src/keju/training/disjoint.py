"""What is trained on and what is examined: kept apart by the question alone, and proven apart."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from keju.core.canonical import identifier
from keju.core.errors import InputError
from keju.core.protocols import Exam
from keju.core.records import Item
from keju.core.training import Disjointness
from keju.exams.held_out import is_held_out

__all__ = ["HeldOut", "for_training", "is_kept_back", "prove_disjoint"]

_SHOWN = 12


def is_kept_back(item: Item) -> bool:
    """Whether the item is for examinations: one question in sixteen, clusters as a whole.

    A question that stands alone goes by ``keju.exams.held_out``; the questions of a cluster go by
    the hash of its name, for its other questions may give one away.
    """
    if item.cluster is None:
        return is_held_out(item.question.id)
    return is_held_out(item.question.id) or is_held_out(identifier("cluster", [item.cluster]))


def for_training(exam: Exam) -> Iterator[Item]:
    """Yield the items of ``exam`` that may be trained on, in its order."""
    return (item for item in exam.items() if not is_kept_back(item))


@dataclass(frozen=True, slots=True)
class HeldOut:
    """The questions of an exam that are kept back. See ``keju.core.protocols.Exam``."""

    exam: Exam

    @property
    def name(self) -> str:
        """The exam's own name."""
        return self.exam.name

    @property
    def spec(self) -> str:
        """The exam, marked as the held-out part of it."""
        return f"{self.exam.spec};held_out=1"

    @property
    def size(self) -> int | None:
        """How many there are; None where the exam does not end."""
        return None if self.exam.size is None else sum(1 for _ in self.items())

    def items(self) -> Iterator[Item]:
        """Yield the items, in the order of the exam."""
        return (item for item in self.exam.items() if is_kept_back(item))


def prove_disjoint(trained: Iterable[Item], examined: Mapping[str, Iterable[Item]]) -> Disjointness:
    """Return the proof that no question of ``examined`` (by exam) is among those trained on.

    Raises InputError with the number of common questions and one of their ids.
    """
    learned = {item.question.id for item in trained}
    counts = {}
    for spec, items in examined.items():
        asked = {item.question.id for item in items}
        common = sorted(asked & learned)
        if common:
            raise InputError(
                f"{spec}: {len(common):,} of its {len(asked):,} questions are trained on, such as"
                f" {common[0][:_SHOWN]}; examine the held-out part ({spec};held_out=1) or another"
                " exam"
            )
        counts[spec] = len(asked)
    digest = hashlib.sha256("\n".join(sorted(learned)).encode()).hexdigest()
    return Disjointness(len(learned), counts, digest)
