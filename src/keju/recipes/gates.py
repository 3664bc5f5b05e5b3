"""Gates: on scores at hand, and live."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from keju.comparing.gating import check_gate, check_margin, decide_gate, gate_trial, gated
from keju.core.design import Design, Estimand
from keju.core.gate import Gate
from keju.core.protocols import Exam
from keju.recipes.candidates import Entrant
from keju.recipes.contest import Kind, Show, contest, prepare
from keju.recipes.marks_sources import compare_at_hand, marks_at_hand
from keju.recipes.sitting import Settings
from keju.runner import Budget

__all__ = ["gate_at_hand", "gate_design", "gate_live"]


def gate_design(margin: float, alpha: float, estimand: Estimand, order: int) -> Design:
    """Return the design of a gate; ``margin`` in points. Raises InputError for what is none."""
    design = Design(alpha=alpha, gap=check_margin(margin), estimand=estimand, order=order)
    check_gate(design)
    return design


def gate_at_hand(words: Sequence[str], design: Design, store: str | Path | None) -> Gate | None:
    """Return the verdict on tables or sittings; None where ``words`` are to be asked.

    ``words`` are as in ``marks_sources.marks_at_hand``, the new one first. Raises InputError as it
    does.
    """
    found = marks_at_hand(words, store)
    if found is None:
        return None
    return gated(compare_at_hand(found, design, decide_gate))


def gate_live(
    entrants: Sequence[Entrant],
    exam: Exam,
    design: Design,
    settings: Settings,
    store: str | Path | None = None,
    *,
    show: Show | None = None,
    budget: Budget | None = None,
) -> Gate:
    """Ask the new one and the baseline until the verdict; see ``contest.contest``."""
    ready = prepare(entrants, exam, design, settings)
    found = contest(ready, store, show, budget, Kind("gate", gate_trial))
    return gated(found.comparison)
