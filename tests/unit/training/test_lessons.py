import itertools
import re
from itertools import islice
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keju.core.records import Question
from keju.exams.held_out import is_held_out
from keju.exams.table import exam
from keju.marking.table import marker
from keju.training.columns import divided, reversed_digits, with_carries
from keju.training.lessons import COURSES, draw_lessons, worked
from keju.training.looping import draw_aimless
from keju.training.rings import laps
from keju.training.unknown import DO_NOT_KNOW

BY_NAME = {course.name: course for course in COURSES}
PAPERS = [(course.name, spec) for course in COURSES for _, spec in course.exams]


def lessons(name, spec, many=30, textbook=0.0):
    course, rng = BY_NAME[name], Random(1)
    for item in islice(exam(f"{spec};seed=3").items(), many):
        yield item, worked(course, item, rng, textbook)


def forwards(digits):
    return int(digits[::-1])


@pytest.mark.parametrize(("name", "spec"), PAPERS)
@pytest.mark.parametrize("textbook", [0.0, 1.0])
def test_the_answer_of_every_lesson_is_right_for_the_exams_own_marker(name, spec, textbook):
    for item, lesson in lessons(name, spec, textbook=textbook):
        if lesson is not None:
            assert marker(item.marker).mark(item, lesson.answer).score == 1


def test_no_lesson_is_about_a_held_out_question_and_all_courses_come():
    drawn = list(islice(draw_lessons(5), 1500))
    assert not any(
        is_held_out(Question.ask(lesson.question).id)
        for lesson in drawn
        if lesson.course != "unknown"
    )
    assert {lesson.course for lesson in drawn} == {*BY_NAME, "unknown"}


def test_the_same_seed_gives_the_same_lessons():
    assert list(islice(draw_lessons(8), 50)) == list(islice(draw_lessons(8), 50))
    assert list(islice(draw_lessons(8), 50)) != list(islice(draw_lessons(9), 50))


def test_every_line_of_a_search_is_right_and_only_the_last_finds_the_target():
    line = re.compile(r"\|(\d+) (\d\d)([-+*/])(\d\d)=(\d+) (\d\d):((?:(?:\d+|---)[.!]){1,3})")
    for item, lesson in lessons("countdown", "countdown;numbers=3", 300):
        if lesson is None:
            continue
        *before, last = lesson.thought.split("\n")
        assert last.endswith("!")
        assert not any("!" in each for each in before)
        for each in (*before, last):
            target, x, sign, y, value, z, results = line.fullmatch(each).groups()
            x, y, value, z = map(forwards, (x, y, value, z))
            assert forwards(target) == item.reference["target"]
            assert sorted([x, y, z]) == sorted(item.reference["numbers"])
            assert eval(f"{x}{sign}{y}") == value
            wanted = [value + z, abs(value - z), value * z]
            for result, right in zip(re.findall(r"\d+|---", results), wanted, strict=False):
                assert result == "---" if right > 1000 else forwards(result) == right


def test_nearly_every_countdown_of_three_numbers_is_found_by_the_search():
    found = [lesson for _, lesson in lessons("countdown", "countdown;numbers=3", 500)]
    assert sum(lesson is not None for lesson in found) >= 480


def test_a_program_is_run_line_by_line_or_only_its_output_is_told():
    (_, shown), (_, told) = (
        next(lessons("output", "output;level=1", 1, textbook)) for textbook in (0.0, 1.0)
    )
    assert shown.answer == told.answer
    assert shown.thought.count("\n") >= 3
    assert told.thought == f"print {told.answer.removeprefix('Answer: ')}"


def test_after_every_assignment_stand_all_names_with_their_values():
    for item, lesson in lessons("output", "output;level=1", 100):
        source = item.question.text.split("\n\n", maxsplit=1)[1]
        values = {}
        exec(source, {"print": lambda *_: None}, values)
        states = re.findall(r" ((?:[abcxyz]-?\d+)+)$", lesson.thought, re.MULTILINE)
        last = {name: int(value) for name, value in re.findall(r"(\w)(-?\d+)", states[-1])}
        assert last == {name: value for name, value in values.items() if name != "i"}


