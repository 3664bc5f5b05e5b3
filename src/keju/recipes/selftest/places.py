"""Where the loaded markers keep their tables, patterns and caches."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import CellType, CodeType, FunctionType, ModuleType
from typing import Any

__all__ = ["Place", "forget", "function_of", "held", "named_in_functions"]

_OURS = "keju.marking"
#: What is read or worked out once and changed by no rule; to do it again would take long.
_READ_ONCE = frozenset(
    {
        "keju.marking.instructions.language._identifier",
        "keju.marking.audit.letters._table",
        "keju.marking.audit.letters._word_signs",
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """A name of a module, or a variable that a closure keeps."""

    holder: dict[str, Any] | CellType
    name: str = ""

    @property
    def named(self) -> bool:
        """Whether it is a name of a module."""
        return isinstance(self.holder, dict)

    def put(self, value: Any) -> None:
        """Put a value there."""
        if isinstance(self.holder, dict):
            self.holder[self.name] = value
        else:
            self.holder.cell_contents = value


def held(value: Any) -> Iterator[Place]:
    """Yield the places that held ``value`` when this was first asked in this process."""
    yield from _index().get(id(value), ())


@cache
def named_in_functions() -> frozenset[str]:
    """Return every name that a function of a marker looks up when it runs."""
    names: set[str] = set()
    for function in _functions():
        codes = [function.__code__]
        while codes:
            code = codes.pop()
            names.update(code.co_names)
            codes.extend(const for const in code.co_consts if isinstance(const, CodeType))
    return frozenset(names)


def forget() -> None:
    """Empty every cache of the markers: a remembered result would hide what was switched off."""
    for emptied in _caches():
        emptied.cache_clear()


def function_of(value: Any) -> FunctionType | None:
    """Return the function behind a method, a property or a cached function; None for the rest."""
    if isinstance(value, property):
        value = value.fget
    value = getattr(value, "__wrapped__", getattr(value, "__func__", value))
    return value if isinstance(value, FunctionType) else None


@cache
def _index() -> Mapping[int, list[Place]]:
    places: defaultdict[int, list[Place]] = defaultdict(list)
    for module in _modules():
        for name, value in vars(module).items():
            places[id(value)].append(Place(vars(module), name))
    for function in _functions():
        for cell in function.__closure__ or ():
            places[id(cell.cell_contents)].append(Place(cell))
    return places


@cache
def _caches() -> tuple[Any, ...]:
    found = (value for value in _values() if hasattr(value, "cache_clear"))
    return tuple(each for each in found if f"{each.__module__}.{each.__name__}" not in _READ_ONCE)


def _modules() -> list[ModuleType]:
    return [module for name, module in list(sys.modules.items()) if name.startswith(_OURS)]


def _values() -> Iterator[Any]:
    """Yield what modules, classes and tables of the markers hold."""
    for module in _modules():
        for value in list(vars(module).values()):
            yield value
            if isinstance(value, type) and value.__module__.startswith(_OURS):
                yield from vars(value).values()
            elif isinstance(value, dict):
                yield from list(value.values())


def _functions() -> Iterator[FunctionType]:
    for value in _values():
        function = function_of(value)
        if function is not None and function.__module__.startswith(_OURS):
            yield function
