"""Earlier verdicts on the same answers: a plan changed after looking guarantees nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keju.core.errors import InputError
from keju.store import Store

__all__ = ["KINDS", "check_earlier"]

#: The name under which a sitting's log notes a plan, and the command that asked by it.
KINDS = {"comparison": "compare", "gate": "gate", "ranking": "rank"}

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
_OPTIONS = {"comparison": {}, "gate": {"gap": "--margin"}, "ranking": {}}
_DONE = {
    "comparison": "These two were compared",
    "gate": "These two met at a gate",
    "ranking": "These were ranked",
}


def check_earlier(store: Store, candidate: str, plan: Mapping[str, Any], kind: str) -> None:
    """Raise InputError if the newest answers of a candidate were already judged by another plan.

    ``plan`` is what it will note in the log of its sitting under the name ``kind``: a comparison, a
    gate or a ranking, at one ``exam`` and ``against`` the same others.
    """
    found = [sitting for sitting in store.sittings() if sitting.candidate_id == candidate]
    planned = [
        (sitting.epoch, earlier)
        for sitting in found
        for run in store.run_facts(sitting.id)
        if (earlier := run.get(kind)) is not None and _same(earlier, plan)
    ]
    newest = max((epoch for epoch, _ in planned), default=0)
    for epoch, earlier in planned:
        if epoch == newest:
            _check(earlier, plan, kind)


def _same(earlier: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return all(earlier.get(name) == now[name] for name in ("exam", "against"))


def _check(earlier: Mapping[str, Any], now: Mapping[str, Any], kind: str) -> None:
    fixed = _FIXED_EXACT if "exact" in (earlier["test"], now["test"]) else _FIXED
    for name, option in {**fixed, **_OPTIONS[kind]}.items():
        if earlier.get(name) != now[name]:
            was, points = earlier.get(name), 100 if name == "gap" else 1
            value = was * points if isinstance(was, float) else was
            shown = f"{value:g}" if isinstance(value, float) else value
            raise InputError(
                f"{_DONE[kind]} on these answers with {option} {shown}; a plan changed after"
                " looking guarantees nothing: keep it, or ask anew with --fresh"
            )
