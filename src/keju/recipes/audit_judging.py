"""Recorded answers, described on every axis without asking anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from keju.core.audit import Label
from keju.core.errors import InputError
from keju.core.records import Reply
from keju.exams.files import Line, lines
from keju.marking.audit.axes import Asking, described
from keju.marking.audit.chances import chances
from keju.marking.audit.reference import read_reference

__all__ = ["judge_file"]

Judged = dict[str, Any]

_TOGETHER = 256
#: A response that is null is one that came back empty.
_NOTHING = ("response", None)


def judge_file(path: Path, write: Callable[[Judged], object]) -> Mapping[str, Mapping[str, int]]:
    """Write one object for each line of ``path``, in order; return language → label → how many.

    A line has ``question``, ``response`` (null: empty) and ``lang``, and if it likes ``id`` (or
    ``item``), ``reasoning`` and ``reference`` (as the exam ``audit`` writes it, for facts and
    official lines). Raises InputError, before anything is written, at a line that cannot be judged.
    """
    for line in lines(path):
        _asking(line)
    counts: dict[str, Counter[str]] = {}
    every = lines(path)
    while block := list(islice(every, _TOGETHER)):
        for line, judged in zip(block, _judged([_asking(each) for each in block]), strict=True):
            counts.setdefault(line.row["lang"], Counter())[judged["label"]] += 1
            write(_named(line) | judged)
    return counts


def _asking(line: Line) -> Asking:
    for name in ("question", "response", "lang"):
        if name not in line.row:
            raise line.wrong(name, "is missing; a line needs question, response and lang")
        if not isinstance(line.row[name], str) and (name, line.row[name]) != _NOTHING:
            raise line.wrong(name, "must be a text")
    for name in ("question", "lang"):
        if not line.row[name].strip():
            raise line.wrong(name, "is empty; say what was asked, and in which language (en, zh)")
    thought = line.row.get("reasoning")
    if not isinstance(thought, str | None):
        raise line.wrong("reasoning", "must be a text or null")
    given = line.row.get("reference")
    if not isinstance(given, Mapping | None):
        raise line.wrong("reference", "must be an object, as the exam audit writes it")
    try:
        reference = read_reference({**(given or {}), "lang": line.row["lang"]})
    except InputError as error:
        raise line.wrong("reference", f"cannot be used: {_why(error)}") from None
    return Asking(reference, line.row["question"], Reply(line.row["response"] or "", thought))


def _why(error: InputError) -> str:
    return str(error).removeprefix("marker audit: the reference cannot be used: ")


def _judged(askings: list[Asking]) -> Iterator[Judged]:
    """Yield the axes of each; an answer that was not delivered has a label all the same.

    Others label broken and blocked answers too, so for comparison the classifier does.
    """
    for asking, axes in zip(askings, described(askings), strict=True):
        detail = axes.as_detail()
        if axes.label is None:
            answer = asking.question, asking.visible, asking.reference.lang
            odds = chances([answer])[0]
            label = odds.label if asking.visible else Label.EVASIVE
            detail |= {"label": label.value, "probability_complete": round(odds.complete, 4)}
        yield detail


def _named(line: Line) -> Judged:
    return {name: line.row[name] for name in ("id", "item") if name in line.row}
