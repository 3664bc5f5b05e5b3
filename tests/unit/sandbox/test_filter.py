import errno
import socket
import struct

import pytest

from keju.sandbox.box.seccomp import box_filter, program_filter
from keju.sandbox.box.syscalls import (
    AUDIT,
    CLONE,
    CLONE3,
    FOR_ITSELF,
    NEWEST,
    REFUSED,
    SOCKETPAIR,
    STARTING,
    number,
)

KILL, ALLOW = 0x80000000, 0x7FFF0000
REFUSE, UNKNOWN = 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS
MACHINES = sorted(AUDIT)


def decide(program, machine, call, *arguments, audit=None):
    """Run the filter as Linux does; classic BPF, the few instructions that are used."""
    values = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("=iIQ6Q", call, AUDIT[machine] if audit is None else audit, 0, *values)
    accumulator, at = 0, 0
    while True:
        code, yes, no, constant = program[at]
        at += 1
        if code == 0x20:
            accumulator = struct.unpack_from("=I", data, constant)[0]
        elif code == 0x54:
            accumulator &= constant
        elif code == 0x06:
            return constant
        else:
            tests = {
                0x15: accumulator == constant,
                0x25: accumulator > constant,
                0x45: bool(accumulator & constant),
            }
            at += yes if tests[code] else no


def names():
    for calls in (*REFUSED.values(), STARTING, FOR_ITSELF):
        yield from calls.items()


@pytest.mark.parametrize("machine", MACHINES)
def test_every_call_of_the_table_is_refused_and_ordinary_ones_are_not(machine):
    box = box_filter(machine)
    for calls in REFUSED.values():
        for name, numbers in calls.items():
            call = number(numbers, machine)
            assert call is None or decide(box, machine, call) == REFUSE, name
    ordinary = {"x86_64": (0, 1, 9, 202, 231, 257), "aarch64": (63, 64, 222, 98, 94, 56)}
    for call in ordinary[machine]:  # read write mmap futex exit_group openat
        assert decide(box, machine, call) == ALLOW
        assert decide(program_filter(machine), machine, call) == ALLOW


@pytest.mark.parametrize("machine", MACHINES)
def test_no_number_stands_twice_in_the_table(machine):
    numbers = [number(pair, machine) for _, pair in names()]
    numbers += [number(pair, machine) for pair in (CLONE, CLONE3, SOCKETPAIR)]
    known = [each for each in numbers if each is not None]
    assert len(known) == len(set(known))
    assert max(known) <= NEWEST


@pytest.mark.parametrize("machine", MACHINES)
def test_threads_may_be_made_and_processes_may_not(machine):
    program, clone = program_filter(machine), number(CLONE, machine)
    assert decide(program, machine, clone, 0x3D0F00) == ALLOW  # what pthread_create asks for
    assert decide(program, machine, clone, 0x1200011) == REFUSE  # what fork asks for
    assert decide(program, machine, clone, 0x10000000) == REFUSE  # a new user namespace
    assert decide(box_filter(machine), machine, number(CLONE3, machine)) == UNKNOWN


@pytest.mark.parametrize("machine", MACHINES)
def test_a_pair_of_local_streams_is_the_only_socket(machine):
    box, call = box_filter(machine), number(SOCKETPAIR, machine)
    stream = socket.SOCK_STREAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK
    assert decide(box, machine, call, socket.AF_UNIX, stream) == ALLOW
    assert decide(box, machine, call, socket.AF_UNIX, socket.SOCK_DGRAM) == REFUSE
    assert decide(box, machine, call, socket.AF_INET, stream) == REFUSE


@pytest.mark.parametrize("machine", MACHINES)
def test_limits_and_schedules_are_a_process_own_business(machine):
    box = box_filter(machine)
    for numbers in FOR_ITSELF.values():
        assert decide(box, machine, number(numbers, machine), 0, 5) == ALLOW
        assert decide(box, machine, number(numbers, machine), 1, 5) == REFUSE


def test_calls_by_another_architecture_end_the_program():
    box = box_filter("x86_64")
    assert decide(box, "x86_64", 11, audit=0x40000003) == KILL  # int 0x80: execve of i386
    assert decide(box, "x86_64", 0x40000000 + 520) == KILL  # execve of x32
    assert decide(box, "x86_64", 59, audit=AUDIT["aarch64"]) == KILL


@pytest.mark.parametrize("machine", MACHINES)
def test_a_call_newer_than_the_table_is_unknown(machine):
    assert decide(box_filter(machine), machine, NEWEST + 1) == UNKNOWN


def test_a_machine_without_a_table_has_no_filter():
    with pytest.raises(KeyError):
        box_filter("sparc64")
