"""What judge models make of an audit's answers, in the place of the shipped classifier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from keju.core.audit import Delivery
from keju.recipes.audit_panel import panel_marker, rule, ruled
from keju.recipes.audit_reports import Held

__all__ = ["read_judges", "rejudged"]


def read_judges(text: str | None) -> tuple[str, ...]:
    """Return the judges of ``--judges A,B``; InputError for fewer than two of different origin."""
    if text is None:
        return ()
    judges = tuple(name.strip() for name in text.split(",") if name.strip())
    panel_marker(judges)
    return judges


def rejudged(held: Held, judges: Sequence[str]) -> Held:
    """Return the answers with the engagement that all judges agree on.

    Where they disagree or abstain the answer is left out and counted. What was not delivered stays
    as it is. Raises InputError for judges that cannot be made.
    """
    delivered = [
        each
        for each in held.told
        if each.row.axes is not None and each.row.axes.delivery is Delivery.ANSWERED
    ]
    heard = [each.heard for each in delivered if each.heard is not None]
    rulings = dict(
        zip((each.row.answer_key for each in delivered), rule(judges, heard), strict=True)
    )
    kept = []
    for each in held.told:
        ruling = rulings.get(each.row.answer_key)
        axes = each.row.axes
        if ruling is not None and axes is not None:
            axes = ruled(axes, ruling)
            if axes is None:
                continue
        kept.append(each._replace(row=replace(each.row, axes=axes)))
    return replace(held, told=tuple(kept), abstained=len(held.told) - len(kept))
