"""Programs per second: in the sandbox, in one bubblewrap each, and as plain processes.

All three take turns in one process that may use one core, on the same small program.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from bench.figures import Figure, main, say

from keju.sandbox import Call, IsolatedRunner, Limits, SandboxUnavailable

PROGRAM = "n = int(input())\nprint(sum(range(n)))"
INPUT, OUTPUT = "100", "4950\n"
LIMITS = Limits(seconds=60)
ROUNDS = 10


def walls(python: str) -> list[str]:
    """Return the command that wraps one program in a bubblewrap of its own."""
    bind = ["--ro-bind", "/usr", "/usr"]
    prefix = Path(python).resolve().parents[1]
    if prefix != Path("/usr"):
        bind += ["--ro-bind", str(prefix), str(prefix)]
    for name in ("/bin", "/lib", "/lib64"):
        if Path(name).is_symlink():
            bind += ["--symlink", str(Path(name).readlink()), name]
        elif Path(name).is_dir():
            bind += ["--ro-bind", name, name]
    own = ["--unshare-all", "--unshare-user", "--die-with-parent", "--new-session"]
    return ["bwrap", *own, *bind, "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]


def spawned(command: list[str]) -> Callable[[], str]:
    def once() -> str:
        ended = subprocess.run(
            command,
            input=INPUT,
            stdout=subprocess.PIPE,
            text=True,
            env={"PATH": "/usr/bin"},
            check=False,
        )
        return ended.stdout

    return once


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001 - the one dial of every part
    """Give each way its turns; a turn lasts about as long whoever has it."""
    if shutil.which("bwrap") is None:
        say("sandbox: skipped, there is no bubblewrap")
        return []
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    try:
        runner = IsolatedRunner()
    except SandboxUnavailable as error:
        say(f"sandbox: skipped, {error}")
        return []
    python = runner.interpreter.path
    plain = [python, "-s", "-c", PROGRAM]
    ways: dict[str, tuple[Callable[[], str], int]] = {
        "sandbox": (lambda: runner.run(Call(PROGRAM, stdin=INPUT), LIMITS).stdout, 60),
        "one bubblewrap each": (spawned([*walls(python), *plain]), 12),
        "plain process": (spawned(plain), 20),
    }
    seconds = dict.fromkeys(ways, 0.0)
    rounds = 2 if quick else ROUNDS
    for turn in range(rounds + 1):
        for name, (once, times) in ways.items():
            began = time.perf_counter()
            assert all(once() == OUTPUT for _ in range(times)), name
            if turn:  # the first is for the caches
                seconds[name] += time.perf_counter() - began
    runner.close()
    rates = {name: ways[name][1] * rounds / spent for name, spent in seconds.items()}
    ratio = rates["sandbox"] / rates["one bubblewrap each"]
    detail = {"programs a second": {name: round(rate, 1) for name, rate in rates.items()}}
    return [
        Figure(
            "programs a second on one core, sandbox",
            round(rates["sandbox"], 1),
            "/s",
            detail=detail,
        ),
        Figure("the same, against one bubblewrap each", round(ratio, 2), "×", 4, detail=detail),
    ]


if __name__ == "__main__":
    main(measure)
