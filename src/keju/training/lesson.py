"""One lesson of the reference model: a question, the thought that solves it, the answer."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Lesson"]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question, the thought that leads to the answer, and the answer as it is to be written."""

    course: str
    question: str
    thought: str
    answer: str
