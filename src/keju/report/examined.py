"""What was examined, as people and machines read it: results side by side, then the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from keju.core.comparison import Comparison, Ruling
from keju.core.examined import Examined, tokens_each
from keju.report.comparison_screen import sentence
from keju.report.comparisons import comparison_json
from keju.report.tables import notes, results_table
from keju.report.text import count

__all__ = [
    "examined_screen",
    "gap_words",
    "rests",
    "tokens_words",
    "verdict",
    "verdict_json",
    "whole",
]

_STYLES = {Ruling.A: "green", Ruling.B: "green", Ruling.EQUAL: "cyan"}


def examined_screen(examined: Sequence[Examined]) -> RenderableType:
    """Return the tables of all exams; of two candidates each ends in the verdict."""
    parts: list[RenderableType] = []
    for each in examined:
        parts += [Text(""), *_one(each)] if parts else list(_one(each))
    return Group(*parts)


def _one(each: Examined) -> Iterator[RenderableType]:
    asked = max(summary.sitting.questions for summary in each.summaries)
    yield Text(f"{each.exam}, {count(asked)} questions", style="bold")
    yield results_table(each.summaries)
    words = verdict(each)
    if words is not None:
        yield _facts(each)
    for note in (*notes(each.summaries), *rests(each)):
        yield Text(note, style="dim")
    if words is not None:
        yield Text("")
        ruling = Ruling.UNDECIDED if each.comparison is None else each.comparison.ruling
        yield Text(words, style=f"bold {_STYLES.get(ruling, 'yellow')}")


def _facts(each: Examined) -> Table:
    facts = Table.grid(padding=(0, 2))
    if each.comparison is not None:
        found = whole(each.comparison)
        if (gap := gap_words(found)) is not None:
            facts.add_row("gap (first minus second)", Text(gap, style="bold"))
    if (tokens := tokens_words(each)) is not None:
        facts.add_row("tokens an answer", tokens)
    return facts


def gap_words(found: Comparison) -> str | None:
    """Return the gap with its interval; None where no pair has two scores."""
    if found.gap is None:
        return None
    gap = f"{100 * found.gap:+.1f} points"
    if found.interval is None:
        return gap
    low, high = found.interval
    level = f"{100 * (1 - found.design.alpha):.4g}%"
    return f"{gap}, {level} sure between {100 * low:+.1f} and {100 * high:+.1f}"


def whole(found: Comparison) -> Comparison:
    """Return the comparison with the gap of all that is at hand, not only up to the verdict.

    The intervals of the e test hold at all numbers of pairs at once, so the later one does too.
    """
    last = found.at_end
    if last is None or last.low is None or last.high is None:
        return found
    return replace(found, gap=last.gap, interval=(last.low, last.high), pairs=last.pairs)


def verdict(each: Examined) -> str | None:
    """Return the verdict between two candidates in one sentence; None where there are not two."""
    if each.comparison is not None:
        return sentence(whole(each.comparison))
    return None if each.silence is None else f"No verdict: {each.silence}."


def tokens_words(each: Examined) -> str | None:
    """Return what an answer of either costs in tokens, and how many times the other's that is."""
    if each.token_ratio is None:
        return None
    first, second = (tokens_each(summary) or 0.0 for summary in each.summaries)
    words, more = f"{count(first)} against {count(second)}", max(first, second)
    less = min(first, second)
    if not less or more < 1.05 * less:
        return words
    return f"{words}: {more / less:,.3g} times as many"


def rests(each: Examined) -> Iterator[str]:
    """Yield what the verdict rests on, a sentence each."""
    found = each.comparison
    if found is None:
        return
    yield from found.notes
    yield (
        f"The verdict is on {found.design.estimand.words}; equal means within"
        f" {100 * found.design.gap:g} points. It holds for a number of questions fixed beforehand:"
        " to ask on until it is decided, use keju compare."
    )
    if each.verdicts > 1:
        risk = 100 * found.design.alpha * each.verdicts
        yield f"All {each.verdicts} verdicts together are wrong in at most {risk:g}% of cases."


def verdict_json(each: Examined) -> dict[str, Any]:
    """Return the verdict on one exam as JSON values; ``comparison`` is None where there is none."""
    return {
        "exam": each.exam,
        "verdict": verdict(each),
        "tokens_each": [tokens_each(summary) for summary in each.summaries],
        "token_ratio": each.token_ratio,
        "verdicts_together": each.verdicts,
        "comparison": None if each.comparison is None else comparison_json(each.comparison),
    }
