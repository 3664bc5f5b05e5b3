"""Chinese as a language of the exam ``reading``."""

from keju.exams.reading.chinese.deeds import clause
from keju.exams.reading.chinese.grammar import Grammar
from keju.exams.reading.language import Cast, Tongue

__all__ = ["chinese"]


def chinese(cast: Cast) -> Tongue:
    """Return Chinese as it is spoken of ``cast``."""
    return Grammar(cast, clause)
