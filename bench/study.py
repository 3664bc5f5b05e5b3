"""The studies: how right marks and verdicts are, how fast and how safe; ``make study`` runs them.

``python bench/study.py [--only NAME,NAME] [--quick]`` prints a table for each. Exit status 1 when a
figure that must be reached is missed. A fuzzer runs apart: ``python -m bench.fuzz_math SECONDS``.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # when it is started by its path

from bench import (
    sandbox,
    study_answers,
    study_audit,
    study_axes,
    study_exact,
    study_frontier,
    study_gaps,
    study_judging,
    study_marking,
    study_nulls,
    study_programs,
    study_ranking,
    study_scale,
    study_traces,
)
from bench.figures import Figure, say
from bench.run import table

#: Part → what it answers.
PARTS = {
    "marking": "mathematics: known cases, recorded answers, hostile ones, speed beside a peer",
    "programs": "programs: recorded ones of two models, and HumanEval's own solutions",
    "sandbox": "programs a second: the sandbox, a bubblewrap for each, and a plain process",
    "answers": "verdicts: how many answers they take on recorded marks of real models",
    "exact": "verdicts: the exact test beside a fixed number of questions and Wald's bound",
    "nulls": "verdicts: how often they are wrong where nobody is better, at every look",
    "speed": "verdicts: pairs a second through the test",
    "ranking": "rankings: whether all rank sets hold, against 1,100 answers to each question",
    "frontier": "one scale for 42 benchmarks: hidden cells, their intervals, who follows whom",
    "scale": "one scale: how often its intervals and bands hold what made the scores",
    "audit": "audit: agreement with a judge on models and questions that were not trained on",
    "gaps": "audit: rates of models from 60 labels; a difference-in-differences, clustered",
    "axes": "audit: deliveries, lines and refusals beside others' labels; the bank's own words",
    "judging": "audit: answers described a second, beside a bare TF-IDF pass",
    "traces": "thoughts: loops that were made and found, and alarms where none is",
}

_SIMPLE = {
    "programs": study_programs.measure,
    "sandbox": sandbox.measure,
    "answers": study_answers.answers,
    "exact": study_exact.exact,
    "nulls": study_nulls.nulls,
    "speed": study_answers.speed,
    "ranking": study_ranking.ranking,
    "frontier": study_frontier.measure,
    "scale": study_scale.measure,
    "audit": study_audit.measure,
    "gaps": study_gaps.measure,
    "axes": study_axes.measure,
    "judging": study_judging.measure,
    "traces": study_traces.measure,
}


def measure(part: str, *, quick: bool) -> list[Figure]:
    if part == "marking":
        return list(study_marking.measure(quick, study_marking.PEER))
    return _SIMPLE[part](quick)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="python bench/study.py")
    parser.add_argument("--only", default=",".join(PARTS), help=f"of {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="less of everything: a rehearsal")
    given = parser.parse_args()
    chosen = given.only.split(",")
    if unknown := set(chosen) - set(PARTS):
        parser.error(f"unknown part {', '.join(sorted(unknown))}; known: {', '.join(PARTS)}")
    missed = False
    for part in chosen:
        say(f"— {part}: {PARTS[part]}")
        figures = measure(part, quick=given.quick)
        print(table(figures), flush=True)
        missed |= any(figure.met == "MISSED" for figure in figures)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
