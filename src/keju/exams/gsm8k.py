"""A row of GSM8K: a grade-school word problem with a whole-number answer.

Cobbe et al., Training Verifiers to Solve Math Word Problems, 2021; MIT licence. The form of the
answer stands in a system message, so that the question's text is the problem and nothing else, and
answers recorded elsewhere find it.
"""

from __future__ import annotations

import re

from keju.core.records import Item, MarkerSpec, Message, Question
from keju.exams.files import Line

__all__ = ["INSTRUCTION", "gsm8k_item"]

INSTRUCTION = 'Solve the problem. Finish with "Answer: N".'

_NUMBER = MarkerSpec("number")
_MARK = "####"
_CALCULATION = re.compile(r"<<[^<>]*>>")


def gsm8k_item(line: Line) -> Item:
    """Return the item of one row; raises InputError for a row that is none of GSM8K's."""
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
