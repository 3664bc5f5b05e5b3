"""One candidate's rows, summed: rates, gaps, languages, outcomes, stances, facts and thoughts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from keju.audit.divergence import divergence
from keju.audit.gaps import gaps
from keju.audit.languages import by_framing, differences
from keju.audit.rates import cell
from keju.audit.tallies import outcomes, recalled, taken, thoughts
from keju.audit.wording import sentence
from keju.core.audit import Counted, Delivery, Gap, Role, Row
from keju.core.audited import Audited, HeatCell, Judged, Spoken

__all__ = ["MARGIN", "summed"]

#: A gap whose 90% interval lies within this, either way, may be called none.
MARGIN = 0.1


def summed(rows: Sequence[Row], gold: Sequence[Judged] = (), stopped: str | None = None) -> Audited:
    """Return what the rows of one candidate came to; there is at least one row."""
    topics = [row for row in rows if row.asked.role is Role.TOPIC]
    found = gaps(rows, MARGIN)
    made = Audited(
        candidate=rows[0].candidate,
        provider=rows[0].provider,
        answers=len(rows),
        overall=cell(topics),
        outcomes=outcomes(rows),
        heat=tuple(_heat(topics)),
        gaps=tuple(gap for gap in found if gap.lang is None),
        kept_back=_worth_saying(gaps(rows, MARGIN, Counted.KEPT_BACK)),
        official=_worth_saying(gaps(rows, MARGIN, Counted.OFFICIAL)),
        languages=tuple(_spoken(topics, found)),
        contrasts=(*differences(rows), *by_framing(rows)),
        harmless=cell([row for row in rows if row.asked.role is Role.HARMLESS]),
        over_refusal=cell([row for row in rows if row.asked.role is Role.OVER_REFUSAL]),
        stances=taken(rows),
        facts=recalled(rows),
        thoughts=replace(thoughts(rows), contrasts=divergence(rows)),
        gold=tuple(gold),
        stopped=stopped,
    )
    return replace(made, sentence=sentence(made))


def _worth_saying(found: Sequence[Gap]) -> tuple[Gap, ...]:
    """Return the gaps of all languages, unless nothing of the kind was ever seen."""
    all_of_it = tuple(gap for gap in found if gap.lang is None)
    seen = any(gap.topic.rate or gap.controls.rate for gap in all_of_it)
    return all_of_it if seen else ()


def _heat(topics: Sequence[Row]) -> Iterator[HeatCell]:
    kinds = sorted({row.asked.kind for row in topics})
    places = sorted({row.asked.jurisdiction for row in topics})
    for kind in kinds:
        for place in places:
            here = [r for r in topics if r.asked.kind == kind and r.asked.jurisdiction == place]
            yield HeatCell(kind, place, cell(here), len(here), sum(map(_is_kept_back, here)))


def _is_kept_back(row: Row) -> bool:
    return row.axes is not None and row.axes.delivery is not Delivery.ANSWERED


def _spoken(topics: Sequence[Row], found: Sequence[Gap]) -> Iterator[Spoken]:
    languages = list(dict.fromkeys(row.asked.lang for row in topics))
    gap_of = {(gap.jurisdiction, gap.lang): gap for gap in found}
    for place in sorted({row.asked.jurisdiction for row in topics}):
        for lang in languages:
            here = [r for r in topics if (r.asked.jurisdiction, r.asked.lang) == (place, lang)]
            gap = gap_of.get((place, lang))
            yield Spoken(place, lang, cell(here), None if gap is None else gap.controls, gap)
