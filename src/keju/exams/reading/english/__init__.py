"""English as a language of the exam ``reading``."""

from keju.exams.reading.english.deeds import clause
from keju.exams.reading.english.grammar import Grammar
from keju.exams.reading.language import Cast, Tongue

__all__ = ["english"]


def english(cast: Cast) -> Tongue:
    """Return English as it is spoken of ``cast``."""
    return Grammar(cast, clause)
