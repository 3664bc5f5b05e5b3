"""What a live comparison can show, given its questions and its budget: before it asks anything."""

from __future__ import annotations

from keju.core.planning import Plan
from keju.recipes.contest import Contest
from keju.recipes.planning import foresee, rates

__all__ = ["foreseen"]


def foreseen(ready: Contest, store: str | None) -> Plan:
    """Return the plan of this comparison, within its budget of answers, tokens and money.

    Tokens and money bound it as far as the store knows what an answer takes.
    """
    attempts, limits = ready.settings.attempts, ready.settings.limits
    each = ready.questions / len(ready.units)
    taken = rates(ready.entrants, ready.paper.exam.spec, store)
    plan = foresee(ready.design, len(ready.units), attempts, each, taken)
    bounds = [
        (limits.answers, 2.0),
        (limits.tokens, plan.tokens_each),
        (limits.dollars, plan.cost_each),
    ]
    answers = [limit / cost for limit, cost in bounds if limit is not None and cost]
    units = min([len(ready.units), *(int(n / (attempts * each)) for n in answers)])
    if units == len(ready.units):
        return plan
    return foresee(ready.design, max(1, units), attempts, each, taken)
