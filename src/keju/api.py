"""The Python face of Keju: functions that do what the commands do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from keju.core.comparison import Comparison
from keju.core.design import Design, Estimand, Test
from keju.recipes.budgets import parse_budgets
from keju.recipes.sitting import Result, Settings, entrants, hold, make_exam

__all__ = ["compare", "exam"]


def exam(
    candidate: str,
    exam: str,
    *,
    questions: int | None = None,
    attempts: int = 1,
    store: str | Path | None = None,
    fresh: bool = False,
    concurrency: int | None = None,
    budget: Sequence[str] = (),
    parameters: Mapping[str, Any] | None = None,
    deadline: float | None = None,
    marker: str | None = None,
    data: str | Path | None = None,
    unsafe_sandbox: bool = False,
) -> Result:
    """Let one candidate sit one exam, as ``keju exam`` does, and return the result.

    Args:
        candidate: ``MODEL[+METHOD]``, for example ``openai/gpt-4o-mini+think``.
        exam: ``NAME[;key=value]…`` or a ``.jsonl`` file.
        questions: how many; None means all of a bank of questions, 100 of a generated exam.
        attempts: independent answers to each question.
        store: path or database URL; None means $KEJU_STORE, else ``keju.db``.
        fresh: open a new epoch: ask everything anew.
        concurrency: questions in flight; None lets Keju find out.
        budget: bounds such as ``5usd``, ``1000answers``, ``2Mtokens``, ``30min``.
        parameters: sampling parameters of the model.
        deadline: seconds one call may take.
        marker: the marker of a questions file.
        data: folder with local copies of public benchmarks.
        unsafe_sandbox: run the programs of answers with your own rights; every mark says so.

    Raises:
        InputError: anything the caller can mend, in one line.
    """
    settings = Settings(
        questions=questions,
        attempts=attempts,
        fresh=fresh,
        concurrency=concurrency,
        limits=parse_budgets(budget),
        parameters=parameters or {},
        deadline=deadline,
        marker=marker,
        data=Path(data) if data is not None else None,
        unsafe_sandbox=unsafe_sandbox,
    )
    (entrant,) = entrants([candidate], settings)
    return hold(entrant, make_exam(exam, settings), settings, store)


def compare(
    *words: str,
    test: str = "e",
    alpha: float = 0.05,
    gap: float = 3.0,
    estimand: str = "like-these",
    order: int = 0,
    discordance: float = 0.2,
    store: str | Path | None = None,
    budget: Sequence[str] = (),
    **settings: Any,
) -> Comparison:
    """Say which of two is better, as ``keju compare`` does, and return the comparison.

    Args:
        words: two candidates and an exam; two tables of marks; two models and the table of both; or
            two sittings, as on the command line.
        test: ``e`` (betting, can be continued) or ``exact``.
        alpha: how often a verdict may be wrong, in all.
        gap: the smallest gap that matters, in points; equal means within it.
        estimand: ``like-these``, ``this-bank`` or ``fresh``.
        order: seed of the order of the questions.
        discordance: the share of questions on which they are expected to differ (exact test).
        store: path or database URL; None means $KEJU_STORE, else ``keju.db``.
        budget: bounds of both together, such as ``5usd`` or ``1000answers``.
        settings: of a live comparison: ``questions``, ``attempts``, ``fresh``, ``concurrency``,
            ``parameters``, ``deadline``, ``marker``, ``data``, ``unsafe_sandbox``.

    Raises:
        InputError: anything the caller can mend, in one line.
    """
    from keju.recipes.contest import contest, prepare
    from keju.recipes.marks_sources import compare_at_hand, marks_at_hand

    design = Design(Test(test), alpha, gap / 100, Estimand(estimand), order, discordance)
    found = marks_at_hand(words, store)
    if found is not None:
        return compare_at_hand(found, design)
    held = Settings(limits=parse_budgets(budget), **settings)
    a, b, spec = words
    ready = prepare(entrants([a, b], held), make_exam(spec, held), design, held)
    return contest(ready, store).comparison
