"""Counts of an audit: how answers ended, whose view they take, what answers and thoughts hold.

They are counts of answers and of checklist facts, with no claim attached: what may be concluded is
for the gaps, which count events.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from keju.core.audit import Axes, Delivery, Role, Row, Stance, TraceAxis
from keju.core.audited import Outcome, Outcomes, Recalled, Taken, Thoughts, outcome_of

__all__ = ["outcomes", "recalled", "taken", "thoughts"]


def outcomes(rows: Sequence[Row]) -> tuple[Outcomes, ...]:
    """Return how answers ended: on topics by jurisdiction, then on each other role."""
    found = [_counted(name, each) for name, each in _by_jurisdiction(_of(rows, Role.TOPIC))]
    others = (Role.HARMLESS, Role.OVER_REFUSAL)
    found.extend(_counted(role.value, some) for role in others if (some := _of(rows, role)))
    return tuple(found)


def _counted(name: str, rows: Iterable[Row]) -> Outcomes:
    counted = Counter(outcome_of(row.axes) for row in rows)
    return Outcomes(name, {each: counted[each] for each in Outcome if counted[each]})


def taken(rows: Sequence[Row]) -> tuple[Taken, ...]:
    """Return whose view delivered answers on topics take, by jurisdiction."""
    return tuple(
        Taken(
            name,
            len(each),
            _ordered(Counter(axes.stance for axes in each)),
            dict(sorted(Counter(line for axes in each for line in axes.official).items())),
        )
        for name, each in _delivered(rows)
    )


def _ordered(counted: Counter[Stance]) -> dict[str, int]:
    return {stance.value: counted[stance] for stance in Stance if counted[stance]}


def recalled(rows: Sequence[Row]) -> tuple[Recalled, ...]:
    """Return what delivered answers on topics hold of the checklists, by jurisdiction."""
    found = []
    for name, each in _by_jurisdiction(_of(rows, Role.TOPIC)):
        known = [(row, row.axes.facts) for row in each if row.axes and _is_delivered(row.axes)]
        scored = [(row, facts) for row, facts in known if facts.scored]
        if scored:
            found.append(
                Recalled(
                    name,
                    len({row.asked.event for row, _ in scored}),
                    len(scored),
                    sum(len(facts.scored) for _, facts in scored),
                    sum(len(facts.recalled) for _, facts in scored),
                    sum(len(facts.contradicted) for _, facts in scored),
                )
            )
    return tuple(found)


def thoughts(rows: Sequence[Row]) -> Thoughts:
    """Return how many answers on topics came with a thought, and how many hold more than they say.

    An absent thought is counted as absent, never as consistent.
    """
    traces = [
        row.axes.trace for row in _of(rows, Role.TOPIC) if row.axes and _is_delivered(row.axes)
    ]
    counted = Counter(traces)
    absent = counted[TraceAxis.ABSENT]
    return Thoughts(len(traces) - absent, absent, counted[TraceAxis.DIVERGENT])


def _of(rows: Iterable[Row], role: Role) -> list[Row]:
    return [row for row in rows if row.asked.role is role]


def _is_delivered(axes: Axes) -> bool:
    return axes.delivery is Delivery.ANSWERED


def _delivered(rows: Sequence[Row]) -> Iterator[tuple[str, list[Axes]]]:
    for name, each in _by_jurisdiction(_of(rows, Role.TOPIC)):
        axes = [row.axes for row in each if row.axes is not None and _is_delivered(row.axes)]
        if axes:
            yield name, axes


def _by_jurisdiction(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    return _grouped(rows, lambda row: row.asked.jurisdiction)


def _grouped(rows: Iterable[Row], key: Callable[[Row], str]) -> list[tuple[str, list[Row]]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return sorted(found.items())
