"""How often the trace examiner finds loops that were made, and raises alarms where none is.

Loops are made from thoughts of real models (../shared/data/speechmap): after a thought's first part
some words of it are said again and again, each replaced by another word of the thought with the
probability of the noise. Alarms are counted on all of these thoughts as they are, on the same cut
anywhere, on texts whose lines look alike, and on thoughts of the shipped models. Which of the
flagged real thoughts are true loops was looked at by eye: docs/traces.md.
"""

from __future__ import annotations

import asyncio
import gzip
import itertools
import json
import re
import time
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from bench.figures import Figure, say

from keju.core.protocols import Request
from keju.core.records import Item, MarkerSpec, Question
from keju.exams import exam
from keju.marking import marker
from keju.models.reference import ReferenceModel, reference_names
from keju.stats.intervals import clopper_pearson
from keju.tracing.answering import locate
from keju.tracing.examining import repetition
from keju.tracing.looping import find_loop
from keju.tracing.parts import split
from keju.tracing.scripts import mixing
from keju.tracing.turning import turns

__all__ = ["measure"]

_SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
_SPEECHMAP = _SHARED / "speechmap" / "speechmap_country_dev.jsonl.gz"
_SOLUTIONS = _SHARED / "gsm8k" / "example_model_solutions.jsonl.gz"
#: Words of a round → rounds; what is asked of the exact ones, in percent.
_MADE = ((8, 12), (20, 5), (20, 12), (60, 5), (60, 12), (200, 3), (200, 6))
_NOISES = (0.005, 0.01, 0.02, 0.05)
_LOOPING = "-loops"
_EXAMS = ("multiplication;digits=3", "countdown;numbers=3", "modular;depth=3", "output;level=1")
_SPECIMEN = ("countdown;numbers=3",)  # what it was taught


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001 - the one dial
    """Loops found and false alarms, in percent; time for long thoughts."""
    texts = [*_searches(quick), *_alike(quick), *_solutions(quick)]
    figures = [*texts, *_shipped(quick), *_speed(quick)]
    thoughts = _thoughts()
    if not thoughts:
        say(f"{_SPEECHMAP} is absent; left out")
        return figures
    some = thoughts[:: 20 if quick else 5]
    alarms = [*_alarms(thoughts[:: 4 if quick else 1]), *_recorded(quick), *_held(quick)]
    return [*_made(some), *alarms, *figures]


@cache
def _thoughts() -> tuple[str, ...]:
    if not _SPEECHMAP.exists():
        return ()
    thoughts = (row["reasoning"] or "" for row in _rows(_SPEECHMAP))
    return tuple(thought for thought in thoughts if thought.strip())


def _loops(text: str) -> bool:
    return find_loop(split(text)) is not None


def _share(what: str, found: Sequence[bool], must: float | None = None, *, more: bool) -> Figure:
    low, high = clopper_pearson(sum(found), len(found))
    words = f"{what}: {sum(found):,} of {len(found):,} [{100 * low:.1f}, {100 * high:.1f}]"
    return Figure(words, round(100 * sum(found) / len(found), 2), "%", must, more=more)


def _made(thoughts: Sequence[str]) -> Iterator[Figure]:
    """Loops that were made: exact ones by length and rounds, then ever more noise."""
    for words, rounds in _MADE:
        found = [_loops(_with_loop(t, words, rounds, 0.0, n)) for n, t in enumerate(thoughts)]
        yield _share(f"{rounds} rounds of {words} words, found", found, 99.0, more=True)
    for noise in _NOISES:
        found = [_loops(_with_loop(t, 30, 20, noise, n)) for n, t in enumerate(thoughts)]
        what = f"20 rounds of 30 words, {100 * noise:g}% of the words replaced, found"
        yield _share(what, found, more=True)


def _with_loop(thought: str, words: int, rounds: int, noise: float, seed: int) -> str:
    """Return the first part of a thought, then some words of it again and again."""
    rng = Random(f"{seed} {words} {rounds} {noise}")
    parts = split(thought)
    last = len(parts.words)
    first = rng.randrange(max(1, last - words))
    stop = min(last, first + words)
    unit = [thought[a:b] for a, b in zip(parts.starts[first:stop], parts.stops[first:stop])]  # noqa: B905
    said = []
    for word in unit * rounds:
        other = rng.randrange(last)
        kept = rng.random() >= noise
        said.append(word if kept else thought[parts.starts[other] : parts.stops[other]])
    return f"{thought[: parts.stops[stop - 1]]} {' '.join(said)}"


