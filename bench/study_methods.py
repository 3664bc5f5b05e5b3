"""Accuracy and all tokens of every method, from one store: ``python bench/study_methods.py``.

    python bench/study_methods.py [MODEL [EXAM [QUESTIONS [TEMPERATURE]]]]

Prints a table in Markdown. Methods that sample share their answers, so the whole costs little more
than its largest vote.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from keju.exams import exam
from keju.recipes.sitting import Settings, entrants, hold
from keju.stats.intervals import wilson

GREEDY = ("direct", "budget:0", "budget:20", "budget:60", "extend:1")
SAMPLED = (
    "direct",
    "vote:4",
    "vote:8",
    "vote:adaptive;cap=8",
    "shortest:4",
    "shortest:8",
    "best-of:4",
    "best-of:8",
)


def rows(
    model: str, spec: str, questions: int, warm: float
) -> list[tuple[str, float, float, float, float]]:
    """Return (method, accuracy, its interval's ends, tokens written a question)."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for methods, temperature in ((GREEDY, 0.0), (SAMPLED, warm)):
            for method in methods:
                settings = Settings(questions, parameters={"temperature": temperature})
                (entrant,) = entrants([f"{model}+{method}"], settings)
                started = time.monotonic()
                result = hold(entrant, exam(spec), settings, Path(folder) / "s.db")
                lines = list(result.answers())
                scores = [line.mark.score for line in lines]
                tokens = [line.reply.usage.completion_tokens for line in lines]
                name = f"{method}, temperature {temperature:g}"
                name += " (oracle)" if method.startswith("best-of") else ""
                right = sum(scores)
                found.append((name, right / questions, *wilson(right, questions), mean(tokens)))
                print(f"{name}: {time.monotonic() - started:.1f} s", file=sys.stderr)
    return found


def mean(numbers: list[int]) -> float:
    return sum(numbers) / len(numbers)


if __name__ == "__main__":
    defaults = ("keju/xiucai", "multiplication;digits=3", "40", "1.5")
    given = [*sys.argv[1:], *defaults[len(sys.argv) - 1 :]]
    print("| method | right | 95% interval | tokens written a question |\n|---|---|---|---|")
    for name, share, low, high, tokens in rows(*given[:2], int(given[2]), float(given[3])):
        print(f"| {name} | {share:.1%} | {low:.1%} to {high:.1%} | {tokens:,.0f} |")
