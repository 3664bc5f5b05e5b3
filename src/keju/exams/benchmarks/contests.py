"""The tests of LiveCodeBench: public ones in JSON, private ones packed.

The private tests are base64 of zlib of a Python pickle of one text, which is JSON. Unpickling data
from elsewhere is running it, so nothing here unpickles: the pickle's instructions are listed, and
only a pickle that does nothing but hold one text is read. Reading stops at a bound.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import Any

from keju.exams.benchmarks.fields import text
from keju.exams.files import Line

__all__ = ["contest_tests", "packed_text"]

_MOST_BYTES = 512 << 20
_TEXT = frozenset({"SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8"})
_HARMLESS = _TEXT | {"PROTO", "FRAME", "MEMOIZE", "BINPUT", "LONG_BINPUT", "STOP"}

#: What the starter codes take for granted, as LeetCode does.
_GRANTED = """\
import bisect, collections, functools, heapq, itertools, math, re, string
from collections import *
from typing import *
"""


def contest_tests(line: Line) -> tuple[str, dict[str, Any], str | None]:
    """Return marker, reference and starter code (None: the program reads standard input).

    Raises InputError for tests that cannot be read.
    """
    tests = [*_public(line), *_private(line)]
    starter = line.row.get("starter_code")
    if not isinstance(starter, str) or not starter.strip():
        wanted = [{"input": test["input"], "output": test["output"]} for test in tests]
        return "stdio", {"tests": wanted}, None
    name = _function(line)
    if "class Solution" in starter:
        name = f"Solution.{name}"
    calls = [_call(line, test) for test in tests]
    return "function", {"function": name, "tests": calls, "setup": _GRANTED}, starter


def _public(line: Line) -> list[dict[str, str]]:
    name = "public_test_cases"
    return _cases(line, name, text(line, name))


def _private(line: Line) -> list[dict[str, str]]:
    """Return the private tests; a copy without them has none."""
    name = "private_test_cases"
    packed = line.row.get(name)
    if not isinstance(packed, str) or not packed.strip():
        return []
    if packed.lstrip().startswith("["):
        return _cases(line, name, packed)
    try:
        return _cases(line, name, packed_text(packed))
    except (ValueError, zlib.error, binascii.Error) as error:
        raise line.wrong(name, f"cannot be unpacked ({error}); take the published file") from None


def packed_text(packed: str) -> str:
    """Return the one text that base64, zlib and a pickle wrap; ValueError for anything else."""
    import pickletools

    stream = zlib.decompressobj()
    data = stream.decompress(base64.b64decode(packed, validate=True), _MOST_BYTES)
    if not stream.eof:
        raise ValueError(f"cut, or longer than {_MOST_BYTES >> 20} MiB")
    found: str | None = None
    for instruction, argument, _place in pickletools.genops(data):
        if instruction.name not in _HARMLESS:
            raise ValueError("the pickle holds more than one text, and is not read")
        if instruction.name in _TEXT:
            if found is not None:
                raise ValueError("the pickle holds more than one text, and is not read")
            found = str(argument)
    if found is None:
        raise ValueError("the pickle holds no text")
    return found


def _cases(line: Line, name: str, written: str) -> list[dict[str, str]]:
    try:
        cases = json.loads(written)
    except (ValueError, RecursionError):
        raise line.wrong(name, "is no JSON; take the published file") from None
    good = isinstance(cases, list) and all(
        isinstance(case, dict)
        and isinstance(case.get("input"), str)
        and isinstance(case.get("output"), str)
        for case in cases
    )
    if not good:
        raise line.wrong(name, "must be a JSON list of objects with input and output, both texts")
    found: list[dict[str, str]] = cases
    return found


def _function(line: Line) -> str:
    metadata = line.row.get("metadata")
    if isinstance(metadata, str):
        try:
            metadata = json.loads(metadata)
        except (ValueError, RecursionError):
            metadata = None
    name = metadata.get("func_name") if isinstance(metadata, dict) else None
    if not isinstance(name, str) or not name.isidentifier():
        raise line.wrong("metadata", "must be JSON with func_name, the function to be called")
    return name


def _call(line: Line, test: dict[str, str]) -> dict[str, Any]:
    """Return a call: the arguments stand in the input one a line, all in JSON, like the value."""
    try:
        arguments = [json.loads(each) for each in test["input"].split("\n") if each.strip()]
        return {"arguments": arguments, "value": json.loads(test["output"])}
    except (ValueError, RecursionError):
        name = "public_test_cases or private_test_cases"
        raise line.wrong(name, "has a call whose arguments or value are no JSON") from None
