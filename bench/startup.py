"""How long ``keju --version`` takes, against ``python -c pass`` with the same interpreter."""

from __future__ import annotations

import sys

from bench.figures import Figure, main, median
from bench.processes import ours, run


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001 - the one dial of every part
    """Start both in turns, after one unmeasured start of each."""
    rounds = 5 if quick else 20
    commands = {"python": [sys.executable, "-c", "pass"], "keju": ours("--version")}
    seen: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            seconds = run(command).seconds
            if turn:
                seen[name].append(seconds)
    milliseconds = {name: median([1000 * s for s in values]) for name, values in seen.items()}
    ratio = median([a / b for a, b in zip(seen["keju"], seen["python"], strict=True)])
    what = "keju --version against python -c pass"
    return [Figure(what, ratio, "×", 10, 5, more=False, detail={"milliseconds": milliseconds})]


if __name__ == "__main__":
    main(measure)
