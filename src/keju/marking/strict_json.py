"""JSON read strictly: no repeated keys, no NaN, nothing after the value; and exact equality."""

from __future__ import annotations

import json
import math
from typing import Any

__all__ = ["equal_json", "read_json"]


def read_json(text: str) -> Any:
    """Return the JSON value that ``text`` is; raises ValueError with the reason in a few words."""
    try:
        return _decoder.decode(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def equal_json(left: Any, right: Any) -> bool:
    """Whether two JSON values are equal: 1 is 1.0, true is not 1, the order of lists counts.

    Walks by hand, so that no depth of nesting is too deep.
    """
    waiting = [(left, right)]
    while waiting:
        one, other = waiting.pop()
        if isinstance(one, dict) and isinstance(other, dict):
            if one.keys() != other.keys():
                return False
            waiting.extend((value, other[key]) for key, value in one.items())
        elif isinstance(one, list | tuple) and isinstance(other, list | tuple):
            if len(one) != len(other):
                return False
            waiting.extend(zip(one, other, strict=True))
        elif isinstance(one, bool) != isinstance(other, bool) or one != other:
            return False
    return True


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for key, value in pairs:
        if key in whole:
            raise ValueError(f"the key {key[:40]!r} stands twice in one object")
        whole[key] = value
    return whole


def _float(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise ValueError(f"the number {digits[:20]} is too large")
    return value


def _constant(word: str) -> Any:
    raise ValueError(f"{word} is not a JSON value")


_decoder = json.JSONDecoder(object_pairs_hook=_pairs, parse_float=_float, parse_constant=_constant)
