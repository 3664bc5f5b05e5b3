"""From what came back to a mark: what happened is judged before any marker sees a text."""

from __future__ import annotations

from collections.abc import Callable

from keju.core.protocols import Marker
from keju.core.records import Finish, Item, Mark, Reply, Verdict
from keju.marking.comparing import signature
from keju.marking.thoughts import without_thought

__all__ = ["judge", "unmarkable", "without_reading"]

_WORDS = 200
_ENDED = {
    Finish.FILTER: (Verdict.FILTERED, None),
    Finish.REFUSAL: (Verdict.REFUSED, 0.0),
    Finish.LENGTH: (Verdict.TRUNCATED, 0.0),
}


def judge(item: Item, reply: Reply, marker: Marker) -> Mark:
    """Return the mark of ``reply`` to ``item``. Never raises for what a marker does.

    A failure, a provider's filter, a refusal that the provider reports, an answer that was cut and
    an empty one each have their own verdict, and the marker is not asked. A refusal in plain words
    is a text like any other. A marker that offers ``mark_reply`` is asked about all of these but
    failures. A marker that raises makes the answer unmarkable, never incorrect.
    """
    whole: Callable[[Item, Reply], Mark] | None = getattr(marker, "mark_reply", None)
    mark = without_reading(reply, marker) if whole is None else _failed(reply, marker)
    if mark is not None:
        return mark
    try:
        return marker.mark(item, reply.text) if whole is None else whole(item, reply)
    except Exception as error:  # noqa: BLE001 - whatever a marker raises is the marker's, not the model's
        return unmarkable(marker, f"{type(error).__name__}: {error}")


def without_reading(reply: Reply, marker: Marker) -> Mark | None:
    """Return the mark of a reply that leaves nothing for a marker to read; None otherwise."""
    name = signature(marker)
    if (failed := _failed(reply, marker)) is not None:
        return failed
    if reply.finish in _ENDED:
        verdict, score = _ENDED[reply.finish]
        return Mark(verdict, score, name)
    visible = without_thought(reply.text)
    if visible is None:
        detail = {"reason": "the thought was not finished"}
        return Mark(Verdict.TRUNCATED, 0.0, name, detail=detail)
    if not visible.strip():
        return Mark(Verdict.NO_ANSWER, 0.0, name, detail={"reason": "the answer is empty"})
    return None


def _failed(reply: Reply, marker: Marker) -> Mark | None:
    if reply.failure is None and reply.finish is not Finish.FAILED:
        return None
    kind = reply.failure.kind.value if reply.failure else None
    return Mark(Verdict.FAILED, None, signature(marker), detail={"kind": kind})


def unmarkable(marker: Marker, reason: str) -> Mark:
    """Return the mark of an answer that ``marker`` gave up on, with the reason in one line."""
    words = " ".join(reason.split())[:_WORDS]
    return Mark(Verdict.UNMARKABLE, None, signature(marker), detail={"reason": words})
