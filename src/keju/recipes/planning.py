"""Before a comparison: what it will take, and whether it can find anything at all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from keju.core.design import Design, Estimand, Test
from keju.core.errors import InputError, StoreError
from keju.core.planning import Outlook, Plan, Rate
from keju.core.records import Usage
from keju.core.summary import Sitting
from keju.models.prices import Price, cost
from keju.recipes.candidates import Entrant
from keju.recipes.stored import stored
from keju.stats.betting_walk import betting_thresholds
from keju.stats.mcnemar import LARGEST_HORIZON, design_within, truncated_design
from keju.stats.planning import POWER, outlooks, resolvable_gap, simulated_outlook
from keju.store import Store

__all__ = ["GAPS", "foresee", "rates", "refuse_hopeless"]

#: The true gaps that a plan shows, besides the one that matters.
GAPS = (0.0, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2)


def foresee(
    design: Design,
    units: int | None = None,
    attempts: int = 1,
    questions_each: float = 1.0,
    rates: Sequence[Rate] = (),
) -> Plan:
    """Return what this comparison will take at each of a range of true gaps.

    ``units``: how many may be asked at most (questions that stand alone, or clusters of
    ``questions_each`` on average); None: as many as have ``LARGEST_HORIZON`` discordant ones. It is
    worked out as for questions that stand alone and one attempt at each, which is the longest.
    """
    farthest = round(LARGEST_HORIZON / design.discordance)
    asked = farthest if units is None else min(units, farthest)
    final = design.test is Test.EXACT
    thresholds = (
        design_within(asked, design.gap, design.discordance, design.alpha).thresholds
        if final
        else betting_thresholds(min(asked, LARGEST_HORIZON), design.alpha)
    )
    gaps = sorted({*GAPS, design.gap})
    simulated = [] if final else [gap for gap in gaps if gap < design.gap]
    exact = [gap for gap in gaps if gap not in simulated]
    shown: list[Outlook] = [
        simulated_outlook(gap, asked, design.discordance, design.gap, design.alpha)
        for gap in simulated
    ]
    shown += outlooks(exact, asked, design.discordance, thresholds, final=final)
    return Plan(
        design=design,
        units=asked,
        limited=asked == units,
        attempts=attempts,
        questions_each=questions_each,
        horizon=len(thresholds) - 1 if final else None,
        outlooks=tuple(shown),
        resolvable=resolvable_gap(asked, design.discordance, thresholds),
        power=POWER,
        fewest=_fewest(design),
        rates=tuple(rates),
    )


def _fewest(design: Design) -> int:
    """Return the number of questions that decides when A wins every one of them."""
    for length in count(1):
        if design.test is Test.EXACT:
            thresholds = truncated_design(length, design.alpha).thresholds
        else:
            thresholds = betting_thresholds(length, design.alpha)
        if thresholds[length] <= length:
            return length
    raise AssertionError


def refuse_hopeless(plan: Plan) -> None:
    """Raise InputError for a plan that can find nothing: said before anything is asked.

    A bank drawn without replacement is known for certain at its end, however small.
    """
    if plan.resolvable is None and plan.design.estimand is not Estimand.THIS_BANK:
        raise InputError(
            f"{plan.units} {'question' if plan.units == 1 else 'questions'} can decide nothing:"
            f" --test {plan.design.test} at --alpha {plan.design.alpha:g} needs {plan.fewest} or"
            " more even where one candidate wins every question; ask more, or raise --alpha"
        )


def rates(entrants: Sequence[Entrant], exam: str, store: str | None) -> tuple[Rate, ...]:
    """Return what an answer of each candidate takes: the mean of its latest sitting.

    Of this exam if there is one, else of the same exam with other dials, else of any.
    """
    try:
        with stored(store) as opened:
            return tuple(_rate(entrant, exam, opened) for entrant in entrants)
    except StoreError:
        return tuple(Rate(entrant.candidate.name) for entrant in entrants)


def _rate(entrant: Entrant, exam: str, store: Store) -> Rate:
    name, mine = entrant.candidate.name, entrant.candidate.id
    sittings = [s for s in store.sittings() if s.candidate_id == mine and s.marked]
    if not sittings:
        return Rate(name)
    sitting = max(sittings, key=lambda s: (_likeness(s, exam), s.last_run))
    summary = store.summary(sitting.id)
    if not summary.answered:
        return Rate(name)
    usage = Usage(
        summary.prompt_tokens, summary.completion_tokens, cached_tokens=summary.cached_tokens
    )
    spent = summary.cost if summary.cost is not None else _priced(entrant.price, usage)
    each = 1 / summary.answered
    tokens, money = _times(_tokens(usage), each), _times(spent, each)
    return Rate(name, tokens, money, sitting.exam)


def _likeness(sitting: Sitting, exam: str) -> int:
    alike = sitting.exam.partition(";")[0] == exam.partition(";")[0]
    return alike + (sitting.exam == exam)


def _priced(price: Price | None, usage: Usage) -> float | None:
    return None if price is None else cost(price, usage)


def _tokens(usage: Usage) -> int | None:
    if usage.prompt_tokens is None or usage.completion_tokens is None:
        return None
    return usage.prompt_tokens + usage.completion_tokens


def _times(total: float | None, each: float) -> float | None:
    return None if total is None else total * each
