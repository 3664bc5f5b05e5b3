"""The runner that confines nothing, for machines where nothing else runs and for trusted programs.

A program has limits and a folder of its own, and every right of the user.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from keju.sandbox.box.framing import send
from keju.sandbox.box.supervision import Cut, collect
from keju.sandbox.bundle import OPTIONS, bundle
from keju.sandbox.execution import Call, Execution, Limits
from keju.sandbox.outcome import execution, request

__all__ = ["UnsafeRunner"]

_ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "PYTHONHASHSEED": "0"}


class UnsafeRunner:
    """Runs each program as a plain process of the user."""

    isolated = False

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="keju-unsafe-")
        self._bundle = Path(self._folder.name) / "keju.zip"
        self._bundle.write_bytes(bundle("alone"))

    def run(self, call: Call, limits: Limits) -> Execution:
        """Run one program once. Raises InputError for unsayable arguments."""
        message = request(call, limits)
        began = time.monotonic()
        with (
            tempfile.TemporaryDirectory(
                dir=self._folder.name, ignore_cleanup_errors=True
            ) as folder,
            contextlib.ExitStack() as held,
        ):
            pipes = [_pipe(held) for _ in range(4)]
            process = self._start(message, folder, [write for _, write in pipes])
            streams = {read: bytearray() for read, _ in pipes[:3]}
            until = began + limits.seconds
            cut = collect(streams, pipes[3][0], None, until, int(limits.output))
            status, cut = _end(process, cut, until)
        head = {"ended": cut.value, "status": status, "seconds": time.monotonic() - began}
        return execution(head, [bytes(buffer) for buffer in streams.values()])

    def close(self) -> None:
        """Remove the runner's folder."""
        self._folder.cleanup()

    def _start(self, message: list[bytes], folder: str, ends: list[int]) -> subprocess.Popen[bytes]:
        """Start the process, and close our copies of its ends of the pipes."""
        head, code, text, arguments = message
        out, err, value, life = ends
        ours, theirs = socket.socketpair()
        with ours, theirs, tempfile.TemporaryFile() as source:
            source.write(text)
            source.seek(0)
            command = [sys.executable, *OPTIONS, str(self._bundle), str(theirs.fileno())]
            process = subprocess.Popen(  # noqa: S603 - the interpreter we run on
                command,
                cwd=folder,
                env={**_ENVIRONMENT, "HOME": folder, "PYTHONUTF8": "1"},
                stdin=source,
                stdout=out,
                stderr=err,
                pass_fds=(value, life, theirs.fileno()),
                start_new_session=True,
            )
            theirs.close()
            for end in ends:
                os.close(end)
            with contextlib.suppress(OSError):  # it ended before it read what to do
                send(
                    ours,
                    json.dumps({**json.loads(head), "value": value}).encode(),
                    code,
                    b"",
                    arguments,
                )
        return process


def _pipe(held: contextlib.ExitStack) -> tuple[int, int]:
    read, write = os.pipe()
    held.callback(os.close, read)
    os.set_blocking(read, False)
    return read, write


def _end(process: subprocess.Popen[bytes], cut: Cut, until: float) -> tuple[int, Cut]:
    """Wait for the process, or kill it with all it started; return its status and the reason."""
    if cut is Cut.ENDED:
        try:
            process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            cut = Cut.TIME
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    return process.wait(), cut
