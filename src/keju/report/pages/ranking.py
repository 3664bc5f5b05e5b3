"""The page of a ranking, or of rankings of the same candidates on several exams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from keju.core.ranking import Ranked, Ranking
from keju.report.pages.plots import DotPlot, rank_plot
from keju.report.pages.sheets import Sheet, bounded
from keju.report.pages.writing import render
from keju.report.rankings import assumptions, ranking_sentence
from keju.report.text import count, money, percent

__all__ = ["ranking_page"]

_NAMED = 12  # candidates that one cell lists


@dataclass(frozen=True, slots=True)
class _Part:
    """One exam: its sentence, the plot of its rank sets, its tables."""

    exam: str
    sentence: str
    plot: DotPlot
    sheets: Sequence[Sheet]


def ranking_page(found: Ranking | Sequence[Ranking]) -> str:
    """Return the page of a ranking, or of rankings of the same candidates on several exams."""
    rankings = [found] if isinstance(found, Ranking) else list(found)
    answers = sum(each.answers for each in rankings)
    return render(
        "ranking.html",
        kind=f"Ranking on {' and '.join(each.exam for each in rankings)}",
        command="rank",
        headline=_headline(rankings),
        lead=f"{len(rankings[0].candidates)} candidates, {count(answers)} answers together.",
        parts=[_part(each) for each in rankings],
        sheets=[_side_by_side(rankings)] if len(rankings) > 1 else [],
        sure=f"{100 * (1 - rankings[0].alpha):g}%",
        notes=list(assumptions(rankings)),
    )


def _headline(rankings: Sequence[Ranking]) -> str:
    if len(rankings) == 1:
        return ranking_sentence(rankings[0])
    return f"{len(rankings[0].candidates)} candidates on {len(rankings)} exams"


def _part(found: Ranking) -> _Part:
    rows = [
        (each.name, each.rank, each.low, each.high, each.name in found.best)
        for each in found.candidates
    ]
    sheets = [bounded(sheet) for sheet in _sheets(found)]
    return _Part(found.exam, ranking_sentence(found), rank_plot(rows), sheets)


def _sheets(found: Ranking) -> Iterator[Sheet]:
    rows = [
        (
            each.name,
            percent(each.accuracy),
            each.rank,
            _best(each, found),
            count(each.answers),
            "–" if each.cost is None else money(each.cost),
        )
        for each in found.candidates
    ]
    heads = ("candidate", "right", "rank", "the best?", "answers", "cost")
    yield Sheet("Candidates", "Those that may be the best first", heads, rows)
    beaten = [(each.name, _beats(found, place)) for place, each in enumerate(found.candidates)]
    if found.claims:
        paired = ("candidate", "is surely better than")
        yield Sheet(
            "Who is better than whom", "With the same certainty", paired, beaten, words=True
        )


def _best(each: Ranked, found: Ranking) -> str:
    if each.name not in found.best:
        after = "" if each.dropped_at is None else f", after {count(each.dropped_at)} questions"
        return f"surely not{after}"
    return "surely" if len(found.best) == 1 else "perhaps"


def _beats(found: Ranking, place: int) -> str:
    beaten = [
        each.name for each, sure in zip(found.candidates, found.better[place], strict=True) if sure
    ]
    if len(beaten) > _NAMED:
        return f"{', '.join(beaten[:_NAMED])} and {len(beaten) - _NAMED} more"
    return ", ".join(beaten) or "nobody"


def _side_by_side(rankings: Sequence[Ranking]) -> Sheet:
    ranks = [{each.name: each.rank for each in found.candidates} for found in rankings]
    names = dict.fromkeys(name for exam in ranks for name in exam)
    rows = [(name, *(exam.get(name, "–") for exam in ranks)) for name in names]
    heads = ("candidate", *(each.exam for each in rankings))
    return bounded(Sheet("All exams side by side", "The ranks on each", heads, rows))
