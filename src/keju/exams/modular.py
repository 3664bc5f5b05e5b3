"""Word problems in modular arithmetic; ``depth`` is the number of dependent steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from keju.core.records import Item, MarkerSpec, Question
from keju.exams.dials import SEED, Dial, Value
from keju.exams.generated import Generator, pick
from keju.exams.stories import WORLDS, World

__all__ = ["MODULAR"]

_NUMBER = MarkerSpec("number")


def _draw(values: Mapping[str, Value], rng: Random) -> Iterator[Item]:
    depth, size = int(values["depth"]), int(values["size"])
    while True:
        yield _problem(rng, depth, size)


def _problem(rng: Random, depth: int, size: int) -> Item:
    world = WORLDS[pick(rng, 0, len(WORLDS) - 1)]
    m = pick(rng, 5, max(5, size))
    place = pick(rng, 0, m - 1)
    sentences = [world.start.format(m=m, last=m - 1, p=place)]
    lines = [f"Start at {place}; places are counted modulo {m}."]
    for _ in range(depth):
        sentence, line, place = _step(rng, world, place, m, size)
        sentences.append(sentence)
        lines.append(line)
    text = " ".join([*sentences, world.ask, 'Finish with "Answer: N".'])
    lines.append(f"Answer: {place}")
    return Item(Question.ask(text), place, _NUMBER, solution="\n".join(lines))


def _step(rng: Random, world: World, place: int, m: int, size: int) -> tuple[str, str, int]:
    """Draw one operation; returns its sentence, its worked line, and the new place."""
    kind, a, b, k = pick(rng, 0, 5), pick(rng, 2, size), pick(rng, 2, size), pick(rng, 2, 9)
    if kind in {0, 1}:
        sentences = world.forward if kind == 0 else world.back
        sentence = sentences[pick(rng, 0, len(sentences) - 1)]
        sign, value = ("+", place + a) if kind == 0 else ("-", place - a)
        work = f"{place} {sign} {a}"
    elif kind == 2:
        sentence, work, value = world.again, f"{place} + {k} * {a}", place + k * a
    elif kind == 3:
        sentence, work, value = world.scale, f"{k} * {place}", k * place
    else:
        even = place % 2 == 0
        value = place + a if even else place - b
        work = f"{place} is {'even' if even else 'odd'}: {place} {f'+ {a}' if even else f'- {b}'}"
        sentence = world.parity
    line = f"{work} = {value}; modulo {m}: {value % m}"
    return _capital(sentence.format(a=a, b=b, k=k)), line, value % m


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


MODULAR = Generator(
    name="modular",
    help="word problems about places in a ring, each step depending on the one before",
    dials=(
        Dial(
            "depth",
            3,
            "how many steps, each depending on the one before",
            1,
            40,
            ladder=(1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 40),
        ),
        Dial("size", 30, "largest ring and largest single move", 5, 10_000),
        SEED,
    ),
    stream=_draw,
)
