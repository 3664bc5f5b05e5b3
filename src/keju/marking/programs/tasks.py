"""From the references and parameters of program markers to tests, limits and what is wanted."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from keju.core.errors import InputError
from keju.marking.comparing import only_parameters
from keju.marking.programs.expectations import (
    FunctionTest,
    ProgramTest,
    StdioTest,
    checked_tolerance,
)
from keju.marking.programs.extraction import Wanted
from keju.sandbox.execution import Limits

__all__ = ["Options", "Task", "function_task", "limits_of", "options", "said_of", "stdio_task"]

_LIMITS = {"seconds", "memory", "output"}


@dataclass(frozen=True, slots=True)
class Options:
    """The parameters of a marker; ``checker`` None is the marker's own."""

    limits: Limits = field(default_factory=Limits)
    checker: str | None = None
    tolerance: float | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """What one item asks of a program. ``setup`` is put before it: imports that are granted."""

    wanted: Wanted
    tests: tuple[ProgramTest, ...]
    setup: str = ""


def options(name: str, parameters: Mapping[str, Any]) -> Options:
    """Return the parameters ``limits``, ``checker`` and ``tolerance``; raise InputError."""
    only_parameters(name, parameters, {"limits", "checker", "tolerance"})
    checker = parameters.get("checker")
    if checker is not None and not isinstance(checker, str):
        raise InputError(f"marker {name}: checker must be a name, not {checker!r}")
    with said_of(f"marker {name}"):
        tolerance = checked_tolerance(parameters.get("tolerance"))
    return Options(limits_of(name, parameters), checker, tolerance)


def limits_of(name: str, parameters: Mapping[str, Any]) -> Limits:
    """Return the parameter ``limits`` of marker ``name``; raise InputError."""
    given = parameters.get("limits", {})
    if not isinstance(given, Mapping):
        raise InputError(f'marker {name}: limits must be like {{"seconds": 5}}, not {given!r}')
    only_parameters(f"{name} (limits)", given, _LIMITS)
    with said_of(f"marker {name}"):
        return Limits(**given)


def stdio_task(reference: Any, chosen: Options) -> Task:
    """Return the task of ``{"tests": [{"input": text, "output": text}, …]}``; raise InputError."""
    return Task(Wanted(), _tests(reference, ("input", "output"), chosen), _setup(reference))


def function_task(reference: Any, chosen: Options) -> Task:
    """Return the task of ``{"function": name, "tests": [{"arguments": […], "value": …}, …]}``.

    ``prompt`` is code that an answer may continue. Raises InputError.
    """
    if not isinstance(reference, Mapping) or not isinstance(reference.get("function"), str):
        raise InputError(
            'the reference must be {"function": name, "tests": [{"arguments": […], "value": …}]},'
            f" not {str(reference)[:60]!r}"
        )
    tests = _tests(reference, ("arguments", "value"), chosen)
    prompt = reference.get("prompt") or ""
    if not isinstance(prompt, str):
        raise InputError("the prompt of its function must be a text")
    return Task(Wanted(reference["function"], prompt), tests, _setup(reference))


@contextlib.contextmanager
def said_of(who: str) -> Iterator[None]:
    """Put a name before the message of an InputError."""
    try:
        yield
    except InputError as error:
        raise InputError(f"{who}: {error}") from None


def _tests(reference: Any, names: tuple[str, str], chosen: Options) -> tuple[ProgramTest, ...]:
    tests = reference.get("tests") if isinstance(reference, Mapping) else None
    if not isinstance(tests, list | tuple) or not tests:
        shape = f'{{"tests": [{{"{names[0]}": …, "{names[1]}": …}}, …]}}'
        raise InputError(f"the reference must be {shape}, not {str(reference)[:60]!r}")
    made = []
    for number, test in enumerate(tests, start=1):
        with said_of(f"test {number}"):
            made.append(_test(reference, test, names, chosen))
    return tuple(made)


def _test(
    reference: Mapping[str, Any], test: Any, names: tuple[str, str], chosen: Options
) -> ProgramTest:
    for name, what in zip(names, ("input", "expected output"), strict=True):
        if not isinstance(test, Mapping) or name not in test:
            raise InputError(f"it has no {what}; give {name!r}")
    given, expected = test[names[0]], test[names[1]]
    if names[0] == "input":
        return StdioTest(given, expected, chosen.checker or "lines", chosen.tolerance)
    arguments = tuple(given) if isinstance(given, list | tuple) else given
    checker = chosen.checker or "exact"
    return FunctionTest(str(reference["function"]), arguments, expected, checker, chosen.tolerance)


def _setup(reference: Mapping[str, Any]) -> str:
    setup = reference.get("setup") or ""
    if not isinstance(setup, str):
        raise InputError("the setup of its programs must be a text")
    return setup.rstrip()
