"""Running a program against its tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from keju.core.errors import InputError
from keju.marking.programs.expectations import ProgramTest
from keju.marking.programs.owned import own_runner
from keju.sandbox.execution import Ending, Execution, Limits, ProgramRunner

__all__ = [
    "FailedTest",
    "Outcome",
    "ProgramResult",
    "excerpt",
    "failed_test",
    "outcome_of",
    "run_program",
]

_EXCERPT = 300


class Outcome(StrEnum):
    """What a program did, over all its tests: passed, or how the first of them failed."""

    PASSED = "passed"
    WRONG = "wrong output"
    CRASH = "crash"
    TIME = "time"
    MEMORY = "memory"
    OUTPUT = "output limit"
    FORBIDDEN = "forbidden"


_ENDED = {
    Ending.CRASH: Outcome.CRASH,
    Ending.TIME: Outcome.TIME,
    Ending.MEMORY: Outcome.MEMORY,
    Ending.OUTPUT: Outcome.OUTPUT,
    Ending.FORBIDDEN: Outcome.FORBIDDEN,
}


@dataclass(frozen=True, slots=True)
class FailedTest:
    """The first test that failed: its number from 1, and excerpts for people to read."""

    number: int
    given: str
    expected: str
    got: str
    stderr: str


@dataclass(frozen=True, slots=True)
class ProgramResult:
    """What came of running a program. ``passed`` of ``tests`` were passed in ``seconds``.

    ``isolated`` is False when the program was not confined, and its results prove nothing about
    a program that wants to deceive.
    """

    outcome: Outcome
    passed: int
    tests: int
    seconds: float
    isolated: bool
    failure: FailedTest | None = None

    @property
    def detail(self) -> dict[str, Any]:
        """The result as a JSON object of bounded size."""
        found: dict[str, Any] = {
            "outcome": self.outcome.value,
            "passed": self.passed,
            "tests": self.tests,
            "seconds": round(self.seconds, 2),
            "isolated": self.isolated,
        }
        if self.failure is not None:
            failure = self.failure
            found |= {"test": failure.number, "input": failure.given}
            found |= {"expected": failure.expected, "got": failure.got}
            found |= {"stderr": failure.stderr} if failure.stderr else {}
        return found


def run_program(
    code: str,
    tests: Sequence[ProgramTest],
    limits: Limits | None = None,
    runner: ProgramRunner | None = None,
    *,
    stop: bool = True,
) -> ProgramResult:
    """Run ``code`` against ``tests``, each in an execution of its own, and compare on this side.

    The program sees inputs and arguments, never what is expected. ``stop``: at the first test that
    fails. ``runner`` None takes the process's own (see keju.marking.programs.owned). Raises
    InputError without tests, and where programs cannot be confined.
    """
    if not tests:
        raise InputError("a program without tests cannot be judged; give at least one test")
    limits = limits or Limits()
    if runner is None:
        with own_runner() as owned:
            return _run(code, tests, limits, owned, stop=stop)
    return _run(code, tests, limits, runner, stop=stop)


def _run(
    code: str, tests: Sequence[ProgramTest], limits: Limits, runner: ProgramRunner, *, stop: bool
) -> ProgramResult:
    passed, seconds = 0, 0.0
    outcome, failure = Outcome.PASSED, None
    for number, test in enumerate(tests, start=1):
        execution = runner.run(test.call(code), limits)
        seconds += execution.seconds
        came = outcome_of(test, execution)
        if came is Outcome.PASSED:
            passed += 1
            continue
        if failure is None:
            outcome, failure = came, failed_test(number, test, execution)
        if stop:
            break
    return ProgramResult(outcome, passed, len(tests), seconds, runner.isolated, failure)


def outcome_of(test: ProgramTest, execution: Execution) -> Outcome:
    """Return what one execution came to."""
    if execution.ending in _ENDED:
        return _ENDED[execution.ending]
    return Outcome.PASSED if test.right(execution) else Outcome.WRONG


def failed_test(number: int, test: ProgramTest, execution: Execution) -> FailedTest:
    """Return the record of a test that failed, in excerpts."""
    ended = execution.ending is Ending.EXITED
    return FailedTest(
        number,
        excerpt(test.given()),
        excerpt(test.wanted()),
        excerpt(test.got(execution) if ended else execution.stdout),
        excerpt(execution.stderr, end=True),
    )


def excerpt(text: str, *, end: bool = False) -> str:
    """Return at most 300 characters of ``text``, from its beginning or its ``end``."""
    if len(text) <= _EXCERPT:
        return text
    return f"…{text[-_EXCERPT:]}" if end else f"{text[:_EXCERPT]}…"
