"""How arguments stand in the standard input and answers in the output, written and read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keju.exams.programs.problem import Case, Field, Kind, Shape

__all__ = ["described", "reading", "written_answer", "written_case"]

_NUMBERS_LINE = "[int(word) for word in next(lines).split()]"
_READING = {
    Kind.NUMBER: ("{name} = int(next(lines))",),
    Kind.TEXT: ("{name} = next(lines)",),
    Kind.NUMBERS: ("next(lines)", "{name} = " + _NUMBERS_LINE),
    Kind.TEXTS: ("{name} = [next(lines) for _ in range(int(next(lines)))]",),
    Kind.GRID: ("{name} = [next(lines) for _ in range(int(next(lines).split()[0]))]",),
    Kind.ROWS: (f"{{name}} = [{_NUMBERS_LINE} for _ in range(int(next(lines)))]",),
}
_STANDS = {
    Kind.NUMBER: "a line with the whole number `{name}`",
    Kind.TEXT: "a line with the text `{name}`",
    Kind.NUMBERS: "a line with the length of the list `{name}`, then a line with its elements, "
    "separated by single spaces",
    Kind.TEXTS: "a line with the length of the list `{name}`, then its elements, one a line",
    Kind.GRID: "a line with the number of rows and the number of columns of the grid `{name}`, "
    "then its rows, one a line",
    Kind.ROWS: "a line with the length of the list `{name}`, then its elements, one a line: "
    "{columns}, separated by single spaces",
}


def described(field: Field, *, program: bool) -> str:
    """Say where the argument stands (in a program's input), or what it is (in a function)."""
    columns = ", ".join(f"`{column}`" for column in field.columns)
    if program:
        columns = f"the numbers {columns}" if columns else "whole numbers"
        return _STANDS[field.kind].format(name=field.name, columns=columns)
    if field.columns:
        return f"`{field.name}`, a list of lists [{columns}] of whole numbers"
    return f"`{field.name}`, {field.kind.value}"


def reading(fields: Sequence[Field]) -> list[str]:
    """Return the lines of Python that read the arguments from the iterator ``lines``."""
    return [line.format(name=field.name) for field in fields for line in _READING[field.kind]]


def written_case(fields: Sequence[Field], case: Case) -> str:
    """Return the standard input of a case."""
    lines: list[str] = []
    for field, value in zip(fields, case, strict=True):
        lines += _lines(field.kind, value)
    return "\n".join(lines) + "\n"


def _lines(kind: Kind, value: Any) -> list[str]:
    if kind in {Kind.NUMBER, Kind.TEXT}:
        return [str(value)]
    if kind is Kind.NUMBERS:
        return [str(len(value)), " ".join(map(str, value))]
    if kind is Kind.GRID:
        return [f"{len(value)} {len(value[0])}", *value]
    rows = value if kind is Kind.TEXTS else [" ".join(map(str, row)) for row in value]
    return [str(len(value)), *rows]


def written_answer(shape: Shape, answer: Any) -> str:
    """Return the standard output that is asked for."""
    if shape is Shape.ONE:
        return f"{answer}\n"
    return (" " if shape is Shape.ROW else "\n").join(map(str, answer)) + "\n"
