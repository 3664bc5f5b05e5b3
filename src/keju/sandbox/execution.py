"""What running an untrusted program means: the call, its limits, and how it ended."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from keju.core.errors import InputError

__all__ = ["Call", "Ending", "Execution", "Limits", "ProgramRunner"]


class Ending(StrEnum):
    """How one execution of a program ended."""

    EXITED = "exited"
    CRASH = "crash"
    TIME = "time"
    MEMORY = "memory"
    OUTPUT = "output limit"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one execution may use: wall ``seconds``, bytes of ``memory``, bytes of ``output``.

    Raises InputError for a limit that is not positive.
    """

    seconds: float = 10.0
    memory: int = 1 << 30
    output: int = 1 << 20

    def __post_init__(self) -> None:
        for name in ("seconds", "memory", "output"):
            value = getattr(self, name)
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not number or not math.isfinite(value) or value <= 0:
                raise InputError(f"limits: {name} must be a number above 0, not {value!r}")


@dataclass(frozen=True, slots=True)
class Call:
    """One execution: ``code`` with ``stdin``, or its ``function`` called with ``arguments``.

    ``function`` is the name of a function, or ``Class.method`` (the class is made without
    arguments). ``arguments`` are JSON values or tuples, sets and the like of them.
    """

    code: str
    stdin: str = ""
    function: str | None = None
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Execution:
    """What came of a call. ``value`` is what the function returned, if ``returned``.

    ``seconds`` is wall time. ``status`` is the exit status; negative is a signal's number. Nothing
    in here can be trusted to be anything but what the program chose to say.
    """

    ending: Ending
    stdout: str = ""
    stderr: str = ""
    returned: bool = False
    value: Any = None
    seconds: float = 0.0
    status: int | None = None


class ProgramRunner(Protocol):
    """Runs programs one at a time, each from the same beginning. Not for several threads."""

    @property
    def isolated(self) -> bool:
        """Whether programs are confined; False only for the unsafe runner."""
        ...

    def run(self, call: Call, limits: Limits) -> Execution:
        """Run one program once. Never raises for what the program does."""
        ...

    def close(self) -> None:
        """End everything that belongs to the runner."""
        ...
