"""The exam ``reading``: a small world, three languages that tell of it, and what is asked."""

from keju.exams.reading.generator import READING

__all__ = ["READING"]
