"""One statement of an answer: its words, and the form it is stated in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

__all__ = ["Form", "Hedged", "Statement"]


class Form(Enum):
    """How an answer was stated."""

    BOX = auto()
    TAG = auto()
    HASH = auto()
    LABEL = auto()
    INITIAL = auto()
    PROSE = auto()
    BARE = auto()

    @property
    def explicit(self) -> bool:
        """Whether the form exists to give a final answer, so that what it holds is the answer."""
        return self in {Form.BOX, Form.TAG, Form.HASH}


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of an answer: its words, its form, and whether it takes the answer back.

    ``rest`` is what follows an explicit form in its sentence when it begins with "or";
    ``alternative`` says that such a word stands before it, so that what precedes competes.
    """

    text: str
    form: Form
    denied: bool = False
    rest: str = ""
    alternative: bool = False


class Hedged(Exception):  # noqa: N818 - it reports what a text says, not a fault
    """A statement names several answers and so commits to none."""
