"""Assertions that say more than ``f(1, 2) == 3``: the test code and the program run apart.

The test code runs in an execution of its own, where the function is a stand-in that knows the
results so far. Where it knows none, the call is noted; the program is then called, in executions
of its own, and the test code runs again. So the program never sees an assertion, and test code
never runs on this side. What it is handed are plain values. Its random numbers begin alike each
time.

Not covered: an assertion with other arguments than plain values (an object, a function). It runs
together with the program, which could then deceive it: such a result is ``forgeable``.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Any

from keju.core.errors import KejuError
from keju.marking.programs.assertions import Assertions, simple_tests
from keju.marking.programs.driver import driver, together
from keju.marking.programs.expectations import FunctionTest
from keju.marking.programs.running import (
    FailedTest,
    Outcome,
    ProgramResult,
    excerpt,
    failed_test,
    outcome_of,
    run_program,
)
from keju.sandbox.execution import Call, Ending, Execution, Limits, ProgramRunner

__all__ = ["Examined", "TestCodeError", "examine"]

_ROUNDS = 200


class TestCodeError(KejuError):
    """The test code itself fails, so that no program can be judged by it."""

    __test__ = False  # for pytest: no test, though its name begins like one


@dataclass(frozen=True, slots=True)
class Examined:
    """A result, and whether a program made for it could have forged it."""

    result: ProgramResult
    forgeable: bool = False


def examine(code: str, assertions: Assertions, limits: Limits, runner: ProgramRunner) -> Examined:
    """Run ``code`` against assertions. Raises TestCodeError when they fail without any program."""
    tests = simple_tests(assertions)
    if tests is not None:
        return Examined(run_program(code, tests, limits, runner))
    if assertions.self_contained:
        result = _Examination(code, assertions, limits, runner).result()
        if result is not None:
            return Examined(result)
    return Examined(_run_together(code, assertions, limits, runner), forgeable=True)


class _Examination:
    """One program against test code that runs apart from it."""

    def __init__(
        self, code: str, assertions: Assertions, limits: Limits, runner: ProgramRunner
    ) -> None:
        self.code, self.function, self.count = code, assertions.function, assertions.count
        self.limits, self.runner = limits, runner
        self.driver = driver(assertions)
        self.known: list[tuple[Any, Any, Any]] = []  # arguments, named ones, value
        self.seconds = self.waited = 0.0

    def result(self) -> ProgramResult | None:
        """Return what came of it; None where the test code hands over what is no plain value."""
        for _ in range(_ROUNDS):
            execution = self._ask()
            if not execution.returned:
                return None
            said = execution.value
            if said["failed"] is not None:
                return self._ended(Outcome.WRONG, said["held"], _broken(said))
            if not said["needs"]:
                return self._ended(Outcome.PASSED, said["held"])
            for arguments, named in said["needs"]:
                ended = self._learn(FunctionTest(self.function, arguments, None, named=named), said)
                if ended is not None:
                    return ended
        raise TestCodeError(f"the assertions need more than {_ROUNDS} rounds")

    def _ask(self) -> Execution:
        """Run the test code on what is known so far."""
        call = Call(self.driver, "", "keju_examine", (self.known,))
        execution = self.runner.run(call, self.limits)
        self.waited += execution.seconds
        if self.waited > self.limits.seconds * (self.count + 1):
            raise TestCodeError("the assertions take longer than all programs may")
        if execution.ending is Ending.EXITED:
            return execution
        if self.known:
            return _BROKEN
        reason = execution.stderr.strip().rpartition("\n")[2] or execution.ending.value
        raise TestCodeError(f"the assertions cannot be run: {reason}")

    def _learn(self, test: FunctionTest, said: dict[str, Any]) -> ProgramResult | None:
        """Call the program and keep what it returned; return the result where that ends it."""
        execution = self.runner.run(test.call(self.code), self.limits)
        self.seconds += execution.seconds
        outcome = outcome_of(test, execution)
        if self.seconds > self.limits.seconds * (self.count + 1):
            outcome = Outcome.TIME
        elif execution.ending is Ending.EXITED and execution.returned:
            self.known.append((test.arguments, test.named, execution.value))
            return None
        held = said["held"]
        return self._ended(outcome, held, failed_test(held + 1, test, execution))

    def _ended(
        self, outcome: Outcome, held: int, failure: FailedTest | None = None
    ) -> ProgramResult:
        tests = held if failure is None else max(self.count, held + 1)
        return ProgramResult(outcome, held, tests, self.seconds, self.runner.isolated, failure)


#: What test code came to that did not end well on the values of a program.
_BROKEN = Execution(
    Ending.EXITED,
    returned=True,
    value={"needs": [], "failed": "assertions that end", "held": 0, "got": "they do not"},
)


def _broken(said: dict[str, Any]) -> FailedTest:
    return FailedTest(said["held"] + 1, "", excerpt(said["failed"]), excerpt(said["got"]), "")


def _run_together(
    code: str, assertions: Assertions, limits: Limits, runner: ProgramRunner
) -> ProgramResult:
    """Run the assertions behind the program, in its own execution."""
    token = secrets.token_hex(16)
    test = FunctionTest("keju_assertions", (token,), token)
    result = run_program(together(code, assertions), [test], limits, runner)
    failure = result.failure
    if failure is not None:  # the token is nothing to read
        failure = replace(failure, given="", expected="assertions that hold", got="")
    return replace(result, failure=failure)
