"""JSON values that know where they stand, so that every fault of a bank names its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from keju.core.errors import InputError, nearest
from keju.core.expressions import why_slow

__all__ = ["Place"]

_KINDS = {dict: "an object", list: "a list", str: "a text", bool: "true or false", int: "a number"}


@dataclass(frozen=True, slots=True)
class Place:
    """A JSON value and where it stands: ``FILE: events[3].facts[0]``.

    Every method raises InputError, one line with the place, where the value is not of the form.
    """

    value: Any
    where: str

    def fault(self, why: str) -> InputError:
        """Return the error that says ``why`` at this place."""
        return InputError(f"{self.where}: {why}")

    def has(self, name: str) -> bool:
        """Whether the object has the field."""
        return name in self._as(dict)

    def at(self, name: str) -> Place:
        """Return the field of an object."""
        if not self.has(name):
            raise self.fault(f"lacks {name}")
        return Place(self.value[name], f"{self.where}.{name}")

    def only(self, *names: str) -> Place:
        """Return the object itself if it has no other fields than ``names``."""
        for name in self._as(dict):
            if name not in names:
                raise self.fault(f"{name!r} is not a field.{nearest(name, names)}")
        return self

    def fields(self) -> Iterator[tuple[str, Place]]:
        """Yield the fields of an object."""
        for name in self._as(dict):
            yield name, self.at(name)

    def each(self) -> list[Place]:
        """Return the elements of a list, named by their id where they have one."""
        return [Place(value, f"{self.where}[{i}]{_id(value)}") for i, value in enumerate(self.list)]

    @property
    def list(self) -> list[Any]:
        """The value as a list."""
        found: list[Any] = self._as(list)
        return found

    @property
    def text(self) -> str:
        """The value as a text that is not empty."""
        found: str = self._as(str)
        if not found.strip():
            raise self.fault("is empty")
        return found

    @property
    def truth(self) -> bool:
        """The value as true or false."""
        found: bool = self._as(bool)
        return found

    @property
    def number(self) -> int:
        """The value as a whole number."""
        if isinstance(self.value, bool):
            raise self.fault("must be a number")
        found: int = self._as(int)
        return found

    @property
    def texts(self) -> tuple[str, ...]:
        """The value as a list of texts that are not empty."""
        return tuple(each.text for each in self.each())

    @property
    def expressions(self) -> tuple[str, ...]:
        """The value as a list of regular expressions, each as ``expression``."""
        return tuple(each.expression for each in self.each())

    @property
    def expression(self) -> str:
        """The value as a regular expression; not one that finds the empty text, or is slow."""
        try:
            found = re.compile(self.text, re.IGNORECASE)
            slow = why_slow(self.text)
        except (re.error, OverflowError, RecursionError) as error:
            raise self.fault(f"{self.value!r} is no regular expression: {error}") from None
        if slow is not None:
            raise self.fault(f"{self.value!r} {slow}")
        if found.search(""):
            raise self.fault(f"{self.value!r} finds everything, the empty text too")
        return self.text

    def by_language(self, languages: Iterable[str]) -> dict[str, Place]:
        """Return the fields of an object that has exactly the bank's languages."""
        wanted = tuple(languages)
        found = dict(self.only(*wanted).fields())
        for language in wanted:
            if language not in found:
                raise self.fault(f"language {language} is missing")
        return {language: found[language] for language in wanted}

    def _as(self, wanted: type) -> Any:
        if not isinstance(self.value, wanted):
            raise self.fault(f"must be {_KINDS[wanted]}")
        return self.value


def _id(value: Any) -> str:
    name = (value.get("id") or value.get("code")) if isinstance(value, dict) else None
    return f" ({name})" if isinstance(name, str) else ""
