"""Reading programs and values: what any text may do, and what any value is the same as."""

import ast
import copy

from hypothesis import given
from hypothesis import strategies as st

from keju.marking.programs import OUTPUT_CHECKERS, VALUE_CHECKERS
from keju.marking.programs.extraction import Wanted, program_in
from keju.marking.programs.literals import NotLiteralError, literal

PIECES = [
    "```",
    "~~~",
    "python",
    "\n",
    "def f(n):\n",
    "    return n\n",
    "input()",
    " ",
    "> ",
    "<think>",
]
PIECES += ["</think>", "(", "'''", "\x00", "\ud800", "é", "f", "=", "class f:\n    x = 1\n"]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=30).map("".join)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)
WANTED = [None, Wanted("f"), Wanted("f", "def f(n):\n"), Wanted("f.g")]


@given(TEXTS, st.sampled_from(WANTED))
def test_any_text_has_a_program_or_none(text, wanted):
    found = program_in(text, wanted)
    assert found is None or isinstance(found, str)


@given(st.text(st.characters(blacklist_characters="`~\r<|◁", blacklist_categories=["Cs"])))
def test_what_stands_in_a_closed_block_comes_out_as_it_went_in(code):
    assert program_in(f"Words.\n```python\n{code}\n```\nWords.") == code


@given(TEXTS)
def test_an_expression_has_a_value_or_is_no_literal(text):
    try:
        node = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    try:
        value = literal(node)
    except NotLiteralError:
        return
    assert repr(value) == repr(eval(text, {"__builtins__": {}}))


@given(PLAIN)
def test_every_value_is_the_same_as_its_copy(value):
    for name in ("exact", "python"):
        assert VALUE_CHECKERS[name]((), value, copy.deepcopy(value), None)


@given(PLAIN, PLAIN)
def test_no_value_is_the_same_as_one_that_is_not_equal(one, other):
    if VALUE_CHECKERS["exact"]((), one, other, 0.0):
        assert one == other


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from([None, 0.0, 1e-6]))
def test_every_checker_decides_on_any_text_and_finds_each_the_same_as_itself(one, other, tolerance):
    for check in OUTPUT_CHECKERS.values():
        assert check("", one, one, tolerance) is True
        assert check("", one, other, tolerance) in {True, False}
