"""What the store's tests sit exams with: a candidate, items, and a way to earn every key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

from keju.core.protocols import Candidate
from keju.core.records import (
    Failure,
    FailureKind,
    Finish,
    Item,
    Mark,
    MarkerSpec,
    Question,
    Reply,
    Usage,
    Verdict,
)
from keju.store import Earned, SittingRow, Store, Wanted

VERSIONS = {"number": 1}


def candidate(name: str = "scripted/one", method: str = "direct") -> Candidate:
    model: Any = SimpleNamespace(name=name, identity={"provider": "scripted", "name": name})
    spec: Any = SimpleNamespace(spec=method, needs=frozenset())
    return Candidate(model, spec)


def item(number: int, **changes: Any) -> Item:
    parts: dict[str, Any] = {"reference": str(2 * number), "marker": MarkerSpec("number")}
    return Item(Question.ask(f"What is twice {number}?"), **(parts | changes))


def items(count: int, start: int = 0) -> list[Item]:
    return [item(number) for number in range(start, start + count)]


def right(wanted: Wanted) -> Reply:
    return Reply(
        text=wanted.item.reference,
        reasoning=f"Twice {wanted.item.reference} halves. " * 20,
        usage=Usage(10, 20, 15, None),
        seconds=0.5,
        cost=0.001,
    )


def failing(kind: FailureKind = FailureKind.TIMEOUT) -> Reply:
    return Reply(finish=Finish.FAILED, failure=Failure(kind, "nobody \x00 home", 503, 3))


def earned(
    sitting: SittingRow, wanted: Wanted, reply: Reply | None = None, version: int = 1
) -> Earned:
    reply = reply or wanted.reply or right(wanted)
    verdict = Verdict.CORRECT if reply.text == wanted.item.reference else Verdict.INCORRECT
    mark = Mark(
        verdict,
        1.0 if verdict is Verdict.CORRECT else 0.0,
        f"number@{version}",
        reply.text[:100],
        {"seen": reply.text[:10]},
    )
    return Earned(
        candidate_row=sitting.candidate_row,
        question_row=wanted.question_row,
        item_row=wanted.item_row,
        epoch=sitting.epoch,
        attempt=wanted.attempt,
        reply=reply,
        mark=None if reply.failure else mark,
        stored=wanted.reply is not None,
    )


def write(store: Store, what: Iterable[Earned]) -> list[Earned]:
    """Write all; return what the writer reported as committed."""
    committed: list[Earned] = []
    writer = store.writer(committed.extend, lambda _error: None)
    for one in what:
        writer.put(one)
    writer.close()
    return committed


def opened(store: Store, **changes: Any) -> SittingRow:
    settings: dict[str, Any] = {"fresh": False, "questions": 10, "attempts": 1, "facts": {}}
    settings |= changes
    exam = settings.pop("exam", "doubling")
    who = settings.pop("candidate", None) or candidate()
    return store.open_sitting(exam, who, **settings)


def sat(
    store: Store,
    paper: list[Item] | None = None,
    *,
    reply: Callable[[Wanted], Reply | None] = lambda _wanted: None,
    **changes: Any,
) -> tuple[SittingRow, list[Wanted]]:
    """Sit a whole exam; ``reply`` may say what a key earns. Returns what was wanted."""
    paper = items(10) if paper is None else paper
    row = opened(store, **({"questions": len(paper)} | changes))
    row, wanted = store.register(row, 0, paper, row.attempts, VERSIONS)
    write(store, [earned(row, one, reply(one)) for one in wanted])
    return row, wanted
