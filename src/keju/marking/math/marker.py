"""The marker of mathematical answers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from keju.core.errors import InputError
from keju.core.records import Item, Mark, Verdict
from keju.marking.comparing import only_parameters, signature
from keju.marking.math.equality import Equality, compare_answers, equal, extract_answer
from keju.marking.math.reading import read
from keju.marking.math.tree import Beyond, Words
from keju.marking.thoughts import without_thought

__all__ = ["LOCALES", "MathMarker", "math_marker"]

#: Locales that ``locale`` may name; all but English and Chinese write a decimal comma.
LOCALES = ("de", "en", "es", "fr", "it", "nl", "pl", "pt", "ru", "zh")


@dataclass(slots=True)
class MathMarker:
    """Compares mathematical answers by ``keju.marking.math.equal``."""

    tolerance: Fraction | None = None
    locale: str | None = None
    name: str = field(default="math", init=False)
    version: int = field(default=1, init=False)
    slow: bool = field(default=False, init=False)

    def extract(self, text: str) -> str | None:
        """Return the answer ``text`` commits to, as it is written, or None."""
        visible = without_thought(text)
        return None if visible is None else extract_answer(visible)

    def same(self, left: str, right: str) -> bool | None:
        """Whether two extracted answers are equal; None when undecided."""
        return compare_answers(left, right, self.locale, self.tolerance).equal

    def mark(self, item: Item, text: str) -> Mark:
        """Judge ``text`` against the item's reference."""
        found = equal(str(item.reference), text, locale=self.locale, tolerance=self.tolerance)
        return _mark(found, signature(self))

    def check(self, reference: Any) -> None:
        """Raise InputError unless ``reference`` is an answer that can be read."""
        if isinstance(reference, bool) or not isinstance(reference, str | int | float):
            kind = type(reference).__name__
            raise InputError(f"marker math: the reference must be a text or a number, not {kind}.")
        text = str(reference)
        try:
            value = read(text).value
        except Beyond as error:
            raise InputError(
                f"marker math: the reference {text[:60]!r} cannot be used: {error}."
            ) from None
        if isinstance(value, Words) and (not value.text or "\\" in value.text):
            raise InputError(
                f"marker math: the reference {text[:60]!r} cannot be read as mathematics; write "
                r"it as plain LaTeX such as \frac{1}{2}, or words as \text{...}."
            )


def _mark(found: Equality, name: str) -> Mark:
    detail: dict[str, Any] = {"method": found.method}
    if found.reason is not None:
        detail["reason"] = found.reason
    if found.method == "truncated":
        return Mark(Verdict.TRUNCATED, 0.0, name, detail=detail)
    if found.equal is None:
        return Mark(Verdict.UNMARKABLE, None, name, found.extracted, detail)
    if found.extracted is None:
        return Mark(Verdict.NO_ANSWER, 0.0, name, detail=detail)
    if found.equal:
        return Mark(Verdict.CORRECT, 1.0, name, found.extracted, detail)
    return Mark(Verdict.INCORRECT, 0.0, name, found.extracted, detail)


def math_marker(parameters: Mapping[str, Any]) -> MathMarker:
    """Return the marker with ``tolerance`` (absolute, not negative) and ``locale``."""
    only_parameters("math", parameters, {"tolerance", "locale"})
    tolerance, locale = parameters.get("tolerance"), parameters.get("locale")
    if locale is not None and locale not in LOCALES:
        known = ", ".join(LOCALES)
        raise InputError(f"marker math: locale must be one of {known}, not {locale!r}.")
    if tolerance is None:
        return MathMarker(locale=locale)
    number = isinstance(tolerance, int | float) and not isinstance(tolerance, bool)
    if not number or not math.isfinite(tolerance) or tolerance < 0:
        raise InputError(
            f"marker math: tolerance must be a number that is not negative, not {tolerance!r}."
        )
    return MathMarker(Fraction(str(tolerance)), locale)
