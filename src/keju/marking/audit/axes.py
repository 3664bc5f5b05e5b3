"""From a reply to its axes: delivery first; the rest only of an answer that was delivered.

``describe`` takes one reply, ``described`` many, which is faster: the classifier judges them
together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from keju.core.audit import Axes, Delivery, Engagement
from keju.core.records import Finish, Reply
from keju.marking.audit.chances import chances
from keju.marking.audit.declining import declining
from keju.marking.audit.delivery import delivered
from keju.marking.audit.engagement import Chances, engagement
from keju.marking.audit.facts import checked
from keju.marking.audit.passages import sentences
from keju.marking.audit.reference import Reference
from keju.marking.audit.stance import Views, stance, viewed
from keju.marking.audit.trace import compared, thought_of
from keju.marking.thoughts import without_thought

__all__ = ["Asking", "describe", "described"]


@dataclass(frozen=True)
class Asking:
    """One reply to describe: what is known of its question, the question's text, what came back."""

    reference: Reference
    question: str
    reply: Reply

    @cached_property
    def visible(self) -> str:
        """The answer without any thought; empty where nothing is left."""
        return (without_thought(self.reply.text) or "").strip()


def describe(reference: Reference, question: str, reply: Reply) -> Axes:
    """Return the axes of one reply that came back; raises ValueError for one that failed."""
    return described([Asking(reference, question, reply)])[0]


def described(askings: Sequence[Asking]) -> list[Axes]:
    """Return the axes of each reply, in order; raises ValueError where infrastructure failed."""
    deliveries = [_delivery(each) for each in askings]
    read = [
        each
        for each, how in zip(askings, deliveries, strict=True)
        if how is Delivery.ANSWERED and each.visible
    ]
    judged = iter(chances([(each.question, each.visible, each.reference.lang) for each in read]))
    found = iter(viewed([(sentences(each.visible), each.reference) for each in read]))
    axes = []
    for each, how in zip(askings, deliveries, strict=True):
        if how is not Delivery.ANSWERED:
            axes.append(Axes(how))
        elif not each.visible:  # a refusal that the provider reports without words
            axes.append(Axes(how, Engagement.CANNED_REFUSAL, probability_complete=0.0))
        else:
            axes.append(_axes(each, next(judged), next(found)))
    return axes


def _delivery(asking: Asking) -> Delivery:
    reply, lang = asking.reply, asking.reference.lang
    if reply.failure is not None or reply.finish is Finish.FAILED:
        raise ValueError("a failure of infrastructure has no axes")
    how = delivered(reply, lang)
    if how is Delivery.MALFUNCTION and declining(asking.visible, lang).refuses:
        return delivered(reply, lang, declined=True)
    return how


def _axes(asking: Asking, odds: Chances, found: Views) -> Axes:
    reference, question, visible = asking.reference, asking.question, asking.visible
    if asking.reply.finish is Finish.REFUSAL:
        odds = Chances(0.0, 0.0, 1.0)
    thought = thought_of(asking.reply)
    trace, withheld = compared(reference.facts, question, thought, visible)
    return Axes(
        Delivery.ANSWERED,
        engagement(odds.label, question, visible, reference.lang),
        stance(found, reference.framing),
        checked(reference.facts, question, sentences(visible), reference.lang),
        trace,
        round(odds.complete, 4),
        found.lines,
        withheld,
        len(thought),
    )
