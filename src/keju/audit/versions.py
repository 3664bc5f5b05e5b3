"""What changed between two versions of a model that were asked the same questions."""

from __future__ import annotations

from collections.abc import Sequence

from keju.audit.contrasts import ALL, Way, alone, everywhere, families, paired
from keju.audit.events import topics
from keju.core.audit import Counted, Row
from keju.core.audited import Contrast
from keju.core.errors import InputError

__all__ = ["changes", "changes_of", "question"]


def question(row: Row) -> tuple[str, ...]:
    """Return what makes two answers about one event answers to the same question."""
    asked = row.asked
    return asked.framing.value, asked.lang, str(asked.paraphrase)


def changes(
    before: Sequence[Row], after: Sequence[Row], counted: Counted = Counted.INCOMPLETE
) -> tuple[Contrast, ...]:
    """Return the later rate less the earlier one: of all topics, each jurisdiction, and its gap.

    Paired by question, counted by events, values in [-1, 1]; "beyond controls" is the change of a
    jurisdiction's gap. Holm's p within the family of rates and within that of gaps. Raises
    InputError where the two share no question.
    """
    names = f"{_name(after)} less {_name(before)}"
    return changes_of(before, after, Way("version", names, question), counted)


def changes_of(
    before: Sequence[Row], after: Sequence[Row], way: Way, counted: Counted
) -> tuple[Contrast, ...]:
    """Return the changes under the name of ``way``; raises InputError as ``changes`` does."""
    found = paired(topics(after), topics(before), way, counted)
    if not found:
        raise InputError(
            f"{way.name}: no question about an event was answered both times; ask both the same"
            " paper"
        )
    return families((alone(found, way, ALL), *everywhere(found, way)))


def _name(rows: Sequence[Row]) -> str:
    return " and ".join(sorted({row.candidate for row in rows})) or "nothing"
