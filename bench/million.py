"""How long a large store takes to list its sittings and to sum one up.

Writes a store of 1,000,000 answers of 10 kB through the store's own writer, one sitting of almost
all of them and twenty small ones, asks it the two questions, and deletes it.
"""

from __future__ import annotations

import itertools
import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from bench.figures import Figure, main, median, say
from bench.processes import ours, run, scratch

from keju.core.records import Mark, Reply, Usage, Verdict
from keju.exams import exam
from keju.recipes.candidates import candidate
from keju.recipes.config import read_config
from keju.store import Earned, SittingRow, Store, Wanted, open_store

EXAM = "multiplication;digits=9"
SMALL = 20
SMALL_QUESTIONS = 1_000
BYTES = 10_000
_CHUNK = 500
_WAITING = 4_096


def texts(seed: int) -> Iterator[str]:
    """Yield texts of 10 kB, no two alike: two fresh paragraphs of worked steps, said over again."""
    draw = random.Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(draw.choices(letters, k=draw.randint(2, 9))) for _ in range(2_000)]
    paragraphs = [" ".join(draw.choices(words, k=90)) for _ in range(2_000)]
    for number in range(10**9):
        body = " ".join(draw.choices(paragraphs, k=2))
        whole = f"Attempt {number}. " + f"Let me check that again. {body} " * 10
        yield whole[:BYTES]


class Gate:
    """Lets the builder run ahead of the disk by a bounded number of answers."""

    def __init__(self) -> None:
        self.places = threading.Semaphore(_WAITING)
        self.error: BaseException | None = None

    def committed(self, batch: list[Earned]) -> None:
        """Give the places of a group back."""
        self.places.release(len(batch))

    def broken(self, error: BaseException) -> None:
        """Let nobody wait for a writer that is gone."""
        self.error = error
        self.places.release(10**9)


def fill(store: Store, name: str, questions: int, stream: Iterator[str]) -> None:
    """Let ``name`` sit ``questions`` questions, with a text of the stream for every answer."""
    paper, who = exam(EXAM), candidate(name, read_config(), {}).candidate
    sitting = store.open_sitting(
        paper.spec, who, fresh=False, questions=questions, attempts=1, facts={}
    )
    gate, items = Gate(), paper.items()
    writer = store.writer(gate.committed, gate.broken)
    for start in range(0, questions, _CHUNK):
        chunk = list(itertools.islice(items, min(_CHUNK, questions - start)))
        register = partial(store.register, sitting, start, chunk, 1, {chunk[0].marker.name: 1})
        sitting, wanted = writer.call(lambda _, register=register: register()).result()
        for key in wanted:
            gate.places.acquire()
            writer.put(earned(sitting, key, next(stream)))
        if start and start % 100_000 == 0:
            say(f"{name}: {start:,} of {questions:,}")
    writer.close()


def earned(sitting: SittingRow, key: Wanted, text: str) -> Earned:
    """Return an answer of ``text``, and its mark: two in three are right."""
    right = key.position % 3 > 0
    reply = Reply(text, usage=Usage(20, 2_500), seconds=1.0)
    verdict = Verdict.CORRECT if right else Verdict.INCORRECT
    mark = Mark(verdict, float(right), f"{key.item.marker.name}@1", "42")
    rows = (sitting.candidate_row, key.question_row, key.item_row, sitting.epoch)
    return Earned(*rows, key.attempt, reply, mark, stored=False)


def build(path: Path, answers: int) -> float:
    """Build the store; return the seconds that took."""
    started = time.perf_counter()
    small = SMALL_QUESTIONS if answers > SMALL * SMALL_QUESTIONS else 10
    stream = texts(0)
    with closing(open_store(str(path))) as store:
        fill(store, "scripted/student", answers - SMALL * small, stream)
        for number in range(SMALL):
            fill(store, f"openai/m{number}@http://127.0.0.1:1/v1", small, stream)
    return time.perf_counter() - started


def forget_cache(path: Path) -> None:
    """Ask the system to drop the store's pages, so that they come from the disk again."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001 - the one dial of every part
    """Time the two commands, whole process: first from a cold file, then five times warm."""
    answers = 20_000 if quick else 1_000_000
    with scratch() as folder:
        path = folder / "keju.db"
        detail = {"answers": answers, "build_seconds": round(build(path, answers), 1)}
        detail["store_gigabytes"] = round(path.stat().st_size / 1e9, 2)
        say(f"built: {detail}")
        commands = {
            "keju sittings": ours("sittings", "--store", path, "--json"),
            "keju show": ours("show", "1", "--store", path, "--json"),
        }
        figures = []
        for name, command in commands.items():
            forget_cache(path)
            cold = median([run(command).seconds])
            warm = median([run(command).seconds for _ in range(5)])
            what = f"{name}, {answers:,} answers of 10 kB"
            more = detail | {"cold_seconds": cold}
            figures.append(Figure(what, warm, " s", 2, 0.5, more=False, detail=more))
            figures.append(Figure(f"{what}, from a cold file", cold, " s", more=False))
    return figures


if __name__ == "__main__":
    main(measure)
