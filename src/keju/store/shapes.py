"""The values that come out of the store, besides those it shares with the runner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from keju.core.ledger import Earned, SittingRow, Wanted
from keju.core.records import Answer, Item, Mark, Reply
from keju.core.summary import Sitting, Summary

__all__ = ["Earned", "Found", "Line", "Sitting", "SittingRow", "Sizes", "Summary", "Wanted"]


class Line(NamedTuple):
    """One key of a sitting: no reply, it was never asked; no mark, it failed or is unmarked."""

    position: int
    item: Item
    attempt: int
    reply: Reply | None
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class Found:
    """One answer found by its key, with every item it was marked for, newest marks last."""

    answer: Answer
    candidate: str
    marks: tuple[tuple[Item, Mark], ...]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is kept: rows by table, bytes of the whole store, texts forgotten."""

    rows: Mapping[str, int]
    bytes: int
    forgotten: int
