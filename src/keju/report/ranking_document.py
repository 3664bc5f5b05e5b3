"""Rankings and gates as JSON values."""

from __future__ import annotations

from typing import Any

from keju.core.gate import Gate
from keju.core.ranking import Ranked, Ranking
from keju.report.comparisons import comparison_json

__all__ = ["gate_json", "ranking_json"]


def ranking_json(found: Ranking) -> dict[str, Any]:
    """Return the ranking as JSON values; ranks are [lowest, highest], 1 is the best."""
    names = [each.name for each in found.candidates]
    return {
        "exam": found.exam,
        "best": list(found.best),
        "candidates": [_candidate(each, found.best) for each in found.candidates],
        "surely_better": [
            [names[j], names[i]]
            for j, row in enumerate(found.better)
            for i, claimed in enumerate(row)
            if claimed
        ],
        "alpha": found.alpha,
        "estimand": found.estimand.value,
        "order": found.order,
        "attempts": found.attempts,
        "questions": found.questions,
        "units": found.units,
        "exams_together": found.exams,
        "answers": found.answers,
        "race": None
        if found.race is None
        else {
            "answers": found.race.answers,
            "all": found.race.all,
            "decided": found.race.decided,
        },
        "stopped": found.stopped,
        "notes": list(found.notes),
    }


def _candidate(each: Ranked, best: tuple[str, ...]) -> dict[str, Any]:
    return {
        "name": each.name,
        "accuracy": each.accuracy,
        "rank": [each.low, each.high],
        "may_be_best": each.name in best,
        "dropped_at": each.dropped_at,
        "questions": each.questions,
        "excluded": each.excluded,
        "answers": each.answers,
        "tokens": each.tokens,
        "cost": each.cost,
    }


def gate_json(found: Gate) -> dict[str, Any]:
    """Return the gate as JSON values: its comparison, with the gate's verdict and its margin."""
    values = comparison_json(found.comparison)
    del values["delta"]  # it is the margin
    return {
        **values,
        "verdict": found.verdict.value,
        "margin": found.margin,
        "evidence": {
            "pass": found.comparison.evidence[0],
            "fail": found.comparison.evidence[1],
        },
    }
