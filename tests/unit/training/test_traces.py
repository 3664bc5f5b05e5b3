import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keju.core.records import Question
from keju.training.traces import (
    KINDS,
    chain_trace,
    draw_problem,
    is_held_out,
    product_trace,
)


def forwards(text):
    return int(text[::-1])


def without_carries(text):
    return forwards(text[::2])


@pytest.mark.parametrize("kind", KINDS)
def test_every_problem_is_answered_right_and_its_trace_arrives_there(kind):
    rng = Random(3)
    for _ in range(300):
        problem = draw_problem(rng, kind, held_out=False)
        expression = re.fullmatch(
            r'What is ([\d +*-]+)\? Finish with "Answer: N"\.', problem.question
        )
        assert eval(expression[1]) == problem.answer
        assert without_carries(re.split("[;=]", problem.trace)[-1]) == problem.answer
        assert set(problem.trace) <= set("0123456789+-*=:;>\n")


def test_a_product_is_worked_out_line_by_line():
    assert product_trace(347, 582) == (
        "743*285\n2:418060>4960;40906000\n8:652342>6772;4051418020\n5:530251>5371;405090110120"
    )


@pytest.mark.parametrize(("left", "right"), [(999, 999), (100, 101), (347, 582), (908, 370)])
def test_every_line_of_a_product_adds_up(left, right):
    lines = product_trace(left, right).split("\n")[1:]
    total = 0
    for place, line in enumerate(lines):
        digit, products, partial, running = re.fullmatch(
            r"(\d):(\d{6})>(\d{4});(\d+)", line
        ).groups()
        each = [forwards(products[i : i + 2]) for i in (0, 2, 4)]
        assert each == [int(factor) * int(digit) for factor in str(left)[::-1]]
        assert forwards(partial) == sum(value * 10**i for i, value in enumerate(each))
        total += forwards(partial) * 10**place
        assert without_carries(running) == total
    assert total == left * right


def test_a_chain_adds_two_numbers_a_line_and_repeats_what_is_left():
    assert chain_trace([47, 85, -23, 9]) == (
        "47+85-23+9\n7400+5800=21311000-23+9\n2310-3200=91001000+9\n9010+9000=81101000"
    )


@given(left=st.integers(0, 9999), right=st.integers(0, 9999))
def test_a_sum_and_a_difference_carry_as_on_paper(left, right):
    high, low = max(left, right), min(left, right)
    for lines in (chain_trace([left, right]), chain_trace([high, -low])):
        result = lines.rpartition("=")[2]
        assert set(result[1::2]) <= set("01")
    assert without_carries(chain_trace([high, -low]).rpartition("=")[2]) == high - low


def test_chains_have_two_to_six_numbers_of_one_to_three_digits_and_never_go_below_zero():
    rng = Random(0)
    counts = set()
    for _ in range(500):
        problem = draw_problem(rng, "chain", held_out=False)
        terms = [int(t) for t in re.findall(r"[+-]?\d+", problem.question.replace(" ", ""))]
        counts.add(len(terms))
        assert all(1 <= abs(term) <= 999 for term in terms)
        assert all(sum(terms[:i]) >= 0 for i in range(1, len(terms) + 1))
    assert counts == {2, 3, 4, 5, 6}


def test_the_held_out_side_is_decided_by_the_question_alone():
    question = 'What is 347 * 582? Finish with "Answer: N".'
    number = int(Question.ask(question).id[:8], 16)
    assert is_held_out(Question.ask(question).id) == (number % 16 == 0)
    assert is_held_out("00000010" + "f" * 56)
    assert not is_held_out("00000011" + "0" * 56)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("held_out", [False, True])
def test_problems_come_from_the_side_that_was_asked_for(kind, held_out):
    rng = Random(5)
    problems = [draw_problem(rng, kind, held_out=held_out) for _ in range(100)]
    assert {problem.held_out for problem in problems} == {held_out}


def test_about_a_sixteenth_of_the_products_is_held_out():
    rng = Random(8)
    drawn = [KINDS["product"](rng).held_out for _ in range(4000)]
    assert 0.045 < sum(drawn) / len(drawn) < 0.08
