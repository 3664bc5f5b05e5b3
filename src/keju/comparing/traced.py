"""One candidate's traces: answers with their lengths and scores, and which of them agree."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from keju.core.errors import InputError
from keju.core.scaling import Network
from keju.stats.cuts import Cuts
from keju.stats.subsets import Ballot

__all__ = ["Asked", "Trace", "Traces", "common", "draws"]


@dataclass(frozen=True, slots=True)
class Trace:
    """One answer with its thought: ``tokens`` in all, its ``score`` in [0, 1].

    Traces of one question with the same ``group`` gave the same answer; None gave none.
    """

    tokens: int
    score: float
    group: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with the sampled traces at it, and the one at temperature 0 if there is one.

    ``read`` are the tokens of the question itself, 0 where nobody counted them.
    """

    item: str
    cluster: str | None
    read: int
    traces: tuple[Trace, ...]
    greedy: Trace | None = None

    def ballot(self, budget: float) -> tuple[Ballot, int]:
        """Return the groups that vote when traces are cut after ``budget``, and who is silent."""
        groups: dict[int, list[float]] = {}
        for trace in self.traces:
            if trace.group is not None and trace.tokens <= budget:
                groups.setdefault(trace.group, []).append(trace.score)
        ballot = tuple((len(scores), sum(scores) / len(scores)) for scores in groups.values())
        return ballot, len(self.traces) - sum(size for size, _ in ballot)

    def kept(self, budget: float) -> list[float]:
        """Return the scores of the traces when they are cut after ``budget``: cut ones score 0."""
        return [trace.score if trace.tokens <= budget else 0.0 for trace in self.traces]


@dataclass(frozen=True, slots=True)
class Traces:
    """One candidate's traces on one exam.

    ``sampled`` says at which temperature, ``counted_by`` who counted the tokens. ``cut`` is the
    share of traces that hit the model's own limit. ``notes`` are what a reader must know of them.
    """

    name: str
    questions: tuple[Asked, ...]
    sampled: str
    counted_by: str
    cut: float = 0.0
    network: Network | None = None
    left_out: int = 0
    notes: tuple[str, ...] = ()

    @property
    def attempts(self) -> tuple[int, int]:
        """The smallest and the largest number of traces of a question."""
        numbers = [len(each.traces) for each in self.questions]
        return min(numbers), max(numbers)

    @property
    def cuts(self) -> Cuts:
        """The sampled traces as arrays."""
        questions = self.questions
        return Cuts(
            [[trace.tokens for trace in each.traces] for each in questions],
            [[trace.score for trace in each.traces] for each in questions],
            [each.read for each in questions],
        )


def common(found: Sequence[Traces]) -> list[Traces]:
    """Return the traces of those questions that every candidate has at least two traces of.

    Raises InputError where fewer than two questions are left.
    """
    usable = [{each.item for each in traces.questions if len(each.traces) > 1} for traces in found]
    shared: Collection[str] = set.intersection(*usable)
    if len(shared) < 2:
        names = " and ".join(traces.name for traces in found)
        raise InputError(
            f"{names}: {len(shared)} question{' has' if len(shared) == 1 else 's have'}"
            " at least two marked answers with their tokens"
            " counted; the study needs at least 2, so ask more (-n) or look at keju show SITTING"
        )
    return [
        replace(traces, questions=tuple(each for each in traces.questions if each.item in shared))
        for traces in found
    ]


def draws(most: int) -> list[int]:
    """Return how many attempts are drawn: 1, 2, 4, … and ``most`` itself."""
    return sorted({2**power for power in range(most.bit_length())} | {most})
