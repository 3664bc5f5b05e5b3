"""Between a call and the box: the request, and what its answer means."""

from __future__ import annotations

import json
import signal
from typing import Any

from keju.core.errors import InputError
from keju.sandbox.box import values
from keju.sandbox.box.program import FORBIDDEN, MEMORY, VALUE
from keju.sandbox.execution import Call, Ending, Execution, Limits

__all__ = ["execution", "request"]

_CUTS = {"time": Ending.TIME, "output": Ending.OUTPUT}
_NOTES = {MEMORY: Ending.MEMORY, FORBIDDEN: Ending.FORBIDDEN}


def request(call: Call, limits: Limits) -> list[bytes]:
    """Return the message that asks for ``call``. Raises InputError for unsayable arguments."""
    head = {
        "seconds": limits.seconds,
        "memory": int(limits.memory),
        "output": int(limits.output),
        "function": call.function or "",
    }
    try:
        arguments = values.encode(list(call.arguments))
    except values.UnsayableError as error:
        raise InputError(f"arguments of {call.function}: {error}") from None
    code, text = (words.encode("utf-8", "surrogatepass") for words in (call.code, call.stdin))
    return [json.dumps(head).encode(), code, text, arguments]


def execution(head: dict[str, Any], parts: list[bytes]) -> Execution:
    """Return what an answer of the box says."""
    output, errors, note = parts
    ending = _ending(head["ended"], head["status"], note[:1])
    returned, value = _value(note)
    return Execution(
        ending=ending,
        stdout=output.decode("utf-8", "replace"),
        stderr=errors.decode("utf-8", "replace"),
        returned=returned,
        value=value,
        seconds=head["seconds"],
        status=head["status"],
    )


def _ending(ended: str, status: int, note: bytes) -> Ending:
    if ended in _CUTS:
        return _CUTS[ended]
    if status == 0:
        return Ending.EXITED
    if status == -signal.SIGSYS:
        return Ending.FORBIDDEN
    return _NOTES.get(note, Ending.CRASH)


def _value(note: bytes) -> tuple[bool, Any]:
    if not note.startswith(VALUE):
        return False, None
    try:
        return True, values.decode(note[len(VALUE) :])
    except values.UnsayableError:
        return False, None
