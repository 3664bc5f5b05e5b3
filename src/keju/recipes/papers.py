"""Reading a paper through before anyone sits it."""

from __future__ import annotations

import itertools

from keju.core.errors import InputError
from keju.core.protocols import Candidate, Exam
from keju.marking import check_reference, marker
from keju.marking.rubric import JudgeMarker
from keju.recipes.isolation import check_programs

__all__ = ["check_oracle", "check_paper"]

#: Generated papers are right by construction and may be endless: a sample of them is read.
_SAMPLE = 50


def check_paper(exam: Exam, questions: int | None, *, unsafe_sandbox: bool = False) -> None:
    """Raise InputError if the exam is empty or a reference cannot be used by its marker.

    A finite exam (a file) is read to the end of what is asked; broken lines raise on the way. An
    exam whose answers are programs needs a sandbox, unless ``unsafe_sandbox``.
    """
    most = _SAMPLE if exam.size is None else questions
    empty = True
    for position, item in enumerate(itertools.islice(exam.items(), most), start=1):
        empty = False
        check_programs(marker(item.marker), unsafe_sandbox=unsafe_sandbox)
        try:
            check_reference(item)
        except InputError as error:
            raise InputError(f"{exam.name}, question {position}: {error}") from None
    if empty:
        raise InputError(f"{exam.spec} has no questions")


def check_oracle(candidate: Candidate, exam: Exam, questions: int | None) -> None:
    """Raise InputError where an oracle would choose by an opinion or by what it declines.

    An oracle shows what choosing well could reach, so its checker must know the right answer.
    """
    if "checker" not in candidate.method.needs:
        return
    for item in itertools.islice(exam.items(), _SAMPLE if exam.size is None else questions):
        made = marker(item.marker)
        if isinstance(made, JudgeMarker) or getattr(made, "sensitive", False):
            raise InputError(
                f"{candidate.name}: an oracle chooses by an exact checker, and {exam.name} has"
                f" none (marker {item.marker.name}); vote and shortest need none"
            )
