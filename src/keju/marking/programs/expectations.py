"""Tests of a program: one execution each, and what must come of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from keju.core.errors import InputError, nearest
from keju.marking.programs.granted import with_imports
from keju.marking.programs.outputs import OUTPUT_CHECKERS
from keju.marking.programs.values import VALUE_CHECKERS
from keju.sandbox.execution import Call, Execution

__all__ = ["FunctionTest", "ProgramTest", "StdioTest", "checked_tolerance"]

#: Put behind a program whose function is called with named arguments.
_BY_NAME = """

def keju_by_name(arguments, named):
    return {function}(*arguments, **named)
"""
NOTHING_RETURNED = "the function returned nothing that can be compared"


class ProgramTest(Protocol):
    """One execution of a program, and whether what came of it is right.

    What is expected stays on this side: ``call`` holds only what the program may see.
    """

    def call(self, code: str) -> Call:
        """Return the execution of ``code`` that this test asks for."""
        ...

    def right(self, execution: Execution) -> bool:
        """Whether the execution, which ended by itself, did what is expected."""
        ...

    def given(self) -> str:
        """Return what the program was given, for people to read."""
        ...

    def wanted(self) -> str:
        """Return what was expected, for people to read."""
        ...

    def got(self, execution: Execution) -> str:
        """Return what came instead, for people to read."""
        ...


@dataclass(frozen=True, slots=True)
class StdioTest:
    """The program reads ``input`` and must print ``output``, as ``checker`` compares them."""

    input: str
    output: str
    checker: str = "lines"
    tolerance: float | None = None

    def __post_init__(self) -> None:
        for name in ("input", "output"):
            _present(isinstance(getattr(self, name), str), f"its {name} must be a text")
        _known(self.checker, OUTPUT_CHECKERS)
        checked_tolerance(self.tolerance)

    def call(self, code: str) -> Call:
        """Return an execution of the whole program."""
        return Call(code, self.input)

    def right(self, execution: Execution) -> bool:
        """Whether standard output is right."""
        check = OUTPUT_CHECKERS[self.checker]
        return check(self.input, self.output, execution.stdout, self.tolerance)

    def given(self) -> str:
        """Return the input."""
        return self.input

    def wanted(self) -> str:
        """Return the expected output."""
        return self.output

    def got(self, execution: Execution) -> str:
        """Return what was printed."""
        return execution.stdout


@dataclass(frozen=True, slots=True)
class FunctionTest:
    """``function(*arguments, **named)`` must return ``value``, as ``checker`` compares them."""

    function: str
    arguments: tuple[Any, ...]
    value: Any
    checker: str = "exact"
    tolerance: float | None = None
    named: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parts = self.function.split(".") if isinstance(self.function, str) else []
        named = 1 <= len(parts) <= 2 and all(part.isidentifier() for part in parts)
        _present(named, f"{str(self.function)[:60]!r} is no function and no Class.method")
        _present(isinstance(self.arguments, tuple), "its arguments must be a list")
        _known(self.checker, VALUE_CHECKERS)
        listed = isinstance(self.value, list | tuple | set | frozenset)
        _present(self.checker != "unordered" or listed, "unordered compares lists")
        checked_tolerance(self.tolerance)

    def call(self, code: str) -> Call:
        """Return a call of the function."""
        code = with_imports(code) if "." in self.function else code
        if self.named:
            code += _BY_NAME.format(function=self.function)
            return Call(code, "", "keju_by_name", (list(self.arguments), dict(self.named)))
        return Call(code, "", self.function, self.arguments)

    def right(self, execution: Execution) -> bool:
        """Whether the function returned what it must."""
        check = VALUE_CHECKERS[self.checker]
        return execution.returned and check(
            self.arguments, self.value, execution.value, self.tolerance
        )

    def given(self) -> str:
        """Return the call."""
        named = (f"{name}={shown(value)}" for name, value in self.named.items())
        return f"{self.function}({', '.join([*map(shown, self.arguments), *named])})"

    def wanted(self) -> str:
        """Return the expected value."""
        return shown(self.value)

    def got(self, execution: Execution) -> str:
        """Return the value that came, or that none came."""
        return shown(execution.value) if execution.returned else NOTHING_RETURNED


def shown(value: Any) -> str:
    """Return a value as Python writes it; never raises, whatever a program made of it."""
    try:
        return repr(value)
    except (ValueError, RecursionError) as error:  # such as a whole number of 5,000 digits
        return f"a value that cannot be shown ({type(error).__name__})"


def checked_tolerance(tolerance: Any) -> float | None:
    """Return a tolerance that is None or a finite number, not negative; raise InputError."""
    if tolerance is None:
        return None
    number = isinstance(tolerance, int | float) and not isinstance(tolerance, bool)
    _present(
        number and math.isfinite(tolerance) and tolerance >= 0,
        f"the tolerance must be a number, 0 or above, not {tolerance!r}",
    )
    return float(tolerance)


def _known(checker: str, table: Mapping[str, Any]) -> None:
    if checker not in table:
        raise InputError(f"a test has the unknown checker {checker!r}.{nearest(checker, table)}")


def _present(condition: bool, fault: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not condition:
        raise InputError(f"a test cannot be used: {fault}")
