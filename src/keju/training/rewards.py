"""From what a model wrote to a reward: the exam's own marker, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from keju.core.records import Item, Mark, Reply

__all__ = ["Marks", "level_gaps", "reward_function"]

#: Marks replies to items, in order; what ``keju exam`` marks by.
Marks = Callable[[Sequence[tuple[Item, Reply]]], Sequence[Mark]]

#: Reads the tokens of a completion as the reply that an examination would see.
Reads = Callable[[Sequence[int]], Reply]


def reward_function(items: Sequence[Item], mark: Marks, reads: Reads) -> Callable[..., list[float]]:
    """Return a reward function for TRL: each completion's score, by the marker of its item.

    TRL hands over the column ``item``, a place in ``items``, and the tokens of each completion. An
    answer that was cut, or whose thought was, is worth 0, as in an examination.
    """

    def marker(*, completion_ids: Sequence[Sequence[int]], item: Sequence[int], **_: Any) -> Any:
        pairs = [(items[n], reads(ids)) for n, ids in zip(item, completion_ids, strict=True)]
        return level_gaps(item, [found.score for found in mark(pairs)])

    return marker


def level_gaps(groups: Sequence[int], scores: Sequence[float | None]) -> list[float]:
    """Return ``scores`` with each None in the place of its group's mean (0 where all are None).

    What the marker gave up on says nothing of the answer: at the mean it has no advantage, and no
    gradient comes from it. Calling it wrong would teach the failures of a marker.
    """
    known: dict[int, list[float]] = defaultdict(list)
    for group, score in zip(groups, scores, strict=True):
        if score is not None:
            known[group].append(score)
    means = {group: sum(values) / len(values) for group, values in known.items()}
    return [
        means.get(group, 0.0) if score is None else score
        for group, score in zip(groups, scores, strict=True)
    ]
