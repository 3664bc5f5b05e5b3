"""One program, from its first line to the end of its process, as ``python main.py`` would run it.

Or one function of it, called once; its value leaves through a descriptor of its own, as tagged
JSON, so that nothing the program prints can be mistaken for it.
"""

from __future__ import annotations

import atexit
import errno
import gc
import io
import linecache
import os
import resource
import signal
import sys
import traceback
from types import FrameType, ModuleType
from typing import Any, NoReturn

from keju.sandbox.box.values import UnsayableError, decode, encode

__all__ = ["FORBIDDEN", "MEMORY", "VALUE", "VALUE_AT", "Work", "open_standard_streams", "perform"]

#: Where a program's process has the pipe for its value.
VALUE_AT = 200

#: The first byte of what comes through it: a value, or what made the program fail.
VALUE, MEMORY, FORBIDDEN = b"=", b"M", b"F"

_FILE = "/tmp/main.py"  # noqa: S108 - a name in tracebacks; no such file exists
_DENIED = (errno.EPERM, errno.EACCES, errno.EROFS)
_RECURSION = 1000
_MARK = b"\xef\xbb\xbf"  # of UTF-8, which may begin a file of code
_exit = os._exit


class Work:
    """What is to be done: the code, and the function with its arguments in tagged JSON."""

    def __init__(self, code: bytes, function: str, arguments: bytes, most: int) -> None:
        self.code = code.removeprefix(_MARK).decode("utf-8", "surrogatepass")
        self.function = function
        self.arguments = arguments
        self.most = most


def perform(work: Work) -> NoReturn:
    """Run the program and end the process.

    Descriptors 0, 1, 2 and VALUE_AT are in place, and the standard streams open.
    """
    try:
        _perform(work)
    finally:  # what is below on the stack is the server's, and no place for a program to come to
        _exit(1)


def _perform(work: Work) -> NoReturn:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = ["main.py"]
    sys.setrecursionlimit(_RECURSION + _frames())
    module = ModuleType("solution" if work.function else "__main__")
    module.__file__ = _FILE
    sys.modules[module.__name__] = module
    cache: Any = linecache.cache
    cache[_FILE] = (lambda: work.code,)  # read when somebody asks for the lines
    gc.enable()
    status = _run(work, module.__dict__)
    if work.function:
        _flush()
        _exit(status)
    sys.modules.pop(module.__name__, None)
    del module
    _finish(status)


def _run(work: Work, names: dict[str, Any]) -> int:
    """Execute the code and call the function; return the exit status."""
    try:
        exec(compile(work.code, _FILE, "exec", dont_inherit=True), names)  # noqa: S102 - our task
        if work.function:
            _send_value(_call(work, names), work.most)
    except BaseException as error:  # noqa: BLE001 - whatever it is, it ends the program
        return _uncaught(error)
    return 0


def _frames() -> int:
    """Count the frames below the program's own, which are not to its account."""
    frame: FrameType | None = sys._getframe()  # noqa: SLF001 - how frames are counted
    count = 0
    while frame is not None:
        frame, count = frame.f_back, count + 1
    return count


def _call(work: Work, names: dict[str, Any]) -> Any:
    owner, _, method = work.function.rpartition(".")
    function = getattr(_named(names, owner)(), method) if owner else _named(names, method)
    return function(*decode(work.arguments))


def _named(names: dict[str, Any], name: str) -> Any:
    if name not in names:
        raise NameError(f"name {name!r} is not defined")
    return names[name]


def _send_value(value: Any, most: int) -> None:
    try:
        data = encode(value, most)
    except UnsayableError as error:
        os.write(2, f"{error}\n".encode(errors="replace"))
        return
    data = VALUE + data
    while data:
        data = data[os.write(VALUE_AT, data) :]


def open_standard_streams() -> None:
    """Open descriptors 0, 1 and 2 as the interpreter would in an environment of UTF-8."""

    def opened(descriptor: int, mode: str, name: str, errors: str, newline: str | None) -> Any:
        binary: Any = open(descriptor, mode + "b", closefd=False)  # noqa: SIM115 - a standard stream
        stream: Any = io.TextIOWrapper(
            binary, "utf-8", errors, newline, line_buffering=name == "stderr"
        )
        stream.mode = mode
        binary.raw.name = f"<{name}>"
        return stream

    streams = {
        "stdin": opened(0, "r", "stdin", "surrogateescape", None),
        "stdout": opened(1, "w", "stdout", "surrogateescape", "\n"),
        "stderr": opened(2, "w", "stderr", "backslashreplace", "\n"),
    }
    for name, stream in streams.items():
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _uncaught(error: BaseException) -> int:
    """Say what ended the program, as the interpreter would, and return the exit status."""
    if isinstance(error, SystemExit):
        return _status(error.code)
    _note(error)
    if error.__traceback__ is not None:
        error = error.with_traceback(error.__traceback__.tb_next)
    try:
        sys.excepthook(type(error), error, error.__traceback__)
    except BaseException:  # noqa: BLE001 - an exception hook that fails
        traceback.print_exc()
    return 1


def _status(code: Any) -> int:
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    try:
        print(code, file=sys.stderr)  # noqa: T201 - sys.exit with words prints them
    except BaseException:  # noqa: BLE001 - words that cannot be printed
        return 1
    return 1


def _note(error: BaseException) -> None:
    """Tell the supervisor that memory or a right was missing, if that is what it came from."""
    seen = 0
    cause: BaseException | None = error
    while cause is not None and seen < 20:
        if isinstance(cause, MemoryError):
            _give_reserve()
            os.write(VALUE_AT, MEMORY)
            return
        if isinstance(cause, OSError) and cause.errno in _DENIED:
            os.write(VALUE_AT, FORBIDDEN)
            return
        cause, seen = cause.__cause__ or cause.__context__, seen + 1


def _give_reserve() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _finish(status: int) -> NoReturn:
    """End the process in the interpreter's order: threads, exit hooks, streams, objects."""
    threading: Any = sys.modules.get("threading")
    steps = [atexit._run_exitfuncs]  # noqa: SLF001 - what the interpreter calls
    if threading is not None:
        steps.insert(0, threading._shutdown)  # noqa: SLF001 - likewise
    for step in steps:
        try:
            step()
        except BaseException:  # noqa: BLE001 - printed, and the end goes on
            traceback.print_exc()
    failed = not _flush()
    gc.collect()
    _flush()
    _exit(120 if failed and status == 0 else status)


def _flush() -> bool:
    """Write out what waits, in the streams a program began with too; a failure of those is none."""
    well = True
    for name in ("stdout", "stderr", "__stdout__", "__stderr__"):
        try:
            stream = getattr(sys, name, None)
            if stream is not None and not stream.closed:
                stream.flush()
        except BaseException:  # noqa: BLE001 - a stream of the program's own making
            well = well and name.startswith("__")
    return well
