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
    NEWEST,
    REFUSED,
    SOCKETPAIR,
    number,
)

__all__ = ["Filter", "instructions"]

# struct seccomp_data: int nr; u32 arch; u64 instruction_pointer; u64 args[6] (little-endian)
_NUMBER, _ARCHITECTURE, _FIRST, _SECOND = 0, 4, 16, 24

_LOAD, _RETURN, _AND = 0x20, 0x06, 0x54
_EQUAL, _ABOVE, _ANY_BIT = 0x15, 0x25, 0x45

_KILL, _ALLOW = 0x80000000, 0x7FFF0000
_REFUSE, _UNKNOWN = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS

_CLONE_THREAD = 0x00010000
_SOCKET_KIND = 0xF  # the bits above are flags such as SOCK_CLOEXEC

Instruction = tuple[int, int, int, int]  # (code, jump if true, jump if false, constant)


def instructions(machine: str) -> list[Instruction]:
    """Return the filter for ``machine``; raises KeyError for one that has no table."""
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
        for numbers in calls.values():
            refused = number(numbers, machine)
            if refused is not None:
                program += _when(_EQUAL, refused, _REFUSE)
    program += _clone(_of(CLONE, machine))
    program += _socketpair(_of(SOCKETPAIR, machine))
    return [*program, (_RETURN, 0, 0, _ALLOW)]


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
    """The filter of this machine, ready to be put on.

    Raises OSError on an architecture without a table.
    """

    def __init__(self) -> None:
        machine = os.uname().machine
        if machine not in AUDIT:
            raise OSError(f"no table of system calls for {machine}")
        program = instructions(machine)
        packed = b"".join(struct.pack("HBBI", *each) for each in program)
        self._data = ctypes.create_string_buffer(packed, len(packed))
        self._program = _Program(len(program), ctypes.addressof(self._data))
        self._prctl = ctypes.CDLL(None, use_errno=True).prctl

    def put_on(self) -> None:
        """Bind the calling process to the filter for good, and to having no new privileges."""
        for arguments in ((38, 1, 0, 0, 0), (22, 2, ctypes.byref(self._program), 0, 0)):
            if self._prctl(*arguments):
                raise OSError(ctypes.get_errno(), "seccomp: " + os.strerror(ctypes.get_errno()))
