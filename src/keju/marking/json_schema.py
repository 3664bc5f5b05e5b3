"""JSON Schema: the one module that knows the library. No reference is ever fetched.

The draft is the one that ``$schema`` names, 2020-12 without it. ``format`` is a remark, not a rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from keju.core.errors import InputError

__all__ = ["Schema"]

#: What may take more than linear time; a schema without them is applied where the marker runs.
_COSTLY = frozenset(
    ("pattern", "patternProperties", "uniqueItems", "$ref", "$dynamicRef", "$recursiveRef")
)
_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_META = "https://json-schema.org/"


class Schema:
    """A schema that was found to be one."""

    def __init__(self, schema: Any) -> None:
        """Raise InputError, with the place, unless ``schema`` is a JSON Schema by itself."""
        if not isinstance(schema, Mapping | bool):
            raise InputError(
                "marker json: schema must be a JSON Schema, an object or true or false."
            )
        self.costly = any(key in _COSTLY for key, _ in _members(schema))
        for key, value in _members(schema):
            if key in _REFERENCES and isinstance(value, str) and not value.startswith(("#", _META)):
                raise InputError(
                    f"marker json: schema refers to {value[:80]!r}; nothing is fetched, so put it "
                    "under $defs and refer to #/$defs/NAME."
                )
        self._validator = _validator(schema)

    def fault(self, value: Any) -> str | None:
        """Return what is wrong with ``value`` in one line, or None."""
        from jsonschema.exceptions import best_match  # type: ignore[import-untyped]

        error = best_match(self._validator.iter_errors(value))
        if error is None:
            return None
        return f"{error.json_path[:80]}: {' '.join(error.message.split())[:200]}"


def _validator(schema: Any) -> Any:
    from jsonschema.exceptions import SchemaError
    from jsonschema.validators import (  # type: ignore[import-untyped]
        Draft202012Validator,
        validator_for,
    )
    from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]
    from referencing.exceptions import Unresolvable

    kind = validator_for(schema, default=Draft202012Validator)
    try:
        kind.check_schema(schema)
        validator = kind(schema, registry=REGISTRY)
        validator.is_valid(None)
        for key, value in _members(schema):
            if key == "$ref" and isinstance(value, str) and not _named(schema):
                validator._resolver.lookup(value)  # noqa: SLF001 - else found only when it is used
    except SchemaError as error:
        message = " ".join(error.message.split())[:200]
        raise InputError(
            f"marker json: schema is no JSON Schema at {error.json_path}: {message}"
        ) from None
    except Unresolvable as error:
        raise InputError(
            f"marker json: schema refers to {error.ref[:80]!r}, which it does not hold."
        ) from None
    except RecursionError:
        raise InputError("marker json: schema refers to itself without end.") from None
    return validator


def _named(schema: Any) -> bool:
    """Whether a part has an address of its own, so that references start from there."""
    return any(key in {"$id", "id"} for key, _ in _members(schema))


def _members(schema: Any) -> Iterator[tuple[str, Any]]:
    """Yield every key with its value, at any depth."""
    waiting = [schema]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            yield from value.items()
            waiting.extend(value.values())
        elif isinstance(value, list | tuple):
            waiting.extend(value)
