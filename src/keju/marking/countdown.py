"""The marker of countdown: an expression that makes the target from the given numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from keju.core.errors import InputError
from keju.core.records import Item, Mark, Verdict
from keju.marking.arithmetic import Arithmetic, NotArithmetic, parse_arithmetic
from keju.marking.comparing import only_parameters, signature, unfinished
from keju.marking.final import Form, Hedged, Statement, final_answer
from keju.marking.notation import plain

__all__ = ["CountdownMarker", "countdown_marker"]

_CLAIM = re.compile(r"\s*=\s*-?\d+(?:\.\d+)?\s*$")
_DRESSING = " \t\n*_`\"'$.,;:。"
_LETTER_X = re.compile(r"(?<=[\d)\s])x(?=[\d(\s])", re.IGNORECASE)
_FRACTION = re.compile(r"\\[dtc]?frac\s?\{([^{}]*)\}\s?\{([^{}]*)\}")
_RIVAL = re.compile(r"\b(?:or|ou)\b|或", re.IGNORECASE)


@dataclass(slots=True)
class CountdownMarker:
    """Checks value and numbers. ``use_all``: each given number exactly once, else at most once."""

    use_all: bool = True
    name: str = field(default="countdown", init=False)
    version: int = field(default=1, init=False)
    slow: bool = field(default=False, init=False)

    def extract(self, text: str) -> str | None:
        """Return the expression that ``text`` commits to, without ``= target``, or None."""
        return final_answer(text, _read)

    def same(self, left: str, right: str) -> bool | None:
        """Whether two expressions use the same numbers for the same value."""
        try:
            one, other = parse_arithmetic(left), parse_arithmetic(right)
        except NotArithmetic:
            return None
        return one.value == other.value and Counter(one.numbers) == Counter(other.numbers)

    def mark(self, item: Item, text: str) -> Mark:
        """Judge ``text`` against the item's numbers and target; ``detail`` says what is wrong."""
        if mark := unfinished(self, text):
            return mark
        found = self.extract(text)
        if found is None:
            return Mark(Verdict.NO_ANSWER, 0.0, signature(self))
        reason = self._fault(item.reference, parse_arithmetic(found))
        if reason is None:
            return Mark(Verdict.CORRECT, 1.0, signature(self), found)
        return Mark(Verdict.INCORRECT, 0.0, signature(self), found, {"reason": reason})

    def check(self, reference: Any) -> None:
        """Raise InputError unless ``reference`` is {"numbers": [whole…], "target": whole}."""
        numbers = reference.get("numbers") if isinstance(reference, Mapping) else None
        target = reference.get("target") if isinstance(reference, Mapping) else None
        values = [*numbers, target] if isinstance(numbers, list | tuple) and numbers else [None]
        if not all(type(value) is int for value in values):
            raise InputError(
                'marker countdown: the reference must be {"numbers": [whole numbers], '
                f'"target": whole number}}, not {str(reference)[:60]!r}.'
            )

    def _fault(self, reference: Mapping[str, Any], answer: Arithmetic) -> str | None:
        """Return what is wrong with an expression, or None."""
        given = Counter(Fraction(number) for number in reference["numbers"])
        used = Counter(answer.numbers)
        if surplus := used - given:
            return f"uses {_listed(surplus)} which is not given, or more often than given"
        if self.use_all and (missing := given - used):
            return f"does not use {_listed(missing)}"
        if answer.value is None:
            return "divides by zero"
        if answer.value != reference["target"]:
            return f"makes {str(answer.value)[:60]}, not {reference['target']}"
        return None


def countdown_marker(parameters: Mapping[str, Any]) -> CountdownMarker:
    """Return the marker with ``use_all``, true (the default) or false."""
    only_parameters("countdown", parameters, {"use_all"})
    use_all = parameters.get("use_all", True)
    if not isinstance(use_all, bool):
        raise InputError(f"marker countdown: use_all must be true or false, not {use_all!r}.")
    return CountdownMarker(use_all)


def _read(statement: Statement) -> str | None:
    text = statement.text
    if len(text) > 2_000 or (statement.form is Form.BARE and "\n" in text.strip()):
        return None
    found = _expression(text)
    if found is None and _RIVAL.search(text):
        parts = [_expression(part) for part in _RIVAL.split(text)]
        if all(parts):
            raise Hedged
    if found is not None and statement.rest and _expression(statement.rest.partition(" ")[2]):
        raise Hedged
    return found


def _expression(text: str) -> str | None:
    """Return the expression in one spelling; None where there is none."""
    words = _LETTER_X.sub("*", plain(_brackets(text))).strip(_DRESSING)
    words = _CLAIM.sub("", words).strip(_DRESSING)
    try:
        parse_arithmetic(words)
    except NotArithmetic:
        return None
    return " ".join(words.split())


def _brackets(text: str) -> str:
    """Return ``text`` with TeX fractions as bracketed quotients, so that their sides stay whole."""
    return _FRACTION.sub(r"((\1)/(\2))", text)


def _listed(numbers: Counter[Fraction]) -> str:
    return ", ".join(str(number) for number in sorted(numbers.elements()))
