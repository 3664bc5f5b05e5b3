"""Earlier comparisons of the same two: a plan that is changed after looking guarantees nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from keju.core.errors import InputError
from keju.recipes.candidates import Entrant
from keju.store import Store

__all__ = ["check_earlier"]

#: What may not change from one run to the next, and how it is named on the command line.
_FIXED = {
    "test": "--test",
    "alpha": "--alpha",
    "gap": "--gap",
    "estimand": "--estimand",
    "order": "--order",
    "attempts": "--attempts",
}
_FIXED_EXACT = {**_FIXED, "discordance": "--discordance", "questions": "--questions"}


def check_earlier(
    store: Store, entrants: Sequence[Entrant], facts: Sequence[Mapping[str, Any]], *, fresh: bool
) -> None:
    """Raise InputError if the newest answers of these two were already compared by another plan.

    Each sitting's log says what was planned. New answers (``fresh``) may be compared anew.
    """
    if fresh:
        return
    ours = entrants[0].candidate.id
    found = [sitting for sitting in store.sittings() if sitting.candidate_id == ours]
    planned = [
        (sitting.epoch, earlier)
        for sitting in found
        for run in store.run_facts(sitting.id)
        if (earlier := run.get("comparison")) is not None and _same(earlier, facts[0])
    ]
    newest = max((epoch for epoch, _ in planned), default=0)
    for epoch, earlier in planned:
        if epoch == newest:
            _check(earlier, facts[0])


def _same(earlier: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return all(earlier.get(name) == now[name] for name in ("exam", "against"))


def _check(earlier: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    fixed = _FIXED_EXACT if "exact" in (earlier["test"], now["test"]) else _FIXED
    for name, option in fixed.items():
        if earlier.get(name) != now[name]:
            was, points = earlier.get(name), 100 if name == "gap" else 1
            value = was * points if isinstance(was, float) else was
            shown = f"{value:g}" if isinstance(value, float) else value
            raise InputError(
                f"These two were compared on these answers with {option} {shown}; a plan changed"
                f" after looking guarantees nothing: keep it, or ask anew with --fresh"
            )
