"""Comparisons as JSON values."""

from __future__ import annotations

from typing import Any

from keju.core.comparison import Comparison, Look, Side

__all__ = ["comparison_json"]


def comparison_json(found: Comparison) -> dict[str, Any]:
    """Return the comparison as JSON values; gaps are shares between -1 and 1."""
    design = found.design
    return {
        "verdict": found.ruling.value,
        "answers_used": found.answers_used,
        "gap": found.gap,
        "interval": None if found.interval is None else list(found.interval),
        "test": design.test.value,
        "alpha": design.alpha,
        "estimand": design.estimand.value,
        "excluded": found.excluded,
        "worst_case": None if found.worst is None else list(found.worst),
        "delta": design.gap,
        "order": design.order,
        "a": _side(found.a),
        "b": _side(found.b),
        "exam": found.exam,
        "attempts": found.attempts,
        "pairs": found.pairs,
        "units": found.units,
        "planned": found.planned,
        "discordant": {"a": found.discordant[0], "b": found.discordant[1]},
        "evidence": {"a": found.evidence[0], "b": found.evidence[1]},
        "at_end": None if found.at_end is None else _look(found.at_end),
        "stopped": found.stopped,
        "notes": list(found.notes),
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "name": side.name,
        "accuracy": side.accuracy,
        "answers": side.answers,
        "tokens": side.tokens,
        "cost": side.cost,
    }


def _look(look: Look) -> dict[str, Any]:
    interval = None if look.low is None or look.high is None else [look.low, look.high]
    return {"pairs": look.pairs, "gap": look.gap, "interval": interval}
