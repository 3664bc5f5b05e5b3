"""One person's session of labelling: what is next, what was said, and one step back.

The file holds every label as soon as it is given, so that quitting loses nothing.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from keju.audit.labels import Gold, gold_line, read_gold
from keju.core.audit import Label, Stance
from keju.core.errors import InputError

__all__ = ["Shown", "Work", "begin", "give", "save", "undo", "waiting"]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a labeller sees of one answer, and what the file notes of it without being shown."""

    question: str
    answer: str
    lang: str
    key: str
    item: str
    of: str


@dataclass(frozen=True, slots=True)
class Work:
    """A session: what there is to label in its order, all labels of the file, who labels.

    ``skipped`` are keys put aside for the end; ``given`` those labelled in this session.
    """

    todo: tuple[Shown, ...]
    labels: tuple[Gold, ...]
    path: Path
    who: str
    given: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()

    @property
    def done(self) -> int:
        """How many of this session's answers have a label."""
        labelled = {each.answer for each in self.labels}
        return sum(each.key in labelled for each in self.todo)


def begin(chosen: Sequence[Shown], path: Path, who: str, seed: int = 0) -> Work:
    """Return the session over ``chosen`` in an order that shows nothing of whose they are.

    Labels that the file has already stay. Raises InputError as ``read_gold`` does, and for a file
    that has no folder.
    """
    if not path.parent.is_dir():
        raise InputError(f"--gold {path}: there is no folder {path.parent}; make it first")
    empty = not path.exists() or not path.stat().st_size
    todo = list(chosen)
    random.Random(f"{seed}/label").shuffle(todo)
    return Work(tuple(todo), () if empty else read_gold(path), path, who)


def waiting(work: Work) -> Shown | None:
    """Return the next answer without a label; skipped ones come last; None: all are labelled."""
    labelled = {each.answer for each in work.labels}
    left = [each for each in work.todo if each.key not in labelled]
    last = {key: place for place, key in enumerate(work.skipped)}
    return min(left, key=lambda each: last.get(each.key, -1), default=None)


def give(work: Work, label: Label, stance: Stance | None = None) -> Work:
    """Return the session after the waiting answer was given a label."""
    shown = waiting(work)
    assert shown is not None
    axes = {} if stance is None else {"stance": stance.value}
    gold = Gold(shown.key, shown.item, shown.lang, label, work.who, shown.of, axes)
    return replace(work, labels=(*work.labels, gold), given=(*work.given, shown.key))


def undo(work: Work) -> Work:
    """Return the session before its last label; without one, the session as it is."""
    if not work.given:
        return work
    last = work.given[-1]
    kept = tuple(each for each in work.labels if each.answer != last)
    return replace(work, labels=kept, given=work.given[:-1])


def save(work: Work) -> None:
    """Write all labels, replacing the file only once they are all written."""
    unfinished = work.path.with_name(f".{work.path.name}.new")
    text = "".join(f"{gold_line(each)}\n" for each in work.labels)
    try:
        unfinished.write_text(text, "utf-8")
        unfinished.replace(work.path)
    except OSError as error:
        raise InputError(f"--gold {work.path} cannot be written: {error.strerror}") from None
