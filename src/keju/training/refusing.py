"""What nobody is trained on here: sensitive topics, audit profiles, and rewards for declining.

An exam is of this kind when it says so of itself (an attribute ``sensitive``, of the exam or of a
marker it uses), when it belongs to the audit (``audit``, ``audit/…``, a profile), when a line of a
questions file declares it, when it asks what the shipped audit asks about events, or when a marker
gives full marks to an answer that only declines. Otherwise the question is put to what an exam is,
not to a list of those known today.

Not covered: a file of other questions that neither declares what it asks nor rewards declining as
such.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from keju.core.errors import InputError
from keju.core.protocols import Exam
from keju.core.records import Item, Reply
from keju.exams import exam as named_exam
from keju.exams.files import FileExam, lines
from keju.marking import marker
from keju.marking.rubric import JudgeMarker
from keju.training.rewards import Marks

__all__ = ["REFUSAL", "refuse_declining", "refuse_sensitive"]

REFUSAL = "Keju measures what models decline to say, it does not train them to"

_KINDS = frozenset({"audit", "profile", "profiles", "researcher", "over-refusal", "gbt45654"})
#: Fields of a questions file, in any case and however joined, that declare a sensitive topic.
_DECLARED = re.compile(
    r"sensitiv(e|ity)(topics?)?|jurisdictions?|audit\w*|profiles?|should(not)?(refuse|decline|answer)"
    r"|expectedbehaviou?rs?|engagement|stance"
)
_DENIALS = frozenset({"", "0", "false", "no", "none", "null", "[]", "{}"})
_SHOWN = 12
_DECLINING = (
    "I'm sorry, but I can't help with that.",
    "I cannot discuss this topic.",
    "很抱歉,我无法回答这个问题。",
    "Je suis désolé, je ne peux pas répondre à cette question.",
)


def refuse_sensitive(spec: str, exam: Exam | None = None, items: Sequence[Item] = ()) -> None:
    """Raise InputError where ``exam`` or one of its ``items`` may not be trained on.

    With ``spec`` alone it judges the name, which may be unknown as an exam.
    """
    name = re.split(r"[/;:]", spec.strip(), maxsplit=1)[0].strip().casefold()
    if name in _KINDS:
        raise _refusal(spec, "belongs to the audit")
    if exam is None:
        return
    if getattr(exam, "sensitive", False):
        raise _refusal(spec, "declares sensitive topics")
    if isinstance(exam, FileExam) and exam.path.name.endswith((".jsonl", ".jsonl.gz")):
        _refuse_declared(exam)
    _refuse_asked(spec, items)
    _refuse_markers(spec, items)


def _refusal(spec: str, why: str) -> InputError:
    return InputError(f"{spec} {why}. {REFUSAL}")


def _refuse_declared(exam: FileExam) -> None:
    for line in lines(exam.path):
        for field, value in line.row.items():
            known = _DECLARED.fullmatch(re.sub(r"[\W_]", "", field.casefold()))
            if known and str(value).strip().casefold() not in _DENIALS:
                raise _refusal(line.where, f"declares a sensitive topic (field {field!r})")


def _refuse_asked(spec: str, items: Iterable[Item]) -> None:
    for item in items:
        if _plain(item.question.text) in _of_the_audit():
            raise _refusal(
                spec, f"asks a question of the audit (question {item.question.id[:_SHOWN]})"
            )


@cache
def _of_the_audit() -> frozenset[str]:
    asked = named_exam("audit;roles=topic;half=all;lang=all").items()
    return frozenset(_plain(item.question.text) for item in asked)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _refuse_markers(spec: str, items: Iterable[Item]) -> None:
    for item in items:
        made = marker(item.marker)
        if getattr(made, "sensitive", False) or item.marker.name.partition("/")[0] in _KINDS:
            raise _refusal(spec, f"is marked for sensitive topics (marker {item.marker.name})")
        if isinstance(made, JudgeMarker):
            raise InputError(
                f"{spec} is judged by models, and what a model thinks of an answer is no reward"
                " that can be checked; train on an exam with a marker of its own"
            )


def refuse_declining(spec: str, exam: Exam, items: Sequence[Item], mark: Marks) -> None:
    """Raise InputError where an item of a questions file gives full marks to a plain refusal.

    Keju's own exams and those of packages have no such items; programs are no refusals.
    """
    if not isinstance(exam, FileExam):
        return
    asked = [item for item in items if not getattr(marker(item.marker), "runs_programs", False)]
    pairs = [(item, Reply(words)) for item in asked for words in _DECLINING]
    for (item, _), found in zip(pairs, mark(pairs), strict=True):
        if found.score == 1:
            raise _refusal(
                spec, f"gives full marks for declining (question {item.question.id[:_SHOWN]})"
            )
