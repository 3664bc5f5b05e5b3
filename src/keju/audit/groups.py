"""Groups of models: difference-in-differences of gaps, over models and over events.

Both are samples: these models of their group, and these events. Intervals that resample only
answers, or only events, are too narrow.
"""

from __future__ import annotations

from collections.abc import Sequence

from keju.audit.contrasts import families
from keju.audit.events import events, matched, takes_part, topics, value
from keju.core.audit import Counted, Row
from keju.core.audited import Contrast
from keju.core.errors import InputError
from keju.stats.bootstrap import crossed_draws, span, two_sided
from keju.stats.gaps import find

__all__ = ["differences"]


def differences(
    one: Sequence[Sequence[Row]],
    other: Sequence[Sequence[Row]],
    names: tuple[str, str] = ("one group", "the other"),
    counted: Counted = Counted.INCOMPLETE,
) -> tuple[Contrast, ...]:
    """Return for each jurisdiction the mean gap of the models in ``one`` less that of ``other``.

    Each model is given by its rows. Bootstrap over models within groups and over topic events,
    which are drawn for all models at once. Raises InputError for a group of fewer than two models.
    """
    if min(len(one), len(other)) < 2:
        raise InputError(
            f"{names[0]} against {names[1]}: each group needs at least two models, here"
            f" {len(one)} and {len(other)}"
        )
    states = sorted({row.asked.jurisdiction for rows in (*one, *other) for row in topics(rows)})
    found = [
        each
        for state in states
        if (
            each := _state(
                state,
                [[_gaps(rows, state, counted) for rows in group] for group in (one, other)],
                names,
            )
        )
        is not None
    ]
    return families(found)


def _state(
    state: str, groups: Sequence[Sequence[dict[str, float]]], names: tuple[str, str]
) -> Contrast | None:
    kept = [[each for each in group if each] for group in groups]
    if min(map(len, kept)) < 2:
        return None
    models = [each for group in kept for each in group]
    asked = sorted({event for each in models for event in each})
    values = [[each.get(event, float("nan")) for event in asked] for each in models]
    first, second = ([sum(each.values()) / len(each) for each in group] for group in kept)
    gap = sum(first) / len(first) - sum(second) / len(second)
    draws = crossed_draws(values, [True] * len(first) + [False] * len(second))
    low, high = span(draws)
    left_out = sum(map(len, groups)) - len(models)
    return Contrast(
        what="group",
        name=f"{state}: {names[0]} less {names[1]}",
        value=gap,
        interval=(min(low, gap), max(high, gap)),
        p=two_sided(draws),
        events=len(asked),
        notes=(
            f"{len(first)} and {len(second)} models",
            *([f"{left_out} models without a gap left out"] if left_out else []),
        ),
    )


def _gaps(rows: Sequence[Row], state: str, counted: Counted) -> dict[str, float]:
    """Return one model's gap at each topic event of a jurisdiction."""
    asked = [row for row in topics(rows) if takes_part(row, counted)]
    both = matched(events(asked, lambda row: value(row, counted)), state)
    if both is None:
        return {}
    of_events = find(both.kinds).of_events
    return {event.name: float(gap) for event, gap in zip(both.topics, of_events, strict=True)}
