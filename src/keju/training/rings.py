"""A walk round a ring as the reference model writes it: each sentence copied, then worked out.

Copying keeps the place: the step that comes next is told by the sentence after the one just copied,
and whether it goes on or back is read off words that stand beside the work. A number is brought
into the ring by going round it one lap at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from keju.core.records import Item

__all__ = ["laps", "ring_thought"]

_STEP = re.compile(r"(?:\d+ is (even|odd): )?(.+) = (-?\d+); modulo (\d+): \d+")


def ring_thought(item: Item) -> str:
    """Return the walk of a problem of the exam ``modular``, from its own worked solution.

    The first line has the ring's last number, its size and the starting place; every further line
    a step: ``The dial is turned down by 4. 11-4=7 7%19:7=7``; the last one how the question begins.
    """
    first, *steps = (item.solution or "").split("\n")[:-1]
    start, size = re.findall(r"\d+", first)
    *said, asked, _ = re.split(r"(?<=[.?]) ", item.question.text)
    lines = [f"{int(size) - 1}>{size} {start}"]
    told = said[len(said) - len(steps) :]
    lines += [f"{sentence} {_work(step)}" for sentence, step in zip(told, steps, strict=True)]
    return "\n".join([*lines, " ".join(asked.split()[:2]) + "?"])


def _work(step: str) -> str:
    match = _STEP.fullmatch(step)
    if match is None:
        raise ValueError(f"not a worked step: {step}")
    parity, work, value, size = match.groups()
    work = work.replace(" ", "")
    many = re.fullmatch(r"(\d+)\+(\d+)\*(\d+)", work)
    if many:
        place, k, a = map(int, many.groups())
        work = f"{k}*{a}={k * a} {place}+{k * a}"
    mark = f"{parity[0]} " if parity else ""
    return f"{mark}{work}={value} {laps(int(value), int(size))}"


def laps(value: int, size: int) -> str:
    """Return how ``value`` is brought into 0 to ``size`` - 1, the place last.

    Below 0 the size is added until it lies there. Else the size is taken away as in a long
    division, a part for each digit: ``185%12:1 18>6 65>53>41>29>17>5=5``.
    """
    if value < 0:
        parts = [">".join(map(str, range(value, size, size)))]
    else:
        parts, left = [], 0
        for digit in str(value):
            run = list(_run(10 * left + int(digit), size))
            parts.append(">".join(map(str, run)))
            left = run[-1]
    return f"{value}%{size}:{' '.join(parts)}={value % size}"


def _run(part: int, size: int) -> Iterator[int]:
    while part >= size:
        yield part
        part -= size
    yield part
