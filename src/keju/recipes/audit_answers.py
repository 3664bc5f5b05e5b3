"""The answers of audits that a store holds, by candidate: for dossiers, labels and profiles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard

from keju.core.audit import Axes, Delivery
from keju.core.audited import Outcome, outcome_of
from keju.core.errors import InputError, nearest
from keju.core.records import Answer, FailureKind, Item, Mark, Reply, Verdict
from keju.core.summary import Sitting
from keju.exams import is_shown
from keju.store import Store

__all__ = ["KeptAnswer", "audit_sittings", "axes_of", "is_asked", "kept_answers"]

_AUDITS = frozenset({"audit", "audit-bank"})
_DELIVERIES = {
    Verdict.FILTERED: Delivery.BLOCKED,
    Verdict.NO_ANSWER: Delivery.EMPTY,
    Verdict.TRUNCATED: Delivery.TRUNCATED,
}


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """One answer of an audit as the store has it; ``mark`` is None where it failed."""

    item: Item
    reply: Reply
    mark: Mark | None
    attempt: int
    key: str

    @property
    def axes(self) -> Axes | None:
        """The axes; None where infrastructure or the marker failed, or nothing is marked yet."""
        return axes_of(self.mark)

    @property
    def outcome(self) -> Outcome:
        """What became of the question."""
        return outcome_of(self.axes)


def axes_of(mark: Mark | None) -> Axes | None:
    """Return the axes that a mark holds, or the delivery alone that its verdict tells.

    None where there is no mark, or the marker broke: that is not the model's doing.
    """
    if mark is None:
        return None
    if mark.detail is not None and "delivery" in mark.detail:
        return Axes.from_detail(mark.detail)
    delivery = _DELIVERIES.get(mark.verdict)
    return None if delivery is None else Axes(delivery)


def is_asked(reply: Reply | None) -> TypeGuard[Reply]:
    """Whether somebody was asked: there is a reply, or a failure of what was to bring it."""
    return reply is not None and (
        reply.failure is None or reply.failure.kind is not FailureKind.MISSING
    )


def audit_sittings(store: Store, candidate: str, exam: str | None = None) -> list[Sitting]:
    """Return a candidate's sittings of audits, the oldest first, or those of one ``exam`` (a spec).

    Raises InputError, with the nearest names, where there are none, and for questions that
    may not be shown.
    """
    audits = [each for each in store.sittings() if each.exam.partition(";")[0] in _AUDITS]
    own = [each for each in audits if each.candidate == candidate]
    if not own:
        known = nearest(candidate, {each.candidate for each in audits})
        raise InputError(
            f"{store.where} holds no audit of {candidate!r}.{known} Hold one: keju audit CANDIDATE"
        )
    chosen = [each for each in own if exam in (None, each.exam)]
    if not chosen:
        known = nearest(exam or "", {each.exam for each in own})
        raise InputError(f"{candidate} was not audited with {exam!r}.{known}")
    for each in chosen:
        if not is_shown(each.exam):
            raise InputError(f"The questions of {each.exam.partition(';')[0]} may not be shown")
    return chosen


def kept_answers(store: Store, sitting: Sitting) -> Iterator[KeptAnswer]:
    """Yield what was answered or failed in a sitting, in the order of the paper.

    What nobody recorded an answer to, such as a row of a sheet that was left blank, was not asked.
    """
    for line in store.answers(sitting.id):
        if not is_asked(line.reply):
            continue
        question = line.item.question.id
        answer = Answer(question, sitting.candidate_id, sitting.epoch, line.attempt, line.reply)
        mark = None if line.reply.failure is not None else line.mark
        yield KeptAnswer(line.item, line.reply, mark, line.attempt, answer.key)
