"""An estimate in words: the sentence that comes first, the advice, what it all rests on."""

from __future__ import annotations

import math

from keju.core.estimate import Estimate
from keju.report.text import count, percent

__all__ = ["advice", "assumptions", "sentence"]

_NEAR = 0.1  # a standard error so little above its floor is near it


def sentence(found: Estimate) -> str:
    """Return what a manager should understand."""
    low, high = (percent(end) for end in found.claim)
    verb = "is right on" if found.method == "clopper-pearson" or found.pass_at else "scores"
    scope = f"{percent(found.accuracy)} {'of' if verb == 'is right on' else 'on'} {found.exam}"
    return (
        f"{found.name} {verb} {scope}; on questions like these it would be between {low} and"
        f" {high} ({level(found.alpha)} confidence, {_sample(found)})."
    )


def level(alpha: float) -> str:
    """Return 1 - alpha in percent, with the digits that it has: 95%."""
    return f"{100 * (1 - alpha):.6g}%"


def _sample(found: Estimate) -> str:
    words = f"{count(found.questions)} questions"
    few, many = found.attempts
    if many > 1:
        attempts = f"{many}" if few == many else f"{few} to {many}"
        words += f", {attempts} answers to each"
    if found.clusters:
        words += f", {count(found.units)} independent {'part' if found.units == 1 else 'parts'}"
    return words


def advice(found: Estimate, again: float) -> str | None:
    """Return one sentence or two: how many attempts at a question are worth their price."""
    spread = found.spread
    if spread is None:
        return found.no_spread and f"How many attempts are worth it: {found.no_spread}."
    if spread.attempt_error == 0:
        return "The attempts at a question never differed: one is enough, more add nothing."
    best = found.best_attempts or 1
    row = next(row for row in found.worth if row.attempts == best)
    price = "as much as" if again == 1 else f"{again:g} of the price of"
    words = (
        f"Where a further attempt costs {price} a new question, what was spent here tells most"
        f" as {best} {'answer' if best == 1 else 'answers'} to each of {count(row.questions)}"
        " questions:"
        f" a standard error of {points(row.same_price)} points, against"
        f" {points(spread.standard_error)} as it was asked."
    )
    return f"{words} {_floor_words(found)}"


def _floor_words(found: Estimate) -> str:
    spread = found.spread
    assert spread is not None
    here = f"With these {count(found.questions)} questions alone"
    if spread.question_error == 0:
        return f"{here} further attempts help as long as they are paid for."
    # question + attempt/K ≤ (1 + near)² question
    each = spread.attempt_error * _harmonic(found)
    enough = max(1, math.ceil(each / (spread.question_error * ((1 + _NEAR) ** 2 - 1))))
    return (
        f"{here} no number of attempts gets below {points(spread.floor)} points, and"
        f" {count(enough)} to each {'comes' if enough == 1 else 'come'} within a tenth of it."
    )


def _harmonic(found: Estimate) -> float:
    """Return the attempts that each question has, as the standard error counts them."""
    spread = found.spread
    assert spread is not None
    return spread.attempt / (spread.attempt_error * found.questions)


def points(share: float) -> str:
    """Return a share in points: 1.27."""
    return f"{100 * share:.2f}"


def assumptions(found: Estimate) -> tuple[str, ...]:
    """Return what the figures rest on, a sentence each."""
    scored = (
        "The accuracy is the mean over questions of the mean score of their attempts; filtered,"
        " failed and unmarkable answers have no score and are left out."
    )
    anytime = (
        "The anytime interval holds at every look together: take it if you looked at figures while"
        f" they came in and might have stopped. Both are at {level(found.alpha)}."
    )
    if found.stopped:
        anytime = (
            "Asking ended on the way, or at a verdict, and what came in may have had a say in that:"
            " the first sentence takes the anytime interval, which holds at every look together,"
            f" at {level(found.alpha)}."
        )
    said = [scored, _interval_words(found), anytime]
    if found.clusters:
        said.append(
            "Questions of one cluster may depend on each other in any way; clusters are drawn"
            " independently, and none is larger than the largest here."
        )
    if len(found.pass_at) > 1:
        said.append(
            "pass@k (one of k attempts is right) and pass^k (all k are) are unbiased; each of their"
            f" intervals holds at {level(found.alpha)} on its own, for a number of questions fixed"
            " beforehand."
        )
    if found.spread is not None:
        said.append(
            "The standard errors are estimates for planning, and carry no guarantee; the intervals"
            " above do not use them."
        )
    return tuple(said)


def _interval_words(found: Estimate) -> str:
    if found.method == "clopper-pearson":
        return (
            "The interval is Clopper and Pearson's, exact at any size, for a random sample of"
            " questions whose number was fixed beforehand."
        )
    unit = "clusters" if found.clusters else "questions"
    return (
        f"The interval is got by betting and counts {unit}, not answers: it holds at any size and"
        f" for any scores from 0 to 1, for a random sample of {unit} whose number was fixed"
        " beforehand."
    )