def test_a_walk_round_a_ring_copies_every_step_in_order_and_ends_at_its_place():
    for item, lesson in lessons("modular", "modular;depth=2", 300):
        start, *steps, end = lesson.thought.split("\n")
        last, ring, _ = map(int, re.findall(r"\d+", start))
        assert ring == last + 1
        copied = [re.match(r"[^.]+\.", step)[0] for step in steps]
        assert len(copied) == 2
        assert f"{' '.join(copied)} {end.removesuffix('?')}" in item.question.text
        places = [int(step.rsplit("=", maxsplit=1)[1]) for step in steps]
        assert all(0 <= place < ring for place in places)
        assert places[-1] == item.reference


def test_a_step_by_parity_says_which_case_holds_and_others_say_none():
    seen = set()
    for item, lesson in lessons("modular", "modular;depth=2", 300):
        start, *steps, _ = lesson.thought.split("\n")
        place = int(start.split()[1])
        for step, line in zip(steps, item.solution.split("\n")[1:], strict=False):
            mark = re.match(r"[^.]+\. ([eo]? ?)", step)[1]
            wanted = ("o " if place % 2 else "e ") if " is " in line else ""
            assert mark == wanted
            seen.add(mark)
            for work, value in re.findall(r"(\d+[-+*]\d+)=(-?\d+)", step):
                assert eval(work) == int(value)
            place = int(step.rsplit("=", maxsplit=1)[1])
    assert seen == {"", "e ", "o "}


@given(st.integers(0, 999), st.integers(1, 99))
def test_a_long_division_divides(dividend, divisor):
    times, left = "", 0
    for digit, step in zip(str(dividend), divided(dividend, divisor).split(" "), strict=True):
        part, quotient, taken, rest = re.fullmatch(r"(\d+)/(\d)\*(\d+)-(\d+)", step).groups()
        assert forwards(part) == 10 * left + int(digit)
        assert forwards(taken) == int(quotient) * divisor
        left = forwards(part) - forwards(taken)
        assert left == forwards(rest) < divisor
        times += quotient
    assert (int(times), left) == divmod(dividend, divisor)


@given(st.integers(-99, 999), st.integers(5, 99))
def test_laps_lead_into_the_ring_by_its_size_alone(value, size):
    head, walked = laps(value, size).split(":")
    assert head == f"{value}%{size}"
    steps, place = walked.split("=")
    assert int(place) == value % size
    for run in steps.split(" "):
        numbers = [int(number) for number in run.split(">")]
        assert all(abs(a - b) == size for a, b in itertools.pairwise(numbers))
        assert 0 <= numbers[-1] < size
        assert not any(0 <= number < size for number in numbers[:-1])


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_sum_with_carries_reads_as_the_sum(left, right):
    assert forwards(with_carries(left, right, 8)[::2]) == left + right
    assert forwards(with_carries(max(left, right), -min(left, right), 8)[::2]) == abs(left - right)


@given(st.integers(0, 10**6), st.integers(1, 9))
def test_reversed_digits_are_the_number_backwards(number, width):
    assert forwards(reversed_digits(number, width)) == number


def test_what_is_not_taught_is_answered_with_not_knowing():
    unknown = list(islice(draw_lessons(2, unknown=1.0), 200))
    assert {lesson.answer for lesson in unknown} == {DO_NOT_KNOW}
    assert {lesson.thought for lesson in unknown} == {""}
    assert len({lesson.question for lesson in unknown}) > 190


def test_aimless_lessons_end_in_a_right_answer_and_never_say_what_they_look_for():
    for lesson in islice(draw_aimless(3), 100):
        assert lesson.answer.startswith("Answer: ")
        assert "|" not in lesson.thought
