"""Parameters as people write them, and those of sampling on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from keju.core.errors import InputError, nearest

__all__ = ["capped", "checked_parameters", "named_values"]


def named_values(pairs: Iterable[str], where: str, example: str) -> dict[str, Any]:
    """Read ``name=value`` pairs; a value is JSON where it can be, otherwise a string.

    Raises InputError, which begins with ``where``, for anything else and for a name given twice.
    """
    values: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise InputError(f"{where} {pair}: write it as name=value, for example {example}")
        if name in values:
            raise InputError(f"{where} {name} is given twice")
        try:
            values[name] = json.loads(value)
        except ValueError:
            values[name] = value
    return values


def checked_parameters(
    name: str, given: Mapping[str, Any], defaults: Mapping[str, Any]
) -> dict[str, Any]:
    """Return ``defaults`` with what is ``given``, for the model that people call ``name``.

    ``temperature`` is 0 or from 0.01 to 10 and becomes a float, ``top_p`` is above 0 and at most 1;
    ``seed`` is a whole number from 0 and every other one from 1. Raises InputError for anything
    else, unknown names included.
    """
    unknown = next((key for key in given if key not in defaults), None)
    if unknown is not None:
        raise InputError(f"{name}: unknown parameter {unknown!r}.{nearest(unknown, defaults)}")
    values = {**defaults, **given}
    for key, value in values.items():
        fault = _fault(key, value)
        if fault:
            raise InputError(f"{name}: {key}={value!r}; it must be {fault}.")
    return {**values, "temperature": float(values["temperature"])}


def _fault(key: str, value: Any) -> str | None:
    """Return what the parameter must be if it is not, else None."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if key == "temperature":
        good = number and (value == 0 or 0.01 <= value <= 10)
        return None if good else "0, or 0.01 to 10"
    if key == "top_p":
        return None if number and 0 < value <= 1 else "above 0 and at most 1"
    least = 0 if key == "seed" else 1
    good = number and isinstance(value, int) and value >= least
    return None if good else f"a whole number from {least}"


def capped(own: int, asked: int | None) -> int:
    """Return how many tokens a call may write: the smaller bound of the model's and the call's."""
    return own if asked is None else min(own, asked)
