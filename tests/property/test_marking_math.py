"""Mathematics is marked by what it means, however it is written."""

from fractions import Fraction
from unittest import TestCase

from hypothesis import example, given, settings
from hypothesis import strategies as st

from keju.marking.final import final_answer
from keju.marking.languages import in_english
from keju.marking.math import equal
from keju.marking.math.committed import answer_in
from keju.marking.math.comparing import Comparison, same
from keju.marking.math.quick import boxed_at_end, same_at_a_glance, stated_at_end
from keju.marking.math.reading import read
from keju.marking.math.tree import Beyond, Undecided

same_text = TestCase().assertEqual

numbers = st.integers(-999, 999)
names = st.sampled_from(["x", "y", "n"])


@st.composite
def written_twice(draw, depth=3):
    """Return (LaTeX, other spelling, Python value at x=7/3, y=5/7, n=11/13)."""
    values = {"x": Fraction(7, 3), "y": Fraction(5, 7), "n": Fraction(11, 13)}
    kind = draw(
        st.sampled_from(
            ["number", "name"] if not depth else ["sum", "product", "quotient", "power", "number"]
        )
    )
    if kind == "number":
        number = draw(st.integers(1, 99))
        return str(number), f"{number}.0", Fraction(number)
    if kind == "name":
        name = draw(names)
        return name, f"({name})", values[name]
    one, left, a = draw(written_twice(depth=depth - 1))
    if kind == "power":
        power = draw(st.integers(2, 4))
        return f"\\left({one}\\right)^{{{power}}}", "*".join([f"({left})"] * power), a**power
    other, right, b = draw(written_twice(depth=depth - 1))
    if kind == "sum":
        return f"{one}+{other}", f"({right})+({left})", a + b
    if kind == "product":
        return f"\\left({one}\\right)\\left({other}\\right)", f"({right})*({left})", a * b
    return f"\\frac{{{one}}}{{{other}}}", f"({left})/({right})", a / b


@given(written_twice())
@settings(max_examples=150, deadline=None)
def test_an_expression_is_equal_to_itself_written_in_another_way(written):
    latex, plain, _ = written
    assert equal(latex, f"\\boxed{{{plain}}}").equal is True


@given(written_twice(), written_twice())
@settings(max_examples=150, deadline=None)
def test_expressions_with_different_values_somewhere_are_never_equal(one, other):
    if one[2] != other[2]:
        assert equal(one[0], f"\\boxed{{{other[1]}}}").equal is False


@given(written_twice(), st.sampled_from(["+1", "-1", "+\\frac{1}{1000000007}"]))
@settings(max_examples=100, deadline=None)
def test_an_expression_is_not_equal_to_itself_with_something_added(written, more):
    assert equal(written[0], f"\\boxed{{{written[1]}{more}}}").equal is False


@given(numbers, st.integers(1, 60), st.integers(2, 12))
def test_a_fraction_is_equal_in_every_notation(top, bottom, times):
    value = Fraction(top, bottom)
    for spelling in (
        f"\\frac{{{top}}}{{{bottom}}}",
        f"{top * times}/{bottom * times}",
        f"\\dfrac{{{-top}}}{{-{bottom}}}",
        f"{value}",
    ):
        assert equal(str(value), f"\\boxed{{{spelling}}}").equal is True


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=6, unique=True), st.randoms())
def test_the_order_of_a_set_does_not_count_and_that_of_a_tuple_does(items, rng):
    mixed = rng.sample(items, len(items))
    braces = "\\{%s\\}"
    one, other = (", ".join(map(str, each)) for each in (items, mixed))
    assert equal(braces % one, f"\\boxed{{{braces % other}}}").equal is True
    assert equal(one, f"\\boxed{{{other}}}").equal is True
    assert equal(f"({one})", f"\\boxed{{({other})}}").equal is (items == mixed)