def _alarms(thoughts: Sequence[str]) -> Iterator[Figure]:
    rng = Random(11)
    yield _share("real thoughts, flagged", [_loops(t) for t in thoughts], 0.5, more=False)
    cut = [t[: rng.randrange(1, len(t) + 1)] for t in thoughts]
    yield _share("real thoughts cut anywhere, flagged", [_loops(t) for t in cut], 0.5, more=False)


def _recorded(quick: bool) -> Iterator[Figure]:  # noqa: FBT001
    """Answers of real models, long and short: what is flagged here was looked at by eye."""
    step = 10 if quick else 1
    answers = [row["response"] or "" for row in itertools.islice(_rows(_SPEECHMAP), 0, None, step)]
    yield _share("real answers of speechmap, flagged", [_loops(a) for a in answers], more=False)
    solutions = itertools.islice(_rows(_SOLUTIONS), 0, None, step)
    found = [_loops(each["solution"]) for row in solutions for each in _solved(row)]
    yield _share("recorded solutions of gsm8k, flagged", found, more=False)


def _held(quick: bool) -> Iterator[Figure]:  # noqa: FBT001
    """Whether the answer is found in recorded solutions of gsm8k without their last line."""
    number = marker(MarkerSpec("number"))
    right, wrong, ends = [], [], []
    for row in itertools.islice(_rows(_SOLUTIONS), 0, None, 30 if quick else 3):
        reference = row["ground_truth"].rpartition("A: ")[2].strip().replace(",", "")
        item = Item(Question.ask(row["question"]), reference, MarkerSpec("number"))
        for each in _solved(row):
            thought, _, last = each["solution"].rpartition("\nA: ")
            parts = split(re.sub(r"<<[^>]*>>", "", thought))  # the calculator's own notes
            found = locate(parts, item, number.mark(item, f"Answer: {last}"), number)
            (right if each["is_correct"] else wrong).append(found.right_at is not None)
            if each["is_correct"] and found.agrees is not None:
                ends.append(found.agrees)
    yield _share("right solutions that hold the right answer", right, 99.0, more=True)
    yield _share("right solutions that end in the answer given", ends, 99.0, more=True)
    yield _share("wrong solutions that hold the right answer", wrong, more=False)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _solved(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in row.values() if isinstance(each, dict) and "is_correct" in each]


def _alike(quick: bool) -> Iterator[Figure]:  # noqa: FBT001
    """Texts whose lines look alike and say something new each time."""
    number = 50 if quick else 300
    kinds = {
        "long multiplications": _multiplication,
        "tables": _table,
        "searches through cases": _cases,
        "boards drawn move by move": _boards,
        "program drafts": _drafts,
    }
    for name, kind in kinds.items():
        found = [_loops(kind(Random(f"{name} {n}"))) for n in range(number)]
        yield _share(f"{name}, flagged", found, 1.0, more=False)


def _searches(quick: bool) -> Iterator[Figure]:  # noqa: FBT001
    """Searches in signs: one pass through all lines, and lines drawn again and again at random."""
    number = 50 if quick else 300
    once = [_loops("\n".join(_lines(Random(f"once {n}")))) for n in range(number)]
    yield _share("searches in signs, one pass, flagged", once, 1.0, more=False)
    for length in (512, 1024, 2048):
        found = [_loops(_wandering(Random(f"{n} {length}"), length)) for n in range(number)]
        yield _share(
            f"searches that return at random, {length:,} characters, found", found, more=True
        )


def _lines(rng: Random) -> list[str]:
    """Return what three numbers make, two joined and then the third: a line for each first step."""
    numbers = rng.sample(range(1, 30), 3)
    lines = []
    for last in numbers:
        y, x = sorted(each for each in numbers if each != last)
        for sign, value in (("+", x + y), ("-", x - y), ("*", x * y)):
            made = f"+{last}={value + last},-{last}={value - last},*{last}={value * last}"
            lines.append(f"{x}{sign}{y}={value}:{made}")
    return rng.sample(lines, len(lines))


def _wandering(rng: Random, length: int) -> str:
    lines = _lines(rng)
    return "\n".join(rng.choice(lines) for _ in range(length))[:length]


