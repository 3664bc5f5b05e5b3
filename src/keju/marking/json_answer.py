"""The marker of JSON: the last value of an answer, by a schema and by exact equality.

Where a value is looked for, in this order: the whole text, the last fenced block that is marked
``json`` or not marked at all, the last object (or the last list, where a list is wanted) in the
text. A value that was never closed is none, nor is anything inside it.

Not covered: JSON with comments or trailing commas; a bare value in an answer's text that begins
before its last 200,000 characters; numbers that a double cannot hold.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from keju.core.errors import InputError
from keju.core.records import Item, Mark, Verdict
from keju.marking.comparing import only_parameters, signature, unfinished
from keju.marking.json_schema import Schema
from keju.marking.strict_json import equal_json, read_json
from keju.marking.thoughts import without_thought

__all__ = ["JsonMarker", "json_marker"]

#: Bounds on hostile text: how far back a bare value is looked for, and how many false starts.
_LOOK_BACK = 200_000
_FALSE_STARTS = 1_000
_SHOWN = 4_000
_FENCE = re.compile(r"^[ \t]*```([^\n`]*)$", re.MULTILINE)
_START = re.compile(r"\{(?=\s{0,20}[\"}])|\[(?=\s{0,20}[\[{\"\d\-\]tfn])")
_lenient = json.JSONDecoder()


@dataclass(slots=True)
class JsonMarker:
    """Checks the value by ``schema``, and against the reference unless that is null."""

    schema: Schema | None = None
    list_wanted: bool = False
    slow: bool = False
    name: str = field(default="json", init=False)
    version: int = field(default=1, init=False)

    def extract(self, text: str) -> str | None:
        """Return the source of the last JSON value, or None."""
        visible = without_thought(text)
        source = None if visible is None else _source(visible.strip(), as_list=self.list_wanted)
        return source if source and _fault(source) is None else None

    def same(self, left: str, right: str) -> bool | None:
        """Whether two sources hold equal values; None when one is no JSON."""
        try:
            return equal_json(read_json(left), read_json(right))
        except ValueError:
            return None

    def mark(self, item: Item, text: str) -> Mark:
        """Judge the last JSON value of ``text``; ``detail`` says what is wrong."""
        if mark := unfinished(self, text):
            return mark
        as_list = self.list_wanted or isinstance(item.reference, list | tuple)
        source = _source((without_thought(text) or "").strip(), as_list=as_list)
        if not source:
            return Mark(Verdict.NO_ANSWER, 0.0, signature(self))
        if fault := _fault(source):
            return Mark(Verdict.NO_ANSWER, 0.0, signature(self), detail={"reason": fault})
        reason = self._reason(read_json(source), item.reference)
        verdict = Verdict.INCORRECT if reason else Verdict.CORRECT
        detail = {"reason": reason} if reason else None
        return Mark(verdict, float(not reason), signature(self), source[:_SHOWN], detail)

    def check(self, reference: Any) -> None:
        """Raise InputError unless the reference keeps to the schema, or is null where one is."""
        if self.schema is None:
            if reference is None:
                raise InputError(
                    "marker json: the reference must be a JSON value; null needs a schema."
                )
        elif reference is not None and (fault := self.schema.fault(reference)):
            raise InputError(f"marker json: the reference must keep to the schema; {fault}")

    def _reason(self, value: Any, reference: Any) -> str | None:
        if self.schema is not None and (fault := self.schema.fault(value)):
            return f"the schema is not kept: {fault}"
        if reference is not None and not equal_json(value, reference):
            return "the value is not that of the reference"
        return None


def json_marker(parameters: Mapping[str, Any]) -> JsonMarker:
    """Return the marker with ``schema``, a JSON Schema; without it only equality counts."""
    only_parameters("json", parameters, {"schema"})
    if "schema" not in parameters:
        return JsonMarker()
    given = parameters["schema"]
    schema = Schema(given)
    as_list = isinstance(given, Mapping) and given.get("type") == "array"
    return JsonMarker(schema, as_list, schema.costly)


def _fault(source: str) -> str | None:
    """Return why ``source`` is no JSON value, in a few words; None when it is one."""
    try:
        read_json(source)
    except ValueError as error:
        return str(error)[:200]
    return None


def _source(text: str, *, as_list: bool) -> str | None:
    """Return the source of the value that ``text`` gives; it need not be strict JSON."""
    if text and _fault(text) is None:
        return text
    fenced = _fenced(text)
    return fenced if fenced is not None else _bare(text[-_LOOK_BACK:], as_list=as_list)


def _fenced(text: str) -> str | None:
    """Return what the last block holds that is marked json or not at all; it may be open."""
    found, start = None, None
    for fence in _FENCE.finditer(text):
        mark = fence[1].strip().lower()
        if start is None:
            start, wanted = fence.end(), mark in {"", "json", "jsonc", "json5"}
        elif not mark:
            found = text[start : fence.start()].strip() if wanted else found
            start = None
    if start is not None and wanted:
        found = text[start:].strip()
    return found


def _bare(text: str, *, as_list: bool) -> str | None:
    """Return the last object that stands in ``text`` for itself; or the last list."""
    objects = lists = None
    at = false_starts = 0
    while (start := _START.search(text, at)) and false_starts < _FALSE_STARTS:
        try:
            _, at = _lenient.raw_decode(text, start.start())
        except RecursionError:
            return None
        except json.JSONDecodeError as error:
            if error.pos >= len(text) or error.msg.startswith("Unterminated"):
                return None
            at, false_starts = start.end(), false_starts + 1
            continue
        except ValueError:  # a whole number of more digits than Python reads
            return None
        source = text[start.start() : at]
        objects, lists = (source, lists) if start[0] == "{" else (objects, source)
    if as_list:
        return lists or objects
    return objects or lists
