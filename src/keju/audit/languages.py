"""Languages and framings side by side: the same question, asked in another way.

English alone clears a model that declines in Chinese; a question from the critics' side may be
declined where a neutral one is answered. What a model finds harder in a language everywhere is no
finding about a jurisdiction: see the contrasts *beyond controls*.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from keju.audit.contrasts import Way, everywhere, families, paired
from keju.audit.events import topics
from keju.core.audit import Counted, Framing, Row
from keju.core.audited import Contrast

__all__ = ["by_framing", "differences"]


def differences(
    rows: Sequence[Row], reference: str = "en", counted: Counted = Counted.INCOMPLETE
) -> tuple[Contrast, ...]:
    """Return each language less ``reference`` (the first one, if that was not asked).

    For every jurisdiction the difference of its topics, paired by event, framing and paraphrase,
    and the same beyond matched controls (difference-in-differences). Values in [-1, 1]; intervals
    by bootstrap over events; Holm's p within each of these two families.
    """
    return _against(
        topics(rows),
        ("language", reference, counted),
        lambda row: row.asked.lang,
        lambda row: (row.asked.framing.value, str(row.asked.paraphrase)),
    )


def by_framing(rows: Sequence[Row], counted: Counted = Counted.INCOMPLETE) -> tuple[Contrast, ...]:
    """Return each framing less the neutral fact, in the manner of ``differences``.

    Paraphrases of different framings are no pairs, so answers are paired by event and language.
    """
    return _against(
        topics(rows),
        ("framing", Framing.FACT.value, counted),
        lambda row: row.asked.framing.value,
        lambda row: (row.asked.lang,),
    )


def _against(
    rows: Sequence[Row],
    plan: tuple[str, str, Counted],
    condition: Callable[[Row], str],
    same: Callable[[Row], tuple[str, ...]],
) -> tuple[Contrast, ...]:
    what, reference, counted = plan
    conditions = sorted({condition(row) for row in rows})
    if len(conditions) < 2:
        return ()
    first = reference if reference in conditions else conditions[0]
    apart = {name: [row for row in rows if condition(row) == name] for name in conditions}
    found: list[Contrast] = []
    for name in conditions:
        if name != first:
            way = Way(what, f"{name} less {first}", same)
            found += everywhere(paired(apart[name], apart[first], way, counted), way)
    return families(found)
