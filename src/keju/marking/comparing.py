"""What every marker of committed answers does with one: read it, compare it, write the mark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keju.core.errors import InputError, nearest
from keju.core.protocols import Marker
from keju.core.records import Mark, Verdict
from keju.marking.thoughts import without_thought

__all__ = ["compare", "mark_against", "only_parameters", "signature", "unfinished"]


def signature(marker: Marker) -> str:
    """Return ``name@version``."""
    return f"{marker.name}@{marker.version}"


def unfinished(marker: Marker, text: str) -> Mark | None:
    """Return the mark of a text that ends inside a thought; None for any other text."""
    if without_thought(text) is not None:
        return None
    detail = {"reason": "the thought was not finished"}
    return Mark(Verdict.TRUNCATED, 0.0, signature(marker), detail=detail)


def mark_against(marker: Marker, reference: str, text: str) -> Mark:
    """Mark ``text`` by whether its committed answer is the same as ``reference``."""
    return unfinished(marker, text) or compare(marker, reference, marker.extract(text))


def compare(marker: Marker, reference: str, found: str | None) -> Mark:
    """Mark the extracted answer ``found``, which is None when the text commits to none."""
    if found is None:
        return Mark(Verdict.NO_ANSWER, 0.0, signature(marker))
    same = marker.same(found, reference)
    if same is None:
        detail = {"reason": "the comparison with the reference is undecided"}
        return Mark(Verdict.UNMARKABLE, None, signature(marker), found, detail)
    if same:
        return Mark(Verdict.CORRECT, 1.0, signature(marker), found)
    return Mark(Verdict.INCORRECT, 0.0, signature(marker), found)


def only_parameters(name: str, parameters: Mapping[str, Any], known: set[str]) -> None:
    """Raise InputError for a parameter that marker ``name`` does not have."""
    for parameter in parameters:
        if parameter not in known:
            hint = nearest(str(parameter), known) or " It has none."
            raise InputError(f"marker {name}: unknown parameter {str(parameter)!r}.{hint}")
