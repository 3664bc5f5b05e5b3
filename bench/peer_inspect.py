"""The same questions asked by inspect-ai, in the environment .venv-bench-inspect.

``PYTHON bench/peer_inspect.py PORT QUESTIONS FOLDER``. Everything that costs it time without being
asked for is off: the realtime log, the display, the live scores; samples in flight are 100.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

started = time.perf_counter()

from inspect_ai import Task, eval  # noqa: A004, E402 - its name; the clock stands before the import
from inspect_ai.dataset import MemoryDataset, Sample  # noqa: E402
from inspect_ai.scorer import match  # noqa: E402
from inspect_ai.solver import generate  # noqa: E402


def main(port: str, questions: str, folder: str) -> None:
    lines = [json.loads(line) for line in Path(questions).read_text().splitlines()]
    samples = [Sample(input=line["question"], target=line["reference"]) for line in lines]
    imported = time.perf_counter()
    (log,) = eval(
        Task(
            dataset=MemoryDataset(samples),
            solver=generate(),
            scorer=match(numeric=True),
            name="products",
        ),
        model="openai-api/bench/m",
        model_base_url=f"http://127.0.0.1:{port}/v1",
        model_args={"api_key": "x"},
        max_connections=100,
        max_samples=100,
        log_realtime=False,
        log_dir=folder,
        score_display=False,
        display="none",
    )
    ended = time.perf_counter()
    assert log.results is not None
    done = log.results.completed_samples
    assert done == len(lines), f"{done} of {len(lines)}: {log.status} {log.error}"
    print(json.dumps({"import": imported - started, "rate": done / (ended - imported)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
