"""Generated sets of instructions that a text can keep to, each with a text that does."""

from keju.exams.instructions.exam import INSTRUCTIONS

__all__ = ["INSTRUCTIONS"]
