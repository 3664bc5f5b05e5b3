"""Plans of comparisons: as JSON values, in words and as a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from keju.core.design import Estimand, Test
from keju.core.planning import Outlook, Plan, Rate
from keju.report.text import count, money, named

__all__ = ["plan_json", "plan_table", "resolvable_words"]

_NEGLIGIBLE = 1e-4


def plan_json(plan: Plan) -> dict[str, Any]:
    """Return the plan as JSON values; gaps are shares, answers, tokens and cost of both."""
    return {
        **plan.design.to_json(),
        "questions": round(plan.units * plan.questions_each),
        "limited": plan.limited,
        "attempts": plan.attempts,
        "horizon": plan.horizon,
        "resolvable": plan.resolvable,
        "power": plan.power,
        "fewest": plan.fewest,
        "candidates": [asdict(rate) for rate in plan.rates],
        "gaps": [_row_json(plan, outlook) for outlook in plan.outlooks],
    }


def _row_json(plan: Plan, outlook: Outlook) -> dict[str, Any]:
    expected = plan.answers(outlook.expected)
    ninety = None if outlook.ninety is None else plan.answers(outlook.ninety)
    return {
        "gap": outlook.gap,
        "a_better": outlook.better,
        "b_better": outlook.worse,
        "equal": outlook.equal,
        "undecided": max(0.0, 1 - outlook.verdict),
        "answers_each": {"expected": expected, "ninety": ninety},
        "answers": _span(expected, ninety, 2.0),
        "tokens": _span(expected, ninety, plan.tokens_each),
        "cost": _span(expected, ninety, plan.cost_each),
    }


def _span(
    expected: float, ninety: float | None, each: float | None
) -> dict[str, float | None] | None:
    if each is None:
        return None
    return {"expected": expected * each, "ninety": None if ninety is None else ninety * each}


def resolvable_words(plan: Plan) -> str:
    """Return in one sentence which gap so many questions can find."""
    questions = count(round(plan.units * plan.questions_each))
    if plan.resolvable is None:
        return f"{questions} questions can find no gap, however large."
    if plan.design.test is Test.E and plan.resolvable < plan.design.gap:
        return (
            f"{questions} questions can find every gap of {_points(plan.design.gap)} points or"
            " more; a candidate that is ahead by less may be called equal first."
        )
    return (
        f"{questions} questions can find a gap of {_points(plan.resolvable)} points: a candidate"
        f" that is truly ahead by so much is found better with probability {plan.power:.0%}."
    )


def plan_table(plan: Plan) -> RenderableType:
    """Return the sentence, a row for each true gap, and what the figures rest on."""
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("true gap", justify="right")
    table.add_column("A better", justify="right", style="green")
    if plan.design.test is Test.E:
        table.add_column("equal", justify="right")
    table.add_column("no verdict", justify="right", style="dim")
    measures = _measures(plan)
    for name, _, _ in measures:
        table.add_column(f"{name}\nexpected / 90%", justify="right")
    for outlook in plan.outlooks:
        of_test = [_share(outlook.equal)] * (plan.design.test is Test.E)
        table.add_row(
            _gap(plan, outlook.gap),
            _share(outlook.better),
            *of_test,
            _share(max(0.0, 1 - outlook.verdict)),
            *(_cell(plan, outlook, each, write) for _, each, write in measures),
        )
    notes = (Text(note, style="dim") for note in _notes(plan))
    return Group(Text(resolvable_words(plan), style="bold"), Text(), table, Text(), *notes)


def _measures(plan: Plan) -> list[tuple[str, float, Any]]:
    found: list[tuple[str, float, Any]] = [("answers of both", 2.0, count)]
    if plan.tokens_each is not None:
        found.append(("tokens", plan.tokens_each, count))
    if plan.cost_each is not None:
        found.append(("cost", plan.cost_each, money))
    return found


def _cell(plan: Plan, outlook: Outlook, each: float, write: Any) -> str:
    expected = write(plan.answers(outlook.expected) * each)
    if outlook.ninety is not None:
        return f"{expected} / {write(plan.answers(outlook.ninety) * each)}"
    return f"{expected} / over {write(plan.answers(plan.units) * each)}"


def _points(gap: float) -> str:
    points = 100 * gap
    return f"{points:.2g}" if points < 10 else f"{points:.0f}"


def _gap(plan: Plan, gap: float) -> str:
    shown = f"{100 * gap:g}"
    return f"δ = {shown}" if gap == plan.design.gap else shown


def _share(share: float) -> str:
    if share < _NEGLIGIBLE:
        return "–"
    return "<1%" if share < 0.01 else f"{share:.0%}"


def _notes(plan: Plan) -> Iterator[str]:
    design = plan.design
    yield (
        "Gaps in points, A ahead. Of each candidate half as many answers as of both. 90%: nine in"
        " ten comparisons are over by then."
    )
    rule = f"--test {design.test} at a total error of {100 * design.alpha:g}%"
    if plan.horizon is not None:
        rule += f"; it ends after {count(plan.horizon)} questions on which the two differ"
    yield (
        f"{rule}. Supposed: the two differ on {100 * design.discordance:g}% of the questions"
        " (--discordance), or on as many as the gap is wide; the fewer, the sooner small gaps show."
    )
    if not plan.limited:
        yield f"Worked out for {count(plan.units)} questions at most."
    if plan.questions_each > 1:
        yield "A cluster is planned for as if it were one question: what clusters add is not known."
    if plan.attempts > 1:
        yield "Planned as for one attempt at each question; more attempts can only shorten it."
    if design.estimand is Estimand.THIS_BANK:
        yield (
            "Drawn without replacement a verdict comes sooner than shown, and the whole bank gives"
            " the gap for certain."
        )
    yield from (_rate_words(rate) for rate in plan.rates)


def _rate_words(rate: Rate) -> str:
    name = named(rate.name)
    if rate.exam is None:
        return f"{name}: no earlier sitting tells how many tokens its answers take."
    tokens = "unknown" if rate.tokens is None else count(rate.tokens)
    price = "no price known" if rate.cost is None else f"{money(rate.cost)} an answer"
    return f"{name}: {tokens} tokens an answer, {price}, as in its latest sitting of {rate.exam}."
