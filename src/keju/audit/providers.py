"""The same model through different providers: an API beside its open weights, say.

What differs is not the model's doing: a provider may block, cut, or add a prompt of its own. So
``unanswered`` is counted: what a reader does not get, for whatever reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from keju.audit.contrasts import Way
from keju.audit.versions import changes_of, question
from keju.core.audit import Counted, Row
from keju.core.audited import Contrast
from keju.core.errors import InputError

__all__ = ["differences"]


def differences(rows: Sequence[Row], counted: Counted = Counted.UNANSWERED) -> tuple[Contrast, ...]:
    """Return the differences of every two providers in ``rows``, which are of one model.

    As ``changes`` of ``keju.audit.versions``: paired by question, over events. One provider has no
    difference. Raises InputError where two share no question.
    """
    names = sorted({row.provider for row in rows})
    if not all(names):
        raise InputError("every answer needs the name of its provider to compare providers")
    found: list[Contrast] = []
    for first, second in combinations(names, 2):
        before, after = ([row for row in rows if row.provider == name] for name in (first, second))
        way = Way("provider", f"{second} less {first}", question)
        found += changes_of(before, after, way, counted)
    return tuple(found)
