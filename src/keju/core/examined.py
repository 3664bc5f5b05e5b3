"""What a command examined: the sittings of one exam, and the verdict where there are two."""

from __future__ import annotations

from dataclasses import dataclass

from keju.core.comparison import Comparison
from keju.core.summary import Summary

__all__ = ["Examined", "tokens_each"]


@dataclass(frozen=True, slots=True)
class Examined:
    """The sittings of one exam, in the order of the candidates.

    Of two sittings ``comparison`` holds the verdict, or ``silence`` says in a sentence why there is
    none. With one or more than two both are None. ``verdicts`` counts the verdicts of the same
    command, which share its risk of being wrong.
    """

    summaries: tuple[Summary, ...]
    comparison: Comparison | None = None
    silence: str | None = None
    verdicts: int = 1

    @property
    def exam(self) -> str:
        """The exam with all its dials, its seed among them."""
        return self.summaries[0].sitting.exam

    @property
    def token_ratio(self) -> float | None:
        """Tokens written an answer by the first, as a multiple of the second's; None if unknown."""
        if len(self.summaries) != 2:
            return None
        first, second = (tokens_each(summary) for summary in self.summaries)
        return first / second if first is not None and second else None


def tokens_each(summary: Summary) -> float | None:
    """Return the mean number of tokens written in an answer; None where nobody counted them."""
    if summary.completion_tokens is None or not summary.answered:
        return None
    return summary.completion_tokens / summary.answered
