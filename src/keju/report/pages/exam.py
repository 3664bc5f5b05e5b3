"""The page of an exam: how one or more candidates did, and what they answered."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from keju.core.examined import Examined, tokens_each
from keju.core.records import Item, Mark, Reply
from keju.core.summary import Sitting, Summary
from keju.report.documents import DENOMINATOR, accuracy_interval
from keju.report.examined import gap_words, rests, tokens_words, verdict, whole
from keju.report.pages.breakdowns import Breakdown, breakdown
from keju.report.pages.comparison import headline as said
from keju.report.pages.plots import DotPlot, interval_plot
from keju.report.pages.words import Excerpt, excerpt
from keju.report.pages.writing import render
from keju.report.text import count, duration, money, percent, percent_range

__all__ = ["ANSWERS", "exam_page"]

#: How many answers a page shows, of all candidates together.
ANSWERS = 300
_QUESTION, _ANSWER, _THOUGHT = 4_000, 4_000, 8_000

#: Position, item, attempt, reply (None: not asked), mark (None: it failed or is not marked).
Row = tuple[int, Item, int, Reply | None, Mark | None]


@dataclass(frozen=True, slots=True)
class _Result:
    """A row of the table of results, its figures as they are read."""

    name: str
    accuracy: str
    interval: str
    answers: str
    tokens: str
    cost: str
    time: str
    sitting: int


@dataclass(frozen=True, slots=True)
class _Answer:
    """One answer, as the page shows it; ``right``: its score is 1."""

    number: str
    outcome: str
    right: bool
    line: str
    question: Excerpt
    reference: Excerpt
    extracted: str | None
    text: Excerpt
    reasoning: Excerpt | None


@dataclass(frozen=True, slots=True)
class _Part:
    """What the page shows of one exam."""

    exam: str
    summaries: tuple[Summary, ...]
    results: list[_Result]
    plot: DotPlot
    gap: str | None
    tokens: str | None
    verdict: str | None
    breakdowns: list[Breakdown]
    notes: list[str]
    answers: list[tuple[Sitting, list[_Answer]]]


def exam_page(
    examined: Sequence[Examined], answers: Mapping[int, Sequence[Row]] | None = None
) -> str:
    """Return the page of what one command examined: at least one exam with one sitting.

    ``answers`` holds rows by the number of the sitting, at most ``ANSWERS`` of them are shown; the
    caller has redacted what may not be shown.
    """
    room = max(1, ANSWERS // sum(len(each.summaries) for each in examined))
    parts = [_part(each, answers or {}, room) for each in examined]
    return render("exam.html", headline=_headline(examined), parts=parts)


def _part(each: Examined, answers: Mapping[int, Sequence[Row]], room: int) -> _Part:
    summaries, found = each.summaries, each.comparison
    sittings = [summary.sitting for summary in summaries]
    told = [(one, [_answer(row) for row in answers.get(one.id, ())[:room]]) for one in sittings]
    return _Part(
        each.exam,
        summaries,
        [_result(summary) for summary in summaries],
        _plot(summaries),
        None if found is None else gap_words(whole(found)),
        tokens_words(each),
        verdict(each),
        [_breakdown(summary) for summary in summaries],
        [*_notes(each), *rests(each)],
        [(sitting, rows) for sitting, rows in told if rows],
    )


def _headline(examined: Sequence[Examined]) -> str:
    if len(examined) == 1:
        found = examined[0].comparison
        return headline(examined[0].summaries) if found is None else said(whole(found))
    names = [summary.sitting.candidate for summary in examined[0].summaries]
    who = " and ".join(names) if len(names) < 3 else f"{len(names)} candidates"
    return f"{who} at {len(examined)} exams"


def headline(summaries: Sequence[Summary]) -> str:
    """Return what the exam came to, as one sentence."""
    said = [(each.sitting.candidate, each.accuracy) for each in summaries]
    known = sorted(accuracy for _, accuracy in said if accuracy is not None)
    if not known:
        return "No answer has a score yet"
    if len(said) <= 2:
        return ", ".join(f"{name}: {percent(accuracy)} right" for name, accuracy in said)
    return f"{len(said)} candidates, from {percent(known[0])} to {percent(known[-1])} right"


def _result(summary: Summary) -> _Result:
    interval = accuracy_interval(summary.sitting)
    each = tokens_each(summary)
    return _Result(
        summary.sitting.candidate,
        percent(summary.accuracy),
        percent_range(*interval) if interval else "–",
        count(summary.answered),
        "–" if each is None else count(each),
        "–" if summary.cost is None else money(summary.cost),
        duration(summary.seconds),
        summary.sitting.id,
    )


def _plot(summaries: Sequence[Summary]) -> DotPlot:
    rows = []
    for summary in summaries:
        interval = accuracy_interval(summary.sitting)
        if interval is not None and summary.accuracy is not None:
            rows.append((summary.sitting.candidate, summary.accuracy, interval))
    return interval_plot(rows)


def _breakdown(summary: Summary) -> Breakdown:
    rest = {"not marked": summary.unmarked, "not asked": summary.missing}
    return breakdown(summary.sitting.candidate, summary.verdicts, rest)


def _notes(each: Examined) -> Iterator[str]:
    summaries = each.summaries
    yield (
        f"{DENOMINATOR[0].upper()}{DENOMINATOR[1:]}. Intervals are Wilson's at 95%: each holds for"
        " one candidate whose questions were fixed beforehand."
    )
    if len(summaries) > 1 and each.comparison is None:
        yield "Whether one candidate is better than another is for keju compare to say."
    for summary in summaries:
        name, attempts = summary.sitting.candidate, summary.sitting.attempts
        if summary.unscored and summary.bounds:
            low, high = summary.bounds
            yield (
                f"{name}: {count(summary.unscored)} without a score; were they all wrong, its"
                f" accuracy would be {percent(low)}, were they all right {percent(high)}."
            )
        if attempts > 1:
            yield f"{name}: {attempts} attempts a question; the interval counts questions."
        if summary.failures:
            kinds = ", ".join(
                f"{kind.replace('_', ' ')} {count(n)}" for kind, n in summary.failures.items()
            )
            yield f"{name}: failures by kind: {kinds}. They are the infrastructure's, not its own."


def _answer(row: Row) -> _Answer:
    position, item, attempt, reply, mark = row
    said = "" if reply is None else reply.failure.message if reply.failure else reply.text
    thought = None if reply is None else reply.reasoning
    return _Answer(
        f"{position + 1}.{attempt + 1}" if attempt else f"{position + 1}",
        _outcome(reply, mark),
        mark is not None and mark.score == 1,
        item.question.text,
        excerpt("\n\n".join(message.content for message in item.question.messages), _QUESTION),
        excerpt(_reference(item.reference), _QUESTION),
        None if mark is None else mark.extracted,
        excerpt(said, _ANSWER),
        None if thought is None else excerpt(thought, _THOUGHT),
    )


def _outcome(reply: Reply | None, mark: Mark | None) -> str:
    if mark is not None:
        graded = mark.score not in (None, 0, 1)
        return mark.verdict.value.replace("_", " ") + (f", {mark.score:.3g}" if graded else "")
    if reply is None:
        return "not asked"
    if reply.failure is not None:
        return f"failed ({reply.failure.kind.value.replace('_', ' ')})"
    return "not marked"


def _reference(reference: Any) -> str:
    if isinstance(reference, str):
        return reference
    return json.dumps(reference, ensure_ascii=False, default=str)
