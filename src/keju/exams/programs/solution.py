"""The reference solution as a program of its own: the very source that computes the outputs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import cache
from types import CodeType, ModuleType
from typing import Any

from keju.exams.programs.layout import reading
from keju.exams.programs.problem import Problem, Shape, Twist

__all__ = ["program", "written_twist"]

_PACKAGE = __name__.rpartition(".")[0]
_PRINTING = {
    Shape.ONE: "print({})",
    Shape.ROW: "print(*{})",
    Shape.LINES: 'print(*{}, sep="\\n")',
}


def program(problem: Problem, twist: Twist, *, stdin: bool) -> str:
    """Return a program that reads a case and prints the answer, or that defines the function."""
    names = [field.name for field in problem.fields]
    call = f"{problem.solve.__name__}(TWIST, {', '.join(names)})"
    head, body = _source(problem.solve)
    if not stdin:
        end = [f"def {problem.name}({', '.join(names)}):", f"    return {call}"]
    else:
        head = (*head, "import sys")
        end = ['lines = iter(sys.stdin.read().split("\\n"))', *reading(problem.fields)]
        end.append(_PRINTING[problem.shape].format(call))
    imports = ["from __future__ import annotations", "", *sorted(set(head))]
    constant = f"TWIST = {written_twist(twist)}"
    return "\n".join([*imports, "", constant, "", "", *body, "\n".join(end)]) + "\n"


def written_twist(twist: Twist) -> str:
    """Return the twist as a Python literal."""
    return repr(dict(twist))


@cache
def _source(function: Callable[..., Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the imports and the definitions that the function needs, its own last."""
    imports: dict[str, None] = {}
    parts: dict[str, None] = {}
    _collect(function, imports, parts, set())
    return tuple(imports), tuple(parts)


def _collect(
    function: Callable[..., Any], imports: dict[str, None], parts: dict[str, None], seen: set[Any]
) -> None:
    seen.add(function)
    for name in _names(function.__code__):
        value = function.__globals__.get(name)
        if value is None or (callable(value) and value in seen):
            continue
        module = getattr(value, "__module__", "") or ""
        if isinstance(value, ModuleType):
            imports[f"import {value.__name__}"] = None
        elif inspect.isfunction(value) and module.startswith(_PACKAGE):
            _collect(value, imports, parts, seen)
        elif callable(value):
            imports[f"from {module.lstrip('_')} import {name}"] = None
        else:
            parts[f"{name} = {value!r}\n\n"] = None
    parts[f"{inspect.getsource(function)}\n"] = None


def _names(code: CodeType) -> Iterator[str]:
    """Yield the global names (and attributes) that a function and those within it mention."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
