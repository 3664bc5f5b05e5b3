"""Programming problems whose rules are drawn anew at each seed, on three levels.

A problem is asked as a program (standard input to standard output) or as a function. What makes the
top level hard, by mechanism: rules invented here, whose constants, exceptions and tie-breaks a seed
decides, so that no solution can be recalled; rules that depend on what earlier steps did; sizes at
which the plain solution does not finish in time; and hidden tests that begin with the borders of
every rule. An item counts only if all its tests pass.

Not covered: problems with several right outputs, with interaction, or with real numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from keju.core.errors import InputError, nearest
from keju.core.records import Item, MarkerSpec, Question
from keju.exams.dials import SEED, Dial, Value
from keju.exams.generated import Generator
from keju.exams.programs.drawing import mixed
from keju.exams.programs.layout import written_answer, written_case
from keju.exams.programs.problem import Case, Problem, Twist
from keju.exams.programs.solution import program
from keju.exams.programs.wording import question_text

__all__ = ["PROGRAMS", "cases", "item"]

_ANY = "any"
_SECONDS = 4.0
_MEMORY = 512 << 20
_SIZES = (1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 25, 60)  # then the large one
_EXAMPLES = 2
_EXAMPLE_CHARACTERS = 400


def _draw(values: Mapping[str, Value], rng: Random) -> Iterator[Item]:
    """Yield items for ever; the problems come round in one order, so that neighbours differ."""
    problems = mixed(rng, _chosen(values))
    while True:
        for problem in problems:
            yield item(problem, rng)


def item(problem: Problem, rng: Random) -> Item:
    """Return one item of this problem: a fresh twist, fresh tests."""
    twist = problem.draw(rng)
    stdin = rng.random() < 2 / 3
    examples = _examples(problem, twist, rng)
    text = question_text(problem, twist, examples, program=stdin, seconds=_SECONDS)
    solved = [(case, problem.solve(twist, *case)) for case in cases(problem, twist, rng)]
    limits = {"limits": {"seconds": _SECONDS, "memory": _MEMORY}}
    return Item(
        Question.ask(text),
        _stdio(problem, solved) if stdin else _calls(problem, solved),
        MarkerSpec("stdio" if stdin else "function", limits),
        cluster=problem.name,
        solution=program(problem, twist, stdin=stdin),
    )


def cases(problem: Problem, twist: Twist, rng: Random) -> Iterator[Case]:
    """Yield the hidden tests: borders first, then random ones, the large one last."""
    yield from problem.edges(twist)
    for size in _SIZES:
        if size < problem.large:
            yield problem.make(twist, rng, size)
    yield problem.make(twist, rng, problem.large)


def _examples(problem: Problem, twist: Twist, rng: Random) -> list[tuple[Case, Any]]:
    """Return examples with different answers where a few draws find them."""
    found: list[tuple[Case, Any]] = []
    for size in (5, 6, 7, 4, 5, 6, 3):
        case = problem.make(twist, rng, size)
        answer = problem.solve(twist, *case)
        short = len(written_case(problem.fields, case)) <= _EXAMPLE_CHARACTERS
        if not found or (short and all(answer != other for _, other in found)):
            found.append((case, answer))
        if len(found) == _EXAMPLES:
            break
    return found


def _stdio(problem: Problem, solved: Sequence[tuple[Case, Any]]) -> dict[str, Any]:
    tests = [
        {
            "input": written_case(problem.fields, case),
            "output": written_answer(problem.shape, answer),
        }
        for case, answer in solved
    ]
    return {"tests": tests}


def _calls(problem: Problem, solved: Sequence[tuple[Case, Any]]) -> dict[str, Any]:
    tests = [{"arguments": list(case), "value": answer} for case, answer in solved]
    return {"function": problem.name, "tests": tests}


def _chosen(values: Mapping[str, Value]) -> list[Problem]:
    """Return the problems that the dials leave, in the order of the catalogue."""
    from keju.exams.programs.catalogue import PROBLEMS

    level, name = str(values["level"]), values["problem"]
    return [
        problem
        for problem in PROBLEMS.values()
        if level in {"mixed", str(problem.level)} and name in {_ANY, problem.name}
    ]


def _check(values: Mapping[str, Value]) -> None:
    if _chosen(values):
        return
    from keju.exams.programs.catalogue import PROBLEMS

    name = str(values["problem"])
    if name in PROBLEMS:
        raise InputError(
            f"Exam programs: {name} is of level {PROBLEMS[name].level}, not {values['level']};"
            " leave out level"
        )
    raise InputError(f"Exam programs has no problem {name!r}.{nearest(name, list(PROBLEMS))}")


PROGRAMS = Generator(
    name="programs",
    help="programming problems with hidden tests, their rules drawn anew at each seed",
    dials=(
        Dial(
            "level",
            "mixed",
            "how hard",
            words=("mixed", "1", "2", "3"),
            ladder=("1", "2", "3"),
        ),
        Dial("problem", _ANY, "one problem only", pattern=r"[a-z_]+", shown="any or a name"),
        SEED,
    ),
    stream=_draw,
    check=_check,
)
