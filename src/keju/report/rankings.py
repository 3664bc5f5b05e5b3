"""Rankings on the screen: a sentence, the rank sets as bars, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from keju.core.design import Estimand
from keju.core.ranking import Race, Ranked, Ranking
from keju.report.text import count, money, named, percent

__all__ = ["assumptions", "rank_bar", "ranking_sentence", "rankings_page"]

_WIDEST = 24  # cells of a bar
_NAMED = 4  # candidates that a sentence lists


def rankings_page(found: Sequence[Ranking]) -> RenderableType:
    """Return each exam's ranking, then all side by side where there are several."""
    parts: list[RenderableType] = []
    for ranking in found:
        parts.append(Text(ranking_sentence(ranking), style="bold"))
        parts.extend((Text(""), _table(ranking), Text("")))
    if len(found) > 1:
        parts.append(Text("All exams side by side", style="bold"))
        parts.extend((Text(""), _side_by_side(found), Text("")))
    parts.extend(Text(words, style="dim") for words in assumptions(found))
    return Group(*parts)


def ranking_sentence(found: Ranking) -> str:
    """Return who is the best, as far as that is sure, in one sentence for everybody."""
    sure, total = f"{100 * (1 - found.alpha):g}% sure", len(found.candidates)
    if len(found.best) == 1:
        return f"{found.best[0]} is the best of {total} on {found.exam} ({sure})."
    if len(found.best) == total:
        return f"Who of {total} is the best on {found.exam} is still open: nobody is surely behind."
    rest = total - len(found.best)
    others = "the other is" if rest == 1 else f"the other {rest} are"
    return f"The best on {found.exam} is {_either(found.best)}; {others} surely not ({sure})."


def _either(names: Sequence[str]) -> str:
    if len(names) > _NAMED:
        return f"one of {len(names)}, {names[0]} ahead"
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _table(found: Ranking) -> Table:
    total = len(found.candidates)
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("candidate", style="bold", overflow="fold", min_width=12)
    table.add_column("right", justify="right", no_wrap=True)
    table.add_column("rank", justify="right", no_wrap=True)
    table.add_column(_scale(total), no_wrap=True)
    table.add_column("surely not best after", justify="right")
    raced = len({each.answers for each in found.candidates}) > 1
    priced = any(each.cost is not None for each in found.candidates)
    for name in (*["answers"] * raced, *["cost"] * priced):
        table.add_column(name, justify="right", no_wrap=True)
    for each in found.candidates:
        table.add_row(
            Text(named(each.name)),
            Text(percent(each.accuracy)),
            Text(each.rank, style="bold"),
            _bar(each, total, may_be_best=each.name in found.best),
            _dropped(each, found),
            *[count(each.answers)] * raced,
            *["–" if each.cost is None else money(each.cost)] * priced,
        )
    return table


def _scale(total: int) -> str:
    """Write the first and the last rank above the ends of the bars."""
    return "1" + str(total).rjust(_cells(total) - 1)


def _cells(total: int) -> int:
    return max(4, min(total * max(1, 12 // total), _WIDEST))


def rank_bar(low: int, high: int, total: int) -> str:
    """Draw the ranks from ``low`` to ``high`` of ``total`` as a bar on a line of dots.

    ``rank_bar(2, 3, 12)`` is ``·██·········``.
    """
    cells = _cells(total)
    start = (low - 1) * cells // total
    end = max(start + 1, -(-high * cells // total))
    return "·" * start + "█" * (end - start) + "·" * (cells - end)


def _bar(each: Ranked, total: int, *, may_be_best: bool) -> Text:
    drawn = Text(rank_bar(each.low, each.high, total))
    drawn.highlight_regex("█+", "green" if may_be_best else "cyan")
    drawn.highlight_regex("·+", "dim")
    return drawn


def _dropped(each: Ranked, found: Ranking) -> Text:
    if each.dropped_at is not None:
        return Text(f"{count(each.dropped_at)} questions", style="dim")
    words = "the best" if len(found.best) == 1 else "may be the best"
    return Text(words, style="green")


def _side_by_side(found: Sequence[Ranking]) -> Table:
    """Return candidates down, exams across; the candidates in the order of the first exam."""
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 3, 0, 0))
    table.add_column("rank on", style="bold", overflow="fold", min_width=12)
    for ranking in found:
        table.add_column(Text(ranking.exam), justify="right", overflow="fold")
    ranks = [{each.name: each for each in ranking.candidates} for ranking in found]
    for name in dict.fromkeys(name for exam in ranks for name in exam):
        cells = []
        for ranking, exam in zip(found, ranks, strict=True):
            style = "green" if name in ranking.best else ""
            cells.append(Text(exam[name].rank, style=style) if name in exam else Text("–"))
        table.add_row(Text(named(name)), *cells)
    return table


def assumptions(found: Sequence[Ranking]) -> Iterator[str]:
    """Yield what rankings of the same candidates rest on, a sentence each."""
    first = found[0]
    sure = f"{100 * (1 - first.alpha):g}%"
    exams = "" if len(found) == 1 else f" on all {len(found)} exams"
    pairs = sum(len(each.candidates) * (len(each.candidates) - 1) for each in found)
    yield (
        f"With at least {sure} certainty all rank sets{exams} hold at once (e-Holm over"
        f" {count(pairs)} ordered pairs)."
    )
    yield (
        f"With at least {sure} certainty the best is not among those called surely not best"
        f"{exams}. That takes less evidence than a rank: a rank set may still begin at 1."
    )
    yield f"Estimand: {first.estimand.words}. Both hold however often one looks."
    if len(found) > 1:
        yield "Exams are not averaged: what a mean of exams means depends on their weights."
    for ranking in found:
        yield from _notes(ranking, several=len(found) > 1)


def _notes(found: Ranking, *, several: bool) -> Iterator[str]:
    for words in _remarks(found):
        yield f"{found.exam}: {words}" if several else words[:1].upper() + words[1:]


def _remarks(found: Ranking) -> Iterator[str]:
    if found.units != found.questions:
        yield (
            f"{count(found.questions)} questions in {count(found.units)} clusters; a cluster counts"
            " as one."
        )
    if not found.claims and len(found.best) > 1:
        yield "nothing is sure yet; ask more questions, or harder ones."
    excluded = [each for each in found.candidates if each.excluded]
    if excluded:
        worst = max(excluded, key=lambda each: each.excluded)
        yield (
            f"{len(excluded)} of {len(found.candidates)} candidates have questions without a score"
            f" (most: {worst.name}, {count(worst.excluded)}); they {_UNSCORED[found.estimand]}."
        )
    if found.race is not None:
        yield _race(found.race)
    if found.stopped is not None:
        yield _STOPPED.get(found.stopped, found.stopped)
    yield from (f"{note}." for note in found.notes)


def _race(race: Race) -> str:
    until = "until the best is sure" if race.decided else "and leave several that may be the best"
    return (
        "asked live, the race to the best would take"
        f" {count(race.answers)} of these {count(race.all)} answers"
        f" ({percent(race.answers / max(race.all, 1))}) {until}."
    )


_UNSCORED = {
    Estimand.LIKE_THESE: "count for none of its pairs",
    Estimand.THIS_BANK: "count as ties",
    Estimand.FRESH: "count for none of its pairs",
}

_STOPPED = {
    "interrupted": "interrupted; the same command continues.",
    "budget": "the budget is spent; the same command continues.",
    "failures": "too many failures, so no more was asked; keju show SITTING has the words.",
    "not begun": "nothing was asked: the budget was spent before.",
}
