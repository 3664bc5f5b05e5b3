"""``keju exam --dry-run``: the first requests and the cost, with nothing asked."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from keju.cli.running import DONE, print_json
from keju.core.errors import StoreError
from keju.core.protocols import Exam, Request
from keju.models.openai import OpenAIModel
from keju.recipes.candidates import Entrant
from keju.recipes.redaction import shown_request
from keju.recipes.sitting import Settings, extent_of, preview
from keju.recipes.stored import stored
from keju.runner import Pricing, reservation, run

_SHOWN = 3


def dry_run(
    candidates: Sequence[Entrant],
    exams: Sequence[Exam],
    settings: Settings,
    store: str | None,
    *,
    as_json: bool,
) -> int:
    """Show what would be sent and what it can cost; return the exit status."""
    plans = [_plan(entrant, exam, settings, store) for exam in exams for entrant in candidates]
    for entrant in candidates:
        run(entrant.candidate.model.close())
    if as_json:
        print_json(plans[0] if len(plans) == 1 else plans)
        return DONE
    from rich.json import JSON
    from rich.panel import Panel
    from rich.text import Text

    from keju.report.tables import screen
    from keju.report.text import count, money

    for plan in plans:
        for number, body in enumerate(plan["requests"], start=1):
            shown = JSON(json.dumps(body, ensure_ascii=False))
            shown.text.no_wrap, shown.text.overflow = False, "fold"  # a question is read whole
            screen(Panel(shown, title=Text(f"{plan['candidate']}, request {number}")))
        answers = f"{count(plan['answers'])} answers to {plan['exam']}"
        screen(f"{plan['candidate']}: {answers}; {_cost(plan, money)}.")
    return DONE


def _cost(plan: Mapping[str, Any], money: Callable[[float], str]) -> str:
    if plan["cost_at_most"] is None:
        return "no price is known"
    most = f"they cost at most {money(plan['cost_at_most'])}"
    if plan["cost_expected"] is None:
        return f"{most}; what to expect is known after a first sitting"
    return f"{most}, and about {money(plan['cost_expected'])} at the price of the last sitting"


def _most(entrant: Entrant, pricing: Pricing, exam: Exam, questions: int) -> float:
    """Return the highest price of one attempt; what a method asks later is not known before."""
    method = entrant.candidate.method
    if method.calls == 1:
        return sum(pricing.most(r.messages) for r in preview(entrant.candidate, exam, questions))
    items = itertools.islice(exam.items(), questions)
    return sum(reservation(method, pricing, item.question.messages) for item in items)


def _plan(entrant: Entrant, exam: Exam, settings: Settings, store: str | None) -> dict[str, Any]:
    extent = extent_of(exam, settings)
    answers = extent.questions * extent.attempts
    requests = list(preview(entrant.candidate, exam, min(_SHOWN, extent.questions)))
    most = None
    if entrant.pricing is not None:
        most = _most(entrant, entrant.pricing, exam, extent.questions) * extent.attempts
    return {
        "candidate": entrant.candidate.name,
        "exam": exam.spec,
        "answers": answers,
        "cost_expected": _expected(entrant, answers, store),
        "cost_at_most": most,
        "requests": [_body(entrant, shown_request(exam.spec, each)) for each in requests],
    }


def _expected(entrant: Entrant, answers: int, store: str | None) -> float | None:
    """Return what so many answers cost at the mean of this candidate's latest sitting."""
    if entrant.pricing is None:
        return None
    try:
        with stored(store) as opened:
            mine = [s for s in opened.sittings() if s.candidate_id == entrant.candidate.id]
            last = opened.summary(mine[-1].id) if mine else None
    except StoreError:
        return None
    if last is None or last.cost is None or not last.answered:
        return None
    return last.cost / last.answered * answers


def _body(entrant: Entrant, request: Request) -> Any:
    model = entrant.candidate.model
    if isinstance(model, OpenAIModel):
        return json.loads(model.request_body(request))
    return {"model": model.name, "messages": [asdict(message) for message in request.messages]}
