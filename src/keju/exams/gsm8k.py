"""GSM8K's test set: grade-school word problems with whole-number answers.

Cobbe et al., Training Verifiers to Solve Math Word Problems, 2021; MIT licence. The form of the
answer stands in a system message, so that the question's text is the problem and nothing else, and
answers recorded elsewhere find it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from keju.core.errors import InputError
from keju.core.protocols import Exam
from keju.core.records import Item, MarkerSpec, Message, Question
from keju.exams.files import FileExam, Line
from keju.exams.hub import hub_rows

__all__ = ["INSTRUCTION", "gsm8k"]

INSTRUCTION = 'Solve the problem. Finish with "Answer: N".'

_PLACES = ("test.jsonl", "test.jsonl.gz", "gsm8k/test.jsonl", "gsm8k/test.jsonl.gz")
_NUMBER = MarkerSpec("number")
_MARK = "####"
_CALCULATION = re.compile(r"<<[^<>]*>>")


def gsm8k(data: Path | None = None) -> Exam:
    """Return the exam from the folder or file ``data``, or from the hub when it is None."""
    if data is None:
        return _HubExam()
    return FileExam("gsm8k", "gsm8k", _find(data), _item)


@dataclass(frozen=True, slots=True)
class _HubExam:
    name: str = "gsm8k"
    spec: str = "gsm8k"
    size: int | None = 1319

    def items(self) -> Iterator[Item]:
        """Yield the test set as the hub serves it."""
        rows = hub_rows("openai/gsm8k", "main", "test")
        for number, row in enumerate(rows, start=1):
            yield _item(Line(row, f"openai/gsm8k, row {number}"))


def _find(data: Path) -> Path:
    data = data.expanduser()
    if data.is_file():
        return data
    for place in _PLACES:
        if (data / place).is_file():
            return data / place
    raise InputError(f"No GSM8K in {data}; it must hold one of {', '.join(_PLACES)}")


def _item(line: Line) -> Item:
    problem, answer = line.row.get("question"), line.row.get("answer")
    if not isinstance(problem, str) or not problem.strip():
        raise line.wrong("question", "must be a text that is not empty")
    if not isinstance(answer, str) or _MARK not in answer:
        raise line.wrong("answer", f"must be a text that ends with {_MARK} and a number")
    worked, _, final = answer.rpartition(_MARK)
    number = final.strip().replace(",", "")
    if not re.fullmatch(r"-?\d{1,30}(?:\.\d{1,30})?", number):
        raise line.wrong(
            "answer", f"must end with {_MARK} and a number, not {final.strip()[:40]!r}"
        )
    question = Question((Message("system", INSTRUCTION), Message("user", problem)))
    reference = number if "." in number else int(number)
    solution = f"{_CALCULATION.sub('', worked).strip()}\nAnswer: {number}"
    return Item(question, reference, _NUMBER, solution=solution)
