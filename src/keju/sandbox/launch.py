"""Starting the box: bubblewrap around the fork server.

The box holds /usr and the interpreter, read-only, and nothing else of this machine. Its
environment is empty from the start, because what an outer process ever had in its environment can
be read in /proc. Started by root it belongs to an unprivileged user. It ends when its socket is
closed; the thread that started it may end before.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from keju.core.errors import InputError
from keju.sandbox.box.namespaces import INPUT, PACKAGES, WORK
from keju.sandbox.bundle import OPTIONS, bundle
from keju.sandbox.interpreters import Interpreter

__all__ = ["Box", "SandboxUnavailable", "launch"]

#: Who runs programs when root starts them: a number that no distribution gives to anybody.
_NOBODY = 65_533
#: The same inside, whoever it is outside.
_INSIDE = "65534"
_SERVER = "/keju.zip"
_PATIENCE = 5.0

_INSTALL = "install bubblewrap (apt install bubblewrap, dnf install bubblewrap)"
_NAMESPACES = (
    "allow user namespaces (sysctl user.max_user_namespaces=10000"
    " kernel.unprivileged_userns_clone=1 kernel.apparmor_restrict_unprivileged_userns=0;"
    " in a container, ask for a seccomp profile that allows them)"
)
#: A sign in what bubblewrap or the system said → what helps.
_MENDS = {
    "no bwrap": _INSTALL,
    "not Linux": "use Linux, in a virtual machine if need be",
    "no Python": "install python3 (apt install python3)",
    "no table of system calls": "use a machine of x86_64 or aarch64",
}
_OTHERWISE = "--unsafe-sandbox runs programs without protection"


class SandboxUnavailable(InputError):  # noqa: N818 - reads as what is the matter
    """Programs cannot be isolated here. The message says what to install or to allow."""

    @classmethod
    def because(cls, reason: str) -> SandboxUnavailable:
        """Return the error for a ``reason``, with what helps against it."""
        words = " ".join(reason.split()).rstrip(".") or "no reason given"
        mend = next((mend for sign, mend in _MENDS.items() if sign in words), _NAMESPACES)
        return cls(f"programs cannot be isolated here ({words}): {mend}; {_OTHERWISE}")


@dataclass(slots=True)
class Box:
    """A running box: our end of its socket, and the processes."""

    channel: socket.socket
    process: subprocess.Popen[bytes]
    first: int | None
    errors: IO[bytes]
    owner: int = field(default_factory=os.getpid)

    @property
    def ours(self) -> bool:
        """Whether this process started the box, and was not forked from the one that did."""
        return self.owner == os.getpid()

    def end(self) -> None:
        """Close the socket and see to it that nothing in the box is left, if it is ours."""
        self.channel.close()
        if not self.ours:
            self.errors.close()
            return
        if self.first is not None and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.first, signal.SIGKILL)  # with process 1 the kernel ends all others
        try:
            self.process.wait(_PATIENCE)  # bubblewrap ends after the first process
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.errors.close()

    def complaint(self) -> str:
        """Return what was written to standard error, on one line."""
        self.errors.seek(0)
        return " ".join(self.errors.read(2_000).decode(errors="replace").split())


def launch(interpreter: Interpreter) -> Box:
    """Start a box. Raises SandboxUnavailable when there is no bubblewrap; see also ``Box``."""
    if sys.platform != "linux":
        raise SandboxUnavailable.because(f"{sys.platform} is not Linux")
    bubblewrap = shutil.which("bwrap")
    if bubblewrap is None:
        raise SandboxUnavailable.because("no bwrap on the PATH")
    ours, theirs = socket.socketpair()
    errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the box
    information, told = os.pipe()
    code = os.memfd_create("keju")
    os.write(code, bundle("server"))
    os.lseek(code, 0, os.SEEK_SET)
    user = _user()
    command = [bubblewrap, *_arguments(interpreter, code, told)]
    command += [interpreter.path, *OPTIONS, _SERVER, str(theirs.fileno())]
    try:
        process = subprocess.Popen(  # noqa: S603 - bubblewrap, as the user has it on the PATH
            command,
            env={},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            pass_fds=(code, told, theirs.fileno()),
            user=user,
            group=user,
            extra_groups=None if user is None else [],
        )
    except OSError as error:
        ours.close()
        errors.close()
        os.close(information)
        raise SandboxUnavailable.because(str(error)) from error
    finally:
        theirs.close()
        os.close(code)
        os.close(told)
    return Box(ours, process, _first_process(information), errors)


def _arguments(interpreter: Interpreter, code: int, told: int) -> list[str]:
    options = [
        "--unshare-all",
        "--unshare-user",
        "--as-pid-1",
        "--new-session",
        "--cap-drop",
        "ALL",
    ]
    options += ["--uid", _INSIDE, "--gid", _INSIDE, "--hostname", "box", "--info-fd", str(told)]
    options += ["--setenv", "PYTHONHASHSEED", "0", "--setenv", "PYTHONUTF8", "1"]
    options += ["--setenv", "MALLOC_ARENA_MAX", "1", "--setenv", "OPENBLAS_NUM_THREADS", "1"]
    options += ["--ro-bind", "/usr", "/usr"]
    for name in ("/bin", "/lib", "/lib64", "/lib32", "/libx32"):
        if Path(name).is_symlink():
            options += ["--symlink", str(Path(name).readlink()), name]
        elif Path(name).is_dir():
            options += ["--ro-bind", name, name]
    options += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    if interpreter.prefix is not None:
        options += ["--ro-bind", interpreter.prefix, interpreter.prefix]
    for package in interpreter.packages:
        options += ["--ro-bind", package, f"{PACKAGES}/{Path(package).name}"]
    options += ["--proc", "/proc", "--dir", WORK, "--dir", "/empty", "--dir", "/dev"]
    for device in ("null", "zero", "full", "random", "urandom"):
        options += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    options += ["--symlink", WORK, "/dev/shm", "--symlink", WORK, "/var/tmp"]  # noqa: S108 - in the box
    options += ["--symlink", INPUT, "/dev/stdin", "--chdir", "/"]
    return [*options, "--perms", "0444", "--ro-bind-data", str(code), _SERVER, "--remount-ro", "/"]


def _user() -> int | None:
    """Return the unprivileged user who gets root's processes; None: they stay the caller's.

    Where the number is not to be had, root is one of a user namespace and has no more rights
    outside than the user who made it.
    """
    if os.geteuid() != 0 or not _has_user(_NOBODY):
        return None
    return _NOBODY


def _has_user(number: int) -> bool:
    for line in Path("/proc/self/uid_map").read_text().splitlines():
        first, _, count = map(int, line.split())
        if first <= number < first + count:
            return True
    return False


def _first_process(information: int) -> int | None:
    """Return bubblewrap's number of the box's first process; None when it did not get that far."""
    with open(information, "rb") as pipe:
        said = pipe.read()
    try:
        return int(json.loads(said)["child-pid"])
    except (ValueError, KeyError):
        return None
