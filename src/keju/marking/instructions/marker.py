"""The marker of instructions: a list of checks that an answer keeps to, each decided by a program.

The idea of instructions that a program can verify is that of IFEval (Zhou et al., 2023).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from keju.core.errors import InputError
from keju.core.records import Item, Mark, Verdict
from keju.marking.comparing import only_parameters, signature
from keju.marking.instructions.table import check_instructions, satisfied
from keju.marking.thoughts import without_thought

__all__ = ["InstructionsMarker", "instructions_marker"]


@dataclass(slots=True)
class InstructionsMarker:
    """Correct when every check holds; ``graded`` gives the share of those that hold instead."""

    graded: bool = False
    name: str = field(default="instructions", init=False)
    version: int = field(default=1, init=False)
    slow: bool = field(default=False, init=False)

    def extract(self, text: str) -> str | None:
        """Return all of ``text`` outside its thought; None when nothing is left."""
        visible = without_thought(text)
        return (visible or "").strip() or None

    def same(self, left: str, right: str) -> bool | None:
        """Whether two answers are the same words; instructions do not say when answers agree."""
        return left.split() == right.split()

    def mark(self, item: Item, text: str) -> Mark:
        """Judge ``text`` by the item's checks; ``detail`` says which of them hold."""
        visible = without_thought(text)
        if visible is None:
            detail: dict[str, Any] = {"reason": "the thought was not finished"}
            return Mark(Verdict.TRUNCATED, 0.0, signature(self), detail=detail)
        if not visible.strip():
            return Mark(Verdict.NO_ANSWER, 0.0, signature(self))
        checks = satisfied(item.reference, visible)
        detail = {"checks": checks, "share": sum(map(bool, checks)) / len(checks)}
        return self._verdict(item.reference, checks, detail)

    def check(self, reference: Any) -> None:
        """Raise InputError unless ``reference`` is a list of known checks."""
        check_instructions(reference)

    def _verdict(self, reference: Any, checks: list[bool | None], detail: dict[str, Any]) -> Mark:
        decided = False in checks and not self.graded
        if None in checks and not decided:
            name = reference[checks.index(None)]["check"]
            detail["reason"] = f"{name} cannot be decided for this answer"
            return Mark(Verdict.UNMARKABLE, None, signature(self), detail=detail)
        score = detail["share"] if self.graded else float(all(checks))
        verdict = Verdict.CORRECT if score else Verdict.INCORRECT
        return Mark(verdict, score, signature(self), detail=detail)


def instructions_marker(parameters: Mapping[str, Any]) -> InstructionsMarker:
    """Return the marker with ``graded``, true or false (the default)."""
    only_parameters("instructions", parameters, {"graded"})
    graded = parameters.get("graded", False)
    if not isinstance(graded, bool):
        raise InputError(f"marker instructions: graded must be true or false, not {graded!r}.")
    return InstructionsMarker(graded)
