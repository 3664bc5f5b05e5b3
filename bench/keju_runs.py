"""How the benchmark calls Keju, and how it looks into a store without Keju's help."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from bench.processes import Ran, ours, run

__all__ = ["EXAM", "IN_FLIGHT", "candidate", "kept", "sit", "write_questions"]

EXAM = "multiplication;digits=4"
IN_FLIGHT = 100


def candidate(port: int) -> str:
    """Return the model that the server at ``port`` plays."""
    return f"openai/m@http://127.0.0.1:{port}/v1"


def sit(model: str, questions: int, store: Path, *options: str, ok: bool = True) -> Ran:
    """Run ``keju exam`` to its end with 100 in flight.

    Raises RuntimeError when ``ok`` and not every answer and mark is in the store.
    """
    words = ("exam", model, EXAM, "--questions", str(questions), "--store", store)
    command = ours(*words, "--concurrency", str(IN_FLIGHT), "--json", *options)
    ran = run(command, more={"OPENAI_API_KEY": "x"}, ok=ok)
    if ok and kept(store) != (questions, questions):
        raise RuntimeError(f"{questions} were asked, (answers, marks) are {kept(store)}: {ran.err}")
    return ran


def kept(store: Path) -> tuple[int, int]:
    """Count answers and marks in a store, straight from its file."""
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
        answers, marks = (
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("answer", "mark")
        )
    return answers, marks


def write_questions(path: Path, questions: int) -> Path:
    """Write the first questions of the exam for the peers, by a process of its own."""
    run([sys.executable, "-m", "bench.questions", EXAM, str(questions), path])
    return path
