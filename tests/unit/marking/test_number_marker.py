from fractions import Fraction

import pytest

from keju.core.errors import InputError
from keju.core.records import Item, MarkerSpec, Question, Verdict
from keju.marking.number import NumberMarker, number_marker

SAME = [
    ("18", "18"),
    ("18", "18.0"),
    ("18", "18."),
    ("18", "+18"),
    ("18", "018"),
    ("18", "１８"),
    ("18", "١٨"),
    ("18", "$18"),
    ("18", r"\$18"),
    ("18", "$18$"),
    ("18", "18 dollars."),
    ("18", "18 eggs"),
    ("18", "18€"),
    ("18", "€ 18"),
    ("18", r"18\text{ cm}"),
    ("18", r"18\,\text{cm}^2"),
    ("18", "18 km/h"),
    ("18", "$18/hour"),
    ("18", "18°"),
    ("18", r"18^\circ"),
    ("18", "x = 18"),
    ("18", "9 * 2 = 18"),
    ("18", r"9 \times 2 = 18"),
    ("18", "about 18"),
    ("18", r"\mathbf{18}"),
    ("18", "1.8e1"),
    ("18", "180E-1"),
    ("18", r"1.8\times 10^{1}"),
    ("18", "1.8 × 10¹"),
    ("18", "36/2"),
    ("-18", "-18"),
    ("-18", "−18"),
    ("-18", "- 18"),
    ("-18", "-$18"),
    ("-18", "$-18"),
    ("0", "-0"),
    ("0", "0.000"),
    ("1234567", "1,234,567"),
    ("1234567", "1 234 567"),
    ("1234567", "1\u202f234\u202f567"),
    ("1234567", "1_234_567"),
    ("1234567", "1'234'567"),
    ("1234567", "1.234.567"),
    ("1234567", "1{,}234{,}567"),
    ("1234567", r"1,\!234,\!567"),
    ("1234.5", "1,234.50"),
    ("1234.5", "1.234,5"),
    ("0.5", ".5"),
    ("0.5", "0,5"),
    ("0.5", "1/2"),
    ("0.5", "1 / 2"),
    ("0.5", r"\frac{1}{2}"),
    ("0.5", r"\dfrac12"),
    ("0.5", "½"),
    ("0.5", "50%"),
    ("0.5", r"50\%"),
    ("0.5", "50 percent"),
    ("-0.5", r"-\frac{1}{2}"),
    ("-0.5", r"\frac{-1}{2}"),
    ("-0.5", "1/-2"),
    ("50", "50%"),
    ("25%", "0.25"),
    ("25%", "25"),
    ("25%", "25 percent"),
    ("1/3", "2/6"),
    ("1/3", r"\frac{1}{3}"),
    ("7/4", "1 3/4"),
    ("7/4", r"1\frac{3}{4}"),
    ("7/4", "1¾"),
    ("-3/2", r"-1\frac{1}{2}"),
    ("1500000", "1.5 million"),
    ("1500000", "1.5e6"),
    ("10000", "1万"),
    ("24", "2 dozen"),
    ("5000", "$5k"),
    ("1000", "10^3"),
    ("1000", "10³"),
    ("123456789012345678901234567890", "123456789012345678901234567890"),
]

DIFFERENT = [
    ("18", "81"),
    ("18", "-18"),
    ("18", "1.8"),
    ("18", "180"),
    ("0.5", "50"),
    ("50", "0.5"),
    ("25%", "0.25%"),
    ("1/3", "0.33"),
    ("1/3", "0.3333333333333333"),
    ("2/3", "0.67"),
    ("22/7", "3.14"),
    ("42", "41.9999"),
    ("1000", "1"),
    ("1000", "1.000"),
    ("11/2", "1½"),
    ("106", "10⁶"),
    ("2", "2 million"),
    ("9007199254740993", "9007199254740992"),
    ("123456789012345678901234567890", "123456789012345678901234567891"),
    ("0", "1e-400"),
    ("1", "1e400"),
]

