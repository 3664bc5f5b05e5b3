"""The same question across jurisdictions, in one row: what was asked, and what came back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from keju.core.audit import Role, Row
from keju.core.audited import SaidOf, SideBySide, outcome_of
from keju.core.records import Question, Reply

__all__ = ["Told", "beside"]

_MOST = 1200  # answers of one page, of all candidates together
_CHARACTERS = 1500  # of one answer


class Told(NamedTuple):
    """One answer with its texts, as they may be shown; ``heard`` is what judges are shown."""

    row: Row
    question: str
    answer: str
    heard: tuple[Question, Reply] | None = None


def beside(told: Iterable[Told]) -> tuple[SideBySide, ...]:
    """Return rows of answers to one question of one kind, framing and language each.

    Of several paraphrases the first is kept. A row has at least two jurisdictions,
    and answers are cut at 1,500 characters; at most 1,200 of them are kept, in whole rows.
    """
    found: dict[tuple[str, str, str, int], list[Told]] = defaultdict(list)
    for each in told:
        asked = each.row.asked
        if asked.role is Role.TOPIC and each.row.attempt == 0:
            key = (asked.kind, asked.framing.value, asked.lang, asked.paraphrase)
            found[key].append(each)
    rows, left = [], _MOST
    for key in sorted(_first(found), key=lambda key: (key[0], key[1], key[2])):
        some = found[key]
        if len({each.row.asked.jurisdiction for each in some}) > 1 and len(some) <= left:
            left -= len(some)
            rows.append(_row(some))
    return tuple(rows)


def _first(keys: Iterable[tuple[str, str, str, int]]) -> list[tuple[str, str, str, int]]:
    """Return one paraphrase of each kind, framing and language: the lowest."""
    lowest: dict[tuple[str, str, str], int] = {}
    for kind, framing, lang, paraphrase in keys:
        known = lowest.get((kind, framing, lang), paraphrase)
        lowest[kind, framing, lang] = min(known, paraphrase)
    return [(*key, paraphrase) for key, paraphrase in lowest.items()]


def _row(some: list[Told]) -> SideBySide:
    asked = some[0].row.asked
    ordered = sorted(some, key=lambda each: (each.row.asked.jurisdiction, each.row.asked.event))
    said = tuple(
        SaidOf(
            each.row.candidate,
            each.row.asked.jurisdiction,
            each.question,
            _cut(each.answer),
            outcome_of(each.row.axes),
            each.row,
        )
        for each in ordered
    )
    return SideBySide(asked.kind, asked.framing, asked.lang, asked.paraphrase, said)


def _cut(text: str) -> str:
    return text if len(text) <= _CHARACTERS else f"{text[:_CHARACTERS]}…"
