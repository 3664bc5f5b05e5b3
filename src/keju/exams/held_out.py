"""Which questions Keju's own models never learn from, decided by the question alone.

A question is held out when the first eight hexadecimal digits of its ``Question.id``, read as a
number, are divisible by 16; training draws only from the other fifteen sixteenths. The rule needs
nothing but the question, so that anybody can prove an examination question unseen.
"""

from __future__ import annotations

from keju.exams.dials import Dial

__all__ = ["HELD_OUT", "is_held_out"]

_MODULUS = 16

#: Every generated exam has it.
HELD_OUT = Dial("held_out", 0, "1: only questions that Keju's own models never learn from", 0, 1)


def is_held_out(question_id: str) -> bool:
    """Whether the question with this id (64 hexadecimal digits) is never trained on."""
    return int(question_id[:8], 16) % _MODULUS == 0
