"""Do the marks of programs agree with official grades? Recorded programs, and HumanEval's own.

``python bench/study_programs.py [--quick]`` prints a table. The data lies in ../shared/data; what
is absent is left out aloud. Recorded: programs of o1-mini and o1-preview with LiveCodeBench's grade
(LiveCodeBench/submissions, MIT), run against the tests that are public or recorded as failing.
A program that failed another test may pass here: that is not counted. HumanEval: openai/human-eval,
MIT.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # when it is started by its path

from bench.figures import Figure, say
from bench.run import table

from keju.core.records import Item, Mark, MarkerSpec, Question, Verdict
from keju.marking import marker

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
RECORDED = DATA / "marking" / "lcb_remark_dev.jsonl.gz"
HUMANEVAL = DATA / "humaneval" / "HumanEval.jsonl.gz"
_LIMITS = {"limits": {"seconds": 10}}


def measure(quick: bool, recorded: Path = RECORDED) -> list[Figure]:  # noqa: FBT001 - the one dial
    """Mark everything, or an eighth of it."""
    step = 8 if quick else 1
    figures = []
    for path, part in ((recorded, _recorded), (HUMANEVAL, _humaneval)):
        if path.exists():
            figures += part([row for i, row in enumerate(_rows(path)) if i % step == 0])
        else:
            say(f"{path.name} is absent; left out")
    return figures


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _recorded(rows: list[dict[str, Any]]) -> list[Figure]:
    passes: dict[str, bool] = {}
    fails: dict[str, bool] = {}
    for row in rows:
        counted = passes if row["official"] else fails
        known_fault = row["official"] or (row["recorded_failing_test"] and not _unjoined(row))
        if _tests(row) and known_fault:
            counted[row["id"]] = _mark_recorded(row).verdict is Verdict.CORRECT
    right = [name for name, passed in passes.items() if passed]
    caught = [name for name, passed in fails.items() if not passed]
    return [
        _share("recorded programs: official pass, and passed here", right, passes, 0.99),
        _share("recorded programs: official fail, and not passed here", caught, fails, 0.98),
    ]


def _unjoined(row: dict[str, Any]) -> bool:
    """Whether the official run saw nothing of a program that works in a thread."""
    return "thread" in row["code"] and not row["official_output"]


def _tests(row: dict[str, Any]) -> list[Any]:
    failing = row["recorded_failing_test"]
    return [*row["sample_tests"], *([failing] if failing else [])]


def _mark_recorded(row: dict[str, Any]) -> Mark:
    function = f"Solution.{row['fn']}" if row["fn"] else None
    names = ("arguments", "value") if function else ("input", "output")
    tests = [dict(zip(names, test, strict=True)) for test in _tests(row)]
    reference = {"function": function, "tests": tests} if function else {"tests": tests}
    return _marked(row["code"], MarkerSpec("function" if function else "stdio", _LIMITS), reference)


def _humaneval(rows: list[dict[str, Any]]) -> list[Figure]:
    spec = MarkerSpec("asserts", _LIMITS)
    marks = {}
    for row in rows:
        reference = {"function": row["entry_point"], "prompt": row["prompt"], "setup": ""}
        reference["asserts"] = row["test"]
        marks[row["task_id"]] = _marked(row["canonical_solution"], spec, reference)
    right = [name for name, mark in marks.items() if mark.verdict is Verdict.CORRECT]
    apart = [name for name, mark in marks.items() if mark.detail and not mark.detail["forgeable"]]
    return [
        _share("HumanEval: canonical solutions that pass", right, marks, 1.0),
        _share("HumanEval: problems whose marks cannot be forged", apart, marks, None),
    ]


def _marked(code: str, spec: MarkerSpec, reference: Any) -> Mark:
    text = code if spec.name == "asserts" else f"```python\n{code}\n```"
    return marker(spec).mark(Item(Question.ask("?"), reference, spec), text)


def _share(what: str, found: list[str], of: dict[str, Any], must: float | None) -> Figure:
    missing = sorted(set(of) - set(found))
    detail = {"found": len(found), "of": len(of), "missing": missing[:20]}
    say(f"{what}: {len(found)} of {len(of)}{'; not ' if missing else ''}{', '.join(missing[:20])}")
    return Figure(what, round(len(found) / max(1, len(of)), 4), "", must, detail=detail)


def main() -> int:
    """Print the table; exit status 1 when a figure that must be reached is missed."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python bench/study_programs.py")
    parser.add_argument("--quick", action="store_true", help="an eighth of everything")
    parser.add_argument("--recorded", type=Path, default=RECORDED, help="another recorded file")
    given = parser.parse_args()
    figures = measure(given.quick, given.recorded)
    print(table(figures))
    return int(any(figure.met == "MISSED" for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
