"""From an audit's sittings to its report: rows of all candidates, summed and set side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from keju.audit import groups, providers, versions
from keju.audit.beside import Told, beside
from keju.audit.rates import corrected
from keju.audit.summing import summed
from keju.audit.wording import limits
from keju.core.audit import Counted, Delivery, Label, Row
from keju.core.audited import Assessed, Audited, AuditReport, Contrast, Planned
from keju.core.errors import InputError

__all__ = ["Held", "audit_report"]

_JUDGE = "the classifier and the checklists that are shipped with Keju"


@dataclass(frozen=True, slots=True)
class Held:
    """One candidate's answers, and why not everything was asked (None: it was)."""

    told: tuple[Told, ...]
    stopped: str | None = None

    @property
    def rows(self) -> list[Row]:
        """The rows without their texts."""
        return [each.row for each in self.told]


def audit_report(
    exam: str,
    bank: str,
    planned: Planned,
    held: Sequence[Held],
    against: Sequence[Held] = (),
    gold: Mapping[str, Label] | None = None,
) -> AuditReport:
    """Return what an audit came to. ``held`` are candidates, ``against`` a second group of them.

    ``gold`` maps answer keys or ids of items to human labels. Raises InputError where nothing was
    answered, and for labels that match no answer.
    """
    everyone = [each for each in (*held, *against) if each.told]
    if not everyone:
        raise InputError(f"Nobody answered a question of {exam}; keju show SITTING has the words")
    rows = [row for each in everyone for row in each.rows]
    _check_labels(gold, rows)
    made = AuditReport(
        exam=exam,
        bank=bank,
        seed=int(_dial(exam, "seed") or 0),
        half=_dial(exam, "half") or "open",
        judge=_JUDGE,
        planned=planned,
        audited=tuple(_audited(each, gold) for each in everyone),
        contrasts=_between(held, against),
        side_by_side=beside(told for each in everyone for told in each.told),
        rows=rows,
    )
    return replace(made, limits=limits(made))


def with_profile(report: AuditReport, assessed: Sequence[Assessed]) -> AuditReport:
    """Return the report with what a profile says of it."""
    return replace(report, assessed=tuple(assessed))


def _dial(exam: str, name: str) -> str | None:
    parts = (part.partition("=") for part in exam.split(";")[1:])
    return next((value for key, _, value in parts if key == name), None)


def _check_labels(gold: Mapping[str, Label] | None, rows: Sequence[Row]) -> None:
    if gold is None:
        return
    known = {row.answer_key for row in rows} | {row.item_id for row in rows}
    if known.isdisjoint(gold):
        raise InputError(
            f"--gold: none of its {len(gold)} labels is of an answer in this audit; label these"
            " answers with `keju audit label`"
        )


def _audited(held: Held, gold: Mapping[str, Label] | None) -> Audited:
    judged = () if gold is None else corrected(held.rows, gold)
    return summed(held.rows, judged, held.stopped)


def _between(held: Sequence[Held], against: Sequence[Held]) -> tuple[Contrast, ...]:
    """Return what differs: two groups, providers of one model, or each candidate from the next."""
    if against and min(len(held), len(against)) > 1:
        names = ("candidates", "those against them")
        return groups.differences(
            [each.rows for each in held], [each.rows for each in against], names
        )
    found: list[Contrast] = []
    for first, second in pairwise((*held, *against)):
        if not first.told or not second.told:
            continue
        both = [*first.rows, *second.rows]
        delivered = min(map(_delivered, (first.rows, second.rows)))
        counted = Counted.INCOMPLETE if delivered else Counted.UNANSWERED
        if len({_model(row) for row in both}) == 1 and len({row.provider for row in both}) == 2:
            found += providers.differences(both)
        else:
            found += versions.changes(first.rows, second.rows, counted)
    return tuple(found)


def _delivered(rows: Sequence[Row]) -> int:
    return sum(row.axes is not None and row.axes.delivery is Delivery.ANSWERED for row in rows)


def _model(row: Row) -> str:
    return row.candidate.partition("@")[0].rpartition("/")[2]
