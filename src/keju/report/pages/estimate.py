"""The page of an estimate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields

from keju.core.comparison import Look
from keju.core.estimate import Estimate, Excluded
from keju.core.records import Verdict
from keju.report.pages.breakdowns import breakdown
from keju.report.pages.plots import DotPlot, SequencePlot, interval_plot, sequence_plot
from keju.report.pages.sheets import Sheet, bounded
from keju.report.pages.writing import render
from keju.report.text import count, money, percent, percent_range

__all__ = ["estimate_page"]


def estimate_page(found: Estimate) -> str:
    """Return the page of an estimate, with the plot of its path where it has one."""
    advice = [] if found.advice is None else [found.advice]
    no_pass = [] if found.no_pass is None or found.attempts[1] < 2 else [found.no_pass]
    verdicts = {Verdict(name): number for name, number in found.verdicts.items()}
    return render(
        "estimate.html",
        kind=f"Estimate on {found.exam}",
        command="estimate",
        headline=f"{found.name}: {percent(found.accuracy)}",
        lead=found.sentence,
        level=_level(found),
        intervals=_intervals(found),
        plot=_sequence(found),
        plot_words=_plot_words(found),
        verdicts=breakdown(found.name, verdicts, {"not asked": found.excluded.not_asked}),
        sheets=[bounded(sheet) for sheet in _sheets(found)],
        notes=[*advice, *(f"No pass@k: {each}." for each in no_pass), *found.assumptions],
    )


def _level(found: Estimate) -> str:
    return f"{100 * (1 - found.alpha):g}%"


def _intervals(found: Estimate) -> DotPlot:
    rows = [("at every look", found.accuracy, found.anytime_interval)]
    if not found.stopped:  # else it does not hold
        rows.insert(0, ("their number fixed beforehand", found.accuracy, found.interval))
    return interval_plot(rows)


def _sequence(found: Estimate) -> SequencePlot | None:
    looks = [Look(at.questions, at.accuracy, at.low, at.high, 0.0, 0.0) for at in found.path]
    return sequence_plot(looks, None) if len(looks) > 1 else None


def _plot_words(found: Estimate) -> str:
    return (
        f"The accuracy in percent against the questions. After {count(found.questions)} it is"
        f" {percent(found.accuracy)}, interval {percent_range(*found.anytime_interval)}."
    )


def _sheets(found: Estimate) -> Iterator[Sheet]:
    yield Sheet(
        "The figures", "On this exam", ("figure", "value"), list(_figures(found)), words=True
    )
    if len(found.pass_at) > 1:
        heads = ("k", "pass@k", "interval", "pass^k", "interval", "questions")
        rows = [
            (
                str(at.k),
                percent(at.value),
                percent_range(*at.interval),
                percent(hat.value),
                percent_range(*hat.interval),
                count(at.questions),
            )
            for at, hat in zip(found.pass_at, found.pass_hat, strict=True)
        ]
        caption = "pass@k: one of k attempts is right; pass^k: all of them are"
        yield Sheet("Several attempts", caption, heads, rows)
    if found.worth and found.attempts[1] > 1:
        yield _worth(found)
    if found.clusters:
        parts = [(c.name, count(c.questions), percent(c.accuracy)) for c in found.clusters]
        caption = "Small clusters scatter by chance: none has an interval of its own"
        yield Sheet("By kind of question", caption, ("cluster", "questions", "right"), parts)


def _figures(found: Estimate) -> Iterator[tuple[str, str]]:
    level = _level(found)
    yield "accuracy", percent(found.accuracy)
    if not found.stopped:
        yield f"{level} interval, their number fixed beforehand", percent_range(*found.interval)
    yield f"{level} interval, at every look", percent_range(*found.anytime_interval)
    yield "questions", count(found.questions)
    if found.units != found.questions:
        yield "independent units", count(found.units)
    yield "answers with a score", count(found.answers)
    without = found.excluded.answers - found.excluded.not_asked
    if without:
        yield "answers without a score", f"{count(without)}: {_reasons(found.excluded)}"
        yield "were these all wrong, all right", percent_range(*found.bounds_asked)
    if found.excluded.not_asked:
        yield "not asked yet", count(found.excluded.not_asked)
    if found.spread is not None and found.attempts[1] > 1:
        spread = found.spread
        yield "standard error", f"{100 * spread.standard_error:.2f} points"
        yield "of it from questions", f"{100 * spread.floor:.2f} points"
        yield "of it from attempts", f"{100 * spread.attempt_error**0.5:.2f} points"
    if found.tokens is not None:
        yield "tokens written", count(found.tokens)
    if found.cost is not None:
        yield "cost", money(found.cost)


def _reasons(excluded: Excluded) -> str:
    aside: Sequence[str] = ("questions", "not_asked")
    numbers = {each.name: getattr(excluded, each.name) for each in fields(excluded)}
    return ", ".join(f"{name} {count(n)}" for name, n in numbers.items() if n and name not in aside)


def _worth(found: Estimate) -> Sheet:
    heads = ("attempts", "same questions", "same price", "questions for that price")
    rows = [
        (
            f"{each.attempts} (best)"
            if each.attempts == found.best_attempts
            else f"{each.attempts}",
            f"{100 * each.same_questions:.2f}",
            f"{100 * each.same_price:.2f}",
            count(each.questions),
        )
        for each in found.worth
    ]
    return Sheet("What attempts are worth", "Standard errors, in points", heads, rows)
