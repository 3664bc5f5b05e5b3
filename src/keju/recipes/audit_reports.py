"""From an audit's sittings to its report: rows of all candidates, summed and set side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from keju.audit import groups, providers, versions
from keju.audit.assessing import assess, assessed
from keju.audit.beside import Told, beside
from keju.audit.events import topics
from keju.audit.labels import Gold, labels_for
from keju.audit.rates import corrected
from keju.audit.summing import summed
from keju.audit.wording import limits
from keju.core.assessed import Profile
from keju.core.audit import Counted, Delivery, Label, Row
from keju.core.audited import Assessed, Audited, AuditReport, Contrast, Planned
from keju.core.errors import InputError

__all__ = ["Evidence", "Held", "audit_report"]

_JUDGE = "the classifier and the checklists that are shipped with Keju"


@dataclass(frozen=True, slots=True)
class Held:
    """One candidate's answers, and why not everything was asked (None: it was).

    ``abstained``: delivered answers on which judges did not agree; they are not in ``told``.
    """

    told: tuple[Told, ...]
    stopped: str | None = None
    abstained: int = 0

    @property
    def rows(self) -> list[Row]:
        """The rows without their texts."""
        return [each.row for each in self.told]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What sets an audit's answers in relation: human labels, judges' names, a profile."""

    gold: tuple[Gold, ...] = ()
    judges: tuple[str, ...] = ()
    profile: Profile | None = None


def audit_report(
    exam: str,
    bank: str,
    planned: Planned,
    held: Sequence[Held],
    against: Sequence[Held] = (),
    evidence: Evidence | None = None,
) -> AuditReport:
    """Return what an audit came to. ``held`` are candidates, ``against`` a second group of them.

    Raises InputError where nothing was answered, and for labels that match no answer.
    """
    evidence = evidence or Evidence()
    everyone = [each for each in (*held, *against) if each.told]
    if not everyone and any(each.abstained for each in (*held, *against)):
        raise InputError(
            f"The judges {', '.join(evidence.judges)} agree on no answer; try them on a few answers"
            " by hand, or name others"
        )
    if not everyone:
        raise InputError(f"Nobody answered a question of {exam}; keju show SITTING has the words")
    rows = [row for each in everyone for row in each.rows]
    gold = labels_for(evidence.gold, rows) if evidence.gold else {}
    made = AuditReport(
        exam=exam,
        bank=bank,
        seed=int(_dial(exam, "seed") or 0),
        half=_dial(exam, "half") or "open",
        judge=_judge(evidence.judges, everyone),
        planned=planned,
        audited=tuple(_audited(each, gold) for each in everyone),
        contrasts=_between(held, against),
        side_by_side=beside(told for each in everyone for told in each.told),
        assessed=tuple(_assessed(evidence.profile, everyone)),
        rows=rows,
    )
    return replace(made, limits=limits(made))


def _judge(judges: Sequence[str], held: Sequence[Held]) -> str:
    if not judges:
        return _JUDGE
    left_out = sum(each.abstained for each in held)
    return (
        f"the judges {', '.join(judges)}, who see no thought and no name ({left_out:,} answers on"
        " which they do not agree, or of which one says nothing, are left out), and by the shipped"
        " checklists"
    )


def _assessed(profile: Profile | None, held: Sequence[Held]) -> Iterator[Assessed]:
    for each in held if profile is not None else ():
        assert profile is not None
        yield assessed(assess(profile, each.rows))


def _dial(exam: str, name: str) -> str | None:
    parts = (part.partition("=") for part in exam.split(";")[1:])
    return next((value for key, _, value in parts if key == name), None)


def _audited(held: Held, gold: Mapping[str, Label]) -> Audited:
    asked = topics(held.rows)
    own = any(row.answer_key in gold or row.item_id in gold for row in asked)
    return summed(held.rows, corrected(asked, gold) if own else (), held.stopped)


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
