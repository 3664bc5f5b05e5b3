"""Tables of sittings, and one answer in full."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from keju.core.examined import tokens_each
from keju.core.records import Item, Mark, Reply, Verdict
from keju.core.summary import Sitting, Summary
from keju.report.documents import DENOMINATOR, accuracy_interval
from keju.report.text import (
    count,
    duration,
    harmless,
    moment,
    money,
    named,
    percent,
    percent_range,
    shortened,
)

__all__ = [
    "answer_page",
    "answers_table",
    "notes",
    "results",
    "results_table",
    "screen",
    "sittings_table",
]

_COLOURS = {
    Verdict.CORRECT: "green",
    Verdict.INCORRECT: "red",
    Verdict.FAILED: "magenta",
    Verdict.FILTERED: "yellow",
    Verdict.REFUSED: "yellow",
    Verdict.TRUNCATED: "yellow",
}


def results(summaries: Sequence[Summary]) -> RenderableType:
    """Return a table of sittings, then what the figures mean."""
    return Group(results_table(summaries), *(Text(note, style="dim") for note in notes(summaries)))


def results_table(summaries: Sequence[Summary]) -> Table:
    """Return a table of sittings, a row each."""
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("candidate", style="bold", no_wrap=True)
    priced = any(summary.cost is not None for summary in summaries)
    for name in ("right", "95% interval", "answers", "tokens each", *["cost"] * priced):
        table.add_column(name, justify="right", no_wrap=name != "tokens each")
    table.add_column("otherwise", overflow="fold")
    table.add_column("sitting", justify="right", style="cyan")
    for summary in summaries:
        table.add_row(
            named(summary.sitting.candidate),
            Text(percent(summary.accuracy), style="bold green"),
            _interval(summary.sitting),
            count(summary.answered),
            _tokens_each(summary),
            *["–" if summary.cost is None else money(summary.cost)] * priced,
            _otherwise(summary) or "–",
            str(summary.sitting.id),
        )
    return table


def _interval(sitting: Sitting) -> str:
    interval = accuracy_interval(sitting)
    return percent_range(*interval) if interval else "–"


def _tokens_each(summary: Summary) -> str:
    each = tokens_each(summary)
    return "–" if each is None else count(each)


def _otherwise(summary: Summary) -> Text:
    parts = [
        (f"{verdict.value.replace('_', ' ')} {count(n)}", _COLOURS.get(verdict, ""))
        for verdict in Verdict
        if verdict is not Verdict.CORRECT and (n := summary.verdicts.get(verdict, 0))
    ]
    rest = {"not marked": summary.unmarked, "not asked": summary.missing}
    parts.extend((f"{words} {count(n)}", "dim") for words, n in rest.items() if n)
    words = Text()
    for place, (part, style) in enumerate(parts):
        words.append(", " if place else "")
        words.append(part, style=style)
    return words


def notes(summaries: Sequence[Summary]) -> Iterable[str]:
    """Yield what the figures of such a table mean, a sentence each."""
    yield f"{DENOMINATOR}."
    for summary in summaries:
        name = named(summary.sitting.candidate)
        if summary.unscored and summary.bounds:
            low, high = summary.bounds
            yield (
                f"{name}: {count(summary.unscored)} without a score; were they all wrong"
                f" {percent(low)}, all right {percent(high)}."
            )
        if summary.sitting.attempts > 1:
            yield (
                f"{name}: {summary.sitting.attempts} attempts a question; the interval counts"
                " questions, not answers."
            )


def sittings_table(sittings: Sequence[Sitting]) -> RenderableType:
    """Return the list of sittings in a store."""
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("sitting", justify="right", style="cyan")
    table.add_column("candidate", style="bold", no_wrap=True)
    table.add_column("exam", overflow="fold")
    for name in ("marked", "right", "95% interval"):
        table.add_column(name, justify="right", no_wrap=name != "marked")
    table.add_column("last run (UTC)", style="dim")
    for sitting in sittings:
        table.add_row(
            str(sitting.id),
            named(sitting.candidate) + (f" (epoch {sitting.epoch})" if sitting.epoch else ""),
            sitting.exam + (f" (revision {sitting.revision})" if sitting.revision > 1 else ""),
            f"{count(sitting.marked)} of {count(sitting.wanted)}",
            percent(sitting.accuracy),
            _interval(sitting),
            moment(sitting.last_run)[:16].replace("T", " "),
        )
    return table


def answers_table(
    rows: Iterable[tuple[int, Item, int, Reply | None, Mark | None]],
) -> RenderableType:
    """Return answers, one a line: where, the question's end, the reference, what was marked."""
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("question", justify="right", style="cyan")
    table.add_column("asked")
    table.add_column("reference")
    table.add_column("extracted")
    table.add_column("verdict")
    for position, item, attempt, reply, mark in rows:
        number = f"{position + 1}" + (f".{attempt + 1}" if attempt else "")
        table.add_row(
            number,
            Text(shortened(item.question.text, 44)),
            Text(shortened(str(item.reference), 18)),
            Text(shortened((mark.extracted if mark else None) or "–", 18)),
            _verdict(reply, mark),
        )
    return table


