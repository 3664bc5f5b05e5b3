"""What a worker of the self-test does: run gold cases, run them again with one rule switched off.

Arguments and results are JSON values, for they cross a process boundary.
"""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Mapping
from functools import cache
from itertools import chain
from typing import Any

from keju.marking.gold import Case, gold_cases
from keju.recipes.selftest.groups import GROUPS, Group, modules_of
from keju.recipes.selftest.mutants import Mutant, find_mutants
from keju.recipes.selftest.remembered import name_of, remembered

__all__ = ["first_red", "rules_of", "run_cases"]

#: A case that takes longer while a rule is switched off has lost its way: that is noticed.
_SECONDS = 5.0


def run_cases(marker: str, start: int, stop: int) -> list[dict[str, Any]]:
    """Return what came of some gold cases of a marker: where, expected, outcome, met, seconds."""
    found = []
    for case in _cases(marker)[start:stop]:
        began = time.perf_counter()
        outcome = case.outcome()
        found.append(
            {
                "where": case.where,
                "rule": case.rule,
                "expected": case.expected,
                "outcome": outcome,
                "met": case.met(outcome),
                "positive": case.positive,
                "negative": case.negative,
                "seconds": time.perf_counter() - began,
            }
        )
    return found


def rules_of(group: str) -> list[str]:
    """Return the names of the rules of a group, as many as it has mutants, in their order."""
    return [mutant.name for mutant in _mutants(group)]


def first_red(group: str, index: int, leave_out: list[str], late: list[str]) -> str | None:
    """Switch one rule off and return where the first gold case fails; None when none does.

    ``leave_out``: cases that fail with every rule on; ``late``: slow ones, to be run last.
    """
    order = _order(group, tuple(leave_out), tuple(late))
    mutant = _mutants(group)[index]
    known = remembered().get(mutant.name, ())
    names = _names(group)
    before = [case for case in order if names[case.where] in known]
    likely = [case for case in order if mutant.words and mutant.words in case.response]
    with mutant.off():
        tried = chain(before, likely, order)
        red = next((case for case in tried if not case.met(_outcome(case))), None)
    if red is None:
        return None
    # What noticed one rule is likely to notice its neighbours.
    if red.where not in late and red not in before:
        order.remove(red)
        order.insert(0, red)
    return red.where


def _outcome(case: Case) -> str:
    """Return what comes of a case, an error where it does not end."""
    signal.signal(signal.SIGALRM, _give_up)
    signal.setitimer(signal.ITIMER_REAL, _SECONDS)
    try:
        return case.outcome()
    except TimeoutError:
        return "takes too long"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _give_up(*_: Any) -> None:
    raise TimeoutError


@cache
def _cases(marker: str) -> list[Case]:
    return list(gold_cases(marker))


@cache
def _mutants(group: str) -> list[Mutant]:
    found = _group(group)
    return find_mutants(list(modules_of(found)), whole=found.whole)


@cache
def _order(group: str, leave_out: tuple[str, ...], late: tuple[str, ...]) -> list[Case]:
    cases = [case for marker in _group(group).markers for case in _cases(marker)]
    cases = [case for case in cases if case.where not in leave_out]
    random.Random(0).shuffle(cases)
    cases.sort(key=lambda case: case.where in late)
    return cases


@cache
def _names(group: str) -> Mapping[str, str]:
    return {case.where: name_of(case) for m in _group(group).markers for case in _cases(m)}


def _group(name: str) -> Group:
    return next(group for group in GROUPS if group.name == name)
