"""Python values as JSON and back, by exact type.

``None``, booleans, floats, strings, lists and small integers are themselves; everything else is an
object with one key that names its type: ``{"tuple": [1, 2]}``, ``{"dict": [["a", 1]]}``. An
instance of a subclass is refused: nothing here calls a method that the value brought along.
"""

from __future__ import annotations

import json
from collections import Counter, OrderedDict, defaultdict
from typing import Any, Callable  # noqa: UP035 - the box may be Python 3.9

__all__ = ["UnsayableError", "decode", "encode"]

_DEPTH = 100
_PLAIN_INTEGER = 1 << 62
#: Dictionaries of the standard library that are equal to a dictionary with the same items.
_DICTIONARIES = (dict, OrderedDict, defaultdict, Counter)


class UnsayableError(ValueError):
    """The value is of a type that cannot be written, or too deep or too large."""


def encode(value: Any, most: int = 1 << 26) -> bytes:
    """Return ``value`` as tagged JSON. Raises UnsayableError; ``most`` bounds parts and bytes."""
    left = [most]
    data = json.dumps(_tagged(value, 0, left), separators=(",", ":")).encode("ascii")
    if len(data) > most:
        raise UnsayableError(f"the value takes more than {most} bytes")
    return data


def decode(data: bytes) -> Any:
    """Return the value that ``encode`` wrote. Raises UnsayableError for anything else."""
    try:
        return _plain(json.loads(data))
    except UnsayableError:
        raise
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
        raise UnsayableError(f"no value: {type(error).__name__}") from None


def _tagged(value: Any, depth: int, left: list[int]) -> Any:
    left[0] -= 1
    if left[0] < 0:
        raise UnsayableError("the value has too many parts")
    if depth > _DEPTH:
        raise UnsayableError(f"the value is nested deeper than {_DEPTH}")
    kind = type(value)
    if kind not in _WRITERS:
        raise UnsayableError(f"a value of type {kind.__name__} cannot leave the program")
    return _WRITERS[kind](value, depth + 1, left)


def _itself(value: Any, _depth: int, _left: list[int]) -> Any:
    return value


def _integer(value: int, _depth: int, _left: list[int]) -> Any:
    return value if -_PLAIN_INTEGER < value < _PLAIN_INTEGER else {"int": hex(value)}


def _list(value: Any, depth: int, left: list[int]) -> list[Any]:
    return [_tagged(each, depth, left) for each in value]


def _collection(value: Any, depth: int, left: list[int]) -> dict[str, Any]:
    return {type(value).__name__: _list(value, depth, left)}


def _pairs(value: Any, depth: int, left: list[int]) -> dict[str, Any]:
    return {"dict": [_list(pair, depth, left) for pair in dict.items(value)]}


def _text(value: str, _depth: int, _left: list[int]) -> Any:
    """JSON would join two lone surrogates into one character; such a string is written in bytes."""
    if value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        return {"str": value.encode("utf-8", "surrogatepass").hex()}
    return value


_WRITERS: dict[type, Callable[[Any, int, list[int]], Any]] = {
    type(None): _itself,
    bool: _itself,
    float: _itself,
    int: _integer,
    str: _text,
    list: _list,
    tuple: _collection,
    set: _collection,
    frozenset: _collection,
    **dict.fromkeys(_DICTIONARIES, _pairs),
    bytes: lambda value, _depth, _left: {"bytes": value.hex()},
    complex: lambda value, _depth, _left: {"complex": [value.real, value.imag]},
}


def _plain(value: Any) -> Any:
    if type(value) is list:
        return [_plain(each) for each in value]
    if type(value) is not dict:
        return value
    ((kind, content),) = value.items()
    return _READERS[kind](content)


def _members(content: Any) -> list[Any]:
    members = [_plain(each) for each in content]
    _refuse_collisions(members)
    return members


def _dictionary(content: Any) -> dict[Any, Any]:
    pairs = [(_plain(key), _plain(value)) for key, value in content]
    _refuse_collisions([key for key, _ in pairs])
    return dict(pairs)


def _refuse_collisions(keys: list[Any]) -> None:
    """Keys chosen to share a hash would cost their square to put together."""
    if len(keys) > 64 and 8 * len({hash(key) for key in keys}) < len(keys):
        raise UnsayableError("no value: keys of equal hash")


def _complex(content: Any) -> complex:
    real, imaginary = content
    return complex(real, imaginary)


_READERS: dict[str, Callable[[Any], Any]] = {
    "int": lambda content: int(content, 16),
    "str": lambda content: bytes.fromhex(content).decode("utf-8", "surrogatepass"),
    "bytes": bytes.fromhex,
    "complex": _complex,
    "tuple": lambda content: tuple(_plain(each) for each in content),
    "set": lambda content: set(_members(content)),
    "frozenset": lambda content: frozenset(_members(content)),
    "dict": _dictionary,
}
