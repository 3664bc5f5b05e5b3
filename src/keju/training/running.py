"""A program's run as the reference model writes it: line after line, each copied and worked out.

Copying keeps the place: what comes next is the line below the one just copied, but for a loop,
whose head comes again. A line that is not run is copied too, with ``~``. After every assignment
stand all names with their values, so that nothing has to be counted or looked for far back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from keju.core.records import Item

__all__ = ["run_thought"]

_COUNTERS = "ijk"
_NAME = re.compile(r"[a-z]\b")


def run_thought(item: Item) -> str:
    """Return the run of a level-1 program of the exam ``output``, from its own worked solution.

    ``z = z + i:3+1=4 z4``, ``for i in range(2):1``, ``if z > 7:4>7:F``, ``else:T``, ``z = 9:~``.
    """
    source = item.question.text.split("\n\n", maxsplit=1)[1].split("\n")
    worked = iter((item.solution or "").split("\n"))
    return "\n".join(_walk(source, worked))


def _walk(source: Sequence[str], worked: Iterator[str]) -> Iterator[str]:
    values: dict[str, str] = {}
    holds = True
    place = 0
    while place < len(source):
        line = source[place]
        if line.startswith("for"):
            yield from _loop(line, source[place + 1].strip(), worked, values)
            place += 2
            continue
        if line.startswith("if"):
            holds = (result := next(worked)).endswith("True")
            yield f"{line}{result.split(':')[0].replace(' ', '')}:{'T' if holds else 'F'}"
        elif line == "else:":
            holds = not holds
            yield f"else:{'T' if holds else 'F'}"
        elif line.startswith("print"):
            yield _printed(line, next(worked), values)
        elif line.startswith(" ") and not holds:
            yield f"{line.strip()}:~"
        else:
            yield _assigned(line.strip(), next(worked), values)
        place += 1


def _loop(head: str, body: str, worked: Iterator[str], values: dict[str, str]) -> Iterator[str]:
    """Yield the rounds of a loop: its head with the counter's value, and its one line."""
    for _ in range(int(re.findall(r"\d+", head)[-1])):
        counter, values["i"] = next(worked).split(" = ")
        values[counter] = values["i"]
        yield f"{head}{values[counter]}"
        yield _assigned(body, next(worked), values)


def _assigned(line: str, result: str, values: dict[str, str]) -> str:
    """Return an assignment with its work: all that the worked line has after the name."""
    name, work = result.split(" = ", maxsplit=1)
    values[name] = work.rsplit(" = ", maxsplit=1)[-1]
    state = "".join(each + value for each, value in values.items() if each not in _COUNTERS)
    return f"{line}:{work.replace(' ', '')} {state}"


def _printed(line: str, result: str, values: dict[str, str]) -> str:
    """Return the last line with the values of its names."""
    total = result.removeprefix("print ")
    shown = _NAME.sub(lambda name: values[name[0]], line[len("print(") : -1])
    work = "" if shown == total else shown.replace(" ", "") + "="
    return f"{line}:{work}{total}"
