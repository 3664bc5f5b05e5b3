"""The one table of exams, and from a spec to an exam."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from keju.core.errors import InputError, nearest
from keju.core.offered import unique_names
from keju.core.protocols import Exam
from keju.exams.arithmetic import CHAIN, MULTIPLICATION
from keju.exams.audit import AUDIT_DIALS, audit_exam
from keju.exams.benchmarks import BENCHMARKS, Benchmark, public_exam
from keju.exams.countdown import COUNTDOWN
from keju.exams.dials import Dial, parse_spec, read_dials
from keju.exams.files import FIELDS, questions_file
from keju.exams.generated import Generator, paper
from keju.exams.gsm_twin import GSM_TWIN
from keju.exams.gym_tasks import UNGRADED
from keju.exams.held_out import HELD_OUT
from keju.exams.instructions import INSTRUCTIONS
from keju.exams.linear import LINEAR
from keju.exams.modular import MODULAR
from keju.exams.output import OUTPUT
from keju.exams.programs import PROGRAMS
from keju.exams.reading import READING

__all__ = ["EXAMS", "ExamInfo", "catalogue", "exam", "is_shown", "known_exams", "names_exam"]

_GROUP = "keju.exams"
_FILE_SUFFIXES = (".jsonl", ".jsonl.gz")

#: Makes an exam from the parameters of its spec and the folder ``--data`` names.
Factory = Callable[[Mapping[str, str], Path | None], Exam]


@dataclass(frozen=True, slots=True)
class ExamInfo:
    """What ``keju exams`` says about one exam.

    ``last_run`` is the date of the latest real run, or None: declared, never run. ``shown`` is
    False where the authors ask that no question be shown. ``notes`` says what to know besides.
    ``twin`` names the generated exam of the same kind and depth, for a benchmark that models may
    have memorised.
    """

    name: str
    help: str
    example: str
    source: str
    dials: tuple[Dial, ...] = ()
    last_run: str | None = None
    licence: str = ""
    citation: str = ""
    shown: bool = True
    notes: str = ""
    twin: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    info: ExamInfo
    make: Factory


#: Benchmarks, each with the generated exam that shows how much of a score is memory.
_TWINS = {"gsm8k": "gsm-twin"}


def _generated(generator: Generator, example: str, last_run: str | None = None) -> _Entry:
    dials = (*generator.dials, HELD_OUT)

    def make(given: Mapping[str, str], data: Path | None) -> Exam:
        _no_data(generator.name, data)
        return paper(generator, read_dials(generator.name, dials, given))

    info = ExamInfo(
        generator.name,
        generator.help,
        example,
        "made by Keju",
        dials,
        last_run,
        licence="Apache-2.0",
    )
    return _Entry(info, make)


def _public(benchmark: Benchmark) -> _Entry:
    def make(given: Mapping[str, str], data: Path | None) -> Exam:
        return public_exam(benchmark, given, data)

    info = ExamInfo(
        benchmark.name,
        benchmark.help,
        benchmark.example or benchmark.name,
        f"{benchmark.source.repository} on the hub (keju[hub]), or --data DIR with a copy",
        benchmark.dials,
        benchmark.last_run,
        benchmark.licence,
        benchmark.citation,
        benchmark.shown,
        benchmark.notes,
        _TWINS.get(benchmark.name, ""),
    )
    return _Entry(info, make)


def _audit() -> _Entry:
    def make(given: Mapping[str, str], data: Path | None) -> Exam:
        _no_data("audit", data)
        return audit_exam(given)

    info = ExamInfo(
        "audit",
        "what a model says and declines to say on sensitive topics",
        "audit;lang=en,zh;framings=fact,why",
        "written by Keju; docs/bank.md",
        AUDIT_DIALS,
        licence="Apache-2.0",
        notes="the same questions for every state; nobody is trained on it; keju audit reads more",
    )
    return _Entry(info, make)


EXAMS: Mapping[str, _Entry] = {
    "audit": _audit(),
    "chain": _generated(CHAIN, "chain;terms=6;digits=3", "2026-11-24"),
    "countdown": _generated(COUNTDOWN, "countdown;numbers=5;max=50"),
    "gsm-twin": _generated(GSM_TWIN, "gsm-twin;distractors=2"),
    "instructions": _generated(INSTRUCTIONS, "instructions;constraints=8;language=fr"),
    "linear": _generated(LINEAR, "linear;unknowns=2;denominator=6"),
    "modular": _generated(MODULAR, "modular;depth=8"),
    "multiplication": _generated(MULTIPLICATION, "multiplication;digits=2x4", "2026-11-24"),
    "output": _generated(OUTPUT, "output;level=3"),
    "programs": _generated(PROGRAMS, "programs;level=3"),
    "reading": _generated(READING, "reading;language=fr;level=3"),
    **{name: _public(benchmark) for name, benchmark in BENCHMARKS.items()},
}


def exam(spec: str, *, data: Path | None = None, marker: str | None = None) -> Exam:
    """Return the exam that ``spec`` names.

    Args:
        spec: ``NAME[;key=value]…``, ``gym/TASK[;key=value]…`` or ``FILE.jsonl[;field=name]…``.
        data: folder of a local copy, for exams that are downloaded otherwise.
        marker: the marker of a file's lines that name none.

    Raises:
        InputError: unknown exam or parameter (with the nearest), value out of range, or a file
            that cannot be read. Faults inside a file are found by ``items``.
    """
    name, given = parse_spec(spec)
    if name.endswith(_FILE_SUFFIXES):
        _no_data(name, data)
        return questions_file(spec, marker)
    if marker is not None:
        raise InputError(f"Exam {name} brings its own marker; --marker is for question files")
    if name.startswith("gym/"):
        from keju.exams.gym import gym_exam

        _no_data(name, data)
        return gym_exam(name.removeprefix("gym/"), given)
    return _factory(name)(given, data)


def catalogue() -> list[ExamInfo]:
    """Return what there is to sit: Keju's own exams, other packages', question files and gym."""
    others = [
        ExamInfo(name, f"from {entry.value}", name, "an installed package")
        for name, entry in _installed().items()
    ]
    renames = tuple(Dial(name, name, "the field's name in the file") for name in FIELDS)
    file = ExamInfo("FILE.jsonl", "your own questions", "q.jsonl;answer=gold", "you", renames)
    gym = [
        ExamInfo(
            f"gym/{task}",
            "a task of reasoning-gym",
            f"gym/{task};seed=1",
            "reasoning-gym 0.1.25; needs keju[gym]",
            licence="Apache-2.0",
            notes="" if task in UNGRADED else "--calibrate tunes it, by the library's own levels",
        )
        for task in _gym_tasks()
    ]
    return [*(entry.info for entry in EXAMS.values()), *others, file, *gym]


def is_shown(spec: str) -> bool:
    """Whether the questions of the exam that ``spec`` names may be shown on a page."""
    entry = EXAMS.get(spec.partition(";")[0].strip())
    return entry is None or entry.info.shown


def known_exams() -> list[str]:
    """Return the names that ``exam`` knows, sorted; a task of reasoning-gym is ``gym/TASK``."""
    return sorted({*EXAMS, *_installed(), *(f"gym/{task}" for task in _gym_tasks())})


def names_exam(spec: str) -> bool:
    """Whether ``spec`` names an exam or a file of questions, whatever its parameters."""
    name = spec.partition(";")[0].strip()
    if name.startswith("gym/") or name.endswith(_FILE_SUFFIXES):
        return True
    return name in EXAMS or name in _installed()


def _factory(name: str) -> Factory:
    if name in EXAMS:
        return EXAMS[name].make
    if name in (installed := _installed()):
        factory: Factory = installed[name].load()
        return factory
    raise InputError(
        f"Unknown exam {name!r}.{nearest(name, known_exams())}"
        " A file of questions ends in .jsonl or .jsonl.gz."
    )


def _gym_tasks() -> list[str]:
    """Return the names of reasoning-gym's tasks; what makes and marks them loads only now."""
    from keju.exams.gym import gym_tasks

    return list(gym_tasks())


def _no_data(name: str, data: Path | None) -> None:
    if data is not None:
        raise InputError(f"Exam {name} reads no local copy; leave out --data")


@cache
def _installed() -> Mapping[str, EntryPoint]:
    return unique_names("exam", entry_points(group=_GROUP), EXAMS)
