"""How a match of an expression begins, and which expressions may search for ever."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keju.core.expressions import begins_a_word, openings, why_slow

SLOW = [
    "(a+)+b",
    "(a|a)*b",
    "(?:a|ab)*c",
    "(x+x+)+y",
    ".*x.*y",
    r"\s*\s*\s*a",
    "(?:a?){40}b",
    "(.{0,100}a){0,9}b",
    r"(?:\S+ ?){0,3}x",
    "(?=(a+)+b)c",
    "(?>(a+)+b)c",
    r"(a)?(?(1)(?:a*a*a*)b|c)",
    r"(?:\d+[,.]?)+ dead",
]
QUICK = [
    "martial law",
    "(?:troops|soldiers).{0,120}(?:fired|shot)",
    r"\w+ \w+ \w+",
    r"(?:\w+ ){0,3}law",
    r"turn\w* down\w*.{0,40}aid",
    "a.{0,80}b.{0,80}c",
    "(?:a++)+b",
    "(?>a+)(?!b+)c",
    ".*x",
    "(?:ab)*c",
    "(a*)*+b",
    r"6[23](\.\d+)? ?%",
    r"fell\w* in \d+",
]


@pytest.mark.parametrize("expression", SLOW)
def test_repeats_within_or_after_repeats_may_search_for_ever(expression):
    assert "bound" in (why_slow(expression) or "")


@pytest.mark.parametrize("expression", QUICK)
def test_what_can_end_in_few_ways_is_quick(expression):
    assert why_slow(expression) is None


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("fir(?:ed|st)", {"fir"}),
        ("(?:no|n[eo]ver) one", {"no ", "nev", "nov"}),
        ("ab?c", {"abc", "ac"}),
        ("go+d", {"go"}),
        ("in[^,]{2}", {"in"}),
        (r"\b(?:we|us)\b", {"we", "us"}),
        (".own", {""}),
    ],
)
def test_openings_are_how_a_match_begins(expression, wanted):
    assert openings(expression, 3) == wanted


ATOM = st.sampled_from(["a", "b", "c", "[ab]", "[^a]", ".", r"\w"])
EXPRESSIONS = st.recursive(
    ATOM,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{0,2}?", "++"])).map(
            lambda two: f"(?:{two[0]}){two[1]}"
        ),
        inner.map(lambda one: rf"(?={one})\b{one}"),
    ),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(EXPRESSIONS, st.text("abc ", max_size=12), st.integers(1, 4))
def test_every_match_begins_with_one_of_its_openings(expression, text, width):
    known = tuple(openings(expression, width))
    pattern = re.compile(expression)
    places = [at for at in range(len(text) + 1) if pattern.match(text, at)]
    assert all(text.startswith(known, at) for at in places)


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        (r"\btanks?", True),
        (r"\b(?:tank|shot)", True),
        (r"\btank|\bshot", True),
        (r"\btank|shot", False),
        (r"(?a)\btank", False),
        (r"\Btank", False),
        ("^tank", False),
        ("tank", False),
        ("", False),
    ],
)
def test_an_expression_begins_a_word_if_all_its_alternatives_do(expression, wanted):
    assert begins_a_word(expression) == wanted
