from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from keju.core.records import Item, MarkerSpec, Question, Reply, Verdict
from keju.marking import judge, marker
from keju.marking.number import NumberMarker
from keju.marking.quantity import equal, read_quantity

NUMBER = NumberMarker()
PIECES = st.sampled_from(
    [
        *["\\boxed{", "}", "{", "Answer:", "answer is", "####", "\nA: ", "<answer>", "</answer>"],
        *["<think>", "</think>", "\\frac", "12", "3.5", "1,234", "%", "$", "-", "/", "=", "^"],
        *["答案是", "Réponse : ", "not ", "if ", "?", ". ", "\n", " ", "A", "(B)", "½", "⁶", "万"],
        *[" or ", "e9"],
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join))
REFERENCES = {
    "choice": "B",
    "countdown": {"numbers": [1, 2], "target": 3},
    "exact": "word",
    "number": 3,
}
FRACTIONS = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**6)
DECIMALS = st.decimals(-(10**15), 10**15, allow_nan=False, allow_infinity=False, places=4)


@pytest.mark.parametrize("name", REFERENCES)
@given(text=TEXTS)
@example(text="9" * 5_000)
@example(text="Answer: " + "9" * 5_000 + "/" + "7" * 5_000)
@example(text="Answer: 1e999999999")
@example(text="\ud800")
def test_no_marker_raises_on_any_text(name, text):
    found = marker(MarkerSpec(name))
    item = Item(Question.ask("?"), REFERENCES[name], MarkerSpec(name))
    mark = found.mark(item, text)
    assert mark.verdict is not Verdict.UNMARKABLE
    assert found.extract(text) == mark.extracted


@pytest.mark.parametrize("name", REFERENCES)
@given(text=TEXTS)
def test_what_is_extracted_is_the_same_as_itself_and_reads_as_itself(name, text):
    found = marker(MarkerSpec(name))
    answer = found.extract(text)
    if answer is not None:
        assert found.same(answer, answer) is True


def plain(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def tex(value: Fraction) -> str:
    sign = "-" if value < 0 else ""
    return f"{sign}\\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def tex_inner_sign(value: Fraction) -> str:
    return f"\\dfrac{{{value.numerator}}}{{{value.denominator}}}"


def widened(value: Fraction) -> str:
    return f"{value.numerator * 6} / {value.denominator * 6}"


def full_width(value: Fraction) -> str:
    table = str.maketrans({c: chr(ord(c) + 0xFEE0) for c in "0123456789/"})
    return plain(value).translate(table).replace("-", "−")


def mixed(value: Fraction) -> str:
    whole, rest = divmod(abs(value), 1)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole} {plain(rest)}" if rest else f"{sign}{whole}"


FRAMES = [
    "\\boxed{{{}}}",
    "The answer is ${}$.",
    "**Answer:** {}",
    "so\n#### {}",
    "答案是{}。",
    "{}",
]


@given(
    FRACTIONS,
    st.sampled_from([plain, tex, tex_inner_sign, widened, full_width, mixed]),
    st.sampled_from(FRAMES),
)
def test_a_fraction_comes_back_from_every_notation(value, write, frame):
    found = NUMBER.extract(frame.format(write(value)))
    assert found is not None
    assert NUMBER.same(found, plain(value)) is True
    assert NUMBER.same(found, plain(value + Fraction(1, 10**7))) is False


def grouped(value: Decimal) -> str:
    return f"{value:,f}"


def french(value: Decimal) -> str:
    return f"{value:,.4f}".replace(",", "\u202f").replace(".", ",")


def german(value: Decimal) -> str:
    return f"{value:,.4f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def scientific(value: Decimal) -> str:
    return f"{value:.25e}"


def tex_power(value: Decimal) -> str:
    digits, _, power = f"{value:.25e}".partition("e")
    return f"{digits} \\times 10^{{{int(power)}}}"


def percent(value: Decimal) -> str:
    return f"{value * 100:f}\\%"


@given(
    DECIMALS,
    st.sampled_from([grouped, german, scientific, tex_power, percent]),
    st.sampled_from(FRAMES),
)
def test_a_decimal_comes_back_from_every_notation(value, write, frame):
    found = NUMBER.extract(frame.format(write(value)))
    assert found is not None
    assert NUMBER.same(found, f"{value:f}") is True
    assert NUMBER.same(found, f"{value + Decimal('0.00001'):f}") is False


@given(FRACTIONS, FRACTIONS)
def test_equality_agrees_with_exact_fractions(left, right):
    one, other = (read_quantity(plain(value), strict=True) for value in (left, right))
    assert equal(one, other) is (left == right)
    assert (one.fraction(), other.fraction()) == (left, right)
    assert read_quantity(str(one), strict=True) == one


@given(FRACTIONS, FRACTIONS, st.fractions(min_value=0, max_value=10))
def test_tolerance_agrees_with_exact_fractions(left, right, tolerance):
    one, other = (read_quantity(plain(value), strict=True) for value in (left, right))
    assert equal(one, other, tolerance) is (abs(left - right) <= tolerance)


@given(st.integers(), TEXTS)
def test_judging_reads_a_reply_as_its_marker_does(reference, text):
    item = Item(Question.ask("?"), reference, MarkerSpec("number"))
    mark = judge(item, Reply(text), NUMBER)
    direct = NUMBER.mark(item, text)
    assert (mark.verdict, mark.extracted) == (direct.verdict, direct.extracted)
