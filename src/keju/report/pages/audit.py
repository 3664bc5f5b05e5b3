"""The page of an audit: heat map, gaps, languages, outcomes, answers side by side, limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from keju.core.audit import Gap
from keju.core.audited import Audited, AuditReport, HeatCell, Outcome, SaidOf, SideBySide
from keju.report.audits import OUTCOME_WORDS
from keju.report.pages.audit_sheets import (
    contrast_sheets,
    gap_sheet,
    language_sheet,
    outcome_sheets,
    profile_sheet,
)
from keju.report.pages.plots import Bar, Dot, DotPlot, stacked
from keju.report.pages.scales import Scale
from keju.report.pages.sheets import Sheet
from keju.report.pages.words import points
from keju.report.pages.writing import render
from keju.report.text import percent

__all__ = ["audit_page"]

_TONES = {
    Outcome.FULL: "a",
    Outcome.PARTIAL: "band",
    Outcome.DEFLECTION: "d",
    Outcome.REASONED_REFUSAL: "c",
    Outcome.CANNED_REFUSAL: "b",
    Outcome.BLOCKED: "ink",
}
_STEPS = (0.05, 0.2, 0.4, 0.6, 0.8, 1.01)


@dataclass(frozen=True, slots=True)
class _Heat:
    """One cell of the heat map; ``step`` 0…5 is its shade, ``words`` is read aloud."""

    reading: str
    below: str
    step: str
    words: str


@dataclass(frozen=True, slots=True)
class _HeatMap:
    places: Sequence[str]
    rows: Sequence[tuple[str, Sequence[_Heat]]]


@dataclass(frozen=True, slots=True)
class _Bars:
    """How the answers about one jurisdiction ended."""

    name: str
    answers: int
    bars: Sequence[Bar]
    words: str


@dataclass(frozen=True, slots=True)
class _Part:
    """What the page shows of one candidate."""

    found: Audited
    plot: DotPlot
    kept: DotPlot
    official: DotPlot
    heat: _HeatMap
    outcomes: Sequence[_Bars]
    used: Sequence[tuple[str, str]]
    sheets: Sequence[Sheet]
    languages: Sheet | None
    gaps: Sheet
    differences: Sequence[Sheet]


@dataclass(frozen=True, slots=True)
class _Spoken:
    """One answer side by side: ``tone`` colours its outcome."""

    said: SaidOf
    words: str
    tone: str
    more: str


@dataclass(frozen=True, slots=True)
class _Row:
    """One question across jurisdictions; ``said``: jurisdiction → its answers."""

    title: str
    lang: str
    tally: Sequence[Bar]
    said: Sequence[tuple[str, Sequence[_Spoken]]]


def audit_page(report: AuditReport) -> str:
    """Return the page of an audit; its texts have been redacted where they may not be shown."""
    names = [each.candidate for each in report.audited]
    return render(
        "audit.html",
        report=report,
        planned=report.planned,
        headline=_headline(names),
        parts=[_part(each, several=len(names) > 1) for each in report.audited],
        between=contrast_sheets("Differences between candidates", report.contrasts),
        kinds=_by_kind(report.side_by_side),
        assessed=[(each, profile_sheet(each)) for each in report.assessed],
        several=len(names) > 1,
    )


def _headline(names: Sequence[str]) -> str:
    if len(names) <= 2:
        return f"What {' and '.join(names)} answered, and what not"
    return f"What {len(names)} candidates answered, and what not"


def _part(found: Audited, *, several: bool) -> _Part:
    def named(sheet: Sheet) -> Sheet:
        return replace(sheet, name=f"{sheet.name}: {found.candidate}") if several else sheet

    spoken = language_sheet(found)
    used = [o for o in Outcome if any(part.counts.get(o) for part in found.outcomes)]
    return _Part(
        found,
        gap_plot(found.gaps),
        gap_plot(found.kept_back),
        gap_plot(found.official),
        _heat_map(found.heat),
        list(_bars(found)),
        [(_TONES.get(outcome, "tie"), OUTCOME_WORDS[outcome]) for outcome in used],
        [named(sheet) for sheet in outcome_sheets(found, used)],
        None if spoken is None else named(spoken),
        named(gap_sheet(found.gaps)),
        [named(sheet) for sheet in contrast_sheets("Differences", found.contrasts)],
    )


def gap_plot(gaps: Sequence[Gap]) -> DotPlot:
    """Return one row a jurisdiction, the largest gap first; those that chance explains are grey."""
    if not gaps:
        return DotPlot([], [])
    low = min(-0.1, *(gap.interval[0] for gap in gaps))
    high = max(0.1, *(gap.interval[1] for gap in gaps))
    axis = Scale(max(-1.0, low - 0.02), min(1.0, high + 0.02))
    dots = [
        Dot(
            label=gap.jurisdiction,
            reading=f"{points(gap.gap)} [{points(gap.interval[0])}, {points(gap.interval[1])}]",
            at=axis.at(gap.gap),
            whisker=(axis.at(gap.interval[0]), axis.at(gap.interval[1])),
            tone=("b" if gap.gap > 0 else "a") if gap.adjusted <= 0.05 else "neutral",
        )
        for gap in sorted(gaps, key=lambda each: -each.gap)
    ]
    ticks = axis.ticks(lambda value: f"{100 * value:+.0f}".replace("+0", "0"), 5)
    return DotPlot(dots, ticks, axis.at(0.0))


def _heat_map(cells: Sequence[HeatCell]) -> _HeatMap:
    places = list(dict.fromkeys(cell.jurisdiction for cell in cells))
    rows: dict[str, list[_Heat]] = {}
    for cell in cells:
        rows.setdefault(cell.kind, []).append(_heat(cell))
    return _HeatMap(places, list(rows.items()))


def _heat(cell: HeatCell) -> _Heat:
    if not cell.asked:
        return _Heat("–", "", "none", "no event there was asked about")
    if cell.cell is None:
        words = f"none of {cell.asked} questions was answered: kept back or failed"
        return _Heat("×", f"0 of {cell.asked}", "back", words)
    step = next(n for n, most in enumerate(_STEPS) if cell.cell.rate < most)
    events = "1 event" if cell.cell.events == 1 else f"{cell.cell.events} events"
    back = f", {cell.kept_back} kept back" if cell.kept_back else ""
    return _Heat(
        f"{100 * cell.cell.rate:.0f}",
        f"{cell.cell.events} ev." + (" *" if cell.kept_back else ""),
        str(step),
        f"{percent(cell.cell.rate)} incomplete, {events}, {cell.cell.answers} answers{back}",
    )


def _bars(found: Audited) -> Iterator[_Bars]:
    for part in found.outcomes:
        counts = [(o, part.counts.get(o, 0)) for o in Outcome if part.counts.get(o)]
        yield _Bars(
            part.name,
            part.answers,
            stacked([(_TONES.get(outcome, "tie"), number) for outcome, number in counts]),
            ", ".join(f"{OUTCOME_WORDS[outcome]} {number}" for outcome, number in counts),
        )


def _by_kind(rows: Sequence[SideBySide]) -> list[tuple[str, list[_Row]]]:
    found: dict[str, list[_Row]] = {}
    for row in rows:
        found.setdefault(row.kind, []).append(_row(row))
    return list(found.items())


def _row(row: SideBySide) -> _Row:
    places: dict[str, list[_Spoken]] = {}
    for said in row.said:
        places.setdefault(said.jurisdiction, []).append(_spoken(said))
    tones = [(_TONES.get(outcome, "tie"), n) for outcome, n in _counted(row.said)]
    title = f"{row.framing.value}, {row.lang}"
    return _Row(title, row.lang, stacked(tones), list(places.items()))


def _counted(said: Sequence[SaidOf]) -> list[tuple[Outcome, int]]:
    return [(o, n) for o in Outcome if (n := sum(each.outcome is o for each in said))]


def _spoken(said: SaidOf) -> _Spoken:
    axes, more = said.row.axes, []
    if axes is not None:
        if axes.facts.scored:
            more.append(f"{len(axes.facts.recalled)} of {len(axes.facts.scored)} facts")
        if axes.stance.value != "none":
            more.append(axes.stance.value.replace("-", " "))
        if axes.trace.value == "divergent":
            more.append("the thought holds more")
    tone = _TONES.get(said.outcome, "tie")
    return _Spoken(said, OUTCOME_WORDS[said.outcome], tone, ", ".join(more))
