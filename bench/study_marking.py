"""How right and how fast mathematics is marked: known cases, recorded answers, and a peer.

``python -m bench.study_marking [--peer PYTHON] [--quick] [--json]``. PYTHON has math-verify
installed; without it the peer is left out. What lies in ../shared/data is left out where it is
absent. The figures are printed as a table, or as JSON.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.figures import Figure, say
from bench.marking_pairs import Pair, after_a_thought, short_equal, short_mismatched
from bench.run import table

from keju.marking.math import equal

ROOT = Path(__file__).resolve().parents[1]
DATA = (ROOT / ".." / "shared" / "data").resolve()
PEER = ROOT / ".venv-bench-mathverify" / "bin" / "python"

#: Categories in which nothing may be marked correct that is not.
STRICT = ("hostile", "reasoning_trace", "truncated", "no_answer_or_hedge")
#: Set → how many times as many answers per second of processor time as the peer.
MUST = {
    "GSM8K recorded": 50.0,
    "short equal": 50.0,
    "short mismatched": 15.0,
    "after a 32,000-character thought": 50.0,
}
_GSM8K = ("6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification")

_HOSTILE = """
import json, resource, sys, time
from keju.marking.math import equal
longest = 0.0
for line in sys.stdin:
    gold, response = json.loads(line)
    start = time.perf_counter()
    equal(gold, response)
    longest = max(longest, time.perf_counter() - start)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
helpers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(json.dumps([longest, max(peak, helpers)]))
"""


def lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def known_cases(path: Path) -> Iterator[Figure]:
    """Accuracy on cases whose result is known, false marks by category, cost of hostile ones."""
    cases = list(lines(path))
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        found = equal(case["gold"], case["response"]).equal is True
        kind = "right" if found == case["expected"] else "false positive" if found else "missed"
        seen[case["category"]][kind] += 1
    right = sum(counts["right"] for counts in seen.values())
    share = round(100 * right / len(cases), 2)
    detail = {name: dict(counts) for name, counts in sorted(seen.items())}
    yield Figure(f"known cases right, of {len(cases)}", share, "%", must=98.5, detail=detail)
    for name, counts in sorted(seen.items()):
        wrong = counts.total() - counts["right"]
        if wrong:
            say(f"{name}: {dict(counts)}")
    false = sum(seen[name]["false positive"] for name in STRICT)
    yield Figure("false positives where none may be", false, "", must=0, more=False)
    hostile = [[c["gold"], c["response"]] for c in cases if c["category"] == "hostile"]
    ran = subprocess.run(
        [sys.executable, "-c", _HOSTILE],
        input="".join(json.dumps(pair) + "\n" for pair in hostile),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    longest, peak = json.loads(ran.stdout)
    yield Figure("slowest hostile case", round(longest, 3), " s", must=1, more=False)
    yield Figure("peak memory on hostile cases", round(peak), " MiB", must=286, more=False)


def recorded(path: Path) -> tuple[list[Pair], int]:
    """Return recorded GSM8K answers with golds, and how many agree with the official grade."""
    pairs, agreeing = [], 0
    for row in lines(path):
        gold = row["ground_truth"].rpartition("A: ")[2]
        for name in _GSM8K:
            pairs.append((gold, row[name]["solution"]))
            agreeing += (equal(*pairs[-1]).equal is True) == row[name]["is_correct"]
    return pairs, agreeing


def ours(sets: dict[str, list[Pair]]) -> dict[str, dict[str, float]]:
    found = {}
    for name, pairs in sets.items():
        start = time.process_time()
        right = sum(equal(gold, response).equal is True for gold, response in pairs)
        found[name] = {"seconds": time.process_time() - start, "correct": right}
    return found


def theirs(python: Path, sets: dict[str, list[Pair]]) -> dict[str, dict[str, float]] | None:
    if not python.exists():
        say(f"math-verify is left out: there is no {python}")
        return None
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for name, pairs in sets.items():
            file.writelines(json.dumps([name, *pair]) + "\n" for pair in pairs)
        file.flush()
        command = [python, ROOT / "bench" / "peer_mathverify.py", file.name]
        ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, dict[str, float]] = json.loads(ran.stdout)
    return found


def speed(sets: dict[str, list[Pair]], python: Path) -> Iterator[Figure]:
    """Answers per second of processor time, and how many times as many as the peer."""
    for pair in short_equal(80):  # what is loaded late is not measured
        equal(*pair)
    mine, peer = ours(sets), theirs(python, sets)
    for name, pairs in sets.items():
        rate = len(pairs) / mine[name]["seconds"]
        detail = {"answers": len(pairs), "ours": mine[name]}
        if peer is None:
            yield Figure(f"answers per CPU second: {name}", round(rate), "/s", detail=detail)
            continue
        other = len(pairs) / peer[name]["seconds"]
        say(f"{name}: {rate:,.0f}/s against {other:,.0f}/s")
        detail |= {"peer": peer[name], "rate": rate, "peer_rate": other}
        yield Figure(
            f"against math-verify: {name}", round(rate / other, 1), "×", MUST[name], detail=detail
        )


def measure(quick: bool, python: Path) -> Iterator[Figure]:  # noqa: FBT001 - the one dial
    cases = DATA / "marking" / "math_cases_dev.jsonl.gz"
    if cases.exists():
        yield from known_cases(cases)
    else:
        say(f"known cases are left out: there is no {cases}")
    sets: dict[str, list[Pair]] = {}
    answers = DATA / "gsm8k" / "example_model_solutions.jsonl.gz"
    if answers.exists():
        pairs, agreeing = recorded(answers)
        what = f"recorded GSM8K answers marked as officially, of {len(pairs)}"
        yield Figure(what, agreeing, "", must=len(pairs))
        sets["GSM8K recorded"] = pairs[:: 4 if quick else 1]
    else:
        say(f"recorded answers are left out: there is no {answers}")
    count = 400 if quick else 1_600
    sets["short equal"] = short_equal(count)
    sets["short mismatched"] = short_mismatched(count)
    sets["after a 32,000-character thought"] = after_a_thought(short_equal(count // 4))
    yield from speed(sets, python)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m bench.study_marking")
    parser.add_argument("--peer", type=Path, default=PEER, metavar="PYTHON")
    parser.add_argument("--quick", action="store_true", help="less of everything: a rehearsal")
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    options = parser.parse_args()
    figures = list(measure(options.quick, options.peer))
    print(json.dumps([asdict(f) for f in figures]) if options.json else table(figures))
    return int(any(figure.met == "MISSED" for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
