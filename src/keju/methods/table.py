"""The table of methods, and the grammar ``METHOD[:ARG][;key=value]…``."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from keju.core.errors import InputError, nearest
from keju.core.protocols import Method
from keju.methods.single import Direct, Think

__all__ = ["METHODS", "known_methods", "method"]

METHODS: Mapping[str, Callable[[], Method]] = {"direct": Direct, "think": Think}


def known_methods() -> list[str]:
    """Return the names of all methods, sorted."""
    return sorted(METHODS)


def method(spec: str) -> Method:
    """Return the method that ``spec`` names; InputError with the nearest names otherwise."""
    name = spec.split(":", 1)[0].split(";", 1)[0]
    if name not in METHODS:
        raise InputError(f"Unknown method {name!r}.{nearest(name, METHODS)}")
    if name != spec:
        raise InputError(f"Method {name} takes no parameters; write +{name}, not +{spec}")
    return METHODS[name]()
