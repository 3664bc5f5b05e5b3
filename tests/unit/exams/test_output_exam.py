"""The exam ``output`` against CPython, which runs here what our interpreter has run there."""

import contextlib
import io
import re
from functools import cache
from itertools import islice
from statistics import median

import pytest

from keju.core.records import Item, Reply, Verdict
from keju.exams import exam
from keju.exams.output.interpreter import TooMuch, run
from keju.exams.output.parts import HARD, MIDDLE
from keju.marking import judge, marker

LEVELS = (1, 2, 3, 4)


@cache
def first(spec: str, count: int) -> list[Item]:
    return list(islice(exam(spec).items(), count))


def program(item: Item) -> str:
    return item.question.text.partition("\n\n")[2]


def python_prints(source: str) -> str:
    """Run a program of our own making in the Python that runs the tests."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(source, "program", "exec"), {})
    return printed.getvalue().removesuffix("\n")


@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("spec", "count"),
    [
        ("output;level=1", 600),
        ("output;level=2", 400),
        ("output;level=3", 300),
        ("output;level=4", 120),
        ("output;level=2;statements=15;loops=12;depth=4;max=100", 60),
        ("output;level=3;statements=12", 40),
        ("output;level=4;statements=9;loops=60", 20),
    ],
)
def test_cpython_prints_what_the_reference_says(spec: str, count: int):
    for item in first(spec, count):
        assert python_prints(program(item)) == str(item.reference), program(item)


@pytest.mark.parametrize("level", LEVELS)
def test_the_last_line_of_the_trace_is_marked_correct(level: int):
    for item in first(f"output;level={level}", 40):
        assert item.solution.endswith(f"\nAnswer: {item.reference}")
        last = item.solution.rpartition("\n")[2]
        assert judge(item, Reply(last), marker(item.marker)).verdict is Verdict.CORRECT
        wrong = judge(item, Reply(f"{last}0"), marker(item.marker)).verdict
        assert wrong is (Verdict.CORRECT if item.reference == 0 else Verdict.INCORRECT)


def test_the_working_of_arithmetic_is_right_line_by_line():
    """Every value of the trace equals every other of its line, by Python's own arithmetic."""
    worked = 0
    for item in first("output;level=2", 200):
        for line in item.solution.split("\n"):
            _, *values = line.split(" = ")
            if values and all(re.fullmatch(r"[-+*/%() \d]+", value) for value in values):
                assert len({eval(value) for value in values}) == 1
                worked += len(values) > 1
    assert worked > 500


@pytest.mark.no_cover
@pytest.mark.parametrize(("level", "least"), [(1, 0.65), (2, 0.45), (3, 0.7), (4, 0.7)])
def test_another_constant_nearly_always_prints_something_else(level: int, least: float):
    """So no program is mostly dead: the rest stand in branches that are not taken, or in tests."""
    changed = tried = 0
    for item in first(f"output;level={level}", 40):
        source = program(item)
        for found in re.finditer(r"(?<![\w.])\d+", source):
            other = f"{source[: found.start()]}{int(found[0]) + 1}{source[found.end() :]}"
            tried += 1
            try:
                changed += run(other, largest=10**15).printed != str(item.reference)
            except (TooMuch, LookupError, RuntimeError, ValueError, ZeroDivisionError):
                changed += 1
    assert changed / tried > least


def test_the_first_level_is_a_few_short_lines_that_print_a_number():
    for item in first("output;level=1", 300):
        lines = program(item).split("\n")
        assert len(lines) <= 12
        assert set("".join(lines)) <= set("abcxyzifelsornagpt0123456789 =+-*<>:()%\n")
        assert not re.search(r"//|%|while|elif|def", program(item))
        assert isinstance(item.reference, int)
        assert item.marker.name == "number"


@pytest.mark.no_cover
def test_every_level_is_a_longer_walk_than_the_one_before():
    lengths = [
        median(i.solution.count("\n") for i in first(f"output;level={level}", 60))
        for level in LEVELS
    ]
    assert lengths == sorted(lengths)
    assert lengths[3] > 10 * lengths[0]


def test_the_dial_of_loops_makes_the_walk_longer():
    short, long = (
        median(i.solution.count("\n") for i in first(f"output;level=4;loops={loops}", 20))
        for loops in (6, 60)
    )
    assert long > 1.5 * short


@pytest.mark.parametrize(("level", "parts"), [(3, MIDDLE), (4, HARD)])
def test_every_part_is_drawn(level: int, parts: tuple[str, ...]):
    programs = "\n".join(program(item) for item in first(f"output;level={level}", 120))
    for part in parts:
        last = re.split(r"<[^<>\n]*>", part.split("\n")[-1])[0]
        assert last in programs


@pytest.mark.parametrize("level", LEVELS)
def test_answers_are_spread(level: int):
    answers = [str(item.reference) for item in first(f"output;level={level}", 120)]
    assert max(answers.count(each) for each in answers) <= 12


@pytest.mark.parametrize("level", LEVELS)
def test_a_paper_is_the_beginning_of_a_longer_one_and_repeats_nothing(level: int):
    spec = f"output;level={level};seed=5"
    longer = [item.id for item in first(spec, 60)]
    assert [item.id for item in islice(exam(spec).items(), 20)] == longer[:20]
    assert len({item.question.id for item in first(spec, 60)}) == 60


@pytest.mark.parametrize(
    "source",
    [
        "x = [3, 1]\ny = x\ny += [7]\nx = x + [2]\nprint(x, y)",
        "def f(v, a=[]):\n    a.append(v)\n    return sum(a)\nprint(f(2), f(3), f(4, [1]))",
        "def g(a):\n    for v in a:\n        yield v * k\nk = 2\nz = g([1])\nk = 5\nprint(next(z))",
        "x = [1, 2, 3, 4]\nfor v in x:\n    x.remove(v)\nprint(x)",
        "fs = []\nfor i in range(3):\n    fs.append(lambda a: a + i)\nprint(fs[0](10))",
        "m = [[0] * 2] * 2\nm[0][1] += 4\nprint(m, -17 // 5, -17 % 5, 3 if 0 else 6)",
        "n = 4\nx = [n for n in range(3)]\nprint(n, x[-1:0:-1], 1 < n <= 4 != 5)",
        "def f():\n    return 5\nprint(0 and f(), 3 or f(), not 0, [] == [] is not None)",
        "d = {}\nfor c in 'abca':\n    d[c] = d.get(c, 0) + 1\nprint(d, 'b' in d, 'abc'.find('z'))",
        "a, b = 1, 2\na, b = b, a + b\nx = [5, 6]\nx[0], x[1] = x[1], a\nprint(a, b, x)",
    ],
)
def test_the_traps_of_the_language_are_ours_too(source: str):
    assert run(source).printed == python_prints(source)


def test_a_program_that_does_not_end_is_given_up():
    with pytest.raises(TooMuch):
        run("n = 1\nwhile n > 0:\n    n = n + 1")
    with pytest.raises(TooMuch):
        run("n = 9\nfor i in range(99):\n    n = n * n", largest=10**12)


@pytest.mark.parametrize("source", ["import os", "x = (1).__class__", "open('f')", "x = 1 ** 9"])
def test_what_is_not_in_the_tables_cannot_happen(source: str):
    with pytest.raises((TypeError, KeyError)):
        run(source)


def test_papers_are_the_same_on_every_machine():
    """A changed stream would make stored sittings start anew: change it only on purpose."""
    begun = [first(f"output;level={level}", 1)[0].question.id[:8] for level in LEVELS]
    assert begun == ["c7ede352", "00241b03", "9c8c76cb", "b4127d58"]
