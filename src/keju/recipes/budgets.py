"""Budgets as people write them: ``5usd``, ``1000answers``, ``2Mtokens``, ``30min``."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from keju.core.errors import InputError
from keju.runner import Limits

__all__ = ["parse_budgets"]

_FORM = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([kM]?)\s*([A-Za-z]+)\s*")
_SCALE = {"": 1.0, "k": 1e3, "M": 1e6}
_UNITS = {
    "usd": ("dollars", 1.0),
    "USD": ("dollars", 1.0),
    "answers": ("answers", 1.0),
    "tokens": ("tokens", 1.0),
    "s": ("seconds", 1.0),
    "min": ("seconds", 60.0),
    "h": ("seconds", 3600.0),
}


def parse_budgets(texts: Sequence[str]) -> Limits:
    """Read budgets, each of another kind; InputError shows the form otherwise."""
    limits: dict[str, float] = {}
    for text in texts:
        match = _FORM.fullmatch(text)
        unit = _UNITS.get(match[3]) if match else None
        if match is None or unit is None:
            raise InputError(
                f"--budget {text!r}: write a number and a unit: 5usd, 1000answers, 2Mtokens, 30min"
            )
        name, factor = unit
        if name in limits:
            raise InputError(f"--budget: {name} are bounded twice")
        limits[name] = float(match[1]) * _SCALE[match[2]] * factor
        if math.isinf(limits[name]):
            raise InputError(f"--budget: {name} without an end are no budget; leave it out")
    answers, tokens = limits.get("answers"), limits.get("tokens")
    return Limits(
        None if answers is None else int(answers),
        None if tokens is None else int(tokens),
        limits.get("dollars"),
        limits.get("seconds"),
    )
