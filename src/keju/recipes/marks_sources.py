"""Two models' marks that are at hand already: in tables, or in sittings of the store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from keju.comparing.deciding import decide
from keju.comparing.marks import Marks
from keju.core.comparison import Comparison, Side, Split
from keju.core.design import Design
from keju.core.errors import InputError
from keju.core.summary import Summary
from keju.recipes.earlier import KINDS
from keju.recipes.marks_tables import is_table, read_models, read_table
from keju.recipes.splits import MOST_SPLITS, split_of
from keju.recipes.stored import stored
from keju.store import Store

__all__ = ["AtHand", "compare_at_hand", "marks_at_hand"]


@dataclass(frozen=True)
class AtHand:
    """The marks of two, with what should be said about them.

    ``splits`` yields the questions on which the two differ, as they may be shown; tables have
    none. ``spent`` has the figures of the sittings. ``aside`` says what of them was left aside.
    """

    a: Marks
    b: Marks
    notes: tuple[str, ...] = ()
    spent: tuple[Summary, Summary] | None = None
    splits: Callable[[], Sequence[Split]] = field(default=tuple)
    aside: tuple[str, ...] = ()


Rule = Callable[[Marks, Marks, Design], Comparison]


def compare_at_hand(found: AtHand, design: Design, rule: Rule = decide) -> Comparison:
    """Return the verdict of ``rule`` on them. Raises InputError where they cannot be compared."""
    comparison = rule(found.a, found.b, design)
    if found.spent is not None:
        a, b = found.spent
        comparison = replace(comparison, a=_side(comparison.a, a), b=_side(comparison.b, b))
    return replace(comparison, notes=(*found.aside, *found.notes, *comparison.notes))


def _side(side: Side, spent: Summary) -> Side:
    tokens = [n for n in (spent.prompt_tokens, spent.completion_tokens) if n is not None]
    return replace(
        side, answers=spent.answered, tokens=sum(tokens) if tokens else None, cost=spent.cost
    )


def marks_at_hand(words: Sequence[str], store: str | Path | None = None) -> AtHand | None:
    """Read what ``words`` name; None where they are two models and an exam to be asked.

    Two tables; two models and the table of both; two numbers of sittings. Raises InputError for
    anything else, and for what cannot be read.
    """
    match list(words):
        case [a, b, table] if is_table(table):
            if a == b:
                raise InputError(f"{a} is compared with itself; name two models of {table}")
            one, other = read_models(table, [a, b])
            return AtHand(one, other)
        case [_, _, _]:
            return None
        case [a, b] if is_table(a) and is_table(b):
            return AtHand(*_two_tables(a, b))
        case [a, b] if a.isdecimal() and b.isdecimal():
            return _sittings(int(a), int(b), store)
    raise InputError(
        "Name two models and an exam (A B EXAM), two tables (a.csv b.csv), two models and the table"
        f" of both (A B table.csv), or two sittings (3 5); not {' '.join(map(repr, words))}"
    )


def _two_tables(a: str, b: str) -> tuple[Marks, Marks]:
    if Path(a).absolute() == Path(b).absolute():
        raise InputError(f"{a} is compared with itself; name two different tables")
    one, other = read_table(a), read_table(b)
    if one.name == other.name:
        return replace(one, name=a), replace(other, name=b)
    return one, other


class _Key(NamedTuple):
    """A question of a paper: the item, and which of its appearances this is."""

    item: str
    again: int

    def __str__(self) -> str:
        return f"{self.item[:12]}" + (f" ({self.again + 1})" if self.again else "")


@dataclass
class _Sat:
    """What a sitting has dealt with: scores by attempt, of every key its cluster and position."""

    summary: Summary
    scores: dict[_Key, dict[int, float | None]] = field(default_factory=dict)
    clusters: dict[_Key, str | None] = field(default_factory=dict)
    positions: dict[_Key, int] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The sitting's number in its store."""
        return self.summary.sitting.id

    @property
    def paper(self) -> tuple[str, int]:
        """What was sat: two sittings of one paper have the same questions."""
        return self.summary.sitting.exam, self.summary.sitting.revision

    def whole(self, attempts: int) -> set[_Key]:
        """Return the questions of which so many first attempts have been dealt with."""
        wanted = range(attempts)
        return {key for key, scores in self.scores.items() if all(n in scores for n in wanted)}


def _sittings(a: int, b: int, where: str | Path | None) -> AtHand:
    if a == b:
        raise InputError(f"Sitting {a} is compared with itself; name two (keju sittings)")
    with stored(where) as store:
        one, other = _read(store, a), _read(store, b)
        asked_live = _asked_live(store, one, other)
    attempts = min(each.summary.sitting.attempts for each in (one, other))
    keys = _common(one, other, attempts)
    aside = tuple(_aside(one, other, len(keys), attempts))
    notes = (*_marked_otherwise(one, other), *asked_live)
    names = _names(one, other)
    first, second = (
        _marks(name, sat, keys, attempts) for name, sat in zip(names, (one, other), strict=True)
    )

    def splits() -> Sequence[Split]:
        with stored(where) as store:
            return tuple(islice(_splits(store, one, other, keys, attempts), MOST_SPLITS))

    return AtHand(first, second, notes, (one.summary, other.summary), splits, aside)


