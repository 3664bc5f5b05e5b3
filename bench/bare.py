"""Answers per second of a whole sitting, every answer and mark on disk, against a bare client."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bench.figures import Figure, main, median, say
from bench.keju_runs import candidate, sit, write_questions
from bench.processes import ROOT, Ran, run, scratch, server

BARE = ROOT / "bench" / "bare_aiohttp.py"


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001 - the one dial of every part
    """Run the bare clients and Keju in turns, the order reversed at every second round."""
    questions, rounds = (2_000, 2) if quick else (10_000, 5)
    seen: dict[str, list[Ran]] = {"aiohttp": [], "aiohttp+uvloop": [], "keju": []}
    with server() as port, scratch() as folder:
        asked = write_questions(folder / "questions.jsonl", questions)
        for turn in range(rounds):
            for name in list(seen)[:: -1 if turn % 2 else 1]:
                seen[name].append(_one(name, port, asked, questions, folder / f"{turn}.db"))
                say(f"{name}: {questions / seen[name][-1].seconds:,.0f} answers/s")
    return _figures(questions, seen)


def _one(name: str, port: int, asked: Path, questions: int, store: Path) -> Ran:
    if name == "keju":
        return sit(candidate(port), questions, store)
    loop = ["uvloop"] if name.endswith("uvloop") else []
    return run([sys.executable, BARE, str(port), asked, *loop])


def _figures(questions: int, seen: dict[str, list[Ran]]) -> list[Figure]:
    whole = {name: [questions / ran.seconds for ran in runs] for name, runs in seen.items()}
    inside = {
        name: [json.loads(ran.out)["rate"] for ran in runs]
        for name, runs in seen.items()
        if name != "keju"
    }
    detail = {
        "questions": questions,
        "answers_per_second": {name: median(rates) for name, rates in whole.items()},
        "in_loop_per_second": {name: median(rates) for name, rates in inside.items()},
        "processor_seconds": {
            name: median([ran.processor for ran in runs]) for name, runs in seen.items()
        },
    }
    ours = whole["keju"]
    return [
        _ratio("bare aiohttp, whole process", ours, whole["aiohttp"], detail, must=0.5, aim=0.8),
        _ratio("bare aiohttp, in its loop only", ours, inside["aiohttp"], detail),
        _ratio("bare aiohttp on uvloop, whole process", ours, whole["aiohttp+uvloop"], detail),
        _ratio("bare aiohttp on uvloop, in its loop only", ours, inside["aiohttp+uvloop"], detail),
    ]


def _ratio(
    peer: str,
    ours: list[float],
    theirs: list[float],
    detail: dict[str, object],
    must: float | None = None,
    aim: float | None = None,
) -> Figure:
    ratio = median([left / right for left, right in zip(ours, theirs, strict=True)])
    return Figure(f"answers/s against {peer}", ratio, "×", must, aim, detail=detail)


if __name__ == "__main__":
    main(measure)
