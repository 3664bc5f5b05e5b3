"""Difference-in-differences: one way of asking against another, on topics and on controls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from keju.audit.events import Event, matched, mean, takes_part, value
from keju.core.audit import Counted, Row
from keju.core.audited import Contrast
from keju.stats.adjusted import holm
from keju.stats.bootstrap import mean_interval_of_events, span
from keju.stats.gaps import find, sign_flip

__all__ = ["ALL", "Way", "alone", "everywhere", "families", "paired"]

ALL = "all"

_BOUNDS = (-1.0, 1.0)  # of a difference of two rates


@dataclass(frozen=True, slots=True)
class Way:
    """What is compared (``language``, …), and the question that both ways of asking share."""

    what: str
    name: str
    same: Callable[[Row], tuple[str, ...]]


def paired(one: Iterable[Row], other: Iterable[Row], way: Way, counted: Counted) -> list[Event]:
    """Return events whose cells hold ``one`` less ``other``, in [-1, 1], where both are known."""
    firsts, seconds = (_worths(rows, way, counted) for rows in (one, other))
    found: dict[tuple[str, str, str], dict[tuple[str, ...], float]] = defaultdict(dict)
    answers: dict[tuple[str, str, str], int] = defaultdict(int)
    for key, worths in sorted(firsts.items()):
        if key in seconds:
            event, cell = (key[0], key[1], key[2]), key[3:]
            found[event][cell] = mean(worths) - mean(seconds[key])
            answers[event] += len(worths) + len(seconds[key])
    return [Event(*event, cells, answers[event]) for event, cells in found.items()]


def _worths(
    rows: Iterable[Row], way: Way, counted: Counted
) -> Mapping[tuple[str, ...], list[float]]:
    found: dict[tuple[str, ...], list[float]] = defaultdict(list)
    for row in rows:
        worth = value(row, counted) if takes_part(row, counted) else None
        if worth is not None:
            asked = row.asked
            found[asked.event, asked.kind, asked.jurisdiction, *way.same(row)].append(worth)
    return found


def alone(found: Sequence[Event], way: Way, place: str) -> Contrast:
    """Return the mean difference over the events of a place; p by changing signs of events."""
    differences = [event.rate for event in found]
    return Contrast(
        what=way.what,
        name=f"{place}: {way.name}",
        value=mean(differences),
        interval=mean_interval_of_events(differences, bounds=_BOUNDS),
        p=sign_flip(differences),
        events=len(found),
        notes=("topics alone, not beyond controls",),
    )


def _beyond(found: Sequence[Event], way: Way, place: str) -> Contrast | None:
    """Return the difference on a jurisdiction's topics less that on their controls, if it has any.

    p is by exchanging events within kinds.
    """
    both = matched(found, place)
    if both is None:
        return None
    seen = find(both.kinds, _BOUNDS)
    low, high = span(seen.draws)
    topic, controls = (f"{100 * rate:+.1f}" for rate in (seen.topic, seen.controls))
    return Contrast(
        what=way.what,
        name=f"{place}: {way.name}, beyond controls",
        value=seen.gap,
        interval=(min(low, seen.gap), max(high, seen.gap)),
        p=seen.p,
        events=len(both.topics),
        notes=(f"topics {topic} points, controls {controls} points",),
    )


def _adjusted(found: Sequence[Contrast]) -> tuple[Contrast, ...]:
    """Return the contrasts of one family, with Holm's adjusted p."""
    p = holm([1.0 if each.p is None else each.p for each in found])
    return tuple(replace(each, adjusted=new) for each, new in zip(found, p, strict=True))


def everywhere(found: Sequence[Event], way: Way) -> tuple[Contrast, ...]:
    """Return what each jurisdiction's topics show alone, and beyond their controls."""
    places = sorted({event.jurisdiction for event in found})
    here = [
        alone([event for event in found if event.jurisdiction == place], way, place)
        for place in places
    ]
    more = [_beyond(found, way, place) for place in places]
    return (*here, *(each for each in more if each is not None))


def families(found: Sequence[Contrast]) -> tuple[Contrast, ...]:
    """Adjust what is beyond controls as one family, and the rest as another."""
    further = [each for each in found if each.name.endswith("beyond controls")]
    rest = [each for each in found if not each.name.endswith("beyond controls")]
    return (*_adjusted(further), *_adjusted(rest))
