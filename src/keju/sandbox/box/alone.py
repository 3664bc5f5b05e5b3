"""One program without a box, for the unsafe runner: the same limits, the same ending, no walls."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys

from keju.sandbox.box.confinement import address_space, limit_file_size, limit_files, limit_memory
from keju.sandbox.box.framing import receive
from keju.sandbox.box.program import VALUE_AT, Work, open_standard_streams, perform

__all__ = ["main"]


def main(descriptor: int) -> None:
    """Run the program that is sent through the socket ``descriptor``.

    Standard streams are in place; the value's pipe is given in the message.
    """
    with socket.socket(fileno=descriptor) as channel:
        message = receive(channel)
    assert message is not None
    asked = json.loads(message[0])
    os.dup2(asked["value"], VALUE_AT)
    os.close(asked["value"])
    work = Work(message[1], asked["function"], message[3], asked["output"])
    sys.path[0] = os.getcwd()  # noqa: PTH109 - no more modules than a program would load
    with contextlib.suppress(ValueError, OSError):  # macOS knows some of the limits by name only
        limit_files()
        limit_file_size()
        limit_memory(address_space() + asked["memory"])
    open_standard_streams()
    perform(work)
