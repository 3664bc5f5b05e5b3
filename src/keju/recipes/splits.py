"""The questions on which two candidates differ, with both answers, as they may be shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from keju.comparing.marks import Pair
from keju.core.comparison import Said, Split
from keju.core.records import Item
from keju.recipes.redaction import shown_line
from keju.store import Line, Store

__all__ = ["MOST_SPLITS", "split_of", "splits_of"]

MOST_SPLITS = 60

Place = tuple[int, int]


def splits_of(
    store: Store,
    exam: str,
    sittings: tuple[int, int],
    keys: Sequence[tuple[int, int, Item]],
    groups: Sequence[Sequence[Pair]],
) -> Iterator[Split]:
    """Yield up to some dozens of questions with different scores, in the order of the test.

    ``keys`` are the (position, attempt, item) of the pairs in ``groups``, in the same order.
    """
    pairs = [pair for group in groups for pair in group][: len(keys)]
    found = 0
    for number, ((position, attempt, _), pair) in enumerate(zip(keys, pairs, strict=False), 1):
        if not pair.difference:
            continue
        a, b = ((sitting, position) for sitting in sittings)
        split = split_of(store, exam, (a, b), attempt, number)
        if split is None:
            continue
        yield split
        found += 1
        if found == MOST_SPLITS:
            return


def split_of(
    store: Store, exam: str, places: tuple[Place, Place], attempt: int, number: int
) -> Split | None:
    """Return both answers to one question; None where one of them is not there.

    ``places`` are where it stands in either sitting: (sitting, position from 0).
    """
    a, b = (_line(store, exam, *place, attempt) for place in places)
    if a is None or b is None:
        return None
    question, reference = a.item.question.text, str(a.item.reference)
    return Split(number, question, reference, a.item.cluster, attempt + 1, _said(a), _said(b))


def _line(store: Store, exam: str, sitting: int, position: int, attempt: int) -> Line | None:
    lines = store.answers(sitting, positions=range(position, position + 1))
    line = next((line for line in lines if line.attempt == attempt), None)
    return None if line is None or line.reply is None else shown_line(exam, line)


def _said(line: Line) -> Said:
    assert line.reply is not None
    mark = line.mark
    return Said(
        None if mark is None else mark.score,
        "not marked" if mark is None else mark.verdict.value,
        None if mark is None else mark.extracted,
        line.reply.text,
        line.reply.reasoning,
    )
