import json
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from itertools import islice
from random import Random

import pytest

from keju.core.errors import InputError
from keju.exams import exam
from keju.exams.programs.catalogue import PROBLEMS
from keju.exams.programs.exam import cases, item
from keju.exams.programs.layout import written_answer, written_case
from keju.exams.programs.solution import program

ALL = list(PROBLEMS)

# Runs a program on many inputs, each as if it were alone.
DRIVER = """
import io, json, sys
job = json.load(sys.stdin)
outputs = []
for text in job["inputs"]:
    sys.stdin, sys.stdout = io.StringIO(text), io.StringIO()
    exec(job["code"], {"__name__": "__main__"})
    outputs.append(sys.stdout.getvalue())
json.dump(outputs, sys.__stdout__)
"""

# What a program that misses one rule of the task believes, for the reference solution to follow.
MISSED = {
    "balanced_stretches": {"lead": 3},
    "bank_counters": {"pause": 0},
    "best_tours": {"long": 1 << 30},
    "both_ends": {"factor": 1},
    "broken_bridges": {"least": 1},
    "careful_trader": {"pause": 9},
    "drifting_cipher": {"jolt": 0},
    "exact_change": {"each": 99},
    "fair_choices": {"heavy": 99},
    "family_names": {"tax": 0},
    "far_inversions": {"gap": 7},
    "far_uncle": {"nobody": -99},
    "fence_posts": {"tree": 0},
    "flooded_shelves": {"bonus": 0},
    "free_gaps": {"need": 1},
    "kept_promises": {"setup": 0},
    "knotted_code": {"divisor": 999},
    "knockout": {"tired": 0},
    "lasting_pairs": {"every": 10**6},
    "leaping_chain": {"leap": 0},
    "mend_word": {"swap": 99},
    "order_book": {"least": 1},
    "packed_text": {"bonus": 0},
    "painted_area": {"most": 9},
    "proud_numbers": {"taboo": -1},
    "quiet_corner": {"wide": 0},
    "ribbon_cuts": {"dear": 0},
    "ripe_harvest": {"feast": 10**9},
    "rough_numbers": {"least": 2},
    "rumour_days": {"silent": 10**9},
    "small_memory": {"pin": 10**9},
    "sliding_puck": {"reach": 10**9},
    "steady_stretch": {"range": 0},
    "taller_ahead": {"more": 0},
    "team_seats": {"weight": 1},
    "tiny_machine": {"patience": 10},
    "toll_rebate": {"fee": 0},
    "two_ovens": {"carry": 0},
    "two_stacks": {"base": 9},
    "waiting_room": {"grave": 10**9},
    "winning_openings": {"halver": 10**9},
}


@cache
def made(name, seed):
    """A twist and its hidden tests with their answers."""
    problem, rng = PROBLEMS[name], Random(seed)
    twist = problem.draw(rng)
    return twist, [(case, problem.solve(twist, *case)) for case in cases(problem, twist, rng)]


def first(spec, count):
    return list(islice(exam(spec).items(), count))


