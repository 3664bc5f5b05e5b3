"""The fork server: reads calls from its socket, runs each in a process of its own, and answers.

A call is five byte strings: a header in JSON (seconds, memory, output, function), the code, its
standard input, and the arguments in tagged JSON. An answer is four: a header (ended, status,
seconds, or error), standard output, standard error, and what came through the value's pipe.

The server ends when its socket is closed, and everything in the box ends with it.
"""

from __future__ import annotations

import _thread
import contextlib
import gc
import importlib
import json
import os
import resource
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

from keju.sandbox.box.confinement import (
    address_space,
    drop_rights,
    limit_files,
    limit_memory,
    limit_threads,
)
from keju.sandbox.box.framing import receive, send
from keju.sandbox.box.namespaces import INPUT, PACKAGES, WORK, furnish, hide_memory, new_process
from keju.sandbox.box.program import VALUE_AT, Work, open_standard_streams, perform
from keju.sandbox.box.seccomp import Filter, box_filter, forbid_new_rights, program_filter
from keju.sandbox.box.supervision import Cut, collect
from keju.sandbox.box.syscalls import AUDIT

__all__ = ["main"]

#: Modules that programs often use, loaded once for all of them. Not threading, nor what loads it:
#: what it does in every forked process costs more than its import costs the few that use it.
_WARM = (
    "abc array bisect cmath collections copy dataclasses datetime decimal fractions functools"
    " heapq inspect itertools json math operator random re statistics string typing"
)
#: What programs see of the environment.
_ENVIRONMENT = {
    "HOME": WORK,
    "LANG": "C.UTF-8",
    "PATH": "/usr/bin:/bin",
    "OPENBLAS_NUM_THREADS": "1",  # as many as the machine has cores would use up the limit
}
_MAIN_STACK = 512 << 20
_THREAD_STACK = 8 << 20


def main(descriptor: int) -> None:
    """Serve the socket ``descriptor`` until the other end closes it."""
    _grow_stack()
    channel = socket.socket(fileno=descriptor)
    if os.uname().machine not in AUDIT:
        raise SystemExit(f"no table of system calls for {os.uname().machine}")
    server = _Server(channel)
    _settle()
    _bind()
    server.memory = address_space()
    while (message := receive(server.channel)) is not None:
        server.answer(message)


def _grow_stack() -> None:
    """Start again with room for a deep main stack: where it may grow is decided at the start."""
    soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
    wanted = _MAIN_STACK if hard == resource.RLIM_INFINITY else min(_MAIN_STACK, hard)
    if soft == resource.RLIM_INFINITY or soft != wanted:
        resource.setrlimit(resource.RLIMIT_STACK, (wanted, hard))
        os.execv(sys.executable, [sys.executable, "-s", "-B", *sys.argv])  # noqa: S606 - ourselves


def _settle() -> None:
    """Load what programs use, and set what all of them inherit."""
    for name in _WARM.split():
        importlib.import_module(name)
    Path("/proc/self/oom_score_adj").write_text("1000")  # short of memory? then programs go first
    _thread.stack_size(_THREAD_STACK)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(_ENVIRONMENT)
    sys.path[0] = WORK
    sys.path.append(PACKAGES)
    _open_streams()
    gc.collect()
    gc.disable()
    gc.freeze()


def _bind() -> None:
    """Set the limits and put on the filter that server and programs have in common."""
    limit_files()
    limit_threads()
    hide_memory()
    forbid_new_rights()
    Filter(box_filter(os.uname().machine)).put_on()


def _open_streams() -> None:
    """Open the streams that programs inherit, on descriptors of the kind they will have."""
    errors = os.dup(2)
    source = os.open(sys.argv[0], os.O_RDONLY)
    read, write = os.pipe()
    for descriptor, place in ((source, 0), (write, 1), (write, 2)):
        os.dup2(descriptor, place)
    open_standard_streams()
    os.dup2(errors, 2)
    for descriptor in (errors, source, read, write):
        os.close(descriptor)


class _Server:
    """What does not change from call to call."""

    def __init__(self, channel: socket.socket) -> None:
        self.channel = channel
        self.uid, self.gid = os.getuid(), os.getgid()
        self.filter = Filter(program_filter(os.uname().machine))
        self.memory = 0

    def answer(self, message: list[bytes]) -> None:
        began = time.monotonic()
        try:
            head, *parts = self._run(message, began)
        except OSError as error:
            head, parts = {"error": str(error)}, []
        head["seconds"] = time.monotonic() - began
        send(self.channel, json.dumps(head).encode(), *parts)

    def _run(self, message: list[bytes], began: float) -> Any:
        asked = json.loads(message[0])
        with contextlib.ExitStack() as held:
            pipes = [os.pipe() for _ in range(4)]
            ends = [write for _, write in pipes]
            for read, _ in pipes:
                held.callback(os.close, read)
            pid = new_process()
            if pid == 0:
                self._program(message, asked, ends)
            for end in ends:
                os.close(end)
            life = os.pidfd_open(pid)
            held.callback(os.close, life)
            streams = {read: bytearray() for read, _ in pipes[:3]}
            for read in streams:
                os.set_blocking(read, False)
            until = began + asked["seconds"]
            cut = collect(streams, life, self.channel.fileno(), until, asked["output"])
            if cut is Cut.CALLER_GONE:
                sys.exit()
            status = _end(pid)
            trouble = os.read(pipes[3][0], 1 << 12)
        if trouble:
            raise OSError(trouble.decode(errors="replace"))
        head = {"ended": cut.value, "status": status}
        return head, *map(bytes, streams.values())

    def _program(self, message: list[bytes], asked: Any, ends: list[int]) -> NoReturn:
        trouble = ends[3]
        try:
            furnish(self.uid, self.gid, len(message[2]))
            _place(message[2], ends)
            work = Work(message[1], asked["function"], message[3], asked["output"])
            message.clear()
            limit_memory(self.memory + asked["memory"])
            drop_rights()
            self.filter.put_on()
        except BaseException as error:  # noqa: BLE001 - told to the caller
            os.write(trouble, f"{type(error).__name__}: {error}".encode())
            os._exit(0)
        os.close(trouble)
        perform(work)


def _place(text: bytes, ends: list[int]) -> None:
    """Put standard input, output, error and the value where a program has them; close the rest.

    The last of ``ends`` is kept; it is closed when the program starts.
    """
    source = os.open(INPUT, os.O_RDWR | os.O_CREAT, 0o600)
    while text:
        text = text[os.write(source, text) :]
    os.lseek(source, 0, os.SEEK_SET)
    out, err, value, trouble = ends
    for descriptor, place in ((source, 0), (out, 1), (err, 2), (value, VALUE_AT)):
        os.dup2(descriptor, place)
    os.closerange(3, trouble)
    os.closerange(trouble + 1, VALUE_AT)


def _end(pid: int) -> int:
    """End what is left of the program, whatever it is, and return the status of its process."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)  # process 1 says this to every other process in the box
    _, status = os.waitpid(pid, 0)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    return os.waitstatus_to_exitcode(status)
