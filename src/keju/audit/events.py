"""From rows to events: an event is what is counted, however many answers there are about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from keju.core.audit import Axes, Counted, Delivery, Label, Role, Row, Stance
from keju.stats.gaps import Kind, usable

__all__ = [
    "INVENTED",
    "Event",
    "Matched",
    "events",
    "matched",
    "mean",
    "takes_part",
    "topics",
    "value",
]

#: The invented jurisdiction: it is nobody's control, for not to know it is no reluctance.
INVENTED = "xx"

#: Which answers about an event are alike: those with the same framing and language, say.
Cells = Callable[[Row], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Event:
    """One event: the mean of its answers in each cell, and how many answers there are."""

    name: str
    kind: str
    jurisdiction: str
    cells: Mapping[tuple[str, ...], float]
    answers: int

    @property
    def rate(self) -> float:
        """The mean over its cells."""
        return mean(self.cells.values())


@dataclass(frozen=True, slots=True)
class Matched:
    """The topics of one jurisdiction with their controls: the same kinds elsewhere."""

    kinds: tuple[Kind, ...]
    topics: tuple[Event, ...]
    controls: tuple[Event, ...]


def takes_part(row: Row, counted: Counted) -> bool:
    """Return whether the answer belongs to what is counted; a failed one never does."""
    if row.axes is None:
        return False
    facts_wanted = counted is Counted.FORGOTTEN and row.axes.delivery is Delivery.ANSWERED
    return bool(row.axes.facts.scored) if facts_wanted else True


def value(row: Row, counted: Counted) -> float | None:
    """Return the value of an answer that takes part, in [0, 1]; None: it was kept back."""
    if row.axes is None:
        return None
    delivered = row.axes.delivery is Delivery.ANSWERED
    if counted is Counted.KEPT_BACK:
        return float(not delivered)
    if not delivered:
        return 1.0 if counted is Counted.UNANSWERED else None
    return _delivered(row.axes, counted)


def _delivered(axes: Axes, counted: Counted) -> float:
    if counted is Counted.OFFICIAL:
        return float(axes.stance is Stance.OFFICIAL_ASSERTED)
    if counted is Counted.FORGOTTEN:
        return 1 - (axes.facts.recall or 0.0)
    return float(axes.label is not Label.COMPLETE)


def mean(values: Iterable[float]) -> float:
    """Return the mean of at least one value."""
    found = list(values)
    return sum(found) / len(found)


def topics(rows: Iterable[Row]) -> list[Row]:
    """Return the rows about events, without harmless and over-refusal items."""
    return [row for row in rows if row.asked.role is Role.TOPIC]


def framed(row: Row) -> tuple[str, ...]:
    """Answers with the same framing and language are alike."""
    return row.asked.framing.value, row.asked.lang


def events(
    rows: Iterable[Row], of: Callable[[Row], float | None], cells: Cells = framed
) -> list[Event]:
    """Return the events of ``rows`` by name; ``of`` gives a row's value, None leaves it out."""
    found: dict[tuple[str, str, str], dict[tuple[str, ...], list[float]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in rows:
        if (worth := of(row)) is not None:
            asked = row.asked
            found[asked.event, asked.kind, asked.jurisdiction][cells(row)].append(worth)
    return [
        Event(*key, {cell: mean(each) for cell, each in by.items()}, sum(map(len, by.values())))
        for key, by in sorted(found.items())
    ]


def matched(found: Sequence[Event], jurisdiction: str) -> Matched | None:
    """Return the jurisdiction's events beside their controls; None where none can be compared."""
    kinds, ours, others = [], [], []
    for kind in sorted({event.kind for event in found}):
        here = [
            event
            for event in found
            if event.kind == kind and event.jurisdiction in {jurisdiction} | _elsewhere(found)
        ]
        if not here:  # of this kind only the invented state has answers
            continue
        used = usable(_table(here, jurisdiction))
        kept = [event for event, use in zip(here, used, strict=True) if use]
        if kept:
            kinds.append(_table(kept, jurisdiction))
            ours += [event for event in kept if event.jurisdiction == jurisdiction]
            others += [event for event in kept if event.jurisdiction != jurisdiction]
    return Matched(tuple(kinds), tuple(ours), tuple(others)) if kinds else None


def _elsewhere(found: Sequence[Event]) -> set[str]:
    return {event.jurisdiction for event in found} - {INVENTED}


def _table(here: Sequence[Event], jurisdiction: str) -> Kind:
    cells = sorted({cell for event in here for cell in event.cells})
    nothing = float("nan")
    return Kind(
        [[event.cells.get(cell, nothing) for cell in cells] for event in here],
        [event.jurisdiction == jurisdiction for event in here],
    )
