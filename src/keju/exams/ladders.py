"""The difficulty of an exam as a ladder: the same exam at several levels, from easy to hard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from keju.core.errors import InputError
from keju.exams.dials import parse_spec, write_spec
from keju.exams.gym_levels import gym_levels
from keju.exams.table import EXAMS, exam

__all__ = ["Ladder", "Rung", "ladder"]


@dataclass(frozen=True, slots=True)
class Rung:
    """An exam at one level: the level for people, and the canonical spec."""

    level: str
    spec: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """Rungs from easy to hard, and at which of them a search starts."""

    rungs: tuple[Rung, ...]
    start: int


def ladder(spec: str) -> Ladder:
    """Return the levels of the exam that ``spec`` names, its other dials as they are.

    The start is the level that was given, or the middle where that is none of the ladder's; tasks
    of reasoning-gym start at their easiest. Levels at which the exam cannot be, given its other
    dials, are left out. Raises InputError for an exam without at least two levels, and for what
    ``exam`` refuses.
    """
    name, written = parse_spec(exam(spec).spec)
    gym = name.startswith("gym/")
    rungs = list(_gym(name, parse_spec(spec)[1]) if gym else _own(name, written))
    if len(rungs) < 2:
        raise InputError(
            f"Exam {spec} has no difficulty that could be tuned; leave out --calibrate, or take"
            f" {', '.join(_with_difficulty())} or a task of gym"
        )
    given = [place for place, rung in enumerate(rungs) if rung.spec == exam(spec).spec]
    return Ladder(tuple(rungs), given[0] if given else 0 if gym else len(rungs) // 2)


def _with_difficulty() -> list[str]:
    return [name for name, entry in EXAMS.items() if any(dial.ladder for dial in entry.info.dials)]


def _own(name: str, written: dict[str, str]) -> Iterator[Rung]:
    dials = EXAMS[name].info.dials if name in EXAMS else ()
    for dial in dials:
        for value in dial.ladder:
            changed = {**written, dial.name: str(value)}
            if (made := _made(write_spec(name, changed))) is not None:
                yield Rung(f"{dial.name}={value}", made)


def _gym(name: str, given: dict[str, str]) -> Iterator[Rung]:
    """Yield the levels of reasoning-gym's curriculum; what was given stays as it is."""
    last = ""
    for number, values in enumerate(gym_levels(name.removeprefix("gym/")), start=1):
        made = _made(write_spec(name, {**values, **given}))
        if made is not None and made != last:
            last = made
            yield Rung(f"level {number}", made)


def _made(spec: str) -> str | None:
    """Return the canonical spec; None where the exam cannot be."""
    try:
        return exam(spec).spec
    except InputError:
        return None
