"""The one table of markers, and from a name with parameters to a marker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from keju.core.errors import InputError, nearest
from keju.core.offered import unique_names
from keju.core.protocols import Marker
from keju.core.records import Item, MarkerSpec
from keju.marking.audit.marker import audit_marker
from keju.marking.choice import choice_marker
from keju.marking.countdown import countdown_marker
from keju.marking.exact import exact_marker
from keju.marking.instructions import instructions_marker
from keju.marking.json_answer import json_marker
from keju.marking.math.marker import math_marker
from keju.marking.number import number_marker
from keju.marking.programs import asserts_marker, function_marker, stdio_marker
from keju.marking.regex import regex_marker
from keju.marking.rubric import judge_marker
from keju.marking.text import text_marker

__all__ = ["MARKERS", "check_reference", "known_markers", "marker"]

#: Makes a marker from its parameters (JSON values); raises InputError for bad ones.
Factory = Callable[[Mapping[str, Any]], Marker]

MARKERS: Mapping[str, Factory] = {
    "asserts": asserts_marker,
    "audit": audit_marker,
    "choice": choice_marker,
    "countdown": countdown_marker,
    "exact": exact_marker,
    "function": function_marker,
    "instructions": instructions_marker,
    "json": json_marker,
    "judge": judge_marker,
    "math": math_marker,
    "number": number_marker,
    "regex": regex_marker,
    "stdio": stdio_marker,
    "text": text_marker,
}

_GROUP = "keju.markers"


def marker(spec: MarkerSpec) -> Marker:
    """Return the marker that ``spec`` names.

    Raises InputError for an unknown name (with the nearest ones) and for bad parameters.
    """
    if spec.name in MARKERS:
        return MARKERS[spec.name](spec.parameters)
    installed = _installed()
    if spec.name in installed:
        return _load(installed[spec.name])(spec.parameters)
    raise InputError(f"unknown marker {spec.name!r}.{nearest(spec.name, known_markers())}")


def known_markers() -> tuple[str, ...]:
    """Return the names of all markers, Keju's own and those of installed packages, sorted."""
    return tuple(sorted({*MARKERS, *_installed()}))


def check_reference(item: Item) -> None:
    """Raise InputError if the item's marker is unknown or cannot use the item's reference.

    Called when items are loaded, so that a bad reference is not found out at marking. A marker
    from another package may offer ``check(reference)``; one without it takes any reference.
    """
    check = getattr(marker(item.marker), "check", None)
    if check is not None:
        check(item.reference)


def _load(entry: EntryPoint) -> Factory:
    try:
        factory: Factory = entry.load()
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        raise InputError(
            f"marker {entry.name!r}: {entry.value} cannot be loaded ({why}); mend that package."
        ) from error
    return factory


@cache
def _installed() -> Mapping[str, EntryPoint]:
    return unique_names("marker", entry_points(group=_GROUP), MARKERS)
