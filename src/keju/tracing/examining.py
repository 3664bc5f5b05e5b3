"""All measures of one trace."""

from __future__ import annotations

from dataclasses import dataclass

from keju.core.protocols import Marker
from keju.core.records import Finish, Item, Mark, Reply
from keju.core.traces import Repetition, Thought, Trace
from keju.tracing.answering import locate
from keju.tracing.looping import find_loop
from keju.tracing.notation import is_readable
from keju.tracing.packing import compressed_share
from keju.tracing.parts import Parts, split
from keju.tracing.periods import periodic_end
from keju.tracing.repeating import gram_coverage, line_coverage
from keju.tracing.scripts import mixing
from keju.tracing.turning import turns

__all__ = ["Told", "examine", "repetition"]


@dataclass(frozen=True, slots=True)
class Told:
    """One answer with its question and its mark. ``position`` and ``attempt`` count from 0."""

    position: int
    attempt: int
    item: Item
    reply: Reply
    mark: Mark | None


def examine(told: Told, marker: Marker | None) -> Trace | None:
    """Return the measures of an answer's thought; None where it has no thought.

    ``marker`` is the item's; None where it cannot read answers out of a thought.
    """
    thought = told.reply.reasoning
    if thought is None or not thought.strip():
        return None
    parts = split(thought)
    tokens, counted = _tokens(told.reply, thought)
    prompt = "\n".join(message.content for message in told.item.question.messages)
    score = None if told.mark is None else told.mark.score
    readable = marker if is_readable(prompt, thought) else None
    found = Thought() if readable is None else locate(parts, told.item, told.mark, readable)
    return Trace(
        position=told.position,
        attempt=told.attempt,
        cluster=told.item.cluster,
        right=None if score is None else score == 1,
        cut=told.reply.finish is Finish.LENGTH,
        characters=len(thought),
        tokens=tokens,
        counted=counted,
        readable=readable is not None,
        repetition=repetition(parts),
        mixing=mixing(prompt, thought),
        turns=turns(thought),
        thought=found,
    )


def repetition(parts: Parts) -> Repetition:
    """Return how much of a text repeats, and whether it loops."""
    end = periodic_end(parts.words)
    return Repetition(
        lines=line_coverage(parts),
        grams=gram_coverage(parts),
        suffix=0.0 if end is None else end.length / len(parts.words),
        suffix_period=None if end is None else end.period,
        compressed=compressed_share(parts.text),
        loop=find_loop(parts),
    )


def _tokens(reply: Reply, thought: str) -> tuple[float | None, bool]:
    """Return the tokens of the thought, and whether the provider counted them.

    Some providers count no tokens of a thought, or 0 although there is one.
    """
    if reply.usage.reasoning_tokens:
        return float(reply.usage.reasoning_tokens), True
    if reply.usage.completion_tokens is None:
        return None, False
    share = len(thought) / (len(thought) + len(reply.text))
    return reply.usage.completion_tokens * share, False
