"""The words of a question: the task, its input and output, its limits, its examples."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from keju.exams.programs.layout import described, written_answer, written_case
from keju.exams.programs.problem import Case, Problem, Shape, Twist

__all__ = ["counted", "question_text"]

_PROGRAM = (
    "Write a Python 3 program that reads standard input and writes standard output. It may use "
    "the standard library only, and has {seconds:g} seconds for each test. "
    "Put the whole program in one ```python code block."
)
_FUNCTION = (
    "Write it in Python 3, using the standard library only; each call has {seconds:g} seconds. "
    "Put the function and all that it needs in one ```python code block."
)
_ENDINGS = {Shape.ROW: ", on one line, separated by single spaces", Shape.LINES: ", one a line"}


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun: ``1 hour``, ``3 hours``."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def question_text(
    problem: Problem,
    twist: Twist,
    examples: Sequence[tuple[Case, Any]],
    *,
    program: bool,
    seconds: float,
) -> str:
    """Return the whole question, for a program or for a function."""
    parts = [problem.text(twist)]
    parts += _program(problem, twist) if program else _function(problem, twist, examples[0][1])
    for case, answer in examples:
        parts.append(
            f"Example input:\n```\n{written_case(problem.fields, case)}```\n"
            f"Example output:\n```\n{written_answer(problem.shape, answer)}```"
            if program
            else f"Example: `{problem.name}({_listed(case)})` returns `{_written(answer)}`."
        )
    parts.append((_PROGRAM if program else _FUNCTION).format(seconds=seconds))
    return "\n\n".join(parts)


def _program(problem: Problem, twist: Twist) -> list[str]:
    fields = [
        f"- {described(field, program=True)} ({field.about.format_map(twist)})"
        for field in problem.fields
    ]
    output = problem.output.format_map(twist) + _ENDINGS.get(problem.shape, "")
    return ["The input has, in this order:\n" + ";\n".join(fields) + ".", f"Print {output}."]


def _function(problem: Problem, twist: Twist, answer: Any) -> list[str]:
    names = ", ".join(field.name for field in problem.fields)
    fields = [
        f"- {described(field, program=False)}: {field.about.format_map(twist)}"
        for field in problem.fields
    ]
    heading = f"Write a function `{problem.name}({names})`. Its arguments:\n"
    kind = "a whole number" if isinstance(answer, int) else "a string"
    if isinstance(answer, list):
        kind = f"a list of {'whole numbers' if _whole(answer) else 'strings'}"
    return [
        heading + ";\n".join(fields) + ".",
        f"Return {problem.output.format_map(twist)}: {kind}.",
    ]


def _whole(answer: list[Any]) -> bool:
    return all(isinstance(value, int) for value in answer)


def _listed(case: Case) -> str:
    return ", ".join(map(_written, case))


def _written(value: Any) -> str:
    """Write a value as Python and JSON both read it: whole numbers, strings and lists of them."""
    return json.dumps(value)
