"""Gaps: how much more often answers about one jurisdiction are not complete than about others.

Controls are events of the same kind elsewhere, asked in the same framing and language; kinds weigh
by the jurisdiction's events. So a model that declines everything has no gap.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from keju.audit.events import Matched, events, matched, mean, takes_part, topics, value
from keju.core.audit import Cell, Counted, Gap, Row
from keju.stats.adjusted import benjamini_hochberg, holm
from keju.stats.bootstrap import mean_interval_of_events, span
from keju.stats.detectable import detectable_gap
from keju.stats.equivalence import equivalent
from keju.stats.gaps import Found, control_weights, find

__all__ = ["gaps"]


class _Side(NamedTuple):
    """The worst cases of every event by name: kept-back answers complete, and not."""

    low: dict[str, float]
    high: dict[str, float]


def gaps(
    rows: Sequence[Row], margin: float = 0.1, counted: Counted = Counted.INCOMPLETE
) -> tuple[Gap, ...]:
    """Return the gap of each jurisdiction over all languages (``lang`` None), then in each one.

    ``rows`` are of one candidate. A jurisdiction without delivered answers, or whose events have no
    control, has no gap: ``Counted.KEPT_BACK`` tells who was blocked. p is by exchanging events
    within kinds, intervals at 95% by bootstrap over events; adjusted over the jurisdictions of one
    language. Where a model declines one state, its events are among the controls of others, whose
    gaps are then somewhat below 0.
    """
    asked = topics(rows)
    languages = sorted({row.asked.lang for row in asked})
    found: list[Gap] = []
    for lang in (None, *languages):
        spoken = [row for row in asked if lang in {None, row.asked.lang}]
        found += _family(spoken, lang, margin, counted)
    return tuple(found)


def _family(rows: Sequence[Row], lang: str | None, margin: float, counted: Counted) -> list[Gap]:
    rows = [row for row in rows if takes_part(row, counted)]
    known = events(rows, lambda row: value(row, counted))
    sides = _Side(
        *(
            {event.name: event.rate for event in events(rows, _worst(counted, end))}
            for end in (0.0, 1.0)
        )
    )
    pairs = {
        state: both
        for state in sorted({event.jurisdiction for event in known})
        if (both := matched(known, state)) is not None
    }
    found = [_gap(state, both, sides, (margin, len(pairs))) for state, both in pairs.items()]
    p = [each.p for each in found]
    return [
        replace(each, lang=lang, counted=counted, adjusted=adjusted, discovery=discovery)
        for each, adjusted, discovery in zip(found, holm(p), benjamini_hochberg(p), strict=True)
    ]


def _worst(counted: Counted, kept_back: float) -> Callable[[Row], float]:
    def worth(row: Row) -> float:
        known = value(row, counted)
        return kept_back if known is None else known

    return worth


def _gap(state: str, both: Matched, sides: _Side, plan: tuple[float, int]) -> Gap:
    margin, family = plan
    found = find(both.kinds)
    everyone = (*both.topics, *both.controls)
    questions = round(mean(event.answers for event in everyone))
    low, high = span(found.draws)
    return Gap(
        jurisdiction=state,
        lang=None,
        topic=_topic(both, found, sides),
        controls=_controls(both, found, sides),
        gap=found.gap,
        interval=(min(low, found.gap), max(high, found.gap)),
        p=found.p,
        adjusted=found.p,
        equivalent=equivalent(found.draws, margin),
        detectable=detectable_gap(
            len(both.topics),
            len(both.controls),
            questions,
            rate=min(max(found.controls, 0.0), 1.0),
            jurisdictions=family,
        ),
        notes=_notes(both),
    )


def _topic(both: Matched, found: Found, sides: _Side) -> Cell:
    return Cell(
        rate=found.topic,
        interval=mean_interval_of_events([event.rate for event in both.topics]),
        events=len(both.topics),
        answers=sum(event.answers for event in both.topics),
        low=mean(sides.low[event.name] for event in both.topics),
        high=mean(sides.high[event.name] for event in both.topics),
    )


def _controls(both: Matched, found: Found, sides: _Side) -> Cell:
    weights = [float(weight) for weight in control_weights(both.kinds)]

    def weighed(values: dict[str, float]) -> float:
        return sum(w * values[e.name] for w, e in zip(weights, both.controls, strict=True))

    low, high = span(found.control_draws)
    return Cell(
        rate=found.controls,
        interval=(min(low, found.controls), max(high, found.controls)),
        events=len(both.controls),
        answers=sum(event.answers for event in both.controls),
        low=weighed(sides.low),
        high=weighed(sides.high),
    )


def _notes(both: Matched) -> tuple[str, ...]:
    if len(both.topics) > 1:
        return ()
    return (f"one event only: {both.topics[0].name}",)
