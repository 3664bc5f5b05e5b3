"""The filter of system calls, as the data that Linux takes.

What is refused fails with EPERM, as if rights were missing; what is unknown fails with ENOSYS, as
on an older Linux. Calls of another architecture (32-bit ones, x32) end the program. Threads are
allowed, processes are not. ``socketpair`` is allowed for local streams, which event loops need and
which lead nowhere.
"""

from __future__ import annotations

import ctypes
import errno
import os
import socket
import struct

from keju.sandbox.box.syscalls import (
    AUDIT,
    CLONE,
    CLONE3,
    FOR_ITSELF,
    NEWEST,
    REFUSED,
    SOCKETPAIR,
    STARTING,
    Calls,
    number,
)

__all__ = ["Filter", "box_filter", "forbid_new_rights", "program_filter"]

# struct seccomp_data: int nr; u32 arch; u64 instruction_pointer; u64 args[6] (little-endian)
_NUMBER, _ARCHITECTURE, _FIRST, _SECOND = 0, 4, 16, 24

_LOAD, _RETURN, _AND = 0x20, 0x06, 0x54
_EQUAL, _ABOVE, _ANY_BIT = 0x15, 0x25, 0x45

_KILL, _ALLOW = 0x80000000, 0x7FFF0000
_REFUSE, _UNKNOWN = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _MODE_FILTER = 38, 22, 2

_CLONE_THREAD = 0x00010000
_SOCKET_KIND = 0xF  # the bits above are flags such as SOCK_CLOEXEC

Instruction = tuple[int, int, int, int]  # (code, jump if true, jump if false, constant)


def box_filter(machine: str) -> list[Instruction]:
    """Return what binds everything in the box; raises KeyError for a machine without a table."""
    program = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, AUDIT[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    program += _when(_ABOVE, 0x3FFFFFFF, _KILL)  # x32
    program += _when(_ABOVE, NEWEST, _UNKNOWN)
    program += _when(_EQUAL, _of(CLONE3, machine), _UNKNOWN)  # then the C library uses clone
    for calls in REFUSED.values():
        program += _refusals(calls, machine)
    for numbers in FOR_ITSELF.values():
        program += _for_itself(_of(numbers, machine))
    program += _socketpair(_of(SOCKETPAIR, machine))
    return [*program, (_RETURN, 0, 0, _ALLOW)]


def program_filter(machine: str) -> list[Instruction]:
    """Return what binds a program on top of that: short, for it is put on every time."""
    program = [(_LOAD, 0, 0, _NUMBER), *_refusals(STARTING, machine)]
    program += _clone(_of(CLONE, machine))
    return [*program, (_RETURN, 0, 0, _ALLOW)]


def _refusals(calls: Calls, machine: str) -> list[Instruction]:
    refused = [number(numbers, machine) for numbers in calls.values()]
    return [one for call in refused if call is not None for one in _when(_EQUAL, call, _REFUSE)]


def _of(numbers: tuple[int | None, int | None], machine: str) -> int:
    call = number(numbers, machine)
    assert call is not None
    return call


def _when(test: int, constant: int, action: int) -> list[Instruction]:
    return [(test, 0, 1, constant), (_RETURN, 0, 0, action)]


def _clone(call: int) -> list[Instruction]:
    return [
        (_EQUAL, 0, 4, call),
        (_LOAD, 0, 0, _FIRST),
        (_ANY_BIT, 0, 1, _CLONE_THREAD),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]


def _for_itself(call: int) -> list[Instruction]:
    return [
        (_EQUAL, 0, 4, call),
        (_LOAD, 0, 0, _FIRST),
        (_EQUAL, 0, 1, 0),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]


def _socketpair(call: int) -> list[Instruction]:
    return [
        (_EQUAL, 0, 7, call),
        (_LOAD, 0, 0, _FIRST),
        (_EQUAL, 0, 4, int(socket.AF_UNIX)),
        (_LOAD, 0, 0, _SECOND),
        (_AND, 0, 0, _SOCKET_KIND),
        (_EQUAL, 0, 1, int(socket.SOCK_STREAM)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


class Filter:
    """A filter ready to be put on."""

    def __init__(self, program: list[Instruction]) -> None:
        packed = b"".join(struct.pack("HBBI", *each) for each in program)
        self._data = ctypes.create_string_buffer(packed, len(packed))
        self._program = _Program(len(program), ctypes.addressof(self._data))
        self._pointer = ctypes.byref(self._program)
        self._prctl = ctypes.PyDLL(None, use_errno=True).prctl

    def put_on(self) -> None:
        """Bind the calling process, and all it starts, for good."""
        if self._prctl(_SET_SECCOMP, _MODE_FILTER, self._pointer, 0, 0):
            raise OSError(ctypes.get_errno(), "seccomp: " + os.strerror(ctypes.get_errno()))


def forbid_new_rights() -> None:
    """Bind the calling process for good to what it may do now; filters need that."""
    if ctypes.PyDLL(None, use_errno=True).prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl: " + os.strerror(ctypes.get_errno()))