def _multiplication(rng: Random) -> str:
    left, right = (rng.randrange(10**9, 10**15) for _ in range(2))
    lines, total = [f"{left} * {right}: digit by digit."], 0
    for place, digit in enumerate(reversed(str(right))):
        part = left * int(digit) * 10**place
        lines.append(f"{left} times {digit} is {left * int(digit)}; moved by {place} it is {part}.")
        lines.append(f"So far the sum is {total} + {part} = {total + part}.")
        total += part
    return "\n".join(lines)


def _table(rng: Random) -> str:
    names, width = ("yes", "no", "unknown"), rng.randint(2, 6)
    rows = ["| " + " | ".join(rng.choices(names, k=width)) + " |" for _ in range(80)]
    return "\n".join(["| " + " | ".join("abcdef"[:width]) + " |", "|" + " --- |" * width, *rows])


def _cases(rng: Random) -> str:
    start, factor = rng.randrange(100), rng.randrange(2, 50)
    return " ".join(
        f"For n = {n} the left side is {factor * n + 1} and the right side is {n * n}, so that they"
        " are not equal. This case is out, and we go on."
        for n in range(start, start + 60)
    )


def _boards(rng: Random) -> str:
    size = rng.randint(3, 9)
    board, moves = [["."] * size for _ in range(size)], []
    for move in range(20):
        row, column = rng.randrange(size), rng.randrange(size)
        board[row][column] = "xo"[move % 2]
        moves.append(f"Move {move + 1} goes to {row + 1}, {column + 1}.")
        moves += [" ".join(line) for line in board]
    return "\n".join(moves)


def _drafts(rng: Random) -> str:
    body = ["def solve(numbers):", "    total = 0", "    for number in numbers:"]
    body += [
        "        if number % 2 == 0:",
        "            total += number * STEP",
        "    return total",
    ]
    drafts = []
    for draft in range(rng.randint(2, 4)):
        step = str(rng.randrange(100))
        drafts += [f"Draft {draft + 1}: the step was wrong, it is {step}.", "```python"]
        drafts += [line.replace("STEP", step) for line in body] + ["```"]
    return "\n".join(drafts)


def _solutions(quick: bool) -> Iterator[Figure]:  # noqa: FBT001
    """Worked solutions of the exams' own questions."""
    number, found = 50 if quick else 300, []
    for spec in ("multiplication;digits=6", "chain;terms=30", "modular;depth=20", "output;level=3"):
        items = itertools.islice(exam(spec).items(), number)
        found += [_loops(item.solution or "") for item in items]
    yield _share("worked solutions, flagged", found, 0.5, more=False)


def _shipped(quick: bool) -> Iterator[Figure]:  # noqa: FBT001
    """Thoughts of the shipped models: the specimen of loops, and the others."""
    for name in reference_names():
        loops = name.endswith(_LOOPING)
        exams = _SPECIMEN if loops else _EXAMS
        thoughts = asyncio.run(_thoughts_of(name, exams, 8 if quick else 60))
        if not thoughts:
            continue
        what = f"thoughts of keju/{name}, {'found to loop' if loops else 'flagged'}"
        found = [_loops(thought) for thought in thoughts]
        yield _share(what, found, 80.0 if loops else 1.0, more=loops)


async def _thoughts_of(name: str, exams: Sequence[str], number: int) -> list[str]:
    model = ReferenceModel(name)
    try:
        items = [i for spec in exams for i in itertools.islice(exam(spec).items(), number)]
        asked = (model.complete(Request(item.question.messages)) for item in items)
        return [reply.reasoning for reply in await asyncio.gather(*asked) if reply.reasoning]
    finally:
        await model.close()


def _speed(quick: bool) -> Iterator[Figure]:  # noqa: FBT001
    """Seconds for one thought of a mebibyte, and by how much twice the length takes longer."""
    size = 2**17 if quick else 2**20
    rng = Random(3)
    words = ["".join(rng.choices("abcdefghij", k=rng.randint(2, 9))) for _ in range(5000)]
    prose = " ".join(rng.choice(words) + rng.choice(("", "", "", ",", ".")) for _ in range(size))
    texts = {"prose": prose, "a loop": "So we go on from there, and again it is not it. " * size}
    for name, text in texts.items():
        half, whole = (_seconds(text[: size // part]) for part in (2, 1))
        yield Figure(f"{size / 2**20:g} MiB of {name}, all measures", round(whole, 2), "s")
        yield Figure("   the same, times half of it", round(whole / half, 2), "", 3.0, more=False)


def _seconds(text: str) -> float:
    start = time.process_time()
    repetition(split(text))
    mixing("What is it?", text)
    turns(text)
    return time.process_time() - start
