"""The examination that ends a training: against the base, where it was trained and where not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from keju.core.design import Estimand
from keju.core.errors import InputError
from keju.core.examined import Examined
from keju.core.gate import Gate
from keju.core.protocols import Exam
from keju.core.trained import Trained
from keju.recipes.candidates import Entrant
from keju.recipes.examining import ALPHA, examined
from keju.recipes.gates import gate_at_hand, gate_design
from keju.recipes.sitting import Result, Settings, Show, entrants, hold
from keju.recipes.training import QUESTIONS, Lessons, Ready, Wish
from keju.training.plans import finished

__all__ = ["Interrupted", "examine_trained"]


class Interrupted(Exception):  # noqa: N818 - it is no error
    """The examination was stopped; what was answered is stored."""


def examine_trained(wish: Wish, found: Ready, taught: Lessons, show: Show) -> Trained:
    """Examine the new model and its base on what was kept back, and on the guards.

    All questions are put to both, so that the scores have intervals of a fixed size; the verdicts
    are those of ``keju compare`` and ``keju gate`` on these sittings. All of them together are
    wrong in at most 5%. Raises Interrupted.
    """
    record = finished(wish.out)
    assert record is not None
    settings = replace(
        wish.settings,
        questions=wish.settings.questions or QUESTIONS,
        attempts=1,
        parameters={"max_tokens": found.plan.max_tokens, "temperature": 0},
    )
    names = (f"hf/{wish.out}", f"hf/{found.start}")
    both = entrants(names, settings)
    verdicts = len(taught.examined) + len(taught.guards)
    sat = [_sit(both, exam, settings, wish.store, show) for exam in taught.examined]
    guarded = [_sit(both, exam, settings, wish.store, show) for exam in taught.guards]
    design = gate_design(wish.margin, ALPHA / verdicts, Estimand.LIKE_THESE, 0)
    guards: list[tuple[Examined, Gate | None]] = []
    for results in guarded:
        words = [str(result.summary.sitting.id) for result in results]
        try:
            gate = gate_at_hand(words, design, results[0].store)
        except InputError:  # they never differ, or have too little in common
            gate = None
        guards.append((examined(results, verdicts), gate))
    return Trained(
        plan=found.plan,
        names=names,
        questions=len(taught.items),
        unsolved=taught.unsolved,
        tokens=record["tokens"],
        seconds=record["seconds"],
        proof=taught.proof,
        examined=tuple(examined(results, verdicts) for results in sat),
        guards=tuple(guards),
        facts=found.facts,
    )


def _sit(
    both: list[Entrant], exam: Exam, settings: Settings, store: str | Path | None, show: Show
) -> list[Result]:
    results = []
    for entrant in both:
        results.append(hold(entrant, exam, settings, store, show))
        if results[-1].stopped == "interrupted":
            raise Interrupted
    return results
