"""The markers of programs: ``stdio``, ``function`` and ``asserts``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from keju.core.records import Item, Mark, Verdict
from keju.marking.comparing import only_parameters, signature, unfinished
from keju.marking.programs.assertions import read_assertions
from keju.marking.programs.examining import examine
from keju.marking.programs.extraction import program_in, same_program
from keju.marking.programs.granted import put_before
from keju.marking.programs.owned import own_runner
from keju.marking.programs.running import Outcome, ProgramResult, run_program
from keju.marking.programs.tasks import (
    Options,
    Task,
    function_task,
    limits_of,
    options,
    said_of,
    stdio_task,
)
from keju.sandbox.execution import Limits

__all__ = [
    "AssertsMarker",
    "TestsMarker",
    "asserts_marker",
    "function_marker",
    "stdio_marker",
]

#: Seconds for everything but the program: starting a sandbox, comparing.
_ALLOWANCE = 30.0
_EACH = 1.0


@dataclass(slots=True)
class TestsMarker:
    """Runs the answer's program against tests with inputs and expected outputs."""

    __test__ = False  # for pytest: no test, though its name begins like one

    name: str
    read: Callable[[Any, Options], Task]
    options: Options
    version: int = field(default=1, init=False)
    slow: bool = field(default=True, init=False)
    runs_programs: bool = field(default=True, init=False)

    def extract(self, text: str) -> str | None:
        """Return the program that ``text`` commits to, or None."""
        return program_in(text)

    def same(self, left: str, right: str) -> bool | None:
        """Whether two programs are the same but for comments and layout."""
        return same_program(left, right)

    def mark(self, item: Item, text: str) -> Mark:
        """Run the program of ``text`` against the item's tests."""
        task = self.read(item.reference, self.options)
        program = program_in(text, task.wanted)
        if program is None:
            return unfinished(self, text) or _no_program(signature(self))
        with own_runner() as runner:
            code = put_before(task.setup, program)
            result = run_program(code, task.tests, self.options.limits, runner)
        return _marked(signature(self), program, result, result.detail)

    def check(self, reference: Any) -> None:
        """Raise InputError unless ``reference`` has tests that can be used."""
        with said_of(f"marker {self.name}"):
            self.read(reference, self.options)

    def deadline(self, item: Item) -> float:
        """Return how many seconds marking may take: every test may use its time."""
        tests = len(self.read(item.reference, self.options).tests)
        return _ALLOWANCE + tests * (self.options.limits.seconds + _EACH)


@dataclass(slots=True)
class AssertsMarker:
    """Runs the answer's program against assertions, as HumanEval and MBPP write them."""

    limits: Limits
    name: str = field(default="asserts", init=False)
    version: int = field(default=1, init=False)
    slow: bool = field(default=True, init=False)
    runs_programs: bool = field(default=True, init=False)

    def extract(self, text: str) -> str | None:
        """Return the program that ``text`` commits to, or None."""
        return program_in(text)

    def same(self, left: str, right: str) -> bool | None:
        """Whether two programs are the same but for comments and layout."""
        return same_program(left, right)

    def mark(self, item: Item, text: str) -> Mark:
        """Run the program of ``text`` against the item's assertions."""
        assertions = read_assertions(item.reference)
        program = program_in(text, assertions.wanted)
        if program is None:
            return unfinished(self, text) or _no_program(signature(self))
        with own_runner() as runner:
            examined = examine(program, assertions, self.limits, runner)
        detail = {**examined.result.detail, "forgeable": examined.forgeable}
        return _marked(signature(self), program, examined.result, detail)

    def check(self, reference: Any) -> None:
        """Raise InputError unless ``reference`` has assertions that can be used."""
        with said_of(f"marker {self.name}"):
            read_assertions(reference)

    def deadline(self, item: Item) -> float:
        """Return how many seconds marking may take."""
        parts = 2 * (read_assertions(item.reference).count + 2)
        return _ALLOWANCE + parts * (self.limits.seconds + _EACH)


def stdio_marker(parameters: Mapping[str, Any]) -> TestsMarker:
    """Return the marker of programs that read standard input; see keju.marking.programs.tasks."""
    return TestsMarker("stdio", stdio_task, options("stdio", parameters))


def function_marker(parameters: Mapping[str, Any]) -> TestsMarker:
    """Return the marker of functions; see keju.marking.programs.tasks."""
    return TestsMarker("function", function_task, options("function", parameters))


def asserts_marker(parameters: Mapping[str, Any]) -> AssertsMarker:
    """Return the marker of assertions, with the parameter ``limits``."""
    only_parameters("asserts", parameters, {"limits"})
    return AssertsMarker(limits_of("asserts", parameters))


def _no_program(name: str) -> Mark:
    return Mark(Verdict.NO_ANSWER, 0.0, name, detail={"reason": "no program was found"})


def _marked(name: str, program: str, result: ProgramResult, detail: dict[str, Any]) -> Mark:
    if result.outcome is Outcome.PASSED:
        return Mark(Verdict.CORRECT, 1.0, name, program, detail)
    return Mark(Verdict.INCORRECT, 0.0, name, program, detail)
