"""The marker of reasoning-gym's tasks: graded, and never executing what a model wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from keju.core.errors import InputError
from keju.core.records import Item, Mark, Verdict
from keju.exams.gym_scoring import check_reference, check_task, score

__all__ = ["GymMarker", "gym_marker"]

_TAGGED = re.compile(r"<answer>(.*?)</answer>", re.IGNORECASE | re.DOTALL)
_FORM = re.compile(
    r"(?:^|(?<=\s))(?P<open>[*_]*)(?:(?:the[ \t]+)?final[ \t]+)?"
    r"answer[*_]*[ \t]*[::](?P<shut>[*_]*)",
    re.IGNORECASE | re.MULTILINE,
)
_FENCE = re.compile(r"\A\s*```[^\n`]*\n(.*?)\n?[ \t]*```\s*\Z", re.DOTALL)
_NONSENSE = "?"


@dataclass(frozen=True, slots=True)
class GymMarker:
    """Scores an answer by its task's rules.

    Many of reasoning-gym's scorers give a little (0.01, 0.05) to any text at all. What nonsense
    earns too is no part of a right answer, so it counts as incorrect; everything above is kept,
    and a partial score is ``correct`` with that score. ``detail`` holds the score as it was given.
    """

    task: str
    config: Mapping[str, Any] = field(default_factory=dict)
    name: str = field(default="gym", init=False)
    version: int = field(default=1, init=False)
    slow: bool = field(default=True, init=False)

    def extract(self, text: str) -> str | None:
        """Return what follows the last ``Answer:`` or stands in <answer>; else the whole text."""
        found = _committed(text)
        return found or None

    def same(self, left: str, right: str) -> bool | None:
        """Whether two answers are the same words, whatever the space between them."""
        return left.split() == right.split()

    def check(self, reference: Any) -> None:
        """Raise InputError unless ``reference`` holds what the task's scorer reads."""
        check_reference(self.task, reference)

    def mark(self, item: Item, text: str) -> Mark:
        """Judge ``text`` against the item's reference."""
        signature = f"{self.name}@{self.version}"
        text, finished = _after_thought(text)
        if not finished:
            return Mark(Verdict.TRUNCATED, 0.0, signature)
        found = self.extract(text)
        if found is None:
            return Mark(Verdict.NO_ANSWER, 0.0, signature)
        try:
            given = score(self.task, item.reference, found, self.config)
            earned = self._beyond_nonsense(item, given)
        except Exception as error:  # noqa: BLE001 - a reference that fits no scorer; not the answer's
            detail = {"reason": str(error) or type(error).__name__}
            return Mark(Verdict.UNMARKABLE, None, signature, found, detail)
        verdict = Verdict.CORRECT if earned else Verdict.INCORRECT
        return Mark(verdict, earned, signature, found, {"score": given})

    def _beyond_nonsense(self, item: Item, given: float) -> float:
        if given in {0.0, 1.0} or given > score(self.task, item.reference, _NONSENSE, self.config):
            return given
        return 0.0


def gym_marker(parameters: Mapping[str, Any]) -> GymMarker:
    """Return the marker with ``task`` and, if its items need it, ``config``."""
    task, config = parameters.get("task"), parameters.get("config", {})
    if not isinstance(task, str) or not isinstance(config, Mapping):
        raise InputError('marker gym: needs task, as in {"task": "chain_sum"}; config is an object')
    for parameter in parameters.keys() - {"task", "config"}:
        raise InputError(f"marker gym: unknown parameter {parameter!r}; it has task and config")
    check_task(task)
    return GymMarker(task, config)


def _after_thought(text: str) -> tuple[str, bool]:
    """Return the text after its thought, and whether the thought was finished."""
    _, closed, rest = text.rpartition("</think>")
    rest = rest if closed else text
    return rest, "<think>" not in rest


def _committed(text: str) -> str:
    if tagged := _TAGGED.findall(text):
        return _bare(tagged[-1])
    forms = list(_FORM.finditer(text))
    if not forms:
        return _bare(text)
    form = forms[-1]
    answer = text[form.end() :].strip()
    return _bare(answer if form["shut"] else answer.removesuffix(form["open"]))


def _bare(answer: str) -> str:
    fenced = _FENCE.match(answer)
    return fenced[1] if fenced else answer.strip()