NO_ANSWER = [
    "1,2,3",
    "3, 5",
    "5x",
    "3i",
    "2π",
    r"3\sqrt{2}",
    "5!",
    "12:30",
    "1001_2",
    "2+3",
    "2^10",
    "5 times 3",
    "42 = 43",
    "1/0",
    "4 10/3",
    "3/4/2020",
    r"\pm 3",
    "3 ± 1",
    "> 3",
    "x > 3",
    "five",
    "n = 3 or n = 5",
    "1,23,456",
    "1/" + "3" * 600,
    "e5",
    "$",
    "%",
]


def boxed(text):
    return f"So \\boxed{{{text}}}."


def verdict(reference, text, **parameters):
    item = Item(Question.ask("?"), reference, MarkerSpec("number"))
    return number_marker(parameters).mark(item, text).verdict


@pytest.mark.parametrize(("reference", "answer"), SAME)
def test_one_number_in_two_notations_is_correct(reference, answer):
    assert verdict(reference, boxed(answer)) is Verdict.CORRECT


@pytest.mark.parametrize(("reference", "answer"), SAME)
def test_a_reference_one_unit_off_makes_the_same_answer_incorrect(reference, answer):
    percent = reference.endswith("%")
    off = str(Fraction(reference.rstrip("%")) + 1) + ("%" if percent else "")
    assert verdict(off, boxed(answer)) is Verdict.INCORRECT


@pytest.mark.parametrize(("reference", "answer"), DIFFERENT)
def test_two_numbers_are_incorrect_however_near(reference, answer):
    assert verdict(reference, boxed(answer)) is Verdict.INCORRECT


@pytest.mark.parametrize("answer", NO_ANSWER)
def test_what_is_not_one_number_is_no_answer(answer):
    assert verdict("5", boxed(answer)) is Verdict.NO_ANSWER


def test_an_unfinished_thought_is_truncated():
    assert verdict(12, r"<think>so \boxed{12}") is Verdict.TRUNCATED


def test_the_extracted_number_has_one_spelling():
    extract = NumberMarker().extract
    assert {extract(boxed(text)) for text in ("1,500", "1500.0", "1.5e3", "3000/2")} == {"1500"}


def test_numbers_beyond_what_python_converts_are_compared_all_the_same():
    nines = "9" * 100_000
    assert verdict(nines, f"Answer: {nines}") is Verdict.CORRECT
    assert verdict(nines, f"Answer: {nines[:-1]}8") is Verdict.INCORRECT
    assert verdict(nines, nines) is Verdict.CORRECT


def test_a_tolerance_is_absolute_and_inclusive():
    assert verdict("1/3", boxed("0.33"), tolerance=0.01) is Verdict.CORRECT
    assert verdict("10", boxed("10.1"), tolerance=0.1) is Verdict.CORRECT
    assert verdict("10", boxed("10.1001"), tolerance=0.1) is Verdict.INCORRECT
    assert verdict("1000", boxed("1001"), tolerance=0.1) is Verdict.INCORRECT


def test_a_tolerance_on_numbers_too_long_to_subtract_is_unmarkable():
    assert verdict("1e9999", boxed("1e9998"), tolerance=1) is Verdict.UNMARKABLE
    assert verdict("1e9999", boxed("1e9999"), tolerance=1) is Verdict.CORRECT


@pytest.mark.parametrize(
    "reference", [18, 18.0, "18", "$18", "2,125", "2/3", "25%", "1.5e6", -1e22]
)
def test_a_number_is_a_reference(reference):
    NumberMarker().check(reference)


@pytest.mark.parametrize(
    "reference",
    [None, True, [], {}, "", "abc", "5 cm", "x=5", "1,2", "3,5", "5 or 6", "1/0", float("nan")],
)
def test_what_is_not_one_bare_number_is_no_reference(reference):
    with pytest.raises(InputError, match="marker number"):
        NumberMarker().check(reference)


@pytest.mark.parametrize("tolerance", [-1, "0.1", True, float("inf"), float("nan"), []])
def test_a_tolerance_must_be_a_non_negative_number(tolerance):
    with pytest.raises(InputError, match="tolerance"):
        number_marker({"tolerance": tolerance})
