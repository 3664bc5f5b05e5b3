"""Fuzzes the marking of mathematics, guided by coverage: no exception, no second over budget.

``make fuzz`` runs it for ten minutes; ``python -m bench.fuzz_math [SECONDS]`` does where atheris
and Keju are installed. A text that breaks a rule is written to .bench/fuzz.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["keju.marking"]):
    from keju.marking.gold import gold_cases
    from keju.marking.math import equal

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".bench" / "fuzz"
BUDGET = 1.0
_GOLDS = ("1", r"\frac{1}{2}", r"\{1,2\}", "(0,1)", "x^2+1", r"\sqrt{2}", "y=2x", r"\text{red}")
_FRAMES = ("{}", r"\boxed{{{}}}", "The answer is {}.", "#### {}", r"$\boxed{{{}}}$")


def test_one(data: bytes) -> None:
    provider = atheris.FuzzedDataProvider(data)
    gold = _GOLDS[provider.ConsumeIntInRange(0, len(_GOLDS) - 1)]
    frame = _FRAMES[provider.ConsumeIntInRange(0, len(_FRAMES) - 1)]
    written = provider.ConsumeUnicode(4_000)
    start = time.perf_counter()
    equal(gold, frame.format(written))
    equal(written, frame.format(gold))
    taken = time.perf_counter() - start
    if taken > 2 * BUDGET:
        raise TimeoutError(f"{taken:.1f} s for {frame!r} of {written[:80]!r}")


def seeds() -> None:
    """Write the gold cases of mathematics as the first inputs."""
    corpus = FOLDER / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for case in gold_cases("math"):
        name = case.where.replace(":", "-")
        (corpus / name).write_bytes(b"\x00\x00" + case.response[:4_000].encode("utf-8", "replace"))


def main() -> None:
    seconds = sys.argv[1] if len(sys.argv) > 1 else "600"
    seeds()
    arguments = [
        sys.argv[0],
        f"-max_total_time={seconds}",
        f"-artifact_prefix={FOLDER}/",
        "-timeout=10",
        "-max_len=4096",
        str(FOLDER / "corpus"),
    ]
    atheris.Setup(arguments, test_one)
    atheris.Fuzz()


main()
