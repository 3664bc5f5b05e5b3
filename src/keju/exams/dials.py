"""The grammar of exams, ``NAME[;key=value]…``, and the dials that an exam offers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from keju.core.errors import InputError, nearest

__all__ = ["SEED", "Dial", "Value", "parse_spec", "read_dials", "refuse_unknown", "write_spec"]

Value = int | str

_WHOLE = re.compile(r"-?\d{1,18}")


@dataclass(frozen=True, slots=True)
class Dial:
    """One parameter of an exam: a whole number from ``low`` to ``high``, or one of ``words``.

    ``pattern`` allows words of that form besides (a regular expression), shown as ``allowed``.
    A dial with a ``ladder`` is the exam's difficulty: some of its values, from easy to hard.
    """

    name: str
    default: Value
    help: str
    low: int = 0
    high: int = 0
    words: tuple[str, ...] = ()
    pattern: str = ""
    shown: str = ""
    ladder: tuple[Value, ...] = ()

    @property
    def allowed(self) -> str:
        """The allowed values, for people."""
        if self.shown:
            return self.shown
        return (
            " or ".join(self.words) if self.words else f"a whole number {self.low} to {self.high}"
        )

    def read(self, exam: str, text: str) -> Value:
        """Return the value that ``text`` writes; raises InputError naming what is allowed."""
        if self.pattern and re.fullmatch(self.pattern, text):
            return text
        if self.words:
            if text in self.words:
                return text
        elif _WHOLE.fullmatch(text) and self.low <= int(text) <= self.high:
            return int(text)
        raise InputError(f"Exam {exam}: {self.name}={text} cannot be; allowed is {self.allowed}")


#: Every generated exam has it; the default is fixed, so that the same command resumes.
SEED = Dial("seed", 0, "another seed is another paper", 0, 2**53)


def parse_spec(spec: str) -> tuple[str, dict[str, str]]:
    """Split ``NAME[;key=value]…``; raises InputError for a part that is not key=value."""
    name, *parts = spec.split(";")
    given: dict[str, str] = {}
    for part in parts:
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not key:
            raise InputError(f"Exam {spec!r}: {part!r} is not key=value; write {name};key=value")
        if key in given:
            raise InputError(f"Exam {spec!r}: {key} is given twice; keep one of them")
        given[key] = value
    return name.strip(), given


def read_dials(exam: str, dials: Sequence[Dial], given: Mapping[str, str]) -> dict[str, Value]:
    """Return the value of every dial, defaults included; raises InputError for other keys."""
    known = {dial.name: dial for dial in dials}
    refuse_unknown(exam, given, known)
    return {
        name: dial.read(exam, given[name]) if name in given else dial.default
        for name, dial in known.items()
    }


def refuse_unknown(exam: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Raise InputError for the first given parameter that ``exam`` does not have."""
    known = list(known)
    for key in given:
        if key not in known:
            raise InputError(
                f"Exam {exam} has no parameter {key!r};"
                f" allowed: {', '.join(sorted(known)) or 'none'}.{nearest(key, known)}"
            )


def write_spec(name: str, values: Mapping[str, object]) -> str:
    """Return the canonical spec: parameters sorted, ``seed`` last."""
    ordered = sorted(values, key=lambda key: (key == "seed", key))
    return ";".join([name, *(f"{key}={values[key]}" for key in ordered)])
