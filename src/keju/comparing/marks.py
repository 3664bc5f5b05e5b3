"""One candidate's scores on one exam, and the pairs that two of them make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from keju.core.errors import InputError
from keju.stats.betting import Units

__all__ = ["Marks", "Pair", "in_order", "pairs_of", "units_of"]


@dataclass(frozen=True, slots=True)
class Marks:
    """Who sat what, and item → scores of the attempts in their order (None: without a score).

    ``clusters`` names an item's cluster; items without one stand alone.
    """

    name: str
    exam: str
    scores: Mapping[str, tuple[float | None, ...]]
    clusters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pair:
    """One question put to both: mean scores over the attempts; None where one has no score."""

    item: str
    cluster: str | None
    a: float | None
    b: float | None

    @property
    def difference(self) -> float | None:
        """A's score minus B's; None leaves the pair out on both sides."""
        return None if self.a is None or self.b is None else self.a - self.b


def pairs_of(a: Marks, b: Marks) -> list[Pair]:
    """Pair the items of both, in the order of ``a``.

    An attempt without a score leaves the pair out: its mean would be of something else. Raises
    InputError when the two were not asked the same.
    """
    _check_same_items(a, b)
    pairs = []
    for item, ours in a.scores.items():
        theirs = b.scores[item]
        if len(ours) != len(theirs):
            raise InputError(
                f"Item {item} has {len(ours)} attempts of {a.name} and {len(theirs)} of {b.name};"
                " give both the same"
            )
        cluster = a.clusters.get(item)
        if cluster != b.clusters.get(item):
            raise InputError(
                f"Item {item} is in cluster {cluster} for {a.name} and in"
                f" {b.clusters.get(item)} for {b.name}; make them agree"
            )
        pairs.append(Pair(item, cluster, _mean(ours), _mean(theirs)))
    if len(pairs) < 2:
        raise InputError(f"{len(pairs)} question is too few to compare on; give at least 2")
    return pairs


def _check_same_items(a: Marks, b: Marks) -> None:
    for one, other in ((a, b), (b, a)):
        missing = [item for item in one.scores if item not in other.scores]
        if missing:
            more = f" and {len(missing) - 1:,} more" if len(missing) > 1 else ""
            raise InputError(
                f"Item {missing[0]}{more} of {one.name} is missing from {other.name}; a comparison"
                " needs the same items on both sides"
            )


def _mean(scores: Sequence[float | None]) -> float | None:
    known = [score for score in scores if score is not None]
    return sum(known) / len(known) if known and len(known) == len(scores) else None


def in_order(pairs: Sequence[Pair], order: int) -> list[list[Pair]]:
    """Return the units of the test in their random order: clusters, or questions that stand alone.

    The order depends on ``order`` and on the names of the units, not on the order of ``pairs``.
    """
    units: dict[tuple[str, str], list[Pair]] = {}
    for pair in pairs:
        key = ("item", pair.item) if pair.cluster is None else ("cluster", pair.cluster)
        units.setdefault(key, []).append(pair)
    shuffled = [units[key] for key in sorted(units)]
    Random(f"keju order {order}").shuffle(shuffled)
    return shuffled


def units_of(groups: Sequence[Sequence[Pair]], largest: int, *, ties: bool = False) -> Units:
    """Return sums and sizes of the differences, scaled by the ``largest`` unit's size.

    Pairs that are left out count neither in a sum nor in a size, and units of such pairs only are
    dropped; with ``ties`` they hold their place with a difference of 0.
    """
    left_out = 0.0 if ties else None
    differences = [
        [left_out if pair.difference is None else pair.difference for pair in group]
        for group in groups
    ]
    kept = [[each for each in group if each is not None] for group in differences]
    kept = [group for group in kept if group]
    return Units.scaled([sum(group) for group in kept], [len(group) for group in kept], largest)
