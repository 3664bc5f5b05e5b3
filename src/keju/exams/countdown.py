"""Countdown: make the target from all given numbers. Built from its solution, so it has one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from keju.core.errors import InputError
from keju.core.records import Item, MarkerSpec, Question
from keju.exams.dials import SEED, Dial, Value
from keju.exams.generated import Generator, pick

__all__ = ["COUNTDOWN"]

_MARKER = MarkerSpec("countdown", {"use_all": True})


def _draw(values: Mapping[str, Value], rng: Random) -> Iterator[Item]:
    many, most, target = int(values["numbers"]), int(values["max"]), int(values["target"])
    while True:
        numbers = [pick(rng, 1, most) for _ in range(many)]
        made, written, steps = _combine(rng, numbers)
        if most < made <= target:
            yield _item(numbers, made, written, steps)


def _combine(rng: Random, numbers: list[int]) -> tuple[int, str, list[str]]:
    """Join random pairs until one value is left; every value on the way is whole and positive."""
    heap = [(number, str(number)) for number in numbers]
    steps: list[str] = []
    while len(heap) > 1:
        left = heap.pop(pick(rng, 0, len(heap) - 1))
        right = heap.pop(pick(rng, 0, len(heap) - 1))
        (one, one_text), (other, other_text) = max(left, right), min(left, right)
        sign, value = _operation(rng, one, other)
        steps.append(f"{one} {sign} {other} = {value}")
        heap.append((value, f"({one_text} {sign} {other_text})"))
    value, text = heap[0]
    return value, text[1:-1], steps


def _operation(rng: Random, one: int, other: int) -> tuple[str, int]:
    """Draw a sign and return it with its value, for ``one`` ≥ ``other`` ≥ 1."""
    choice = pick(rng, 0, 3)
    if choice == 0 and one > other:
        return "-", one - other
    if choice == 1 and other > 1:
        return "*", one * other
    if choice == 2 and other > 1 and one % other == 0:
        return "/", one // other
    return "+", one + other


def _item(numbers: list[int], target: int, written: str, steps: list[str]) -> Item:
    listed = f"{', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
    question = Question.ask(
        f"Make {target} from the numbers {listed}. Use each of them exactly once, and nothing but "
        f'+, -, *, / and parentheses between them. Finish with "Answer: EXPRESSION".'
    )
    reference = {"numbers": numbers, "target": target}
    solution = "\n".join([*steps, f"Answer: {written}"])
    return Item(question, reference, _MARKER, solution=solution)


def _check(values: Mapping[str, Value]) -> None:
    if int(values["target"]) < 2 * int(values["max"]):
        raise InputError(
            f"Exam countdown: target={values['target']} must be at least twice max="
            f"{values['max']}; raise target or lower max"
        )


COUNTDOWN = Generator(
    name="countdown",
    help="make a number from given numbers with + - * / and parentheses",
    dials=(
        Dial("numbers", 4, "how many numbers, all to be used", 3, 8, ladder=tuple(range(3, 9))),
        Dial("max", 25, "largest given number", 5, 1_000),
        Dial("target", 1_000, "largest target; every target is above max", 10, 1_000_000),
        SEED,
    ),
    stream=_draw,
    check=_check,
)
