from fractions import Fraction

import pytest

from keju.core.errors import InputError
from keju.core.records import Item, MarkerSpec, Question, Verdict
from keju.marking.arithmetic import NotArithmetic, parse_arithmetic
from keju.marking.countdown import CountdownMarker, countdown_marker

REFERENCE = {"numbers": [3, 5, 2, 2], "target": 32}


def mark(text, reference=REFERENCE, **parameters):
    item = Item(Question.ask("?"), reference, MarkerSpec("countdown"))
    return countdown_marker(parameters).mark(item, text)


@pytest.mark.parametrize(
    "text",
    [
        "(3 + 5) * 2 * 2",
        "(3+5)*2*2 = 32",
        "Answer: (3 + 5) × 2 × 2",
        "Answer: (3 + 5) x 2 x 2 = 32.",
        "**Answer:** `(5+3)*(2*2)`",
        r"\boxed{(3+5)\times 2\cdot 2}",
        r"\boxed{(3+5)\times 2\times 2 = 32}",
        r"\boxed{\left(3+5\right)\times 2\times 2}",
        r"So the answer is $2 \times (3 + 5) \times 2$.",
        "2*2*(5--3)",
        "（３＋５）×2×2",
        "Tried 3*5+2. No.\n<answer>(3+5)*2*2</answer>",
    ],
)
def test_an_expression_that_makes_the_target_is_correct(text):
    assert mark(text).verdict is Verdict.CORRECT


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("(3 + 5) * 2 + 2", "makes 18, not 32"),
        ("(3 + 5) * 2 + 2 = 32", "makes 18, not 32"),
        ("3 + 5 * 2 * 2", "makes 23, not 32"),
        ("3 / 5 + 2 + 2", "makes 23/5, not 32"),
        ("32", "uses 32"),
        ("(3 + 5) * 4", "uses 4"),
        ("(3 + 5) * 2 * 2 * 2 / 2", "uses 2, 2"),
        ("2 * 2 * 8", "uses 8"),
        ("3 + 5", "does not use 2, 2"),
        ("(3 + 5) / (2 - 2)", "divides by zero"),
        ("3.0 + 5 + 2 + 2", "makes 12"),
        ("1.5 + 5 + 2 + 2", "uses 3/2"),
    ],
)
def test_a_wrong_expression_is_incorrect_with_its_reason(text, reason):
    found = mark(f"Answer: {text}")
    assert found.verdict is Verdict.INCORRECT
    assert reason in found.detail["reason"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I cannot find one.",
        "Answer: none",
        "Answer: (3 + 5 * 2 * 2",
        "Answer: 3 + 5) * 2 * 2",
        "Answer: 3 + * 5",
        "Answer: 3 ** 5",
        "Answer: 2 ^ 5",
        "Answer: 3 // 5",
        "Answer: 9**9**9**9",
        "Answer: __import__('os').system('true')",
        "Answer: (lambda: 32)()",
        "Answer: 2(3+5)2",
        "Answer: " + "(" * 400 + "3" + ")" * 400,
        "Answer: " + "-" * 900 + "3",
        "Answer: " + "1+" * 5_000 + "1",
        "Answer: 9" + "9" * 30,
        "Answer: (3+5)*2*2 or (5+3)*2*2+1",
        r"\boxed{(3+5)*2*2} or \boxed{3+5+2+2}",
    ],
)
def test_what_is_not_one_expression_is_no_answer(text):
    assert mark(text).verdict is Verdict.NO_ANSWER


def test_an_unfinished_thought_is_truncated():
    assert mark("<think>(3+5)*2*2").verdict is Verdict.TRUNCATED


def test_numbers_may_be_left_over_only_when_not_all_must_be_used():
    reference = {"numbers": [3, 5, 2, 2], "target": 8}
    assert mark("3 + 5", reference).verdict is Verdict.INCORRECT
    assert mark("3 + 5", reference, use_all=False).verdict is Verdict.CORRECT
    assert mark("3 + 3 + 2", reference, use_all=False).verdict is Verdict.INCORRECT


def test_a_tex_fraction_keeps_its_sides_whole():
    reference = {"numbers": [3, 5, 2], "target": 4}
    assert mark(r"\boxed{\frac{3 + 5}{2}}", reference).verdict is Verdict.CORRECT


def test_expressions_are_the_same_by_numbers_and_value():
    same = CountdownMarker().same
    assert same("3 + 5", "5 + 3") is True
    assert same("3 + 5", "4 + 4") is False
    assert same("3 + 5", "5 - 3") is False
    assert same("3 +", "5 - 3") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("1-2-3", -4), ("8/4/2", 1), ("2+3*4", 14), ("-(2-5)", 3), ("2*-3", -6), ("1/3", (1, 3))],
)
def test_operations_bind_as_usual(text, value):
    expected = Fraction(*value) if isinstance(value, tuple) else value
    assert parse_arithmetic(text).value == expected


def test_division_by_zero_has_no_value_but_its_numbers():
    assert parse_arithmetic("1 + 2/(3-3)").value is None
    assert parse_arithmetic("1 + 2/0").numbers == (1, 2, 0)


def test_a_deep_expression_is_refused_not_recursed_into():
    with pytest.raises(NotArithmetic, match="deep"):
        parse_arithmetic("(" * 200 + "1" + ")" * 200)


@pytest.mark.parametrize(
    "reference",
    [
        None,
        [],
        {},
        {"numbers": [1, 2]},
        {"numbers": [], "target": 3},
        {"numbers": [1, "2"], "target": 3},
        {"numbers": [1, True], "target": 3},
        {"numbers": [1, 2], "target": 3.5},
        {"numbers": "12", "target": 3},
    ],
)
def test_a_reference_must_have_numbers_and_target(reference):
    with pytest.raises(InputError, match="marker countdown"):
        CountdownMarker().check(reference)


def test_use_all_must_be_true_or_false():
    with pytest.raises(InputError, match="true or false"):
        countdown_marker({"use_all": 1})
