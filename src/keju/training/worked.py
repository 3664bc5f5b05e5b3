"""Worked solutions as answers to learn from, each of them right by its exam's own marker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from keju.core.records import Item, Reply
from keju.training.rewards import Marks

__all__ = ["right_solutions", "worked_text"]


def worked_text(item: Item, *, thought: bool, opened: bool = False) -> str:
    """Return the item's worked solution as the answer to be written.

    ``thought`` puts all but the last line between the tags of a thought; the first tag is left out
    where the chat template has ``opened`` it.
    """
    solution = (item.solution or "").strip()
    work, newline, answer = solution.rpartition("\n")
    if not thought:
        return solution
    return f"{'' if opened else '<think>'}{work if newline else ''}</think>{answer}"


def right_solutions(items: Iterable[Item], mark: Marks, *, thought: bool) -> Sequence[Item]:
    """Return the items whose worked solution, as it is taught, their own marker calls right."""
    solved = [item for item in items if (item.solution or "").strip()]
    marks = mark([(item, Reply(worked_text(item, thought=thought))) for item in solved])
    return [item for item, found in zip(solved, marks, strict=True) if found.score == 1]
