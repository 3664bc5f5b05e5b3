"""The runner that confines programs: a fork server inside one bubblewrap."""

from __future__ import annotations

import json
import threading

from keju.core.errors import KejuError
from keju.sandbox.box.framing import receive, send
from keju.sandbox.execution import Call, Ending, Execution, Limits
from keju.sandbox.interpreters import Interpreter, interpreters
from keju.sandbox.launch import Box, SandboxUnavailable, launch
from keju.sandbox.outcome import execution, request

__all__ = ["IsolatedRunner", "SandboxDied"]

#: Seconds beyond its limit that an execution may take, on a busy machine, before the box is ended.
_GRACE = 20.0
_TRIES = 2
_FIRST = Call("import sys; print(sys.version.split()[0])")


class SandboxDied(KejuError):  # noqa: N818 - reads as what happened
    """The box ended, twice, while a program ran. That is nobody's mark."""


class IsolatedRunner:
    """Runs programs in a box that it starts again when it is gone.

    ``interpreter`` is the one that runs them, ``version`` its version. Raises SandboxUnavailable
    when no box can be started here. May be made in any thread and used in all; they take turns. A
    process that was forked from this one gets a box of its own.
    """

    isolated = True

    def __init__(self) -> None:
        self._box: Box | None
        self._turn = threading.Lock()
        self.interpreter, self.version, self._box = _first_that_works()

    def run(self, call: Call, limits: Limits) -> Execution:
        """Run one program once. Raises SandboxDied, and InputError for unsayable arguments."""
        message = request(call, limits)
        said = ""
        with self._turn:
            for _ in range(_TRIES):
                result = self._once(message, limits.seconds + _GRACE)
                if isinstance(result, Execution):
                    return result
                said = result
                self.close()
        raise SandboxDied(f"the sandbox ended while it ran a program: {said}")

    def _once(self, message: list[bytes], seconds: float) -> Execution | str:
        if self._box is not None and not self._box.ours:
            self.close()
        if self._box is None:
            self._box = launch(self.interpreter)
        try:
            return _ask(self._box, message, seconds)
        except BaseException:  # interrupted: its answer would be taken for the next program's
            self.close()
            raise

    def close(self) -> None:
        """End the box."""
        if self._box is not None:
            self._box.end()
            self._box = None


def _first_that_works() -> tuple[Interpreter, str, Box]:
    """Return an interpreter with its version and a box of it that ran a first program."""
    said = "there is no Python for it"
    for interpreter in interpreters():
        box = launch(interpreter)
        result = _ask(box, request(_FIRST, Limits()), Limits().seconds + _GRACE)
        if isinstance(result, Execution) and result.ending is Ending.EXITED:
            return interpreter, result.stdout.strip(), box
        said = result.stderr if isinstance(result, Execution) else result
        box.end()
    raise SandboxUnavailable.because(said)


def _ask(box: Box, message: list[bytes], seconds: float) -> Execution | str:
    """Return what came of a program, or why nothing did."""
    box.channel.settimeout(seconds)
    try:
        send(box.channel, *message)
        answer = receive(box.channel)
    except OSError as error:
        return box.complaint() or str(error)
    if answer is None:
        return box.complaint() or "it gave no reason"
    head = json.loads(answer[0])
    return str(head["error"]) if "error" in head else execution(head, answer[1:])
