"""Sittings as JSON documents, for machines; nothing here loads a library for screens."""

from __future__ import annotations

from keju.core.records import Verdict
from keju.core.summary import Sitting, Summary
from keju.report.text import moment
from keju.stats.intervals import wilson

__all__ = ["DENOMINATOR", "accuracy_interval", "interval", "sitting_json", "summary_json"]

DENOMINATOR = (
    "accuracy = mean score of the answers that have one; filtered, failed, unmarkable left out"
)


def accuracy_interval(sitting: Sitting, level: float = 0.95) -> tuple[float, float] | None:
    """Return the interval of a sitting's accuracy; None when nothing is scored."""
    return interval(sitting.score, sitting.scored, sitting.attempts, level)


def interval(
    score: float, scored: int, attempts: int, level: float = 0.95
) -> tuple[float, float] | None:
    """Return the Wilson interval of the mean of ``scored`` scores; None when there are none.

    With several attempts the questions, not the answers, are the independent units: the interval
    then counts a question once, which is right when its attempts agree and careful otherwise.
    """
    if not scored:
        return None
    units = max(1, round(scored / attempts))
    return wilson(score / scored * units, units, level)


def sitting_json(sitting: Sitting) -> dict[str, object]:
    """Return one line of the list of sittings as a JSON object; times in ISO 8601, UTC."""
    return {
        "sitting": sitting.id,
        "exam": sitting.exam,
        "revision": sitting.revision,
        "candidate": sitting.candidate,
        "candidate_id": sitting.candidate_id,
        "epoch": sitting.epoch,
        "started": moment(sitting.created),
        "last_run": moment(sitting.last_run),
        "runs": sitting.runs,
        "questions": sitting.questions,
        "attempts": sitting.attempts,
        "wanted": sitting.wanted,
        "marked": sitting.marked,
        "scored": sitting.scored,
        "score": sitting.score,
        "accuracy": sitting.accuracy,
        "interval": accuracy_interval(sitting),
        "level": 0.95,
    }


def summary_json(summary: Summary) -> dict[str, object]:
    """Return a summary as one JSON object."""
    return {
        **sitting_json(summary.sitting),
        "denominator": DENOMINATOR,
        "bounds": summary.bounds,
        "answered": summary.answered,
        "unmarked": summary.unmarked,
        "missing": summary.missing,
        "verdicts": {v.value: summary.verdicts.get(v, 0) for v in Verdict},
        "failures": dict(summary.failures),
        "tokens": {
            "prompt": summary.prompt_tokens,
            "completion": summary.completion_tokens,
            "reasoning": summary.reasoning_tokens,
            "cached": summary.cached_tokens,
        },
        "cost": summary.cost,
        "seconds": summary.seconds,
        "markers": dict(summary.markers),
        "facts": dict(summary.facts),
    }