@given(st.integers(-20, 20), st.integers(1, 20), st.booleans(), st.booleans())
def test_an_interval_is_the_inequality_that_says_the_same(low, width, left, right):
    high = low + width
    interval = f"{'[' if left else '('}{low},{high}{']' if right else ')'}"
    chain = str(low) + ("\\le " if left else "<") + "x" + ("\\le " if right else "<") + str(high)
    wrong = str(low) + ("<" if left else "\\le ") + "x" + ("\\le " if right else "<") + str(high)
    if (interval[0], interval[-1]) != ("(", ")"):
        assert equal(interval, f"\\boxed{{{chain}}}").equal is True
        assert equal(interval, f"\\boxed{{{wrong}}}").equal is False
    assert equal(chain, f"\\boxed{{{interval}}}").equal is True


@given(st.integers(2, 400), st.integers(2, 400))
@settings(deadline=None)
def test_roots_are_compared_as_numbers(a, b):
    left, right = f"\\sqrt{{{a}}}\\cdot\\sqrt{{{b}}}", f"\\sqrt{{{a * b}}}"
    assert equal(left, f"\\boxed{{{right}}}").equal is True
    assert equal(left, f"\\boxed{{\\sqrt{{{a * b + 1}}}}}").equal is False
    nested = f"\\sqrt{{{a + b}+2\\sqrt{{{a * b}}}}}"
    assert equal(f"\\sqrt{{{a}}}+\\sqrt{{{b}}}", f"\\boxed{{{nested}}}").equal is True


_PIECES = (
    "\\frac", "{", "}", "1", "23", "x", "\\sqrt", "^", "_", "(", ")", "[", "]", ",", "\\text{",
    "or", "\\boxed{", "\\pm", "=", "<", "\\cup", "-", "+", "/", "%", "°", "$", "\\{", "\\}",
    "|", "!", " ", "\\begin{pmatrix}", "\\end{pmatrix}", "&", "\\\\", "\\infty", "sin", "log",
    "\\int", "dx", ":",
    "answer", "is", "the", "not", "答案是", "</think>", "<think>", "#### ", "\n", ".", "½", "万",
    "é",
)  # fmt: skip
pieces = st.sampled_from(_PIECES)


@given(st.lists(pieces, max_size=40).map("".join) | st.text(max_size=60))
@settings(max_examples=400, deadline=None)
@example("\\frac{1}{0}")
@example("(1_2)^{3_4}")
@example("\\sum_{k=1}^{2} k_")
def test_no_text_raises_and_the_same_text_gets_the_same_result(text):
    for gold in ("1", "x^2", "\\{1,2\\}"):
        assert equal(gold, text) == equal(gold, text)
        assert equal(gold, f"\\boxed{{{text}}}").equal in {True, False, None}


@given(st.lists(pieces, max_size=20).map("".join))
@settings(max_examples=300, deadline=None)
def test_what_can_be_read_is_equal_to_itself_or_says_nothing(text):
    try:
        value = read(text).value
        alike = same(value, value, Comparison())
    except (Beyond, Undecided):
        return
    assert alike or "Relation" in repr(value)


@given(st.lists(pieces, max_size=25).map("".join), st.integers(-99, 99))
@settings(max_examples=300, deadline=None)
def test_the_short_way_agrees_with_the_long_way(text, number):
    for response in (
        text,
        f"{text}\\boxed{{{number}}}",
        f"{text}\n#### {number}",
        f"{text}\nA: {number}",
    ):
        if "<" in response or "◁" in response:
            continue
        long_way = final_answer(in_english(response), answer_in)
        for short in (boxed_at_end(response), stated_at_end(response)):
            if short is not None:
                same_text(short, long_way)


@given(st.lists(pieces, max_size=8).map("".join), st.lists(pieces, max_size=8).map("".join))
@settings(max_examples=300, deadline=None)
def test_what_is_seen_at_a_glance_is_what_reading_finds(gold, found):
    glance = same_at_a_glance(gold, found)
    if glance is None:
        return
    try:
        assert same(read(gold).value, read(found).value, Comparison()) is glance or gold == found
    except (Beyond, Undecided):
        return
