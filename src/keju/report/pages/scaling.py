"""The page of a study of scaling."""

from __future__ import annotations

from collections.abc import Iterator

from keju.core.scaling import Contrast, Ruling, Scaling, Traced, Way
from keju.report.pages.curves import curve_plot, tone
from keju.report.pages.plots import Dot, DotPlot
from keju.report.pages.scales import Scale
from keju.report.pages.sheets import Sheet, bounded
from keju.report.pages.words import points
from keju.report.pages.writing import render
from keju.report.scaling import WAYS, contrast_row, curve_heads, point_row
from keju.report.text import count, named, percent, percent_range

__all__ = ["scaling_page"]

_HEADLINES = {
    Ruling.PARALLEL: "Several answers and a vote are better than one long thought",
    Ruling.SEQUENTIAL: "One long thought is better than a vote of shorter answers",
    Ruling.UNDECIDED: "One long thought or a vote: not decided",
}


def scaling_page(found: Scaling) -> str:
    """Return the page of a study: curves, gaps at equal tokens, tables, and what they rest on."""
    each = [(tone(place), one.name) for place, one in enumerate(found.candidates)]
    return render(
        "scaling.html",
        kind=f"Scaling on {found.exam}",
        command="study scaling",
        headline=_HEADLINES[found.ruling],
        lead=found.sentence,
        further=[found.oracle_sentence, found.more_sentence],
        candidates=each,
        ways=[(way.value, words) for way, words in WAYS.items() if _has(found, way)],
        plot=curve_plot(found),
        plot_words=_plot_words(found),
        gaps=_gap_plot(found),
        tokens=count(found.thought.at.tokens),
        thought=found.thought,
        sheets=[bounded(sheet) for sheet in _sheets(found)],
        level=f"{100 * (1 - found.alpha):g}%",
        notes=[
            f"{count(found.questions)} questions in {count(found.units)} independent units.",
            *found.notes,
        ],
    )


def _has(found: Scaling, way: Way) -> bool:
    return any(each.curve(way) is not None for each in found.candidates)


def _plot_words(found: Scaling) -> str:
    """Return what the plot shows, for who does not see it."""
    ends = [
        f"{each.name}, {WAYS[curve.way]}: {percent(curve.end.accuracy)} at"
        f" {count(curve.end.tokens)} tokens"
        for each in found.candidates
        for curve in each.curves
    ]
    return f"Percent right against tokens a question. At their ends: {'; '.join(ends)}."


def _gap_plot(found: Scaling) -> DotPlot:
    """Return one row for each use of equal tokens, the best vote first, then the oracles."""
    rows = [each for way in (Way.VOTE, Way.ORACLE) for each in found.contrasts_of(way)]
    ends = [end for each in rows for end in each.interval]
    low, high = min(-0.05, *ends), max(0.05, *ends)
    axis = Scale(max(-1.0, low - 0.02), min(1.0, high + 0.02))
    tones = {each.name: tone(place) for place, each in enumerate(found.candidates)}
    dots = [_dot(each, axis, tones[each.use.name]) for each in rows]
    return DotPlot(dots, axis.ticks(lambda value: points(value).removesuffix(".0"), 6), axis.at(0))


def _dot(each: Contrast, axis: Scale, colour: str) -> Dot:
    kind = "vote" if each.use.way is Way.VOTE else "oracle"
    return Dot(
        label=f"{kind} of {each.use.at.k}, {named(each.use.name.rpartition('/')[2], 16)}",
        reading=points(each.gap),
        at=axis.at(each.gap),
        whisker=(axis.at(each.interval[0]), axis.at(each.interval[1])),
        tone=colour,
    )


def _sheets(found: Scaling) -> Iterator[Sheet]:
    at = found.thought.at
    rows = [
        (
            f"one answer of {found.thought.name}",
            count(at.tokens),
            percent(at.accuracy),
            percent_range(*at.interval),
            "",
            "",
        )
    ]
    rows += [
        contrast_row(each) for way in (Way.VOTE, Way.ORACLE) for each in found.contrasts_of(way)
    ]
    heads = ("use", "tokens", "right", "interval", "gap", "interval")
    caption = f"Uses of at most {count(at.tokens)} tokens a question; gaps in points"
    yield Sheet("At equal tokens", caption, heads, rows)
    for each in found.candidates:
        yield _curves(each)


def _curves(each: Traced) -> Sheet:
    work = each.network is not None
    rows = [
        (_SHORT[curve.way], *point_row(curve.way, point, work=work))
        for curve in each.curves
        for point in curve.points
    ]
    caption = f"{count(each.tokens)} tokens a whole answer, {each.sampled}"
    return Sheet(each.name, caption, ("way", "point", *curve_heads(each)), rows)


_SHORT = {
    Way.SEQUENTIAL: "one thought",
    Way.GREEDY: "temperature 0",
    Way.VOTE: "vote",
    Way.SHORTEST: "shortest",
    Way.ORACLE: "oracle",
}
