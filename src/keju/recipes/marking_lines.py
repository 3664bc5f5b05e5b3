"""One block of a file of answers, checked or marked: the worker's side of ``marking_files``.

Arguments and results are JSON values, for they cross a process boundary.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

from keju.core.errors import InputError, nearest
from keju.core.protocols import Marker
from keju.core.records import (
    Failure,
    FailureKind,
    Finish,
    Item,
    Mark,
    MarkerSpec,
    Question,
    Reply,
    Verdict,
)
from keju.marking import check_reference, judge, marker
from keju.marking.programs import run_unconfined
from keju.marking.slow import DEADLINE, deadline_of

__all__ = ["Job", "check_block", "given_up", "mark_block", "seconds_for", "unread"]

#: A file does not hold the questions, and no marker reads them.
_QUESTION = Question(())
_MISSING = Reply(
    finish=Finish.FAILED,
    failure=Failure(FailureKind.MISSING, "the file records no answer"),
)
#: Golds that were found good lately; files repeat them.
_GOLDS = 10_000


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done with each line of ``path``; ``parameters`` of the marker are JSON."""

    marker: str
    parameters: str
    gold: str
    answer: str
    path: str
    unsafe_sandbox: bool = False


class _Line(NamedTuple):
    row: dict[str, Any]
    gold: Any
    reply: Reply


class _Unusable(Exception):  # noqa: N818 - reported as data, with the line's number
    """A line that cannot be marked; the message says why and how to mend it."""


def check_block(job: dict[str, Any], text: str, first: int) -> dict[str, Any]:
    """Return how many ``lines`` of a block hold something and the ``error`` of the first bad one.

    ``first`` is the number of the block's first line in its file.
    """
    return _through(Job(**job), text, first, lambda _line: None)


def mark_block(job: dict[str, Any], text: str, first: int) -> dict[str, Any]:
    """Mark the lines of a block.

    Returns ``lines``, ``verdicts``, ``score``, ``error`` as ``check_block`` does, and ``output``:
    one line of JSON for each line before the error.
    """
    plan = Job(**job)
    spec, made = _prepared(plan.marker, plan.parameters)
    run_unconfined(plan.unsafe_sandbox)
    verdicts: Counter[str] = Counter()
    output: list[str] = []
    score = 0.0

    def write(line: _Line) -> None:
        nonlocal score
        mark = judge(Item(_QUESTION, line.gold, spec), line.reply, made)
        verdicts[mark.verdict.value] += 1
        score += mark.score or 0.0
        output.append(_written(line.row, mark))

    result = _through(plan, text, first, write)
    return {**result, "verdicts": verdicts, "score": score, "output": "".join(output)}


def seconds_for(job: Job, text: str) -> float:
    """Return how long marking the line ``text`` may take."""
    spec, made = _prepared(job.marker, job.parameters)
    try:
        row = _row(text.encode("utf-8", "surrogateescape"))
    except _Unusable:
        return DEADLINE
    return deadline_of(made, Item(_QUESTION, row.get(job.gold), spec))


def given_up(job: Job, text: str, reason: str) -> dict[str, Any]:
    """Return the result of a block of one line on which a marker died or did not end."""
    mark = Mark(Verdict.UNMARKABLE, None, job.marker, detail={"reason": reason})
    try:
        row = _row(text.encode("utf-8", "surrogateescape"))
    except _Unusable:
        row = {}
    verdicts = {mark.verdict.value: 1}
    return {
        "lines": 1,
        "error": None,
        "verdicts": verdicts,
        "score": 0.0,
        "output": _written(row, mark),
    }


def unread(data: bytes) -> str:
    """Return bytes as the text that crosses to a worker; any bytes survive."""
    return data.decode("utf-8", "surrogateescape")


@lru_cache(8)
def _prepared(name: str, parameters: str) -> tuple[MarkerSpec, Marker]:
    """Return the marker and what names it, made once in each process."""
    spec = MarkerSpec(name, json.loads(parameters))
    return spec, marker(spec)


def _through(job: Job, text: str, first: int, visit: Callable[[_Line], None]) -> dict[str, Any]:
    lines, error = 0, None
    for number, data in _numbered(text, first):
        try:
            line = _read(job, data)
        except _Unusable as reason:
            error = f"{job.path}, line {number}: {reason}"
            break
        visit(line)
        lines += 1
    return {"lines": lines, "error": error}


def _numbered(text: str, first: int) -> Iterator[tuple[int, bytes]]:
    data = text.encode("utf-8", "surrogateescape")
    for number, line in enumerate(data.split(b"\n"), start=first):
        if line and not line.isspace():
            yield number, line


def _read(job: Job, data: bytes) -> _Line:
    row = _row(data)
    if job.gold not in row:
        raise _Unusable(_missing(job.gold, "--gold", row))
    gold = row[job.gold]
    if isinstance(gold, float):
        # What JSON writes as a whole number is exact here, however long it is.
        gold = json.loads(data)[job.gold]
    _check(job, gold)
    if job.answer not in row:
        raise _Unusable(_missing(job.answer, "--answer", row))
    answer = row[job.answer]
    if answer is None:
        return _Line(row, gold, _MISSING)
    if not isinstance(answer, str):
        raise _Unusable(f"field {job.answer!r} must be the answer's text; put it in quotes")
    return _Line(row, gold, Reply(answer))


def _row(data: bytes) -> dict[str, Any]:
    try:
        row = orjson.loads(data)
    except ValueError:
        row = _exactly(data)
    if not isinstance(row, dict):
        raise _Unusable("must be a JSON object with a gold and an answer")
    return row


def _exactly(data: bytes) -> Any:
    """Read what the fast reader refuses and JSON allows: halves of surrogate pairs."""
    try:
        return json.loads(data, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _Unusable(f"not JSON ({error}); mend or remove the line") from None


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is not a JSON value")


def _missing(name: str, option: str, row: dict[str, Any]) -> str:
    hint = nearest(name, row) if row else ""
    return f"field {name!r} is missing; name yours with {option} FIELD.{hint}"


def _check(job: Job, gold: Any) -> None:
    try:
        if isinstance(gold, str):
            _check_text(job.marker, job.parameters, gold)
        else:
            _check_gold(job.marker, job.parameters, gold)
    except InputError as error:
        raise _Unusable(f"field {job.gold!r}: {error}") from None


@lru_cache(_GOLDS)
def _check_text(name: str, parameters: str, gold: str) -> None:
    _check_gold(name, parameters, gold)


def _check_gold(name: str, parameters: str, gold: Any) -> None:
    if gold is None:
        raise InputError("is null; write the right answer")
    spec, _ = _prepared(name, parameters)
    check_reference(Item(_QUESTION, gold, spec))


def _written(row: dict[str, Any], mark: Mark) -> str:
    detail = dict(mark.detail) if mark.detail else {}
    line = {
        **({"id": row["id"]} if "id" in row else {}),
        "verdict": mark.verdict.value,
        "score": mark.score,
        "extracted": mark.extracted,
        "method": detail.pop("method", None),
        "reason": detail.pop("reason", None),
    }
    if detail:
        line["detail"] = detail
    try:
        return orjson.dumps(line).decode() + "\n"
    except TypeError:  # a half of a surrogate pair, or a number beyond 64 bits
        return json.dumps(line) + "\n"
