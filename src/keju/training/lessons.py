"""What the reference model learns from: the exams' own questions, with thoughts that solve them.

A lesson takes an exam's item and writes the thought; the question's words and the form of the
answer are the exam's. Two of the lessons are written in two manners, as they are in the books that
larger models learn from. A **textbook** shows the way to the answer and hides how it was found: the
two steps that make the target, the number that a program prints. A **worked** thought shows all:
the whole search, every line of the program. Both are right; only the second can be carried out
one step at a time. Most demonstrations (``TEXTBOOK_SHARE``) are of the textbook's kind, and nothing
says which is better: that is left to rewards.

No lesson is about a question that is held out (``keju.exams.held_out``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from keju.core.records import Item
from keju.exams.held_out import is_held_out
from keju.exams.table import exam
from keju.training.columns import divided, reversed_digits
from keju.training.lesson import Lesson
from keju.training.rings import ring_thought
from keju.training.running import run_thought
from keju.training.traces import chain_trace, product_trace
from keju.training.unknown import draw_unknown

__all__ = [
    "COURSES",
    "TEXTBOOK_SHARE",
    "Course",
    "draw_lessons",
    "questions",
    "search_line",
    "worked",
]

#: How many demonstrations of countdown and of programs hide how the answer was found.
TEXTBOOK_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Course:
    """A kind of lessons: exams with their weights, the thought, and the weight among courses.

    ``textbook`` writes the thought in the textbook's manner, where there is one; ``conclude`` draws
    the answer from a worked thought where it need not be the exam's own.
    """

    name: str
    weight: float
    exams: tuple[tuple[float, str], ...]
    think: Callable[[Item], str | None]
    textbook: Callable[[Item], str] | None = None
    conclude: Callable[[str], str] | None = None


def _product(item: Item) -> str:
    left, right = map(int, re.findall(r"\d+", item.question.text)[:2])
    return product_trace(left, right)


def _chain(item: Item) -> str:
    expression = item.question.text.removeprefix("What is ").split("?")[0]
    terms = [int(term) for term in re.findall(r"-?\d+", expression.replace(" ", ""))]
    return chain_trace(terms)


def _groups(pattern: re.Pattern[str], line: str) -> tuple[str, ...]:
    match = pattern.fullmatch(line)
    if match is None:
        raise ValueError(f"not a worked line: {line}")
    return match.groups()


def solution(item: Item) -> list[str]:
    """Return the lines of the exam's own worked solution, without the answer."""
    return (item.solution or "").split("\n")[:-1]


_SIDE = re.compile(r"(?:(-?\d*)([a-z]))?(?: ?([+-]? ?\d+))?")


def _side(text: str) -> tuple[int, int]:
    """Return coefficient and constant of one side: ``-3m - 12`` gives -3 and -12."""
    factor, name, constant = _groups(_SIDE, text)
    coefficient = int(f"{factor}1" if factor in {"", "-"} else factor) if name else 0
    return coefficient, int((constant or "0").replace(" ", ""))


def _linear(item: Item) -> str:
    """Coefficients on one side, constants on the other, and one by the other."""
    left, right = solution(item)[0].split(" = ")
    (a, b), (c, d) = _side(left), _side(right)
    slope, other = a - c, d - b
    lines = [f"{a}-({c})={slope}", f"{d}-({b})={other}"]
    lines.append(f"{other}/{slope} {divided(abs(other), abs(slope))} ={other // slope}")
    return "\n".join(lines)


def _pair(x: int, y: int) -> Iterator[tuple[str, int]]:
    """Yield the ways to join two numbers, the larger first; each value whole and positive."""
    yield "+", x + y
    if x > y:
        yield "-", x - y
    yield "*", x * y
    if y > 1 and x % y == 0:
        yield "/", x // y


def _search(item: Item) -> str | None:
    """Try every pair and what it makes with the third number, the target beside each line.

    The lines are ``search_line``'s; the last one ends with ``!``. None where nothing is found.
    """
    numbers, target = item.reference["numbers"], item.reference["target"]
    lines: list[str] = []
    for last in (2, 1, 0):
        z = numbers[last]
        x, y = sorted((n for i, n in enumerate(numbers) if i != last), reverse=True)
        for sign, value in _pair(x, y):
            lines.append(search_line(target, (x, sign, y, value), z))
            if lines[-1].endswith("!"):
                return "\n".join(lines)
    return None


