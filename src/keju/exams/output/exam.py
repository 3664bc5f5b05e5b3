"""The exam ``output``: what does a small program print?

Level 1 is straight-line Python with an ``if`` or a ``for``, one whole number printed; level 2 adds
whole division, remainders, ``elif``, ``while`` and nesting; level 3 lists, texts, dictionaries and
functions. Level 4 is hard by mechanism, and stays hard for a model that knows Python well: long
loops in which every step depends on the last and on a list that the loop changes, so that one slip
anywhere is a wrong answer; and, in every part, a rule that intuition gets wrong: two names for one
list, ``+=`` against ``x = x + …``, defaults that are made once, names looked up late, generators
that work when they are asked, lists that change under the loop that reads them, rows that are one
row, whole division of negative numbers, chained comparisons, side effects behind ``and`` and
``or``, slices that run backwards. ``loops`` makes it longer without a bound on difficulty.

The answer comes from our own interpreter (``interpreter.run``); the worked solution is its trace.
A program is left out when it runs too long, or when its output does not depend on its first value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from random import Random

from keju.core.records import Item, MarkerSpec, Question
from keju.exams.dials import SEED, Dial, Value
from keju.exams.generated import Generator
from keju.exams.output.assembly import assemble
from keju.exams.output.drawing import Size, draw_program
from keju.exams.output.interpreter import Outcome, TooMuch, run

__all__ = ["OUTPUT"]

_NUMBER = MarkerSpec("number")
_EXACT = MarkerSpec("exact")
_SIZES = {
    1: Size(1, statements=4, loops=4, depth=1, high=9),
    2: Size(2, statements=6, loops=6, depth=2, high=40),
    3: Size(3, statements=4, loops=6, depth=0, high=30),
    4: Size(4, statements=5, loops=18, depth=0, high=40),
}
_FIRST = re.compile(r"= (\d+)")
_FAULTS = (TooMuch, LookupError, RuntimeError, ValueError, ZeroDivisionError)


def _draw(values: Mapping[str, Value], rng: Random) -> Iterator[Item]:
    size = _size(values)
    while True:
        source = draw_program(rng, size) if size.level < 3 else assemble(rng, size)
        outcome = _worked(source, size)
        if outcome is not None:
            yield _item(source, outcome, size.level)


def _size(values: Mapping[str, Value]) -> Size:
    level = _SIZES[int(values["level"])]
    return Size(
        level.level,
        int(values["statements"]) or level.statements,
        int(values["loops"]) or level.loops,
        int(values["depth"]) or level.depth,
        int(values["max"]) or level.high,
    )


def _worked(source: str, size: Size) -> Outcome | None:
    """Return what the program prints, or None when it makes a poor question."""
    largest = max(99, 25 * size.high * size.loops) if size.level < 3 else 10**9
    try:
        outcome = run(source, largest=largest)
        changed = run(_FIRST.sub(_next, source, count=1), largest=10 * largest, traced=False)
    except _FAULTS:
        return None
    return None if changed.printed == outcome.printed else outcome


def _next(number: re.Match[str]) -> str:
    return f"= {int(number[1]) + 1}"


def _item(source: str, outcome: Outcome, level: int) -> Item:
    form = "N" if level < 3 else "the line, exactly as it is printed"
    ask = f'What does this program print? Finish with "Answer: {form}".'
    if level > 2:
        ask = f'What does this Python program print? Finish with "Answer: " and {form}.'
    lines = "\n".join([*outcome.trace, f"Answer: {outcome.printed}"])
    reference = int(outcome.printed) if level < 3 else outcome.printed
    marker = _NUMBER if level < 3 else _EXACT
    return Item(Question.ask(f"{ask}\n\n{source}"), reference, marker, solution=lines)


OUTPUT = Generator(
    name="output",
    help="what a small Python program prints",
    dials=(
        Dial(
            "level",
            2,
            "1: a few plain lines … 4: long loops full of traps",
            1,
            4,
            ladder=(1, 2, 3, 4),
        ),
        Dial("statements", 0, "statements, at levels 3 and 4 parts; 0: as the level has", 0, 40),
        Dial("loops", 0, "most rounds of a loop; 0: as the level has", 0, 200),
        Dial("depth", 0, "most operations in a line, levels 1 and 2; 0: as the level has", 0, 6),
        Dial("max", 0, "largest number written; 0: as the level has", 0, 100_000),
        SEED,
    ),
    stream=_draw,
)
