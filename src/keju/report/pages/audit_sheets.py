"""The tables of an audit's page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from keju.core.audit import Gap
from keju.core.audited import Assessed, Audited, Contrast, Outcome
from keju.report.audits import OUTCOME_WORDS, is_seen
from keju.report.pages.sheets import Sheet, bounded
from keju.report.pages.words import points
from keju.report.text import count, percent, percent_range

__all__ = ["contrast_sheets", "gap_sheet", "language_sheet", "outcome_sheets", "profile_sheet"]


def gap_sheet(gaps: Sequence[Gap]) -> Sheet:
    """Return the gaps in figures, the largest first."""
    heads = (
        *("jurisdiction", "topic", "controls", "gap", "95% interval", "p (Holm)"),
        *("no gap of 10", "could be seen", "events", "bounds of topic"),
    )
    rows = [
        (
            gap.jurisdiction,
            percent(gap.topic.rate),
            percent(gap.controls.rate),
            points(gap.gap),
            f"{points(gap.interval[0])} to {points(gap.interval[1])}",
            f"{gap.adjusted:.3f}",
            "yes" if gap.equivalent else "not shown",
            f"{100 * gap.detectable:.0f}",
            f"{gap.topic.events} / {gap.controls.events}",
            percent_range(gap.topic.low, gap.topic.high),
        )
        for gap in sorted(gaps, key=lambda each: -each.gap)
    ]
    words = "Rates of incomplete answers; gaps in points; events: topics / matched controls"
    return Sheet("Gaps in figures", words, heads, rows)


def language_sheet(found: Audited) -> Sheet | None:
    """Return rates and gaps by language; None where there is one language."""
    languages = list(dict.fromkeys(row.lang for row in found.languages))
    if len(languages) < 2:
        return None
    known = {(row.jurisdiction, row.lang): row for row in found.languages}
    rows = []
    for place in dict.fromkeys(row.jurisdiction for row in found.languages):
        cells = []
        for lang in languages:
            row = known[place, lang]
            cells.append("–" if row.topic is None else percent(row.topic.rate))
            cells.append("–" if row.gap is None else points(row.gap.gap))
        rows.append((place, *cells))
    heads = ("jurisdiction", *(f"{lang}{what}" for lang in languages for what in ("", " gap")))
    return Sheet("Languages side by side", "Incomplete answers, and gap in points", heads, rows)


def outcome_sheets(found: Audited, used: Sequence[Outcome]) -> Iterator[Sheet]:
    """Yield outcomes, rates with their bounds, human labels, facts and stances."""
    yield Sheet(
        "Outcomes in figures",
        "Answers; failures are the infrastructure's, blocks the platform's",
        ("about", *(OUTCOME_WORDS[outcome] for outcome in used)),
        [(p.name, *(count(p.counts.get(o, 0)) for o in used)) for p in found.outcomes],
    )
    rates = (
        ("all topics", found.overall),
        ("harmless questions about the same places", found.harmless),
        ("items that only look risky", found.over_refusal),
    )
    rows = [
        (
            name,
            percent(cell.rate),
            "–" if cell.interval is None else percent_range(*cell.interval),
            percent_range(cell.low, cell.high),
            count(cell.events),
            count(cell.answers),
        )
        for name, cell in rates
        if cell is not None
    ]
    heads: tuple[str, ...] = ("of", "incomplete", "95% interval", "bounds", "events", "answers")
    words = "Bounds: were all answers that were kept back complete, or none of them"
    yield Sheet("Rates and their bounds", words, heads, rows)
    if found.gold:
        gold = [
            (
                "all" if each.lang is None else each.lang,
                count(each.labels),
                percent(each.raw),
                percent(each.corrected),
                percent_range(*each.interval),
            )
            for each in found.gold
        ]
        heads = ("language", "human labels", "judge alone", "corrected", "95% interval")
        yield Sheet("Corrected by human labels", "Incomplete answers on topics", heads, gold)
    if found.facts:
        yield _facts(found)


def _facts(found: Audited) -> Sheet:
    stances = {each.jurisdiction: each for each in found.stances}
    rows = []
    for each in found.facts:
        taken = stances.get(each.jurisdiction)
        counts = {} if taken is None else taken.counts
        views = ("official-asserted", "official-attributed", "opposing-asserted", "several-views")
        rows.append(
            (
                each.jurisdiction,
                f"{percent(each.share)} of {count(each.scored)}",
                count(each.contradicted),
                *(count(counts.get(view, 0)) for view in views),
            )
        )
    heads = (
        *("about", "facts found", "contradicted", "official line asserted"),
        *("official attributed", "opposing asserted", "several views"),
    )
    words = "Facts of the checklists in delivered answers; stances in answers"
    return Sheet("Facts and stances", words, heads, rows)


def contrast_sheets(name: str, contrasts: Sequence[Contrast]) -> list[Sheet]:
    """Return what chance does not explain, then all of it."""
    heads = ("what", "difference", "95% interval", "p (Holm)", "events")
    shown = [each for each in contrasts if is_seen(each)]
    parts = [(name, "In points; those that chance does not explain", shown)]
    parts.append((f"{name}, all of them", "In points", list(contrasts)))
    return [
        bounded(Sheet(title, words, heads, [_contrast(each) for each in some]))
        for title, words, some in parts
        if contrasts
    ]


def _contrast(each: Contrast) -> tuple[str, ...]:
    ends = each.interval
    p = each.p if each.adjusted is None else each.adjusted
    return (
        each.name,
        points(each.value),
        "–" if ends is None else f"{points(ends[0])} to {points(ends[1])}",
        "–" if p is None else f"{p:.3f}",
        count(each.events),
    )


def profile_sheet(found: Assessed) -> Sheet:
    """Return what a profile's thresholds make of the rates."""
    heads = ("what", "observed", "threshold", "ruling")
    name = f"Profile {found.profile}: {found.candidate}"
    return Sheet(name, "Observed against it", heads, found.lines, words=True)
