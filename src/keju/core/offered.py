"""What other packages offer through entry points, by name."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from importlib.metadata import EntryPoint

from keju.core.errors import InputError

__all__ = ["unique_names"]


def unique_names(
    kind: str, found: Iterable[EntryPoint], own: Container[str]
) -> Mapping[str, EntryPoint]:
    """Return entry points of a ``kind`` (exam, marker) by name; ``own`` are Keju's own names.

    Raises InputError where two parts claim one name.
    """
    named: dict[str, EntryPoint] = {}
    for entry in found:
        if entry.name in own or entry.name in named:
            other = named[entry.name].value if entry.name in named else "Keju itself"
            raise InputError(
                f"{kind} {entry.name!r} is offered by {other} and by {entry.value};"
                " uninstall or rename one of them"
            )
        named[entry.name] = entry
    return named
