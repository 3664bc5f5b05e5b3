"""The marker of numbers: exact, whatever notation they are written in."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from keju.core.errors import InputError
from keju.core.records import Item, Mark
from keju.marking.comparing import mark_against, only_parameters
from keju.marking.final import Form, Hedged, Statement, final_answer
from keju.marking.notation import plain
from keju.marking.quantity import Quantity, equal, read_quantity

__all__ = ["NumberMarker", "number_marker"]

_EXPONENT = re.compile(r"\de[-+]?\d", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class NumberMarker:
    """Compares numbers exactly, or within the absolute ``tolerance`` when there is one."""

    tolerance: Fraction | None = None
    name: str = field(default="number", init=False)
    version: int = field(default=1, init=False)
    slow: bool = field(default=False, init=False)

    def extract(self, text: str) -> str | None:
        """Return the number ``text`` commits to, in its one plain spelling, or None."""
        return final_answer(text, _read)

    def same(self, left: str, right: str) -> bool | None:
        """Whether two extracted numbers are equal; see keju.marking.quantity.equal."""
        one, other = _strictly(left), _strictly(right)
        return None if one is None or other is None else equal(one, other, self.tolerance)

    def mark(self, item: Item, text: str) -> Mark:
        """Judge ``text`` against the item's reference."""
        return mark_against(self, str(item.reference), text)

    def check(self, reference: Any) -> None:
        """Raise InputError unless ``reference`` is one number, as JSON number or as text."""
        if isinstance(reference, bool) or not isinstance(reference, str | int | float):
            kind = type(reference).__name__
            raise InputError(f"marker number: the reference must be a number or text, not {kind}.")
        written = _strictly(str(reference))
        if written is None or _is_unclear(str(reference), written):
            raise InputError(
                f"marker number: the reference {str(reference)[:60]!r} is not one bare number; "
                "write it without words or units, like 42, -3.5, 2/3, 25% or 1,234."
            )


def number_marker(parameters: Mapping[str, Any]) -> NumberMarker:
    """Return the marker with ``tolerance``: an absolute difference, a non-negative number."""
    only_parameters("number", parameters, {"tolerance"})
    tolerance = parameters.get("tolerance")
    if tolerance is None:
        return NumberMarker()
    good = isinstance(tolerance, int | float) and not isinstance(tolerance, bool)
    if not good or not math.isfinite(tolerance) or tolerance < 0:
        raise InputError(
            f"marker number: tolerance must be a non-negative number, not {tolerance!r}."
        )
    return NumberMarker(Fraction(str(tolerance)))


def _read(statement: Statement) -> str | None:
    strict = statement.form.explicit or statement.form is Form.BARE
    found = read_quantity(statement.text, strict=strict)
    if found is not None and statement.rest:
        rival = read_quantity(statement.rest.partition(" ")[2], strict=False)
        if rival is not None and not equal(found, rival):
            raise Hedged
    return None if found is None else str(found)


def _strictly(text: str) -> Quantity | None:
    try:
        return read_quantity(text, strict=True)
    except Hedged:
        return None


def _is_unclear(text: str, value: Quantity) -> bool:
    """Whether a reference has a unit, which would be ignored, or a comma that may be decimal."""
    text = plain(text)
    if _LETTER.search(_EXPONENT.sub("", text)):
        return True
    return "," in text and _strictly(text.replace(",", "")) != value
