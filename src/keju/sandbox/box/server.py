"""The fork server: reads calls from its socket, runs each in a process of its own, and answers.

A call is five byte strings: a header in JSON (seconds, memory, output, function), the code, its
standard input, and the arguments in tagged JSON. An answer is four: a header (ended, status,
seconds, or error), standard output, standard error, and what came through the value's pipe.

The server ends when its socket is closed, and everything in the box ends with it.
"""

from __future__ import annotations

import _thread
import gc
import importlib
import json
import os
import resource
import signal
import socket
import struct
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

from keju.sandbox.box.confinement import address_space, drop_rights, limit, limit_threads
from keju.sandbox.box.framing import receive, send
from keju.sandbox.box.namespaces import INPUT, WORK, furnish, new_process
from keju.sandbox.box.program import VALUE_AT, Work, perform
from keju.sandbox.box.seccomp import Filter
from keju.sandbox.box.supervision import Cut, collect

__all__ = ["main"]

#: Modules that programs often use, loaded once for all of them. Not threading, nor what loads it:
#: what it does in every forked process costs more than its import costs the few that use it.
_WARM = (
    "abc array bisect cmath collections copy dataclasses datetime decimal fractions functools"
    " heapq inspect itertools json math operator random re statistics string typing"
)
#: What programs see of the environment.
_ENVIRONMENT = {"HOME": WORK, "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}
_MAIN_STACK = 512 << 20
_THREAD_STACK = 8 << 20
_STATUS = struct.Struct("!i")


def main(descriptor: int) -> None:
    """Serve the socket ``descriptor`` until the other end closes it."""
    _grow_stack()
    server = _Server(socket.socket(fileno=descriptor))
    _settle()
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
    gc.collect()
    gc.disable()
    gc.freeze()


class _Server:
    """What does not change from call to call."""

    def __init__(self, channel: socket.socket) -> None:
        self.channel = channel
        self.uid, self.gid = os.getuid(), os.getgid()
        self.filter = Filter()
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
        pipes = [os.pipe() for _ in range(4)]
        life = pipes[3][0]
        try:
            pid = new_process()
            if pid == 0:
                self._first_process(message, asked, [write for _, write in pipes])
            for _, write in pipes:
                os.close(write)
            streams = {read: bytearray() for read, _ in pipes[:3]}
            for read in streams:
                os.set_blocking(read, False)
            until = began + asked["seconds"]
            caller = self.channel.fileno()
            cut = collect(streams, life, caller, until, asked["output"])
            if cut is Cut.CALLER_GONE:
                sys.exit()
            if cut is not Cut.ENDED:
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            head = _head(cut, b"" if cut is not Cut.ENDED else os.read(life, 1 << 12))
        finally:
            for read, _ in pipes:
                os.close(read)
        return head, *map(bytes, streams.values())

    def _first_process(self, message: list[bytes], asked: Any, ends: list[int]) -> NoReturn:
        """Process 1 of the namespaces: starts the program and says how it ended.

        The program is not process 1 itself, because signals mean less to that one.
        """
        life = ends[3]
        try:
            furnish(self.uid, self.gid, len(message[2]))
            pid = os.fork()
            if pid == 0:
                self._program(message, asked, ends)
            _, status = os.waitpid(pid, 0)
            os.write(life, b"S" + _STATUS.pack(os.waitstatus_to_exitcode(status)))
        except BaseException as error:  # noqa: BLE001 - told to the caller
            os.write(life, b"E" + f"{type(error).__name__}: {error}\n".encode())
        os._exit(0)

    def _program(self, message: list[bytes], asked: Any, ends: list[int]) -> NoReturn:
        life = ends[3]
        try:
            _place(message[2], ends)
            work = Work(message[1], asked["function"], message[3], asked["output"])
            message.clear()
            limit(self.memory + int(asked["memory"]))
            limit_threads()
            drop_rights()
            self.filter.put_on()
        except BaseException as error:  # noqa: BLE001 - told to the caller
            os.write(life, b"E" + f"{type(error).__name__}: {error}\n".encode())
            os._exit(0)
        os.close(life)
        perform(work)


def _place(text: bytes, ends: list[int]) -> None:
    """Put standard input, output, error and the value where a program has them; close the rest.

    ``life`` is kept, it is closed when the program starts.
    """
    source = os.open(INPUT, os.O_RDWR | os.O_CREAT, 0o600)
    while text:
        text = text[os.write(source, text) :]
    os.lseek(source, 0, os.SEEK_SET)
    out, err, value, life = ends
    os.dup2(source, 0)
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.dup2(value, VALUE_AT)
    os.closerange(3, life)
    os.closerange(life + 1, VALUE_AT)


def _head(cut: Cut, said: bytes) -> dict[str, Any]:
    if said.startswith(b"E"):
        return {"error": said[1:].partition(b"\n")[0].decode(errors="replace")}
    status = _STATUS.unpack(said[1:])[0] if said.startswith(b"S") else -int(signal.SIGKILL)
    return {"ended": cut.value, "status": status}
