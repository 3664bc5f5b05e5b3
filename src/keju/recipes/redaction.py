"""What may not be shown: the questions whose authors ask for it, redacted on every page.

The store and the functions of Python keep what was asked and answered in full. What a page or a
document gets of such an exam goes through here first: questions, options, thoughts, answers and
the words of failures, for each of them may repeat the question. Verdicts, the one letter that was
extracted, lengths, tokens and identifiers stay. An exam is known by its name: what somebody copied
into a questions file of their own is theirs to guard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from keju.core.protocols import Request
from keju.core.records import Item, Mark, MarkerSpec, Message, Question, Reply
from keju.exams import is_shown
from keju.store import Line

__all__ = ["shown_line", "shown_request", "shown_text"]


def shown_text(exam: str, text: str) -> str:
    """Return ``text``, or what stands in its place where ``exam`` (a spec) may not be shown."""
    if is_shown(exam):
        return text
    name = exam.partition(";")[0]
    return (
        f"[redacted: the authors of {name} ask that its questions not be shown;"
        f" {len(text):,} characters]"
    )


def shown_request(exam: str, request: Request) -> Request:
    """Return the request with messages that may be shown."""
    if is_shown(exam):
        return request
    return replace(request, messages=_messages(exam, request.messages))


def shown_line(exam: str, line: Line) -> Line:
    """Return the answer with its item and its mark as they may be shown.

    The item's identifiers are no longer those of the original: take them from that.
    """
    if is_shown(exam):
        return line
    return line._replace(
        item=_item(exam, line.item),
        reply=None if line.reply is None else _reply(exam, line.reply),
        mark=None if line.mark is None else _mark(exam, line.mark),
    )


def _messages(exam: str, messages: tuple[Message, ...]) -> tuple[Message, ...]:
    return tuple(replace(each, content=shown_text(exam, each.content)) for each in messages)


def _item(exam: str, item: Item) -> Item:
    return Item(
        Question(_messages(exam, item.question.messages)),
        _value(exam, item.reference),
        MarkerSpec(item.marker.name, _value(exam, item.marker.parameters)),
        item.cluster,
        None if item.solution is None else shown_text(exam, item.solution),
    )


def _reply(exam: str, reply: Reply) -> Reply:
    failure = reply.failure
    return replace(
        reply,
        text=shown_text(exam, reply.text),
        reasoning=None if reply.reasoning is None else shown_text(exam, reply.reasoning),
        failure=failure and replace(failure, message=shown_text(exam, failure.message)),
    )


def _mark(exam: str, mark: Mark) -> Mark:
    return replace(mark, extracted=_value(exam, mark.extracted), detail=_value(exam, mark.detail))


def _value(exam: str, value: Any) -> Any:
    """Return a JSON value in which every text of more than one letter is redacted."""
    if isinstance(value, str):
        return value if len(value) <= 1 else shown_text(exam, value)
    if isinstance(value, Mapping):
        return {key: _value(exam, each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_value(exam, each) for each in value]
    return value
