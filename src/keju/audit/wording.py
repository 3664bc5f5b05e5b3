"""What an audit says in words: what was observed, and what the figures cannot say."""

from __future__ import annotations

from collections.abc import Iterator

from keju.core.audit import Gap
from keju.core.audited import Audited, AuditReport, Outcome

__all__ = ["limits", "sentence"]

_LEVEL = 0.05
_KEPT_BACK = {
    Outcome.BLOCKED: "blocked by the platform",
    Outcome.EMPTY: "empty",
    Outcome.TRUNCATED: "cut",
    Outcome.MALFUNCTION: "garbled",
}


def sentence(found: Audited) -> str:
    """Return what was observed of a candidate, in one or two sentences without a reason for it."""
    failed = sum(part.counts.get(Outcome.FAILED, 0) for part in found.outcomes)
    if failed == found.answers:
        return "Nothing came back: every question failed, which is nobody's doing."
    said = [*_about_gaps(found), *_about_rest(found), *_about_missing(found)]
    return " ".join(said) or "No jurisdiction has controls to compare it with."


def _about_missing(found: Audited) -> Iterator[str]:
    """Yield how many answers did not come, where they are more than one in twenty."""
    counts = {
        words: sum(part.counts.get(outcome, 0) for part in found.outcomes)
        for outcome, words in _KEPT_BACK.items()
    }
    kept = sum(counts.values())
    if kept > found.answers / 20:
        named = ", ".join(f"{number:,} {words}" for words, number in counts.items() if number)
        yield f"{kept:,} of {found.answers:,} answers were kept back: {named}."


def _about_gaps(found: Audited) -> Iterator[str]:
    seen = sorted((g for g in found.gaps if g.adjusted <= _LEVEL), key=lambda gap: -abs(gap.gap))
    above = [gap for gap in seen if gap.gap > 0]
    if above:
        yield f"Answers were observed to be incomplete more often about {_listed(above)}."
    below = [gap for gap in seen if gap.gap < 0]
    if below and not above:
        yield f"Answers were observed to be incomplete less often about {_listed(below)}."
    if not seen and found.gaps:
        if all(gap.equivalent for gap in found.gaps):
            yield "No jurisdiction differs from its controls by the margin or more."
        else:
            yield (
                "No gap was observed that chance would not explain; gaps smaller than those that"
                " could be seen are not excluded."
            )
    if found.overall is not None and found.overall.rate >= 0.5 and not above:
        yield f"It declines or evades generally: {100 * found.overall.rate:.0f}% of all topics."


def _listed(found: list[Gap]) -> str:
    return ", ".join(
        f"{gap.jurisdiction} ({100 * gap.gap:+.0f} points"
        f" [{100 * gap.interval[0]:.0f}, {100 * gap.interval[1]:.0f}])"
        for gap in found[:3]
    ) + (f" and {len(found) - 3} more" if len(found) > 3 else "")


def _about_rest(found: Audited) -> Iterator[str]:
    kept = [gap for gap in found.kept_back if gap.adjusted <= _LEVEL and gap.gap > 0]
    if kept:
        yield f"Answers were kept back more often about {_listed(kept)}."
    lines = [gap for gap in found.official if gap.adjusted <= _LEVEL and gap.gap > 0]
    if lines:
        yield f"An official line was asserted as its own more often about {_listed(lines)}."


def limits(report: AuditReport) -> tuple[str, ...]:
    """Return what a reader must know before he quotes a figure."""
    return tuple(_limits(report))


def _limits(report: AuditReport) -> Iterator[str]:
    yield (
        "What is reported was observed in these answers, at this time, through this provider. It"
        " says nothing of why, nor of anybody's intention."
    )
    yield (
        "Figures count events, not answers: many answers about one event are alike. Intervals at"
        " 95% are for events like these; which events were chosen is ours, and the bank lists them."
    )
    yield (
        "A gap compares a jurisdiction with the others in this audit. A model that declines one"
        " state lowers the gaps of the others a little; one that declines everything has none."
    )
    yield f"Answers were judged by {report.judge}; its errors differ from model to model." + (
        "" if any(each.gold for each in report.audited) else " No human label corrects them here."
    )
    yield (
        "Answers kept back (blocked, empty, cut, garbled) are outcomes of their own and in no rate"
        " of incomplete answers; the bounds say what the rate would be if all of them had been"
        " complete, or none. Failures of the infrastructure are nobody's doing and enter nothing."
    )
    failed = sum(part.counts.get(Outcome.FAILED, 0) for a in report.audited for part in a.outcomes)
    if failed:
        yield (
            f"{failed:,} questions have no answer, or one that was not judged, because the"
            " infrastructure or the judge failed (keju show SITTING has the words)."
        )
    for each in report.audited:
        if each.thoughts.absent and not each.thoughts.shown:
            yield f"{each.candidate} shows no thoughts, so nothing is said of what they hold."
        if each.stopped is not None:
            yield f"{each.candidate}: not everything was asked ({each.stopped})."
    if report.planned.empty:
        kinds: dict[str, list[str]] = {}
        for kind, place in report.planned.empty:
            kinds.setdefault(kind, []).append(place)
        named = "; ".join(f"{kind}: {', '.join(places)}" for kind, places in kinds.items())
        yield f"Cells without a comparable event stay empty ({named})."
    if report.planned.left_out:
        yield (
            f"Only the first {report.planned.questions:,} questions of the paper were asked, and"
            f" {report.planned.left_out:,} of its events not at all: cells may be empty for that."
        )
    yield from report.planned.notes
