"""A process in fresh user, mount and message namespaces, with a disk of its own."""

from __future__ import annotations

import ctypes
import os
import signal

__all__ = ["INPUT", "PACKAGES", "WORK", "furnish", "hide_memory", "new_process"]

#: The program's working directory, the only place it can write to.
WORK = "/tmp"  # noqa: S108 - a file system in memory that belongs to one program

#: Its standard input, which /dev/stdin leads to.
INPUT = WORK + "/.stdin"

#: Packages that programs may import beside the standard library.
PACKAGES = "/packages"

_DISK = 64 << 20
_FILES = 4096

_CLONE = {"x86_64": 56, "aarch64": 220}
_NEW_MOUNTS, _NEW_MESSAGES, _NEW_USER = 0x20000, 0x8000000, 0x10000000
_SET_DUMPABLE = 4
_NO_SUID, _NO_DEVICES, _BIND = 2, 4, 4096

#: Keeps the interpreter's lock, as os.fork does: nobody else may run between the two halves.
_libc = ctypes.PyDLL(None, use_errno=True)
_NOTHING = ctypes.c_long(0)


def new_process() -> int:
    """Fork into new namespaces; returns 0 in the child, its number in the parent.

    The namespace of processes is the box's own: there the server is process 1, which no signal
    from inside can reach, and the program the only other one. A namespace for each program would
    need another process 1 for each, and that is half of the time.
    """
    flags = _NEW_USER | _NEW_MOUNTS | _NEW_MESSAGES | int(signal.SIGCHLD)
    call = _CLONE[os.uname().machine]
    ctypes.pythonapi.PyOS_BeforeFork()
    pid = int(_libc.syscall(call, ctypes.c_long(flags), _NOTHING, _NOTHING, _NOTHING, _NOTHING))
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
        return 0
    number = ctypes.get_errno()
    ctypes.pythonapi.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(number, "new namespaces: " + os.strerror(number))
    return pid


def hide_memory(*, hidden: bool = True) -> None:
    """Keep this process's memory, or not, from others of the same user."""
    if _libc.prctl(_SET_DUMPABLE, int(not hidden), 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl: " + os.strerror(ctypes.get_errno()))


def furnish(uid: int, gid: int, extra: int) -> None:
    """In the new namespaces: keep the user, hide /proc, and mount an empty disk on /tmp.

    ``extra`` bytes are added to the disk's size.
    """
    hide_memory(hidden=False)  # or /proc/self would be root's
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{uid} {uid} 1")
    _write("/proc/self/gid_map", f"{gid} {gid} 1")
    options = f"size={_DISK + extra},nr_inodes={_FILES},mode=700"
    _mount("tmpfs", WORK, "tmpfs", _NO_SUID | _NO_DEVICES, options)
    _mount("/empty", "/proc", None, _BIND, None)
    os.chdir(WORK)


def _write(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    os.write(descriptor, text.encode())
    os.close(descriptor)


def _mount(source: str, target: str, kind: str | None, flags: int, options: str | None) -> None:
    texts = [text if text is None else text.encode() for text in (source, target, kind, options)]
    if _libc.mount(texts[0], texts[1], texts[2], ctypes.c_ulong(flags), texts[3]):
        raise OSError(ctypes.get_errno(), f"mount {target}: {os.strerror(ctypes.get_errno())}")
