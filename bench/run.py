"""The benchmark: every figure of docs/benchmarks.md in one run, side by side.

``python bench/run.py [--only NAME,NAME] [--quick]`` prints a table and writes
``.bench/results.json``. Each part is a process of its own: what one part loads cannot weigh on the
memory or the clock of the next. Exit status 1 when a figure that must be reached is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # when it is started by its path

from bench.figures import Figure, say
from bench.processes import ROOT, WORK

#: Part → what it answers. The module is ``bench.PART``.
PARTS = {
    "startup": "how fast does the command start?",
    "bare": "how far from a bare HTTP client?",
    "peers": "how far from other harnesses?",
    "memory": "does memory stay flat?",
    "million": "does a large store stay fast?",
    "crash": "is anything lost by kill -9?",
    "serving": "how much speed is left behind an endpoint?",
    "outcomes": "does every failure end as what it is?",
}


def measure(part: str, *, quick: bool) -> list[Figure]:
    command = [sys.executable, "-m", f"bench.{part}", *(["--quick"] if quick else [])]
    ended = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if ended.returncode:
        say(f"{part}: failed with exit status {ended.returncode}")
        return [Figure(f"{part} did not end", 1, "", must=0, more=False)]
    return [Figure(**fields) for fields in json.loads(ended.stdout)]


def table(figures: list[Figure]) -> str:
    """Return the figures as a Markdown table."""
    rows = [("what", "measured", "must", "aim", "reached")]
    for figure in figures:
        sign = "≥" if figure.more else "≤"
        bounds = [
            "" if bound is None else f"{sign} {bound:g}{figure.unit}"
            for bound in (figure.must, figure.aim)
        ]
        rows.append((figure.what, f"{figure.value:g}{figure.unit}", *bounds, figure.met))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = [
        "| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def write_results(figures: list[Figure], *, quick: bool) -> None:
    machine = {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "load_at_end": os.getloadavg()[0],
    }
    results = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "quick": quick,
        "machine": machine,
        "figures": [
            {"what": f.what, "value": f.value, "unit": f.unit, "must": f.must, "aim": f.aim}
            | {"more": f.more, "reached": f.met, "detail": f.detail}
            for f in figures
        ],
    }
    WORK.mkdir(exist_ok=True)
    path = WORK / "results.json"
    path.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", "utf-8")
    path.with_suffix(".md").write_text(table(figures) + "\n", "utf-8")
    say(f"written to {path.relative_to(ROOT)}, and the table beside it")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="python bench/run.py")
    parser.add_argument("--only", default=",".join(PARTS), help=f"of {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="less of everything: a rehearsal")
    given = parser.parse_args()
    chosen = given.only.split(",")
    if unknown := set(chosen) - set(PARTS):
        parser.error(f"unknown part {', '.join(sorted(unknown))}; known: {', '.join(PARTS)}")
    figures: list[Figure] = []
    for part in chosen:
        say(f"— {part}: {PARTS[part]}")
        figures += measure(part, quick=given.quick)
    print(table(figures))
    write_results(figures, quick=given.quick)
    return int(any(figure.met == "MISSED" for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
