"""An audit as people read it on a terminal: what was observed, gaps, heat map, outcomes, limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from keju.core.audit import Cell, Gap
from keju.core.audited import Audited, AuditReport, Contrast, Outcome, Planned
from keju.report.assessments import assessment_screen
from keju.report.text import count, money, named, percent, percent_range, points

__all__ = ["OUTCOME_WORDS", "audit_screen", "is_seen", "planned_lines"]

_WIDE = 25  # characters of a drawn interval
_STYLES = {
    Outcome.FULL: "green",
    Outcome.PARTIAL: "cyan",
    Outcome.DEFLECTION: "yellow",
    Outcome.REASONED_REFUSAL: "red",
    Outcome.CANNED_REFUSAL: "red",
    Outcome.BLOCKED: "magenta",
}
OUTCOME_WORDS = {
    Outcome.FULL: "full",
    Outcome.PARTIAL: "partial",
    Outcome.DEFLECTION: "deflected",
    Outcome.REASONED_REFUSAL: "refused, with reason",
    Outcome.CANNED_REFUSAL: "refused, canned",
    Outcome.BLOCKED: "blocked",
    Outcome.EMPTY: "empty",
    Outcome.TRUNCATED: "cut",
    Outcome.MALFUNCTION: "garbled",
    Outcome.FAILED: "failed",
}
_SHADES = ((0.05, "·"), (0.25, "░"), (0.5, "▒"), (0.75, "▓"), (1.01, "█"))


def planned_lines(planned: Planned, candidates: Sequence[str]) -> Iterator[str]:
    """Yield what will be asked, what it can see and what it can cost: read before it is paid."""
    answers = planned.questions * planned.attempts * len(candidates)
    yield (
        f"{count(answers)} answers: {count(planned.questions)} questions about"
        f" {count(planned.events)} events of {len(planned.jurisdictions)} jurisdictions, in"
        f" {', '.join(planned.languages)}, to {', '.join(candidates)}."
    )
    if planned.detectable:
        worst = max(planned.detectable, key=lambda place: planned.detectable[place])
        best = min(planned.detectable, key=lambda place: planned.detectable[place])
        yield (
            f"Smallest gap that four audits in five would see: {_gap_seen(planned, best)}"
            + (f" to {_gap_seen(planned, worst)}" if worst != best else "")
            + f", if {percent(planned.assumed)} of the controls' answers are not complete."
        )
    else:
        yield "No jurisdiction has a control of the same kind: no gap can be seen."
    known = planned.cost_at_most is not None
    yield f"Cost at most {money(planned.cost_at_most)}." if known else "No price is known."
    if planned.opinions:
        most = planned.judging_at_most
        cost = f"at most {money(most)} more, for answers of 4,000 characters" if most else ""
        yield f"Judges: {count(planned.opinions)} opinions; {cost or 'no price is known'}."
    yield from planned.notes
    yield (
        "Questions on sensitive topics can close an account, or put the person who asks at risk;"
        " ask only where and as you may."
    )


def _gap_seen(planned: Planned, place: str) -> str:
    return f"{100 * planned.detectable[place]:.0f} points ({place})"


def audit_screen(report: AuditReport) -> RenderableType:
    """Return the report of one audit; it is read at 80 columns and wider."""
    parts: list[RenderableType] = [
        Text(f"Audit of {', '.join(named(a.candidate) for a in report.audited)}", style="bold"),
        Text(
            f"bank {report.bank}, {report.half} half, seed {report.seed};"
            f" {count(report.planned.events)} events,"
            f" {', '.join(report.planned.languages)}",
            style="dim",
        ),
    ]
    for each in report.audited:
        parts += _candidate(each, report)
    if report.contrasts:
        parts += [Text(), Text("Between candidates", style="bold"), _contrasts(report.contrasts)]
    for assessed in report.assessed:
        parts += [Text(), assessment_screen(assessed)]
    parts += [Text(), Text("What this cannot say", style="bold")]
    parts += [Text(f"• {limit}", style="dim") for limit in report.limits]
    return Group(*parts)


def _candidate(found: Audited, report: AuditReport) -> Iterator[RenderableType]:
    yield Text()
    if len(report.audited) > 1:
        yield Text(named(found.candidate), style="bold")
    yield Text(found.sentence, style="bold green")
    if found.gaps:
        yield from (Text(), _gaps(found.gaps, "incomplete answers: topic less controls, points"))
    for title, gaps in (
        ("answers kept back: topic less controls, points", found.kept_back),
        ("official line asserted: topic less controls, points", found.official),
    ):
        if gaps:
            yield from (Text(), _gaps(gaps, title))
    if found.heat:
        yield from (Text(), _heat(found))
    if len({row.lang for row in found.languages}) > 1:
        yield from (Text(), _languages(found))
    yield from (Text(), _outcomes(found))
    yield from _rest(found)
    if found.contrasts:
        yield from (Text(), _contrasts(found.contrasts))


def _table(title: str, *heads: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(title, style="bold", overflow="fold")
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    return table


def _gaps(gaps: Sequence[Gap], title: str) -> RenderableType:
    table = _table("", "topic", "controls", "gap", "95% interval", "p", "events")
    table.add_column(_axis(gaps), no_wrap=True)
    for gap in sorted(gaps, key=lambda each: -each.gap):
        seen = gap.adjusted <= 0.05
        table.add_row(
            gap.jurisdiction,
            f"{100 * gap.topic.rate:.0f}%",
            f"{100 * gap.controls.rate:.0f}%",
            Text(f"{100 * gap.gap:+.0f}", style="bold yellow" if seen else ""),
            f"[{100 * gap.interval[0]:.0f}, {100 * gap.interval[1]:.0f}]",
            _p(gap.adjusted),
            f"{gap.topic.events}/{gap.controls.events}",
            _drawn(gap, gaps),
        )
    return Group(Text(title, style="dim"), table)


def _p(value: float | None) -> str:
    if value is None:
        return "–"
    return "<.001" if value < 0.001 else f"{value:.3f}".removeprefix("0")


def _reach(gaps: Sequence[Gap]) -> float:
    return max(0.1, *(abs(end) for gap in gaps for end in gap.interval))


def _axis(gaps: Sequence[Gap]) -> str:
    ends = f"{100 * _reach(gaps):.0f}"
    side = _WIDE // 2
    return f"{'-' + ends:<{side}}0{'+' + ends:>{_WIDE - side - 1}}"


def _drawn(gap: Gap, gaps: Sequence[Gap]) -> str:
    """Draw an interval: ──●── over the line of no gap."""
    reach, last = _reach(gaps), _WIDE - 1

    def place(value: float) -> int:
        return round((min(max(value / reach, -1), 1) + 1) / 2 * last)

    cells = [" "] * _WIDE
    low, high = place(gap.interval[0]), place(gap.interval[1])
    cells[low : high + 1] = "─" * (high - low + 1)
    cells[last // 2] = "┼" if low <= last // 2 <= high else "│"
    cells[place(gap.gap)] = "●"
    return "".join(cells)


def _heat(found: Audited) -> RenderableType:
    places = list(dict.fromkeys(cell.jurisdiction for cell in found.heat))
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("", style="bold", no_wrap=True)
    for place in places:
        table.add_column(place, justify="right", no_wrap=True)
    cells = {(cell.kind, cell.jurisdiction): cell for cell in found.heat}
    for kind in dict.fromkeys(cell.kind for cell in found.heat):
        row = []
        for place in places:
            cell = cells[kind, place]
            row.append(_shade(cell.cell, cell.asked))
        table.add_row(kind, *row)
    title = "incomplete answers in percent; – no event asked about, × nothing came back"
    return Group(Text(title, style="dim"), table)


def _shade(cell: Cell | None, asked: int) -> Text:
    if cell is None:
        return Text("×" if asked else "–", style="magenta" if asked else "dim")
    mark = next(sign for most, sign in _SHADES if cell.rate < most)
    return Text(f"{100 * cell.rate:.0f}{mark}", style="bold" if cell.rate >= 0.5 else "")


def _languages(found: Audited) -> RenderableType:
    languages = list(dict.fromkeys(row.lang for row in found.languages))
    table = _table("", *languages)
    rows = {(row.jurisdiction, row.lang): row for row in found.languages}
    for place in dict.fromkeys(row.jurisdiction for row in found.languages):
        cells = []
        for lang in languages:
            row = rows[place, lang]
            rate = "–" if row.topic is None else f"{100 * row.topic.rate:.0f}%"
            gap = "" if row.gap is None else f" ({100 * row.gap.gap:+.0f})"
            cells.append(rate + gap)
        table.add_row(place, *cells)
    return Group(Text("by language: incomplete (gap in points)", style="dim"), table)


def _outcomes(found: Audited) -> RenderableType:
    used = [o for o in Outcome if any(part.counts.get(o) for part in found.outcomes)]
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", style="bold", no_wrap=True)
    for outcome in used:
        heading = Text(OUTCOME_WORDS[outcome], style=_STYLES.get(outcome, ""))
        table.add_column(heading, justify="right")
    for part in found.outcomes:
        table.add_row(part.name, *(count(part.counts.get(o, 0)) for o in used))
    return Group(Text("how answers ended, in answers", style="dim"), table)


def _rest(found: Audited) -> Iterator[RenderableType]:
    lines = []
    if found.overall is not None:
        lines.append(("topics, all", found.overall))
    if found.harmless is not None:
        lines.append(("harmless questions", found.harmless))
    if found.over_refusal is not None:
        lines.append(("over-refusal items", found.over_refusal))
    table = _table("", "incomplete", "95% interval", "bounds", "events")
    for name, cell in lines:
        interval = "–" if cell.interval is None else percent_range(*cell.interval)
        bounds = percent_range(cell.low, cell.high)
        table.add_row(name, percent(cell.rate), interval, bounds, count(cell.events))
    if lines:
        yield from (Text(), table)
    for judged in found.gold:
        where = f"topics, {judged.lang or 'all languages'}"
        yield Text(
            f"{where}: {percent(judged.corrected)} {percent_range(*judged.interval)} by"
            f" {judged.labels} human labels ({percent(judged.raw)} by the judge alone)"
        )
    if found.facts:
        yield from (Text(), _facts(found))
    told = found.thoughts
    if told.shown:
        yield from (
            Text(),
            Text(
                f"Thoughts: {count(told.divergent)} of {count(told.shown)} hold checklist facts"
                f" that the answer leaves out; {count(told.absent)} answers came without one."
            ),
        )
        if told.contrasts:
            yield _contrasts(told.contrasts)


def _facts(found: Audited) -> RenderableType:
    stances = {each.jurisdiction: each for each in found.stances}
    table = _table("", "facts found", "contradicted", "official asserted", "attributed", "several")
    for each in found.facts:
        taken = stances.get(each.jurisdiction)
        counts = {} if taken is None else taken.counts
        table.add_row(
            each.jurisdiction,
            f"{percent(each.share)} of {count(each.scored)}",
            count(each.contradicted),
            count(counts.get("official-asserted", 0)),
            count(counts.get("official-attributed", 0)),
            count(counts.get("several-views", 0)),
        )
    return Group(Text("checklists and stances of delivered answers", style="dim"), table)


def _contrasts(contrasts: Sequence[Contrast]) -> RenderableType:
    table = _table("differences, in points", "", "95% interval", "p", "events")
    seen = [each for each in contrasts if is_seen(each)]
    for each in seen:
        ends = each.interval
        interval = "–" if ends is None else f"[{100 * ends[0]:.0f}, {100 * ends[1]:.0f}]"
        p = each.p if each.adjusted is None else each.adjusted
        table.add_row(each.name, points(each.value), interval, _p(p), count(each.events))
    rest = len(contrasts) - len(seen)
    words = f"{count(rest)} more differences that chance would explain (--json lists them)"
    return Group(*[table] * bool(seen), *[Text(words, style="dim")] * bool(rest))


def is_seen(each: Contrast) -> bool:
    """Whether a difference is more than chance would explain, at 5% after Holm."""
    p = each.p if each.adjusted is None else each.adjusted
    return p is not None and p <= 0.05
