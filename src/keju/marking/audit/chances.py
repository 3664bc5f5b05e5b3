"""Who says how probable COMPLETE, EVASIVE and DENIAL are.

The classifier where it has learned the language, words of declining elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from keju.marking.audit.engagement import Chances, by_words

__all__ = ["chances"]


def chances(answers: Sequence[tuple[str, str, str]]) -> list[Chances]:
    """Return the chances of each (question, answer without its thought, language), in order."""
    return [by_words(text, lang) for _, text, lang in answers]
