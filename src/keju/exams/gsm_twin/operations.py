"""What a step of a word problem does to the quantity it starts from.

An operation draws numbers that keep everything whole and sensible. It returns the slots of its
sentence, its worked lines and the new value, or None where the value does not allow it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from keju.exams.generated import pick

__all__ = [
    "Done",
    "Operation",
    "add",
    "add_few",
    "add_groups",
    "add_percent",
    "bought",
    "cents",
    "divide",
    "group_price",
    "keep_fraction",
    "keep_percent",
    "minutes",
    "priced",
    "subtract",
    "subtract_groups",
    "take_fraction",
    "times",
]


@dataclass(frozen=True, slots=True)
class Done:
    """One application of an operation; every line is one arithmetic step."""

    slots: Mapping[str, str]
    lines: tuple[str, ...]
    value: int


#: Its parameters: where numbers come from, the value, the price range of the present thing.
Operation = Callable[[Random, int, tuple[int, int]], Done | None]

_TIMES = {2: "twice", 3: "three times", 4: "four times", 5: "five times"}
_PARTS = {2: "half", 3: "a third", 4: "a quarter", 5: "a fifth", 6: "a sixth"}
_MOST = 6_000


def _done(slots: dict[str, object], lines: list[str], value: int) -> Done | None:
    if not 2 <= value <= _MOST:
        return None
    return Done({name: str(slot) for name, slot in slots.items()}, tuple(lines), value)


def add(rng: Random, value: int, _prices: tuple[int, int]) -> Done | None:
    """Some more, of the same order of size."""
    k = pick(rng, 2, max(12, value))
    return _done({"k": k}, [f"{value} + {k} = {value + k}"], value + k)


def add_few(rng: Random, value: int, _prices: tuple[int, int]) -> Done | None:
    """A break's minutes."""
    k = 5 * pick(rng, 2, 9)
    return _done({"k": k}, [f"{value} + {k} = {value + k}"], value + k)


def subtract(rng: Random, value: int, _prices: tuple[int, int]) -> Done | None:
    """Some fewer, never all."""
    if value < 6:
        return None
    k = pick(rng, 2, value * 2 // 3)
    return _done({"k": k}, [f"{value} - {k} = {value - k}"], value - k)


def times(rng: Random, value: int, _prices: tuple[int, int]) -> Done | None:
    """Two to five times as many."""
    k = pick(rng, 2, 5)
    return _done({"times": _TIMES[k], "k": k}, [f"{value} * {k} = {value * k}"], value * k)


def divide(rng: Random, value: int, _prices: tuple[int, int]) -> Done | None:
    """Equal parts, two or more in each."""
    k = _divisor(rng, value, 3, 15)
    if not k:
        return None
    return _done({"k": k}, [f"{value} / {k} = {value // k}"], value // k)


def priced(rng: Random, value: int, prices: tuple[int, int]) -> Done | None:
    """Each at a price."""
    k = pick(rng, *prices)
    return _done({"k": k}, [f"{value} * {k} = {value * k}"], value * k)


def minutes(rng: Random, value: int, _prices: tuple[int, int]) -> Done | None:
    """Each a few minutes; at most a long day of work."""
    k = pick(rng, 2, 12)
    if value * k > 600:
        return None
    return _done({"k": k}, [f"{value} * {k} = {value * k}"], value * k)


def bought(rng: Random, value: int, prices: tuple[int, int]) -> Done | None:
    """As many as the money buys, to the last dollar."""
    k = _divisor(rng, value, *prices)
    if not k:
        return None
    return _done({"k": k}, [f"{value} / {k} = {value // k}"], value // k)


def add_groups(rng: Random, value: int, _prices: tuple[int, int]) -> Done | None:
    """``m`` times ``k`` more."""
    m, k = pick(rng, 2, 7), pick(rng, 3, 12)
    lines = [f"{m} * {k} = {m * k}", f"{value} + {m * k} = {value + m * k}"]
    return _done({"m": m, "k": k}, lines, value + m * k)


def subtract_groups(rng: Random, value: int, _prices: tuple[int, int]) -> Done | None:
    """``m`` times ``k`` fewer."""
    m, k = pick(rng, 2, 6), pick(rng, 2, 9)
    lines = [f"{m} * {k} = {m * k}", f"{value} - {m * k} = {value - m * k}"]
    return _done({"m": m, "k": k}, lines, value - m * k)


def keep_fraction(rng: Random, value: int, _prices: tuple[int, int]) -> Done | None:
    """A third, a quarter … is gone, the rest stays."""
    k = _divisor(rng, value, 3, 6)
    if not k:
        return None
    part = value // k
    lines = [f"{value} / {k} = {part}", f"{value} - {part} = {value - part}"]
    return _done({"part": _PARTS[k]}, lines, value - part)


def take_fraction(rng: Random, value: int, _prices: tuple[int, int]) -> Done | None:
    """Half, a third … of it."""
    k = _divisor(rng, value, 2, 5)
    if not k:
        return None
    return _done({"part": _PARTS[k]}, [f"{value} / {k} = {value // k}"], value // k)


def keep_percent(rng: Random, value: int, _prices: tuple[int, int]) -> Done | None:
    """Some percent are gone."""
    p = _percent(rng, value)
    if not p:
        return None
    part = value * p // 100
    lines = [f"{value} * {p} / 100 = {part}", f"{value} - {part} = {value - part}"]
    return _done({"p": p}, lines, value - part)


def add_percent(rng: Random, value: int, _prices: tuple[int, int]) -> Done | None:
    """Some percent more."""
    p = _percent(rng, value)
    if not p:
        return None
    part = value * p // 100
    lines = [f"{value} * {p} / 100 = {part}", f"{value} + {part} = {value + part}"]
    return _done({"p": p}, lines, value + part)


def cents(rng: Random, value: int, _prices: tuple[int, int]) -> Done | None:
    """Each at some cents, together whole dollars."""
    fitting = [k for k in (25, 40, 50, 60, 75, 80) if value * k % 100 == 0]
    if not fitting:
        return None
    k = fitting[pick(rng, 0, len(fitting) - 1)]
    lines = [f"{value} * {k} = {value * k}", f"{value * k} / 100 = {value * k // 100}"]
    return _done({"k": k}, lines, value * k // 100)


def group_price(rng: Random, value: int, prices: tuple[int, int]) -> Done | None:
    """Groups of ``m``, each group at a price."""
    m = _divisor(rng, value, 3, 8)
    if not m:
        return None
    k, groups = pick(rng, prices[0] + 2, prices[1] * 3), value // m
    lines = [f"{value} / {m} = {groups}", f"{groups} * {k} = {groups * k}"]
    return _done({"m": m, "k": k}, lines, groups * k)


def _divisor(rng: Random, value: int, low: int, high: int) -> int:
    """Draw a divisor that leaves at least two in each part; 0 when there is none."""
    fitting = [k for k in range(low, high + 1) if value % k == 0 and value // k >= 2]
    return fitting[pick(rng, 0, len(fitting) - 1)] if fitting else 0


def _percent(rng: Random, value: int) -> int:
    fitting = [p for p in (10, 15, 20, 25, 30, 40, 60, 75) if value * p % 100 == 0]
    return fitting[pick(rng, 0, len(fitting) - 1)] if fitting else 0
