import math
from collections import Counter, OrderedDict, defaultdict
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keju.sandbox.box.values import UnsayableError, decode, encode

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=10**30)
    | st.floats(allow_nan=False)
    | st.text(st.characters())
    | st.binary()
    | st.complex_numbers(allow_nan=False)
)
KEYS = st.integers() | st.text() | st.tuples(st.binary(), st.floats(allow_nan=False))
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(KEYS, inner, max_size=4)
        | st.sets(KEYS, max_size=4)
        | st.frozensets(KEYS, max_size=4)
    ),
    max_leaves=12,
)


def same(left, right):
    """Equal, and of the same types all the way down."""
    if type(left) is not type(right):
        return False
    if type(left) in (list, tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if type(left) is dict:
        return list(map(repr, left)) == list(map(repr, right)) and all(
            same(left[key], right[key]) for key in left
        )
    return left == right and (
        type(left) is not float or math.copysign(1, left) == math.copysign(1, right)
    )


@given(VALUES)
def test_a_value_comes_back_as_it_went(value):
    assert same(decode(encode(value)), value)


@pytest.mark.parametrize(
    "value",
    [math.inf, -math.inf, "\ud83d\ude00", "\ud800", 10**6000, -0.0, {1: 2}, {"1": 2}],
    ids=range(8),
)
def test_what_json_alone_would_spoil_comes_back_too(value):
    assert same(decode(encode(value)), value)


def test_not_a_number_comes_back():
    assert math.isnan(decode(encode([math.nan]))[0])


class AnyNumber(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


class Text(str):
    __slots__ = ()


class Point(NamedTuple):
    x: int
    y: int


@pytest.mark.parametrize(
    "value",
    [
        AnyNumber(7),
        Text("7"),
        [AnyNumber(7)],
        {Text("a"): 1},
        Point(1, 2),
        object(),
        len,
        range(3),
        iter([]),
    ],
)
def test_an_instance_of_a_subclass_or_of_another_class_is_refused(value):
    with pytest.raises(UnsayableError, match="cannot leave the program"):
        encode(value)


@pytest.mark.parametrize(
    "value",
    [Counter("aab"), OrderedDict(a=1), defaultdict(list, a=[1])],
    ids=lambda value: type(value).__name__,
)
def test_the_dictionaries_of_the_standard_library_leave_as_dictionaries(value):
    left = decode(encode(value))
    assert type(left) is dict
    assert left == value


def test_a_value_without_bottom_is_refused():
    loop = []
    loop.append(loop)
    with pytest.raises(UnsayableError, match="deeper"):
        encode(loop)
    many = [[0] * 1_000] * 1_000
    with pytest.raises(UnsayableError, match="too many parts"):
        encode(many, 10_000)


def test_a_value_above_the_limit_is_refused():
    assert decode(encode("x" * 90, 100)) == "x" * 90
    with pytest.raises(UnsayableError, match="more than 100 bytes"):
        encode("x" * 100, 100)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nothing",
        b"\xff",
        b'{"int":"zz"}',
        b'{"int":1,"str":"00"}',
        b'{"code":"import os"}',
        b'{"set":[[1]]}',
        b'{"dict":[[1]]}',
        b'{"dict":[[[1],2]]}',
        b"[" * 100_000,
        b'{"tuple":' * 3_000 + b"[" + b"]" + b"}" * 3_000,
        b"1" * 5_000,
    ],
    ids=range(12),
)
def test_what_is_no_value_is_refused_when_it_is_read(data):
    with pytest.raises(UnsayableError):
        decode(data)


def test_keys_that_were_chosen_to_collide_are_refused():
    modulus = (1 << 61) - 1
    with pytest.raises(UnsayableError, match="equal hash"):
        decode(encode([{"set": 1}, {index * modulus for index in range(100)}]))
    assert len(decode(encode(set(range(1_000))))) == 1_000