def _read(store: Store, number: int) -> _Sat:
    sat = _Sat(store.summary(number))
    seen: dict[str, int] = {}
    at = -1
    for score in store.scores(number):
        if score.position != at:
            at = score.position
            seen[score.item] = seen.get(score.item, -1) + 1
        key = _Key(score.item, seen[score.item])
        sat.scores.setdefault(key, {})[score.attempt] = score.score
        sat.clusters[key] = score.cluster
        sat.positions[key] = at
    return sat


def _common(one: _Sat, other: _Sat, attempts: int) -> list[_Key]:
    """Return the questions to compare on, in the order of the first paper.

    Sittings of one paper are compared on what both have dealt with. What is left aside then was
    not chosen by how it was answered: a run takes up questions in their order and finishes what it
    took up, unless it was killed. Sittings of different papers must have had the same questions.
    """
    ours, theirs = one.whole(attempts), other.whole(attempts)
    if one.paper != other.paper and ours != theirs:
        unpaired = len(ours ^ theirs)
        raise InputError(
            f"Sittings {one.number} ({one.paper[0]}) and {other.number} ({other.paper[0]}) have"
            f" {unpaired:,} questions that only one of them was asked; compare sittings of one exam"
        )
    common = sorted(ours & theirs, key=one.positions.__getitem__)
    if not common:
        raise InputError(
            f"Sittings {one.number} and {other.number} have no question in common that both have"
            " dealt with; keju exam goes on with a sitting"
        )
    return common


def _aside(one: _Sat, other: _Sat, common: int, attempts: int) -> Iterator[str]:
    for sat, versus in ((one, other), (other, one)):
        aside = sat.summary.sitting.questions - common
        if aside > 0:
            yield (
                f"{aside:,} of the {sat.summary.sitting.questions:,} questions of sitting"
                f" {sat.number} are left aside: not dealt with in both; keju exam goes on with"
                " a sitting"
            )
        if sat.summary.sitting.attempts > attempts:
            yield (
                f"Of sitting {sat.number} the first {attempts} of"
                f" {sat.summary.sitting.attempts} attempts count, as many as sitting"
                f" {versus.number} has"
            )


def _marked_otherwise(one: _Sat, other: _Sat) -> Iterator[str]:
    if set(one.summary.markers) != set(other.summary.markers):
        yield (
            f"Sitting {one.number} was marked by {_listed(one.summary.markers)} and sitting"
            f" {other.number} by {_listed(other.summary.markers)}; keju mark marks again"
        )


def _listed(markers: Mapping[str, int]) -> str:
    return ", ".join(sorted(markers)) or "nothing"


def _asked_live(store: Store, one: _Sat, other: _Sat) -> list[str]:
    """Return a warning when the number of answers was itself chosen by a verdict on them."""
    against = other.summary.sitting.candidate_id
    for facts in store.run_facts(one.number):
        for kind, command in KINDS.items():
            others = facts.get(kind, {}).get("against", ())
            if against == others or (kind == "ranking" and against in others):
                words = (
                    f"These were asked by keju {command} until its verdict; that verdict counts,"
                    " and reading the same answers again in another order adds nothing to it"
                )
                return [words]
    return []


def _names(one: _Sat, other: _Sat) -> tuple[str, str]:
    a, b = one.summary.sitting.candidate, other.summary.sitting.candidate
    if a == b:
        return f"{a} (sitting {one.number})", f"{b} (sitting {other.number})"
    return a, b


def _marks(name: str, sat: _Sat, keys: Sequence[_Key], attempts: int) -> Marks:
    scores = {str(key): tuple(sat.scores[key][n] for n in range(attempts)) for key in keys}
    clusters = {str(key): each for key in keys if (each := sat.clusters[key]) is not None}
    return Marks(name, sat.paper[0], scores, clusters)


def _splits(
    store: Store, one: _Sat, other: _Sat, keys: Sequence[_Key], attempts: int
) -> Iterator[Split]:
    """Yield the answers whose scores differ, in the order of the paper, numbered as it is."""
    for key in keys:
        places = (one.number, one.positions[key]), (other.number, other.positions[key])
        for attempt in range(attempts):
            a, b = one.scores[key][attempt], other.scores[key][attempt]
            if a is None or b is None or a == b:
                continue
            split = split_of(store, one.paper[0], places, attempt, places[0][1] + 1)
            if split is not None:
                yield split