def _verdict(reply: Reply | None, mark: Mark | None) -> Text:
    if mark is not None:
        return Text(mark.verdict.value, style=_COLOURS.get(mark.verdict, ""))
    if reply is None:
        return Text("not asked", style="dim")
    if reply.failure is not None:
        return Text(f"failed ({reply.failure.kind.value})", style=_COLOURS[Verdict.FAILED])
    return Text("not marked", style="dim")


def answer_page(item: Item, reply: Reply, mark: Mark | None, title: str) -> RenderableType:
    """Return one answer in full: question, thought, answer, mark."""
    parts: list[RenderableType] = [
        Panel(Text(harmless(m.content)), title=m.role, title_align="left", border_style="blue")
        for m in item.question.messages
    ]
    if reply.reasoning is not None:
        thought = Text(harmless(reply.reasoning))
        parts.append(Panel(thought, title="thought", title_align="left", style="dim"))
    words = reply.failure.message if reply.failure else reply.text
    parts.append(
        Panel(Text(harmless(words)), title="answer", title_align="left", border_style="green")
    )
    parts.append(_facts(item, reply, mark))
    return Group(Text(title, style="bold"), *parts)


def _facts(item: Item, reply: Reply, mark: Mark | None) -> Table:
    facts = Table.grid(padding=(0, 2))
    facts.add_row("reference", Text(harmless(_reference(item.reference))))
    if mark is not None:
        style = _COLOURS.get(mark.verdict, "")
        facts.add_row("verdict", Text(f"{mark.verdict.value} ({mark.marker})", style=style))
        extracted = "–" if mark.extracted is None else mark.extracted
        facts.add_row("extracted", Text(harmless(extracted)))
        for name, value in (mark.detail or {}).items():
            facts.add_row(name, Text(harmless(str(value))))
    facts.add_row("finish", reply.finish.value)
    usage = reply.usage
    facts.add_row(
        "tokens",
        f"{usage.prompt_tokens if usage.prompt_tokens is not None else '?'} read,"
        f" {usage.completion_tokens if usage.completion_tokens is not None else '?'} written",
    )
    facts.add_row("time", duration(reply.seconds))
    if reply.cost is not None:
        facts.add_row("cost", money(reply.cost))
    return facts


def _reference(reference: object) -> str:
    """Return a reference as people read it: of many tests their number and the first."""
    tests = reference.get("tests") if isinstance(reference, dict) else None
    if not isinstance(tests, list) or not tests:
        return str(reference)
    name = reference.get("function") if isinstance(reference, dict) else None
    called = f" of {name}" if name else ""
    return f"{len(tests)} tests{called}, the first: {shortened(str(tests[0]), 300)}"


def screen(renderable: RenderableType) -> None:
    """Print to standard output, in the width of the terminal or 120 columns where there is none.

    Names and texts are printed as they are: square brackets are no markup here.
    """
    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = 120
    console.print(renderable)
