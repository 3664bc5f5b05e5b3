"""French as a language of the exam ``reading``."""

from keju.exams.reading.french.deeds import clause
from keju.exams.reading.french.grammar import Grammar
from keju.exams.reading.language import Cast, Tongue

__all__ = ["french"]


def french(cast: Cast) -> Tongue:
    """Return French as it is spoken of ``cast``."""
    return Grammar(cast, clause)
