"""Gold cases: answers with the verdict that each must get, one file a marker.

A line holds ``gold``, ``response``, ``expected``, ``rule`` (what it is a case of), and if it likes
``parameters`` of the marker, ``category``, the ``question``, and ``detail``: what the mark's detail
must hold, at least. ``expected`` is a verdict, or ``wrong`` (any with the score 0), ``not correct``
(for input that nobody could mark), ``any`` (where only the detail matters), or ``unusable gold``
(the gold must be refused). A ``response`` that is long is written as pieces with how often each
stands there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from keju.core.errors import InputError
from keju.core.records import Item, MarkerSpec, Question, Reply, Verdict
from keju.marking.judging import judge
from keju.marking.table import check_reference, marker

__all__ = ["UNUSABLE", "Case", "gold_cases", "gold_markers"]

#: The outcome of a case whose gold its marker refuses.
UNUSABLE = "unusable gold"

_LONG = "_long"
_NOT_CORRECT = frozenset(verdict.value for verdict in Verdict) - {Verdict.CORRECT}
_ANY = "any"
_ASKED = frozenset(verdict.value for verdict in Verdict) - {Verdict.FAILED}
_WRONG = frozenset({Verdict.INCORRECT, Verdict.NO_ANSWER, Verdict.TRUNCATED})


@dataclass(frozen=True, slots=True)
class Case:
    """One answer and the verdict it must get; ``where`` is its file and line."""

    marker: str
    gold: Any
    response: str
    expected: str
    rule: str
    where: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    question: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def item(self) -> Item:
        """The item that the response answers."""
        asked = Question.ask(self.question) if self.question else Question(())
        return Item(asked, self.gold, MarkerSpec(self.marker, self.parameters))

    @property
    def positive(self) -> bool:
        """Whether the response is right."""
        return self.expected == Verdict.CORRECT

    @property
    def negative(self) -> bool:
        """Whether the response must not be marked correct."""
        return self.expected not in {Verdict.CORRECT, _ANY}

    def outcome(self) -> str:
        """Return the verdict that the marker gives, or that it cannot use the gold.

        Behind the verdict stands what of the mark's detail is otherwise.
        """
        try:
            check_reference(self.item)
            made = marker(self.item.marker)
            mark = judge(self.item, Reply(self.response), made)
        except InputError:
            return UNUSABLE
        except Exception as error:  # noqa: BLE001 - a broken marker is what is looked for
            return f"raises {type(error).__name__}"
        held = mark.detail or {}
        others = [name for name, value in self.detail.items() if held.get(name) != value]
        return ", ".join([mark.verdict.value, *(f"{name} {held.get(name)!r}" for name in others)])

    def met(self, outcome: str) -> bool:
        """Whether an outcome is what the case asks for."""
        if self.expected == "not correct":
            return outcome in _NOT_CORRECT
        if self.expected == "wrong":
            return outcome in _WRONG
        if self.expected == _ANY:
            return outcome in _ASKED
        return outcome == self.expected


def gold_markers() -> tuple[str, ...]:
    """Return the names of the markers that have gold cases, sorted."""
    names = (path.name for path in files(__name__).iterdir())
    return tuple(sorted({_marker(name) for name in names if name.endswith(".jsonl")}))


def gold_cases(marker: str) -> Iterator[Case]:
    """Yield the gold cases of a marker in the order of its files."""
    for name in (f"{marker}.jsonl", f"{marker}{_LONG}.jsonl"):
        path = files(__name__) / name
        if not path.is_file():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            if line.strip():
                yield _case(marker, json.loads(line), f"{name}:{number}")


def _marker(name: str) -> str:
    return name.removesuffix(".jsonl").removesuffix(_LONG)


def _case(marker: str, row: dict[str, Any], where: str) -> Case:
    response = row["response"]
    if not isinstance(response, str):
        response = "".join(piece * times for piece, times in response)
    return Case(
        marker,
        row["gold"],
        response,
        row["expected"],
        row["rule"],
        where,
        row.get("parameters", {}),
        row.get("question", ""),
        row.get("detail", {}),
    )
