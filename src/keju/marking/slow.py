"""Marking in a killable worker process, for markers that may take long or never return."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from keju.core.errors import InputError
from keju.core.protocols import Marker
from keju.core.records import Item, Mark, MarkerSpec, Message, Question, Reply, Verdict
from keju.marking.judging import judge, unmarkable, without_reading
from keju.marking.programs import run_unconfined
from keju.marking.table import marker as marker_of
from keju.sandbox.workers import WorkerError, Workers

__all__ = [
    "DEADLINE",
    "deadline_of",
    "extract_in_worker",
    "judge_in_worker",
    "mark_here",
    "read_here",
    "same_in_worker",
]

#: Seconds a slow marker may take for one answer, unless it says otherwise.
DEADLINE = 30.0


async def judge_in_worker(
    item: Item,
    reply: Reply,
    marker: Marker,
    workers: Workers,
    deadline: float | None = None,
    *,
    unconfined: bool = False,
) -> Mark:
    """Return what ``judge`` returns, with the marker run in one of ``workers``.

    ``deadline`` is in seconds; None asks the marker, if it has an opinion. A marker that does not
    end in time, or whose process dies, leaves the answer unmarkable with the reason in ``detail``;
    the worker is killed and replaced. ``unconfined`` lets programs run without a sandbox.
    """
    mark = without_reading(reply, marker)
    if mark is not None:
        return mark
    words = [_plain(item), reply.text, unconfined]
    if deadline is None:
        deadline = deadline_of(marker, item)
    try:
        found = await workers.run("keju.marking.slow:mark_here", words, deadline)
    except WorkerError as error:
        return unmarkable(marker, str(error))
    return Mark(**{**found, "verdict": Verdict(found["verdict"])})


async def extract_in_worker(spec: MarkerSpec, text: str, workers: Workers) -> str | None:
    """Return what the marker extracts from ``text``; raises WorkerError where it does not end."""
    words = [spec.name, dict(spec.parameters), "extract", [text]]
    found = await workers.run("keju.marking.slow:read_here", words, DEADLINE)
    return found if isinstance(found, str) else None


async def same_in_worker(spec: MarkerSpec, left: str, right: str, workers: Workers) -> bool | None:
    """Return whether the marker calls two answers the same; raises WorkerError likewise."""
    words = [spec.name, dict(spec.parameters), "same", [left, right]]
    found = await workers.run("keju.marking.slow:read_here", words, DEADLINE)
    return found if isinstance(found, bool) else None


def read_here(name: str, parameters: dict[str, Any], what: str, texts: list[str]) -> Any:
    """Call ``extract`` or ``same`` of a marker in this process: the worker's side of both."""
    made = marker_of(MarkerSpec(name, parameters))
    return made.extract(texts[0]) if what == "extract" else made.same(texts[0], texts[1])


def deadline_of(marker: Marker, item: Item) -> float:
    """Return how many seconds ``marker`` may take for an answer to ``item``.

    A marker with a function ``deadline(item)`` says it itself: programs may use all their time.
    """
    own = getattr(marker, "deadline", None)
    try:
        return DEADLINE if own is None else float(own(item))
    except InputError:  # an unusable reference: marking will say so
        return DEADLINE


def mark_here(item: dict[str, Any], text: str, unconfined: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 - a JSON value of the call
    """Mark ``text`` in this process: the worker's side of ``judge_in_worker``, on JSON values."""
    run_unconfined(unconfined)
    question = Question(tuple(Message(role, content) for role, content in item["messages"]))
    spec = MarkerSpec(item["marker"], item["parameters"])
    whole = Item(question, item["reference"], spec, item["cluster"])
    return asdict(judge(whole, Reply(text), marker_of(spec)))


def _plain(item: Item) -> dict[str, Any]:
    return {
        "messages": [[message.role, message.content] for message in item.question.messages],
        "reference": item.reference,
        "marker": item.marker.name,
        "parameters": dict(item.marker.parameters),
        "cluster": item.cluster,
    }
