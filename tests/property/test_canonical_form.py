"""Identifiers are stable and, up to surrogate pairs, injective for anything JSON can say."""

import json

from hypothesis import given
from hypothesis import strategies as st

from keju.core.canonical import canonical_json, identifier
from keju.core.records import Message, Question

ANY_TEXT = st.text(st.characters())  # lone surrogates and NUL included
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | ANY_TEXT
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
)
MESSAGES = st.lists(
    st.builds(Message, st.sampled_from(["system", "user", "assistant"]), ANY_TEXT), max_size=4
).map(tuple)


def joined(value):
    """Join surrogate pairs, which JSON cannot tell from the character they make."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    if isinstance(value, list):
        return [joined(each) for each in value]
    if isinstance(value, dict):
        return {joined(key): joined(each) for key, each in value.items()}
    return value


def exact(value):
    """Tell apart what Python calls equal: 1, 1.0 and True, 0.0 and -0.0, but no order of keys."""
    if isinstance(value, list):
        return ("list", *map(exact, value))
    if isinstance(value, dict):
        return ("dict", *sorted((key, exact(each)) for key, each in value.items()))
    return (type(value).__name__, repr(value))


@given(VALUES)
def test_the_form_is_pure_ascii_and_is_read_back_as_the_same_value(value):
    written = canonical_json(value)
    assert written.isascii()
    assert canonical_json(json.loads(written)) == written


@given(ANY_TEXT)
def test_any_string_is_read_back_as_it_was_written(text):
    assert json.loads(canonical_json(text)) == joined(text)


@given(st.dictionaries(ANY_TEXT, SCALARS, max_size=6), st.randoms())
def test_the_order_of_keys_does_not_matter(value, random):
    keys = list(value)
    random.shuffle(keys)
    assert identifier("x", {key: value[key] for key in keys}) == identifier("x", value)


@given(VALUES, VALUES)
def test_different_values_have_different_identifiers(left, right):
    same = exact(joined(left)) == exact(joined(right))
    assert (identifier("x", left) == identifier("x", right)) == same


@given(MESSAGES, MESSAGES)
def test_different_questions_have_different_identifiers(left, right):
    def turns(messages):
        return [(m.role, joined(m.content)) for m in messages]

    assert (Question(left).id == Question(right).id) == (turns(left) == turns(right))


@given(MESSAGES)
def test_a_question_keeps_its_identifier(messages):
    first = Question(messages).id
    assert first == Question(tuple(Message(m.role, m.content) for m in messages)).id
    assert len(first) == 64
    assert set(first) <= set("0123456789abcdef")
