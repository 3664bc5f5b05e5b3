"""When what a function returned counts as what was expected: the checkers of values.

Values come from the sandbox as plain Python values: no object of the program takes part, so
nothing can declare itself equal.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["DEFAULT_TOLERANCE", "VALUE_CHECKERS", "same_value"]

#: ``(arguments, expected, returned, tolerance) -> whether it is right``.
ValueChecker = Callable[[Any, Any, Any, float | None], bool]

#: What a float may differ by, absolutely or relatively, where nothing else is asked.
DEFAULT_TOLERANCE = 1e-9

#: Pairs of nested parts that one comparison in any order may look at.
_MOST = 4_000_000


def same_value(_arguments: Any, expected: Any, got: Any, tolerance: float | None) -> bool:
    """Whether ``got`` is ``expected``, by exact type.

    A truth value is no number. Where a float is expected, a whole number of the same value is one
    too; where a whole number is expected, a float is not. Floats may differ by ``tolerance``. Where
    a list is expected, a tuple is as good: JSON cannot say tuple. Keys of a dictionary that were
    written in JSON are texts; a dictionary whose keys read the same is as good.
    """
    return _same(expected, got, DEFAULT_TOLERANCE if tolerance is None else tolerance)


def _unordered(_arguments: Any, expected: Any, got: Any, tolerance: float | None) -> bool:
    """Whether both hold the same elements equally often, in whatever order; not looking deeper."""
    limit = DEFAULT_TOLERANCE if tolerance is None else tolerance
    wanted, left = list(expected), _elements(got)
    if left is None or len(wanted) != len(left):
        return False
    if _sorted_same(wanted, left, limit):
        return True
    if len(wanted) ** 2 > _MOST:
        return False
    for each in wanted:
        place = next((i for i, other in enumerate(left) if _same(each, other, limit)), None)
        if place is None:
            return False
        left.pop(place)
    return True


def _python(_arguments: Any, expected: Any, got: Any, tolerance: float | None) -> bool:
    """Whether Python calls them equal, so 1, 1.0 and True are one; lists are no tuples."""
    if tolerance is not None and _number(expected) and _number(got):
        return bool(expected == got) or _near(expected, got, tolerance)
    try:
        return bool(expected == got)
    except RecursionError:
        return False


def _truth(_arguments: Any, expected: Any, got: Any, _tolerance: float | None) -> bool:
    """Whether both are true or both false, as ``if`` sees them."""
    return bool(expected) is bool(got)


VALUE_CHECKERS: Mapping[str, ValueChecker] = {
    "exact": same_value,
    "python": _python,
    "truth": _truth,
    "unordered": _unordered,
}


def _same(expected: Any, got: Any, tolerance: float) -> bool:
    kind = type(expected)
    if kind is float:
        return type(got) in (int, float) and _near(expected, got, tolerance)
    if kind in (list, tuple):
        return (
            type(got) in (list, tuple)
            and (kind is list or type(got) is tuple)
            and len(expected) == len(got)
            and all(_same(one, other, tolerance) for one, other in zip(expected, got, strict=True))
        )
    if kind is dict:
        return isinstance(got, dict) and _same_items(expected, got, tolerance)
    return type(got) is kind and bool(expected == got)


def _same_items(expected: dict[Any, Any], got: dict[Any, Any], tolerance: float) -> bool:
    if len(expected) != len(got):
        return False
    if not _all_found(expected, got):
        got = {_as_json_key(key): value for key, value in got.items()}
    return (
        len(expected) == len(got)
        and _all_found(expected, got)
        and all(_same(value, got[key], tolerance) for key, value in expected.items())
    )


def _all_found(expected: dict[Any, Any], got: dict[Any, Any]) -> bool:
    kinds = {key: type(key) for key in got}
    return all(key in kinds and kinds[key] is type(key) for key in expected)


def _as_json_key(key: Any) -> Any:
    if type(key) is bool or key is None:
        return {True: "true", False: "false", None: "null"}[key]
    return str(key) if type(key) in (int, float) else key


def _sorted_same(wanted: list[Any], got: list[Any], tolerance: float) -> bool:
    """Whether both are the same when sorted: the quick way, where elements have an order."""
    try:
        return _same(sorted(wanted), sorted(got), tolerance)
    except (TypeError, RecursionError):
        return False


def _elements(value: Any) -> list[Any] | None:
    return list(value) if isinstance(value, list | tuple | set | frozenset) else None


def _number(value: Any) -> bool:
    return type(value) in (int, float)


def _near(expected: float, got: float, tolerance: float) -> bool:
    if expected == got:
        return True
    try:
        one, other = float(expected), float(got)
    except OverflowError:  # a whole number beyond every float
        return False
    if math.isnan(one):
        return math.isnan(other)
    return math.isfinite(one) and abs(one - other) <= tolerance * max(1.0, abs(one))
