"""A comparison as people read it: one sentence, the table, the assumptions."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from keju.core.comparison import Comparison, Ruling
from keju.core.design import Design, Estimand, Test
from keju.report.evidence import evidence_bar
from keju.report.text import count, money, named, percent

__all__ = ["assumptions", "comparison_screen", "sentence"]


def sentence(found: Comparison) -> str:
    """Return the verdict in one sentence that a manager understands."""
    a, b, risk = found.a.name, found.b.name, _once_in(found.design.alpha)
    if found.ruling is Ruling.A:
        return f"{a} is better than {b}{_by(found, 1)}; {_wrong(risk)}."
    if found.ruling is Ruling.B:
        return f"{b} is better than {a}{_by(found, -1)}; {_wrong(risk)}."
    if found.ruling is Ruling.EQUAL:
        delta = _points(found.design.gap)
        return f"{a} and {b} are equally good, within {delta}; {_wrong(risk)}."
    if not found.pairs:
        return f"Nothing can be said of {a} and {b}: no question has a score of both."
    return f"It is undecided whether {a} or {b} is better: {_undecided(found)}."


def _by(found: Comparison, sign: int) -> str:
    if found.gap is None or sign * found.gap <= 0:
        return ""
    if found.interval is None:
        return f", by about {_plain(abs(found.gap))} points"
    ends = sorted(abs(each) for each in found.interval)
    if found.interval[0] * found.interval[1] < 0:
        return f", by about {_plain(abs(found.gap))} points"
    return f", by about {_plain(abs(found.gap))} points ({_plain(ends[0])} to {_plain(ends[1])})"


def _points(gap: float) -> str:
    shown = f"{100 * gap:g}"
    return f"{shown} point" if shown == "1" else f"{shown} points"


def _plain(share: float) -> str:
    return f"{100 * share:.1f}"


def _once_in(alpha: float) -> str:
    return f"{1 / alpha:,.0f}"


def _wrong(times: str) -> str:
    return f"verdicts reached like this are wrong at most once in {times} comparisons"


def _undecided(found: Comparison) -> str:
    if found.interval is not None:
        low, high = found.interval
        return (
            f"after {count(found.pairs)} questions the gap may be anything from"
            f" {100 * low:+.1f} to {100 * high:+.1f} points"
        )
    won, lost = found.discordant
    return (
        f"of the {count(won + lost)} questions on which they differ, {count(won)} went to"
        f" {found.a.name} and {count(lost)} to {found.b.name}, which chance may have done"
    )


def comparison_screen(found: Comparison) -> RenderableType:
    """Return the sentence, the table and the assumptions."""
    colour = {Ruling.A: "green", Ruling.B: "green", Ruling.EQUAL: "cyan"}
    style = f"bold {colour.get(found.ruling, 'yellow')}"
    notes = [Text(note, style="dim") for note in assumptions(found)]
    return Group(Text(sentence(found), style=style), Text(), _sides(found), _facts(found), *notes)


def _sides(found: Comparison) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", no_wrap=True)
    table.add_column("candidate", style="bold", overflow="fold", min_width=14)
    priced = found.a.cost is not None or found.b.cost is not None
    for name in ("right", "won alone", "answers", *["tokens"] * _told(found), *["cost"] * priced):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("evidence", no_wrap=True)
    sides = zip("AB", (found.a, found.b), found.discordant, found.evidence, strict=True)
    for letter, side, won, evidence in sides:
        table.add_row(
            letter,
            Text(named(side.name)),
            Text(percent(side.accuracy), style="green"),
            count(won),
            count(side.answers),
            *["–" if side.tokens is None else count(side.tokens)] * _told(found),
            *["–" if side.cost is None else money(side.cost)] * priced,
            f"{evidence_bar(evidence, 16)} {percent(min(max(evidence, 0.0), 1.0))}",
        )
    return table


def _told(found: Comparison) -> bool:
    return found.a.tokens is not None or found.b.tokens is not None


def _facts(found: Comparison) -> Table:
    facts = Table.grid(padding=(0, 2))
    if found.gap is not None:
        gap = f"{100 * found.gap:+.1f} points"
        if found.interval is not None:
            low, high = found.interval
            level = f"{100 * (1 - found.design.alpha):g}%"
            gap += f", {level} sure between {100 * low:+.1f} and {100 * high:+.1f}"
        facts.add_row("gap (A minus B)", Text(gap, style="bold"))
    used = f"{count(found.answers_used)} of each, of at most {_planned(found)}"
    facts.add_row("answers used", used)
    if found.excluded:
        facts.add_row("left out", _left_out(found))
    if found.at_end is not None:
        facts.add_row("all at hand", _at_end(found))
    return facts


def _planned(found: Comparison) -> str:
    return count(found.planned * found.attempts)


def _left_out(found: Comparison) -> str:
    words = f"{count(found.excluded)} pairs without a score on one side"
    if found.worst is None:
        return words
    low, high = found.worst
    return f"{words}; had all gone one way, between {100 * low:+.1f} and {100 * high:+.1f} points"


def _at_end(found: Comparison) -> str:
    look = found.at_end
    assert look is not None
    words = f"{count(look.pairs)} pairs, gap {100 * look.gap:+.1f} points"
    if look.low is None or look.high is None:
        return words
    return f"{words} [{100 * look.low:+.1f}, {100 * look.high:+.1f}]"


_STOPPED = {
    "interrupted": "It was interrupted; the same command continues.",
    "budget": "The budget is spent; the same command with another budget continues.",
    "failures": "Nothing but failures came any more; keju show SITTING has their words.",
}


def assumptions(found: Comparison) -> Iterator[str]:
    """Yield what the verdict rests on, a sentence each."""
    if found.stopped is not None:
        yield _STOPPED.get(found.stopped, found.stopped)
    yield from found.notes
    yield f"The gap is one on {found.design.estimand.words}."
    yield _test(found.design)
    if found.clusters:
        yield (
            f"Questions of one cluster count as one unit: {count(found.units)} units. No cluster"
            " is supposed to be larger than the largest here."
        )
    if found.attempts > 1:
        yield f"The score of a question is the mean of its {found.attempts} answers."
    if found.excluded and found.design.estimand is not Estimand.THIS_BANK:
        yield "Pairs without a score are supposed to be like the others; the bounds above are not."
    if found.excluded and found.design.estimand is Estimand.THIS_BANK:
        yield "In the interval, pairs without a score count as ties."


def _test(design: Design) -> str:
    if design.test is Test.EXACT:
        return (
            f"Test: exact, planned for a gap of {_points(design.gap)} where the two differ on"
            f" {percent(design.discordance)} of the questions; wrong in at most"
            f" {100 * design.alpha:g}% of comparisons. Order {design.order}. It cannot be"
            " continued."
        )
    return (
        f"Test: e, by betting; all verdicts together are wrong in at most {100 * design.alpha:g}%"
        f" of comparisons, however often one looks. Equal means within {_points(design.gap)}."
        f" Order {design.order}."
    )
