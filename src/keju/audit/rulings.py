"""What people ruled on answers, with their reasons: imported as it was entered, and checked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from keju.audit.tables import read_table
from keju.core.errors import InputError, nearest

__all__ = ["WORDS", "Ruled", "acceptable", "check_rulings", "read_rulings"]

#: What may be ruled: of content, and of the engagement of an answer.
WORDS = ("acceptable", "unacceptable", "COMPLETE", "EVASIVE", "DENIAL")


@dataclass(frozen=True, slots=True)
class Ruled:
    """One ruling. ``who`` and ``date`` are as they were entered; ``answer`` is an answer's key."""

    answer: str
    ruling: str
    reason: str
    who: str
    date: str = ""
    where: str = ""


def read_rulings(path: str | Path) -> tuple[Ruled, ...]:
    """Return the rulings of a CSV or JSON file: columns answer, ruling, reason, who; date if known.

    Several people may rule on one answer. Raises InputError for a missing column, an empty cell,
    an unknown ruling, and one person's second ruling on an answer.
    """
    found: dict[tuple[str, str], Ruled] = {}
    for row in read_table(path, ("answer", "ruling", "reason", "who"), ("date",)):
        for name in ("answer", "ruling", "reason", "who"):
            if not row[name]:
                raise row.wrong(name, "is empty; every ruling has an answer, a reason and a name")
        if row["ruling"] not in WORDS:
            raise row.wrong("ruling", f"is {row['ruling']!r}.{nearest(row['ruling'], WORDS)}")
        ruled = Ruled(
            row["answer"], row["ruling"], row["reason"], row["who"], row["date"], row.where
        )
        if found.setdefault((ruled.answer, ruled.who), ruled) is not ruled:
            raise row.wrong("answer", f"has a ruling of {ruled.who} already; keep one of them")
    return tuple(found.values())


def check_rulings(rulings: tuple[Ruled, ...], answers: Collection[str]) -> None:
    """Raise InputError for a ruling on no answer among the keys ``answers``."""
    for each in rulings:
        if each.answer not in answers:
            raise InputError(
                f"{each.where}: column 'answer': {each.answer[:12]} is no answer of this candidate;"
                " answers.jsonl of the dossier lists their keys"
            )


def acceptable(rulings: tuple[Ruled, ...]) -> dict[str, bool]:
    """Return answer → whether it may stand: where people differ, one objection decides."""
    found: dict[str, bool] = {}
    for each in rulings:
        if each.ruling in WORDS[:2]:
            found[each.answer] = found.get(each.answer, True) and each.ruling == WORDS[0]
    return found
