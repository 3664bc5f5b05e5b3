"""Study: what verified rewards add to the supervised start, beside what costs as many tokens.

    keju train reference --out DIR --study
    python -m bench.study_rewards DIR

For every seed the three arms sit the same held-out papers, greedily, and `keju compare` judges the
sittings in pairs: rewards against more lessons, rewards against the imitation of right answers,
and rewards against the start.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import keju

EXAMS = ("countdown;numbers=3", "output;level=1")
SEEDS = (0, 1, 2)
QUESTIONS = 1000
RIVALS = ("lessons", "imitation", "start")


def judge(folder: Path, exam: str, seed: int, rival: str) -> dict[str, Any]:
    """Sit both on one held-out paper and return what the comparison of the two sittings says."""
    store = folder / "study" / "study.db"
    paper = f"{exam};held_out=1;seed={1000 + seed}"
    other = "xiucai-start" if rival == "start" else f"study/{rival}-{seed}"
    numbers, shares = [], []
    for each in (folder / "study" / f"rewards-{seed}", folder / other):
        result = keju.exam(f"keju/{each.resolve()}", paper, questions=QUESTIONS, store=store)
        sitting = result.summary.sitting
        numbers.append(str(sitting.id))
        shares.append(sitting.score / sitting.scored)
    judged = keju.compare(*numbers, store=store)
    look = judged.at_end
    return {
        "exam": exam,
        "seed": seed,
        "against": rival,
        "rewards": shares[0],
        "rival": shares[1],
        "ruling": judged.ruling,
        "pairs": look.pairs if look else 0,
        "gap": look.gap if look else None,
        "interval": [look.low, look.high] if look else None,
    }


def line(found: dict[str, Any]) -> str:
    """Return a row of the table in the documentation."""
    low, high = (f"{100 * bound:+.1f}" for bound in found["interval"])
    return (
        f"| `{found['exam']}` | {found['against']} | {found['seed']} | {found['pairs']:,} |"
        f" {found['rewards']:.1%} | {found['rival']:.1%} | {100 * found['gap']:+.1f} |"
        f" {low} to {high} | {found['ruling']} |"
    )


def main() -> None:
    folder = Path(sys.argv[1])
    print("| exam | against | seed | pairs | rewards | other | gap | 95% interval | verdict |")
    print("|:--|:--|--:|--:|--:|--:|--:|:--|:--|")
    every = [
        judge(folder, exam, seed, rival) for exam in EXAMS for rival in RIVALS for seed in SEEDS
    ]
    for found in every:
        print(line(found), flush=True)
    (folder / "study" / "study.json").write_text(json.dumps(every, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
