"""Pages that are a sentence, some tables and what they rest on: estimates and rankings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from keju.core.estimate import Estimate
from keju.core.ranking import Ranking
from keju.report.pages.plots import interval_plot
from keju.report.pages.writing import render
from keju.report.rankings import assumptions, ranking_sentence
from keju.report.text import count, money, percent, percent_range

__all__ = ["estimate_page", "ranking_page"]

_MOST = 200  # rows of one table


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One table; the first cell of each row names it."""

    name: str
    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


def estimate_page(found: Estimate) -> str:
    """Return the page of an estimate."""
    fixed, anytime = "a number fixed beforehand", "at every look"
    intervals = [
        (fixed, found.accuracy, found.interval),
        (anytime, found.accuracy, found.anytime_interval),
    ]
    advice = [] if found.advice is None else [found.advice]
    return render(
        "sheets.html",
        kind=f"Estimate on {found.exam}",
        command="estimate",
        headline=f"{found.name}: {percent(found.accuracy)}",
        lead=found.sentence,
        plot=interval_plot(intervals),
        plot_name=f"Accuracy with its {100 * (1 - found.alpha):g}% intervals, in percent",
        sheets=list(_estimate_sheets(found)),
        notes=[*advice, *found.assumptions],
    )


def _estimate_sheets(found: Estimate) -> Iterator[_Sheet]:
    left_out = found.excluded.answers
    figures = [
        ("accuracy", percent(found.accuracy)),
        ("interval, a number fixed beforehand", percent_range(*found.interval)),
        ("interval, at every look", percent_range(*found.anytime_interval)),
        ("questions", count(found.questions)),
        ("independent units", count(found.units)),
        ("answers", count(found.answers)),
        ("answers without a score", count(left_out)),
        ("of these not asked yet", count(found.excluded.not_asked)),
        ("were the others all wrong, all right", percent_range(*found.bounds_asked)),
    ]
    if found.cost is not None:
        figures.append(("cost", money(found.cost)))
    yield _Sheet("The figures", "Of this candidate on this exam", ("figure", "value"), figures)
    if len(found.pass_at) > 1:
        heads = ("k", "pass@k", "interval", "pass^k", "interval")
        rows = [
            (
                str(at.k),
                percent(at.value),
                percent_range(*at.interval),
                percent(hat.value),
                percent_range(*hat.interval),
            )
            for at, hat in zip(found.pass_at, found.pass_hat, strict=True)
        ]
        yield _Sheet("Several attempts", "One of k is right; all k are right", heads, rows)
    if found.worth and found.attempts[1] > 1:
        worths = ("attempts", "same questions", "same price", "questions for that price")
        worth = [
            (
                str(each.attempts),
                f"{100 * each.same_questions:.2f}",
                f"{100 * each.same_price:.2f}",
                count(each.questions),
            )
            for each in found.worth
        ]
        yield _Sheet("What attempts are worth", "Standard errors, in points", worths, worth)
    if found.clusters:
        parts = [(c.name, count(c.questions), percent(c.accuracy)) for c in found.clusters[:_MOST]]
        caption = f"{count(len(parts))} of {count(len(found.clusters))} clusters"
        yield _Sheet("Clusters", caption, ("cluster", "questions", "right"), parts)


def ranking_page(found: Ranking | Sequence[Ranking]) -> str:
    """Return the page of a ranking, or of rankings of the same candidates on several exams."""
    rankings = [found] if isinstance(found, Ranking) else list(found)
    first = rankings[0]
    answers = sum(each.answers for each in rankings)
    exams = " and ".join(each.exam for each in rankings)
    return render(
        "sheets.html",
        kind=f"Ranking on {exams}",
        command="rank",
        headline=" ".join(ranking_sentence(each) for each in rankings),
        lead=f"{len(first.candidates)} candidates, {count(answers)} answers.",
        plot=None,
        plot_name="",
        sheets=[_ranked(each) for each in rankings],
        notes=list(assumptions(rankings)),
    )


def _ranked(found: Ranking) -> _Sheet:
    rows = [
        (
            each.name,
            percent(each.accuracy),
            each.rank,
            "may be the best"
            if each.dropped_at is None
            else f"surely not the best after {count(each.dropped_at)}",
            count(each.answers),
            "–" if each.cost is None else money(each.cost),
        )
        for each in found.candidates
    ]
    caption = f"All ranks hold together with {100 * (1 - found.alpha):g}% certainty"
    heads = ("candidate", "right", "rank", "the best?", "answers", "cost")
    return _Sheet(found.exam, caption, heads, rows)