def outputs_of(name, seed, *, stdin):
    """What the solution, as a program of its own, prints for each hidden test."""
    problem = PROBLEMS[name]
    twist, solved = made(name, seed)
    code = program(problem, twist, stdin=stdin)
    inputs = [written_case(problem.fields, case) for case, _ in solved]
    if not stdin:
        inputs = [json.dumps(case) for case, _ in solved]
        code += f"import json, sys\njson.dump({name}(*json.load(sys.stdin)), sys.stdout)\n"
    ran = subprocess.run(
        [sys.executable, "-I", "-c", DRIVER],
        input=json.dumps({"code": code, "inputs": inputs}),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert not ran.stderr
    return json.loads(ran.stdout)


def test_there_are_eighty_problems_and_many_on_every_level():
    levels = Counter(problem.level for problem in PROBLEMS.values())
    assert len(PROBLEMS) >= 80
    assert min(levels[level] for level in (1, 2, 3)) >= 20
    assert all(name == problem.name for name, problem in PROBLEMS.items())


@pytest.mark.parametrize("name", ALL)
def test_the_solution_as_a_program_of_its_own_passes_all_its_tests(name):
    problem = PROBLEMS[name]
    expected = [written_answer(problem.shape, answer) for _, answer in made(name, 1)[1]]
    assert outputs_of(name, 1, stdin=True) == expected


@pytest.mark.parametrize("name", ALL)
def test_the_solution_as_a_function_returns_json_of_the_same_types(name):
    assert [json.loads(line) for line in outputs_of(name, 2, stdin=False)] == [
        answer for _, answer in made(name, 2)[1]
    ]


@pytest.mark.parametrize("name", ALL)
def test_no_constant_and_no_echo_passes(name):
    problem = PROBLEMS[name]
    for seed in (1, 2, 3):
        _, solved = made(name, seed)
        outputs = [written_answer(problem.shape, answer) for _, answer in solved]
        inputs = [written_case(problem.fields, case) for case, _ in solved]
        assert len(set(outputs)) > 2
        assert all(output.strip() for output in outputs)
        assert outputs != inputs


@pytest.mark.parametrize("name", MISSED)
def test_a_program_that_misses_a_rule_fails(name):
    for seed in (1, 2, 3):
        twist, solved = made(name, seed)
        wrong = {**twist, **MISSED[name]}
        assert any(PROBLEMS[name].solve(wrong, *case) != answer for case, answer in solved), seed


@pytest.mark.parametrize("name", ALL)
def test_arguments_are_unchanged_and_answers_are_plain_json(name):
    for seed in (1, 2):
        twist, solved = made(name, seed)
        case, answer = solved[len(solved) // 2]
        copy = json.loads(json.dumps(case))
        PROBLEMS[name].solve(twist, *case)
        assert json.loads(json.dumps(case)) == copy
        assert isinstance(answer, int | str | list)
        assert not isinstance(answer, bool)
        assert json.loads(json.dumps(answer)) == answer


@pytest.mark.parametrize("name", ALL)
def test_a_question_shows_two_examples_and_all_that_it_names(name):
    for seed in (0, 1):
        text = item(PROBLEMS[name], Random(seed)).question.text
        assert len(re.findall(r"Example(?: input)?:", text)) == 2
        assert "{" not in re.sub(r"`.*?`|```.*?```|bracket.*", "", text, flags=re.DOTALL)
        assert all(field.name in text for field in PROBLEMS[name].fields)
        assert "```python" in text


@pytest.mark.parametrize("name", ALL)
def test_seeds_change_the_task_itself(name):
    problem = PROBLEMS[name]
    told = {problem.text(problem.draw(Random(seed))) for seed in range(40)}
    assert len(told) >= 4


@pytest.mark.no_cover
def test_a_reference_stays_small():
    for name in ALL:
        reference = item(PROBLEMS[name], Random(5)).reference
        assert len(json.dumps(reference)) < 230_000, name


class OnlyRandom:
    """A generator of which nothing but ``random`` can be used."""

    def __init__(self, seed):
        self.random = Random(seed).random


@pytest.mark.parametrize("name", ALL)
def test_nothing_but_random_is_used_of_the_generator(name):
    made_item = item(PROBLEMS[name], OnlyRandom(3))
    assert made_item.id == item(PROBLEMS[name], Random(3)).id


@pytest.mark.no_cover
def test_as_many_items_in_a_row_as_there_are_problems_are_of_different_problems():
    clusters = [made_item.cluster for made_item in first("programs;level=1", 50)]
    count = len({problem.name for problem in PROBLEMS.values() if problem.level == 1})
    for start in range(50 - count):
        assert len(set(clusters[start : start + count])) == count
    mixed = [made_item.cluster for made_item in first("programs", len(PROBLEMS))]
    assert sorted(mixed) == sorted(PROBLEMS)


def test_a_paper_is_the_beginning_of_a_longer_one_and_another_seed_is_another_paper():
    paper, longer = first("programs;level=1;seed=4", 12), first("programs;level=1;seed=4", 30)
    assert [one.id for one in paper] == [one.id for one in longer[:12]]
    other = first("programs;level=1;seed=5", 30)
    assert not {one.id for one in longer} & {one.id for one in other}


@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_level_asks_problems_of_that_level(level):
    for made_item in first(f"programs;level={level}", 8):
        assert PROBLEMS[made_item.cluster].level == level


def test_one_problem_can_be_asked_alone_in_both_forms_and_never_twice():
    items = first("programs;problem=cup_chain", 40)
    assert {one.cluster for one in items} == {"cup_chain"}
    assert {one.marker.name for one in items} == {"stdio", "function"}
    assert len({one.question.id for one in items}) == 40
    by_form = {one.marker.name: one.reference for one in items}
    assert by_form["function"]["function"] == "cup_chain"
    assert set(by_form["stdio"]["tests"][0]) == {"input", "output"}


def test_the_examples_are_answered_by_the_solution():
    made_item = next(
        one for one in first("programs;problem=cup_chain", 9) if one.marker.name == "stdio"
    )
    blocks = re.findall(r"```\n(.*?)```", made_item.question.text, flags=re.DOTALL)
    for given, wanted in zip(blocks[::2], blocks[1::2], strict=True):
        ran = subprocess.run(
            [sys.executable, "-I", "-c", made_item.solution],
            input=given,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert ran.stdout == wanted


def test_an_unknown_problem_and_a_problem_of_another_level_say_the_mend():
    with pytest.raises(InputError, match=r"no problem 'cup_chian'.*cup_chain"):
        exam("programs;problem=cup_chian")
    with pytest.raises(InputError, match="cup_chain is of level 1, not 3; leave out level"):
        exam("programs;problem=cup_chain;level=3")
    with pytest.raises(InputError, match="level=4 cannot be; allowed is mixed or 1 or 2 or 3"):
        exam("programs;level=4")
