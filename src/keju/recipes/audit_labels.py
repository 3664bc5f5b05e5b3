"""Which stored answers a person is shown to label: so many a model and language, thoughts left out.

The rows are those of the store, so what is shown is what was marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from keju.audit.events import topics
from keju.audit.labelling import Shown
from keju.audit.labels import mark_of
from keju.audit.rates import to_label
from keju.core.audit import Row
from keju.models.thoughts import split_thought
from keju.recipes.audit_answers import KeptAnswer, audit_sittings, kept_answers
from keju.recipes.audits import asked_of
from keju.recipes.stored import stored

__all__ = ["answers_to_label"]


def answers_to_label(
    candidates: Sequence[str],
    exam: str | None = None,
    labels: int = 60,
    seed: int = 0,
    where: str | None = None,
) -> list[Shown]:
    """Return up to ``labels`` delivered answers on topics of each candidate and language.

    The newest sitting of an audit counts (of ``exam``, if given). Raises InputError for a candidate
    without one.
    """
    with stored(where) as store:
        return [
            shown
            for name in dict.fromkeys(candidates)
            for shown in _chosen(
                name, list(kept_answers(store, audit_sittings(store, name, exam)[-1])), labels, seed
            )
        ]


def _chosen(name: str, kept: Sequence[KeptAnswer], labels: int, seed: int) -> Iterator[Shown]:
    by_key = {each.key: each for each in kept}
    for row in to_label(topics(_row(name, each) for each in kept), labels, seed):
        each = by_key[row.answer_key]
        said, _, _ = split_thought(each.reply.text)
        lang = row.asked.lang
        yield Shown(each.item.question.text, said, lang, each.key, each.item.id, mark_of(name))


def _row(name: str, each: KeptAnswer) -> Row:
    return Row(name, "", asked_of(each.item), each.axes, each.item.id, each.key, each.attempt)
