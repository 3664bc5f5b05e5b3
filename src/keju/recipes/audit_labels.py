"""Which stored answers a person is shown to label: so many a model and language, thoughts left out.

The rows are those of the store, so what is shown is what was marked. Whether labels are of answers
that an audit will have is known before it asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product

from keju.audit.events import topics
from keju.audit.labelling import Shown
from keju.audit.labels import Gold, labels_for, mark_of
from keju.audit.rates import check_enough, to_label
from keju.core.audit import Row
from keju.core.errors import StoreError
from keju.core.protocols import Exam
from keju.core.records import Answer, Reply
from keju.models.thoughts import split_thought
from keju.recipes.audit_answers import KeptAnswer, audit_sittings, kept_answers
from keju.recipes.audits import asked_of
from keju.recipes.candidates import Entrant
from keju.recipes.sitting import Settings
from keju.recipes.stored import stored

__all__ = ["answers_to_label", "check_labels"]


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


def check_labels(
    gold: Sequence[Gold],
    candidates: Sequence[Entrant],
    exam: Exam,
    settings: Settings,
    where: str | None = None,
) -> None:
    """Raise InputError for labels that an audit, yet to be held, will have no use for.

    They match no answer, or are too few of a candidate that has some. An answer has its key before
    it is asked, unless all is asked afresh: no label can name it then.
    """
    epochs = {} if settings.fresh else _epochs(exam, where)
    items = list(islice(exam.items(), settings.questions))
    expected: dict[str, list[Row]] = {}
    for each in (entrant.candidate for entrant in candidates):
        for item, attempt in product(items, range(settings.attempts)):
            answer = Answer(item.question.id, each.id, epochs.get(each.id, 0), attempt, Reply())
            key = "" if settings.fresh else answer.key
            row = Row(each.name, "", asked_of(item), None, item.id, key, attempt)
            expected.setdefault(each.name, []).append(row)
    labels = labels_for(gold, [row for rows in expected.values() for row in rows])
    for rows in map(topics, expected.values()):
        if any(row.answer_key in labels or row.item_id in labels for row in rows):
            check_enough(rows, labels)


def _epochs(exam: Exam, where: str | None) -> dict[str, int]:
    """Return the newest epoch in which each candidate sat this exam, by the candidate's id."""
    try:
        with stored(where) as store:
            sat = [each for each in store.sittings() if each.exam == exam.spec]
    except StoreError:  # there is no store yet
        return {}
    epochs: dict[str, int] = {}
    for each in sat:
        epochs[each.candidate_id] = max(each.epoch, epochs.get(each.candidate_id, 0))
    return epochs


def _chosen(name: str, kept: Sequence[KeptAnswer], labels: int, seed: int) -> Iterator[Shown]:
    by_key = {each.key: each for each in kept}
    for row in to_label(topics(_row(name, each) for each in kept), labels, seed):
        each = by_key[row.answer_key]
        said, _, _ = split_thought(each.reply.text)
        lang = row.asked.lang
        yield Shown(each.item.question.text, said, lang, each.key, each.item.id, mark_of(name))


def _row(name: str, each: KeptAnswer) -> Row:
    return Row(name, "", asked_of(each.item), each.axes, each.item.id, each.key, each.attempt)
