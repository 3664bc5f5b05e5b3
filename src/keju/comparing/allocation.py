"""Where a budget of answers decides most, when several candidates are ranked.

Any rule may choose whom to ask next. Each pair's capital lives on the questions in their one fixed
order, and what it has reached after t of them does not depend on when they were asked; a rule only
settles how far each pair gets. Ville's inequality bounds the supremum over the whole order, so it
covers wherever a rule may stop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from keju.core.ranking import Race
from keju.stats.duels import Paths, Standing, among, closest_pair, movable
from keju.stats.multiple import best_bound, may_be_best

__all__ = ["State", "next_to_ask", "simulated"]

_FIRST = 10  # units that everybody is asked before anybody's growth means something
_STEPS = 100  # at least so many in a simulated race to the last question


@dataclass(frozen=True, slots=True)
class State:
    """What the rule sees.

    ``fronts`` [K]: how many of the ``units`` each candidate has answered. ``undecided`` [K, K]:
    the ordered pairs that still matter; each is decided when its log-capital reaches ``bound``.
    """

    fronts: Sequence[int]
    units: int
    standing: Standing
    undecided: Any
    bound: float


def next_to_ask(state: State) -> list[int]:
    """Return who should be asked next; nobody when nothing more can be decided.

    Everybody who matters answers a few questions first. Then the pair is served that seems closest
    to its decision, the fewest questions away if its capital grows as it did so far: of the two
    the one that lags behind is asked, or both when they are level. While no capital has grown,
    those who lag behind most are asked.
    """
    fronts = state.fronts
    pairs = movable(state.undecided, fronts, state.units)
    matters = [*map(any, (pairs | pairs.T).tolist())]
    able = [n for n, front in enumerate(fronts) if matters[n] and front < state.units]
    early = [n for n in able if fronts[n] < _FIRST]
    if early or not able:
        return early
    closest = closest_pair(state.standing, pairs, state.bound) or able
    least = min(fronts[n] for n in closest)
    return sorted(n for n in closest if fronts[n] == least)


def simulated(paths: Paths, sizes: Sequence[int], attempts: int, alpha: float) -> Race:
    """Return what the race to the best takes on answers that are all at hand.

    ``sizes`` are the questions of each unit in the order of the test, ``attempts`` the answers to
    each question.
    """
    candidates, units = len(paths.logs), len(sizes)
    bound, step = best_bound(candidates, alpha), max(1, units // _STEPS)
    fronts = [0] * candidates
    while True:
        standing = paths.at(fronts)
        alive = may_be_best(standing.suprema, alpha)
        asked = next_to_ask(State(fronts, units, standing, among(alive), bound))
        if not asked:
            break
        for candidate in asked:
            fronts[candidate] = min(units, fronts[candidate] + step)
    questions = [0, *accumulate(sizes)]
    return Race(
        answers=sum(questions[front] for front in fronts) * attempts,
        all=questions[-1] * attempts * candidates,
        decided=sum(alive.tolist()) == 1,
    )
