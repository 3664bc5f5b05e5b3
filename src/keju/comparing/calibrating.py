"""Finding the level of difficulty at which two candidates differ most, with few pilots.

Two candidates can only differ where one is right and the other wrong: seldom where both are nearly
always right, seldom where both are nearly always wrong. Where the chance to be right falls along
the levels, and the two are alike but for a shift, they differ most where their mean score is one
half. So the search looks for that place, in growing strides and then by halving, and of all levels
tried it takes the one at which they were *seen* to differ most, whatever the response looked like.

Not covered: levels between those of the ladder, and more than one dial at a time.
"""

from __future__ import annotations

from collections.abc import Callable

from keju.core.calibration import Pilot

__all__ = ["MOST_LEVELS", "best", "tune"]

MOST_LEVELS = 6
_NEAR = 0.1  # a mean score so close to one half: the noise of a pilot of 24 questions


def tune(
    levels: int, start: int, ask: Callable[[int], Pilot | None], most: int = MOST_LEVELS
) -> dict[int, Pilot]:
    """Ask pilots at up to ``most`` of the ``levels`` 0 (easy) … levels-1; return them as asked.

    ``ask`` returns None where no pilot can be held; such a level counts as tried and is passed by.
    """
    tried: dict[int, Pilot | None] = {}
    easy, hard = -1, levels  # known to be too easy, known to be too hard: never asked again
    place, stride = start, 1
    while len(tried) < most and easy < place < hard:
        pilot = tried[place] = ask(place)
        if pilot is None or not pilot.pairs:
            place = _next_to(place, easy, hard, tried)
            continue
        off = (pilot.a + pilot.b) / 2 - 0.5
        if abs(off) <= _NEAR:
            break
        if off > 0:
            easy = place
            place = min(place + stride, levels - 1) if hard == levels else (easy + hard) // 2
        else:
            hard = place
            place = max(place - stride, 0) if easy == -1 else (easy + hard) // 2
        stride *= 2
        if place in tried:
            place = _next_to(place, easy, hard, tried)
    # Some candidates know one level only: where nothing differed, the others get their chance.
    for level in sorted(
        set(range(levels)) - set(tried), key=lambda each: (abs(each - start), each)
    ):
        if len(tried) == most or any(p and p.discordance >= _NEAR for p in tried.values()):
            break
        tried[level] = ask(level)
    return {level: pilot for level, pilot in tried.items() if pilot is not None and pilot.pairs}


def _next_to(place: int, easy: int, hard: int, tried: dict[int, Pilot | None]) -> int:
    """Return the level nearest to ``place`` that is open and was not tried; -1: there is none."""
    left = [level for level in range(easy + 1, hard) if level not in tried]
    return min(left, key=lambda level: (abs(level - place), level), default=-1)


def best(pilots: dict[int, Pilot]) -> int:
    """Return the level with the most discordance; ties go to the middle score, then to the easier.

    Raises ValueError where there is no pilot.
    """
    return min(
        pilots,
        key=lambda level: (
            -pilots[level].discordance,
            abs(pilots[level].a + pilots[level].b - 1),
            level,
        ),
    )
