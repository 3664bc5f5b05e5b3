"""Running the programs of ``cheats.toml``, which do not solve their task and try to pass."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from keju.marking.programs import FunctionTest, Limits, ProgramTest, StdioTest, run_program

__all__ = ["cheats", "try_cheat"]

_LIMITS = Limits(seconds=2.0, memory=1 << 28, output=1 << 16)
_LISTS = ([31, 92, 45], [7], [-3, -8, -5, -1])


@cache
def cheats() -> Mapping[str, tuple[str, str]]:
    """Return name → (function or stdio, program)."""
    rows = tomllib.loads((files(__package__) / "cheats.toml").read_text(encoding="utf-8"))
    return {row["name"]: (row["asked"], row["code"]) for row in rows["cheat"]}


def try_cheat(name: str) -> str:
    """Run one of the programs in the sandbox and return what came of it; it must not pass."""
    kind, code = cheats()[name]
    tests: list[ProgramTest] = [
        FunctionTest("largest", (numbers,), max(numbers))
        if kind == "function"
        else StdioTest(" ".join(map(str, numbers)) + "\n", f"{max(numbers)}\n")
        for numbers in _LISTS
    ]
    return run_program(code, tests, _LIMITS).outcome.value
