"""A dossier's values: one candidate's audits as they were held, to be kept and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Dossier", "Record"]

#: A JSON object.
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything a dossier holds, as JSON objects.

    ``candidate`` says who was examined and how it was asked; ``made`` is the time in ISO 8601, UTC.
    ``sittings`` are the examinations, ``paper`` their items in order, ``answers`` and ``marks``
    what came of them, ``rulings`` what people said. ``reexamined`` lists items with more than one
    sitting, and ``changes`` what differs from an earlier dossier (None: none was given).
    ``opinions`` are what judge models said, answer by answer.
    """

    candidate: Record
    made: str
    sittings: Sequence[Record]
    paper: Sequence[Record]
    answers: Sequence[Record]
    marks: Sequence[Record]
    rulings: Sequence[Record] = ()
    reexamined: Sequence[Record] = ()
    changes: Record | None = None
    opinions: Sequence[Record] = ()
