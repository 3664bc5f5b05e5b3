"""A profile whose questions are the user's: the paper drawn from a bank, and what was observed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from keju.audit.assessing import assess_observed
from keju.audit.banks import DrawnExam, coverage, draw, read_user_bank
from keju.audit.rulings import Ruled, acceptable, check_rulings, read_rulings
from keju.core.assessed import Assessment, Coverage, Observed, Profile
from keju.core.errors import InputError
from keju.recipes.audit_answers import KeptAnswer, kept_answers
from keju.recipes.sitting import Result
from keju.recipes.stored import stored

__all__ = ["Profiled", "assessments", "profiled"]


@dataclass(frozen=True, slots=True)
class Profiled:
    """A profile with its paper: what was drawn, what the banks have, and people's rulings."""

    profile: Profile
    exam: DrawnExam
    coverage: tuple[Coverage, ...]
    rulings: tuple[Ruled, ...]


def profiled(profile: Profile, bank: str | None, seed: int, rulings: str | None) -> Profiled:
    """Return the paper that ``seed`` draws from the file ``bank``.

    Raises InputError for a missing or faulty bank, and for faulty rulings.
    """
    if bank is None:
        names = ", ".join(each.name for each in profile.expectations)
        raise InputError(
            f"--profile {profile.name} needs --bank FILE: questions of your own with columns bank"
            f" ({names}), risk, question, lang"
        )
    found = read_user_bank(bank, profile)
    ruled = () if rulings is None else read_rulings(rulings)
    return Profiled(profile, draw(profile, found, seed), coverage(profile, found), ruled)


def assessments(made: Profiled, results: Sequence[Result]) -> list[Assessment]:
    """Return what each candidate's sitting says of the profile.

    Raises InputError for a ruling on an answer of none of them.
    """
    held: list[tuple[str, list[KeptAnswer]]] = []
    for result in results:
        sitting = result.summary.sitting
        with stored(result.store) as store:
            held.append((sitting.candidate, list(kept_answers(store, sitting))))
    check_rulings(made.rulings, {each.key for _, kept in held for each in kept})
    said = acceptable(made.rulings)
    return [
        assess_observed(made.profile, name, [_observed(each, said) for each in kept], made.coverage)
        for name, kept in held
    ]


def _observed(each: KeptAnswer, said: Mapping[str, bool]) -> Observed:
    reference = each.item.reference
    unit = f"{reference['expectation']}/{reference['id']}"
    return Observed(reference["expectation"], unit, each.outcome, said.get(each.key))