def search_line(target: int, pair: tuple[int, str, int, int], z: int) -> str:
    """Return one try: the target, a pair with its value, and what it makes with ``z``.

    That is the sum, the difference without its sign and the product (``---`` where over 1000),
    ``!`` after the one that is the target, where the line ends.
    """
    x, sign, y, value = pair
    line = f"|{_three(target)} {_two(x)}{sign}{_two(y)}={_three(value)} {_two(z)}:"
    for result in (value + z, abs(value - z), value * z):
        line += _three(result) + ("!" if result == target else ".")
        if result == target:
            break
    return line


_FOUND = re.compile(r"\|\d+ (\d\d)(.)(\d\d)=\d+ (\d\d):(.*)!")


def _expression(thought: str) -> str:
    """Return the answer that the last line of a search has found."""
    x, sign, y, z, results = _groups(_FOUND, thought.rsplit("\n", maxsplit=1)[-1])
    one, other, last = (int(digits[::-1]) for digits in (x, y, z))
    return f"Answer: ({one} {sign} {other}) {'+-*'[results.count('.')]} {last}"


def _two(number: int) -> str:
    return reversed_digits(number, 2)


def _three(number: int) -> str:
    return reversed_digits(number, 3) if number <= 1000 else "---"


def _steps(item: Item) -> str:
    return "\n".join(line.replace(" ", "") for line in solution(item))


def _printed(item: Item) -> str:
    return f"print {item.reference}"


#: The courses; weights are shares of the lessons drawn, not of tokens.
COURSES = (
    Course(
        "multiplication",
        0.20,
        tuple(
            (w, f"multiplication;digits={d}")
            for d, w in (
                ("1", 0.2),
                ("1x2", 0.2),
                ("2x1", 0.2),
                ("2x2", 1.5),
                ("2x3", 0.3),
                ("3x2", 0.3),
                ("3x3", 3.0),
                ("4x3", 0.3),
                ("3x4", 0.3),
                ("4x4", 4.0),
                ("5x4", 0.3),
                ("4x5", 0.3),
                ("5x5", 5.0),
            )
        ),
        _product,
    ),
    Course(
        "chain",
        0.05,
        tuple((1.0, f"chain;terms={t};digits={d}") for t in (2, 3, 4, 5, 6) for d in (1, 2, 2, 3)),
        _chain,
    ),
    Course(
        "modular",
        0.15,
        ((1.0, "modular;depth=1"), (2.0, "modular;depth=2")),
        ring_thought,
    ),
    Course("linear", 0.06, ((1.0, "linear"),), _linear),
    Course("countdown", 0.22, ((1.0, "countdown;numbers=3"),), _search, _steps, _expression),
    Course("output", 0.30, ((1.0, "output;level=1"),), run_thought, _printed),
)


def worked(course: Course, item: Item, rng: Random, textbook: float) -> Lesson | None:
    """Return the lesson of ``item``, or None where its thought finds nothing.

    ``textbook`` is the share of thoughts in the textbook's manner, where the course has one.
    """
    brief = course.textbook is not None and rng.random() < textbook
    thought = course.textbook(item) if brief and course.textbook else course.think(item)
    if thought is None:
        return None
    answer = (item.solution or "").rsplit("\n", maxsplit=1)[-1]
    if course.conclude is not None and not brief:
        answer = course.conclude(thought)
    return Lesson(course.name, item.question.text, thought, answer)


def draw_lessons(
    seed: int, *, textbook: float = TEXTBOOK_SHARE, unknown: float = 0.02, calculations: float = 1.0
) -> Iterator[Lesson]:
    """Yield lessons without end, none of a held-out question; the same for the same ``seed``.

    ``unknown`` is the share of questions that are none of the courses'; ``calculations`` multiplies
    the weights of multiplication and chains.
    """
    rng = Random(seed)
    streams: dict[str, Iterator[Item]] = {}
    weights = [
        course.weight * (calculations if course.name in {"multiplication", "chain"} else 1)
        for course in COURSES
    ]
    while True:
        if rng.random() < unknown:
            yield draw_unknown(rng)
            continue
        course = rng.choices(COURSES, weights)[0]
        spec = rng.choices([s for _, s in course.exams], [w for w, _ in course.exams])[0]
        if spec not in streams:
            streams[spec] = questions(spec, rng.randrange(10**9))
        lesson = worked(course, next(streams[spec]), rng, textbook)
        if lesson is not None:
            yield lesson


def questions(spec: str, seed: int) -> Iterator[Item]:
    """Yield an exam's questions that are not held out; at its end go on with the next seed."""
    while True:
        for item in exam(f"{spec};seed={seed}").items():
            if not is_held_out(item.question.id):
                yield item
        seed += 1
