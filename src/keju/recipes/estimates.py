"""Estimates of a sitting in the store, or of a table of marks."""

from __future__ import annotations

from pathlib import Path

from keju.comparing.estimating import Background, Wish, estimate
from keju.comparing.marks import Marks
from keju.core.errors import InputError
from keju.core.estimate import Estimate, Excluded
from keju.core.records import Verdict
from keju.core.summary import Summary
from keju.recipes.marks_tables import is_table, read_models
from keju.recipes.stored import stored
from keju.store import Store

__all__ = ["estimate_of"]

_DIGITS = 18  # of the number of a sitting: what a database holds


def estimate_of(
    what: str, wish: Wish, store: str | Path | None = None, model: str | None = None
) -> Estimate:
    """Return the estimate of a sitting (its number) or of a table of marks (its path).

    ``model`` chooses one of a table. Raises InputError for what is neither, and for what says too
    little.
    """
    if is_table(what):
        return estimate(_of_table(what, model), wish)
    if not (what.isdecimal() and len(what) <= _DIGITS):
        raise InputError(
            f"{what!r} is neither the number of a sitting (keju sittings) nor a table of"
            " marks (.csv)"
        )
    if model is not None:
        raise InputError("--model chooses from a table of marks; a sitting has one candidate")
    with stored(store) as opened:
        summary = opened.summary(int(what))
        marks, clusters = _scores(opened, int(what))
        stopped = any("comparison" in facts for facts in opened.run_facts(int(what)))
    sitting = summary.sitting
    reached = Marks(sitting.candidate, sitting.exam, marks, clusters)
    return estimate(
        reached, wish, _background(summary, len(marks), stopped=stopped or summary.missing > 0)
    )


def _of_table(path: str, model: str | None) -> Marks:
    found = read_models(path, None if model is None else [model])
    if len(found) > 1:
        raise InputError(
            f"{path} has the marks of {len(found)} models; choose one: --model '{found[0].name}'"
        )
    return found[0]


def _scores(
    store: Store, sitting: int
) -> tuple[dict[str, tuple[float | None, ...]], dict[str, str]]:
    """Return question → scores of the attempts that were dealt with, and its cluster."""
    found: dict[str, list[float | None]] = {}
    clusters: dict[str, str] = {}
    for score in store.scores(sitting):
        place = f"question {score.position + 1}"
        found.setdefault(place, []).append(score.score)
        if score.cluster is not None:
            clusters[place] = score.cluster
    return {place: tuple(scores) for place, scores in found.items()}, clusters


def _background(summary: Summary, reached: int, *, stopped: bool) -> Background:
    counts = summary.verdicts
    tokens = [n for n in (summary.prompt_tokens, summary.completion_tokens) if n is not None]
    return Background(
        excluded=Excluded(
            filtered=counts.get(Verdict.FILTERED, 0),
            failed=counts.get(Verdict.FAILED, 0),
            unmarkable=counts.get(Verdict.UNMARKABLE, 0),
            unmarked=summary.unmarked,
            not_asked=summary.missing,
        ),
        unasked=max(0, summary.sitting.questions - reached),
        attempts=summary.sitting.attempts,
        stopped=stopped,
        verdicts={verdict.value: n for verdict, n in counts.items()},
        tokens=sum(tokens) if tokens else None,
        cost=summary.cost,
    )
