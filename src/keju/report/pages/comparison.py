"""The page of a comparison."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from keju.core.comparison import Comparison, Look, Ruling, Said, Side, Split
from keju.core.design import Test
from keju.report.comparison_screen import assumptions
from keju.report.pages.plots import Bar, dot_plot, sequence_plot, stacked
from keju.report.pages.words import (
    Excerpt,
    excerpt,
    more_or_less,
    plain_points,
    points,
    questions,
    span,
)
from keju.report.pages.writing import render
from keju.report.text import count

__all__ = ["comparison_page"]

#: Rows of the plot of clusters, rows of the table of looks, questions with both answers.
_CLUSTERS, _LOOKS, _SPLITS = 60, 24, 200
#: Characters of a question, an answer and a thought.
_QUESTION, _ANSWER, _THOUGHT = 4_000, 4_000, 8_000


@dataclass(frozen=True, slots=True)
class _Voice:
    """One of the two answers to a question, as the page shows it."""

    side: str
    name: str
    outcome: str
    right: bool
    extracted: str | None
    text: Excerpt
    reasoning: Excerpt | None


@dataclass(frozen=True, slots=True)
class _Case:
    """A question on which the two differ; ``better`` is a or b."""

    number: str
    cluster: str | None
    better: str
    line: str
    question: Excerpt
    reference: Excerpt
    voices: tuple[_Voice, _Voice]


def comparison_page(comparison: Comparison, splits: Sequence[Split] = ()) -> str:
    """Return the page of a comparison, with ``splits``, questions on which the two differ.

    Texts of ``splits`` are shown as they are: what may not be shown is redacted by the caller.
    """
    found = comparison
    path = found.path
    return render(
        "comparison.html",
        found=found,
        headline=headline(found),
        subline=_subline(found),
        sides=[("a", found.a), ("b", found.b)],
        plot=sequence_plot(path, found.design.gap) if path else None,
        plot_words=_plot_words(found),
        looks=_thinned(path),
        evidence=_evidence(found),
        answered=_answered(found),
        worst=_worst(found),
        clusters=sorted(found.clusters, key=lambda row: (-row[2], row[0])),
        cluster_plot=dot_plot(found.clusters, found.design.gap, _CLUSTERS),
        cases=[_case(found, split) for split in splits[:_SPLITS]],
        left_out=max(0, len(splits) - _SPLITS),
        assumptions=list(_assumptions(found)),
        delta=plain_points(found.design.gap),
        certainty=_certainty(found),
    )


def headline(found: Comparison) -> str:
    """Return the verdict as one sentence."""
    a, b, gap = found.a.name, found.b.name, found.gap
    if gap is None:
        return f"Nothing can be said of {a} and {b} yet"
    if found.ruling is Ruling.A:
        return f"{a} is better than {b}{_distance(gap)}"
    if found.ruling is Ruling.B:
        return f"{b} is better than {a}{_distance(-gap)}"
    if found.ruling is Ruling.EQUAL:
        return f"{a} and {b} are equally good, within {plain_points(found.design.gap)} points"
    return f"It is not decided whether {a} or {b} is better"


def _distance(ahead: float) -> str:
    """Return by how much, unless the mean so far points the other way (few very unequal units)."""
    return f", by {points(ahead).removeprefix('+')} points" if ahead > 0 else ""


def _certainty(found: Comparison) -> str:
    return f"{100 * (1 - found.design.alpha):.4g}%"


def _subline(found: Comparison) -> str:
    """Return how far the verdict goes, in the words of somebody who has to act on it."""
    asked = f"{count(found.answers_used)} answers of each on {found.exam}"
    if found.interval is None:
        return f"After {asked}."
    low, high = found.interval
    leader = found.a.name
    if found.ruling is Ruling.B:
        low, high, leader = -high, -low, found.b.name
    return (
        f"After {asked}. With {_certainty(found)} certainty, {leader} scores"
        f" {more_or_less(low, high)}."
    )


def _plot_words(found: Comparison) -> str:
    """Return what the plot shows, for who does not see it."""
    if not found.path:
        return ""
    last = found.path[-1]
    known = last.low is not None and last.high is not None
    interval = f", interval {span(last.low or 0.0, last.high or 0.0)}" if known else ""
    return (
        f"The gap, {found.a.name} minus {found.b.name}, in points against the questions that"
        f" counted. After {count(last.pairs)} it is {points(last.gap)}{interval}."
    )


def _thinned(path: Sequence[Look]) -> list[Look]:
    """Return at most some twenty of the looks, evenly, the last always."""
    step = max(1, -(-len(path) // _LOOKS))
    return list(reversed(path[::-1][::step]))


def _evidence(found: Comparison) -> list[tuple[str, str, float]]:
    """Return for A and for B: side, name, share of the way to the threshold from 0 to 1."""
    names = (("a", found.a.name), ("b", found.b.name))
    return [
        (side, name, min(1.0, max(0.0, share)))
        for (side, name), share in zip(names, found.evidence, strict=True)
    ]


def _answered(found: Comparison) -> list[tuple[str, str, int, Bar | None]]:
    """Return how the questions divide: tone, words, number and its part of a bar."""
    only_a, only_b = found.discordant
    numbers = {"a": only_a, "tie": max(0, found.pairs - only_a - only_b), "b": only_b}
    bars = {bar.tone: bar for bar in stacked(list(numbers.items()))}
    words = {
        "a": f"{found.a.name} scored higher",
        "tie": "both scored the same",
        "b": f"{found.b.name} scored higher",
    }
    return [(tone, words[tone], n, bars.get(tone)) for tone, n in numbers.items()]


def _worst(found: Comparison) -> str | None:
    if not found.excluded:
        return None
    words = (
        f"{questions(found.excluded).capitalize()} left out on both sides, because an answer was"
        " filtered, failed or could not be marked."
    )
    if found.worst is None:
        return words
    return (
        f"{words} Whatever they would have shown, the gap lies within {span(*found.worst)} points."
    )


def _assumptions(found: Comparison) -> Iterator[str]:
    yield from (note if note.endswith(".") else f"{note}." for note in assumptions(found))
    yield _TESTS[found.design.test]
    yield (
        "Questions entered the test in one random order, drawn beforehand, never in the order in"
        " which answers arrived. The test, its errors and that order were fixed before the first"
        " answer."
    )


_TESTS = {
    Test.E: (
        "It weighs evidence by betting: one may look after every answer, and add more answers"
        " later, at no price in certainty."
    ),
    Test.EXACT: (
        "It is a truncated sequential McNemar test: exact for independent questions, final at its"
        " horizon."
    ),
}


def _case(found: Comparison, split: Split) -> _Case:
    a, b = _voice("a", found.a, split.a), _voice("b", found.b, split.b)
    better = "a" if (split.a.score or 0) > (split.b.score or 0) else "b"
    number = f"{split.number}.{split.attempt}" if split.attempt > 1 else f"{split.number}"
    return _Case(
        number,
        split.cluster,
        better,
        split.question,
        excerpt(split.question, _QUESTION),
        excerpt(split.reference, _QUESTION),
        (a, b),
    )


def _voice(side: str, who: Side, said: Said) -> _Voice:
    graded = said.score is not None and said.score not in (0, 1)
    outcome = said.verdict.replace("_", " ") + (f", score {said.score:.3g}" if graded else "")
    return _Voice(
        side,
        who.name,
        outcome,
        said.score == 1,
        said.extracted,
        excerpt(said.text, _ANSWER),
        None if said.reasoning is None else excerpt(said.reasoning, _THOUGHT),
    )
