"""The first question of an exam, for the page that tells about it."""

from __future__ import annotations

from pathlib import Path

from keju.core.errors import InputError
from keju.exams import ExamInfo, exam
from keju.exams.benchmarks import BENCHMARKS
from keju.recipes.redaction import shown_text

__all__ = ["first_question"]


def first_question(info: ExamInfo, data: Path | None = None) -> str | None:
    """Return the first question of the exam's example, as it may be shown.

    None where it takes a download, a file of one's own or an extra that is not installed. Raises
    InputError where ``data``, a local copy, cannot be read.
    """
    if data is None and (info.name in BENCHMARKS or info.name == "FILE.jsonl"):
        return None
    try:
        item = next(exam(info.example, data=data).items())
    except InputError:
        if data is not None:
            raise
        return None
    return shown_text(info.example, item.question.text)
