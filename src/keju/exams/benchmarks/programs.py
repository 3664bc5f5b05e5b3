"""Public benchmarks of programs: HumanEval, MBPP and LiveCodeBench."""

from __future__ import annotations

import ast
import re

from keju.core.errors import InputError
from keju.core.records import Item, MarkerSpec, Question
from keju.exams.benchmarks.benchmark import Benchmark, Source, Values
from keju.exams.benchmarks.contests import contest_tests
from keju.exams.benchmarks.fields import field, text, texts
from keju.exams.dials import Dial
from keju.exams.files import Line

__all__ = ["HUMANEVAL", "LIVECODEBENCH", "MBPP"]

_FORM = "Finish with one ```python block that holds the whole program, imports included."


def _block(code: str) -> str:
    return f"```python\n{code.strip(chr(10))}\n```"


def _humaneval(line: Line, _values: Values) -> Item:
    prompt, name = text(line, "prompt"), text(line, "entry_point").strip()
    asked = f"{_block(prompt)}\n\nComplete the function {name}. {_FORM}"
    asserts = text(line, "test")  # they define check(candidate), which the marker calls
    reference = {"function": name, "setup": "", "asserts": asserts, "prompt": prompt}
    solution = line.row.get("canonical_solution")
    worked = _block(prompt + solution) if isinstance(solution, str) else None
    return Item(Question.ask(asked), reference, MarkerSpec("asserts"), solution=worked)


HUMANEVAL = Benchmark(
    name="humaneval",
    help="functions to be completed from signature and docstring",
    source=Source(
        "openai/openai_humaneval",
        ("openai_humaneval/test", "test", "data/test", "HumanEval", "data/HumanEval"),
        sets=lambda _: ("openai_humaneval",),
    ),
    item=_humaneval,
    licence="MIT",
    citation="Chen et al., Evaluating Large Language Models Trained on Code, 2021,"
    " arXiv:2107.03374",
    size=164,
    notes="A whole program is asked for, where the paper let models continue the text.",
    last_run="2026-11-25, local copy, keju/xiucai, and its own solutions as recorded answers",
)


def _mbpp(line: Line, values: Values) -> Item:
    full = values["set"] == "full"
    tests = [test.strip() for test in texts(line, "test_list")]
    setup = line.row.get("test_setup_code") if full else line.row.get("test_imports")
    lines = [setup] if isinstance(setup, str) else list(setup or ())
    if not all(isinstance(each, str) for each in lines):
        raise line.wrong("test_imports", "must be a list of texts")
    code = line.row.get("code")
    reference = {
        "function": _tested(code if isinstance(code, str) else "", tests),
        "setup": "\n".join(lines),
        "asserts": "\n".join(tests),
        "prompt": "",
    }
    task = text(line, "text" if full else "prompt").strip()
    shown = "\n".join(tests)
    asked = f"{task}\n\nThe program must pass these tests:\n\n{_block(shown)}\n\n{_FORM}"
    worked = _block(code) if isinstance(code, str) else None
    return Item(Question.ask(asked), reference, MarkerSpec("asserts"), solution=worked)


def _tested(code: str, tests: list[str]) -> str | None:
    """Return the one function of the solution that every test calls; None when none is the one."""
    try:
        defined = {node.name for node in ast.parse(code).body if isinstance(node, ast.FunctionDef)}
        called = [_called(ast.parse(test)) for test in tests]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    common = defined.intersection(*called)
    return common.pop() if len(common) == 1 else None


def _called(tree: ast.AST) -> set[str]:
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {function.id for function in calls if isinstance(function, ast.Name)}


MBPP = Benchmark(
    name="mbpp",
    help="small Python problems with three tests each",
    source=Source(
        "google-research-datasets/mbpp",
        ("{set}/test", "{set}-mbpp", "{set}"),
        sets=lambda values: (str(values["set"]),),
    ),
    item=_mbpp,
    licence="CC BY 4.0",
    citation="Austin et al., Program Synthesis with Large Language Models, 2021, arXiv:2108.07732",
    size=257,
    example="mbpp;set=full",
    dials=(
        Dial(
            "set",
            "sanitized",
            "the 257 problems that were checked by hand, or all 500 of the test split",
            words=("sanitized", "full"),
        ),
    ),
    notes="The tests stand in the prompt, as in the paper: names and types follow from nothing"
    " else. A copy in one file (sanitized-mbpp.json) holds all splits, and is read whole.",
)

_ANY = "any"
_DAY = r"(?:0[1-9]|[12]\d|3[01])"
_MONTH = r"20\d\d-(?:0[1-9]|1[0-2])"
_DATED = rf"{_MONTH}-{_DAY}"
_RELEASES = ("v1", "v2", "v3", "v4", "v5", "v6")


def _date_dial(name: str, words: str) -> Dial:
    shown = "any, YYYY-MM or YYYY-MM-DD"
    return Dial(name, _ANY, words, words=(_ANY,), pattern=rf"{_MONTH}(?:-{_DAY})?", shown=shown)


def _in_window(line: Line, values: Values) -> bool:
    """Whether the contest's date lies from ``from`` to ``to``, both included.

    The hub's reader makes a date of what is a text in the file; both begin with YYYY-MM-DD.
    """
    date, first, last = str(field(line, "contest_date")), str(values["from"]), str(values["to"])
    if not re.match(_DATED, date):
        raise line.wrong("contest_date", "must be a date, YYYY-MM-DD")
    if first != _ANY and date[: len(first)] < first:
        return False
    return last == _ANY or date[: len(last)] <= last


def _check_window(values: Values) -> None:
    first, last = str(values["from"]), str(values["to"])
    if _ANY not in {first, last} and first[: len(last)] > last[: len(first)]:
        raise InputError(f"Exam livecodebench: from={first} lies after to={last}; exchange them")


def _release_files(values: Values) -> tuple[str, ...]:
    last = int(str(values["release"])[1:])
    return tuple("test" if number == 1 else f"test{number}" for number in range(1, last + 1))


def _livecodebench(line: Line, _values: Values) -> Item:
    content = text(line, "question_content").strip()
    marker, reference, starter = contest_tests(line)
    if starter is None:
        asked = f"{content}\n\nThe program reads standard input and writes to standard output."
    else:
        asked = f"{content}\n\nThe program begins like this:\n\n{_block(starter)}"
    return Item(Question.ask(f"{asked}\n\n{_FORM}"), reference, MarkerSpec(marker))


LIVECODEBENCH = Benchmark(
    name="livecodebench",
    help="problems of programming contests, with their dates",
    source=Source(
        "livecodebench/code_generation_lite",
        ("{set}",),
        sets=_release_files,
        direct=True,
    ),
    item=_livecodebench,
    keep=_in_window,
    check=_check_window,
    licence="CC",
    citation="Jain et al., LiveCodeBench: Holistic and Contamination Free Evaluation of Large"
    " Language Models for Code, 2024, arXiv:2403.07974",
    size=1055,
    example="livecodebench;from=2024-08",
    dials=(
        _date_dial("from", "contests from this month or day on: later than a model's training"),
        _date_dial("to", "contests up to this month or day, itself included"),
        Dial("release", "v6", "files up to this release", words=_RELEASES),
    ),
    notes="Both the public and the private tests are used; the latter are packed, and read without"
    " being unpickled. The card says CC and no more; the problems are"
    " LeetCode's, AtCoder's and Codeforces'. --data may name one file"
    " (test6.jsonl: what release v6 added).",
)
