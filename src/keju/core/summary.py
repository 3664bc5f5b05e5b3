"""What sittings came to: counts, and what may be read off them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from keju.core.records import Verdict

__all__ = ["Sitting", "Summary"]


@dataclass(frozen=True, slots=True)
class Sitting:
    """One line of the list of sittings. Times are milliseconds since 1970, UTC.

    ``wanted`` counts keys (questions times attempts), ``marked`` those with a mark that counts,
    ``scored`` those whose mark has a score, ``score`` is the sum of these scores.
    """

    id: int
    exam: str
    revision: int
    candidate: str
    candidate_id: str
    epoch: int
    created: int
    last_run: int
    runs: int
    questions: int
    attempts: int
    wanted: int
    marked: int
    scored: int
    score: float

    @property
    def accuracy(self) -> float | None:
        """The mean score of what has a score; None where nothing has one."""
        return self.score / self.scored if self.scored else None


@dataclass(frozen=True, slots=True)
class Summary:
    """One sitting in figures.

    ``wanted`` = marked + ``unmarked`` (an answer without a mark) + failed + ``missing`` (never
    asked). ``verdicts`` counts marks by verdict, the newest version of a marker where a key has
    several, and failures. Tokens, ``cost`` (US dollars) and ``seconds`` are sums over answers,
    None where no answer states them.
    """

    sitting: Sitting
    verdicts: Mapping[Verdict, int]
    failures: Mapping[str, int]
    answered: int
    unmarked: int
    missing: int
    prompt_tokens: int | None
    completion_tokens: int | None
    reasoning_tokens: int | None
    cached_tokens: int | None
    cost: float | None
    seconds: float | None
    markers: Mapping[str, int]
    facts: Mapping[str, Any]

    @property
    def accuracy(self) -> float | None:
        """The mean score of what has a score; None where nothing has one."""
        return self.sitting.accuracy

    @property
    def unscored(self) -> int:
        """Keys that were dealt with and have no score: filtered, failed or unmarkable."""
        return sum(n for verdict, n in self.verdicts.items() if not verdict.scored)

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The accuracy if everything unscored were wrong, and if all of it were right."""
        total, score = self.sitting.scored + self.unscored, self.sitting.score
        return (score / total, (score + self.unscored) / total) if total else None
