# ruff: noqa: FBT003 - truth values are what is compared here
import math

import pytest

from keju.marking.programs import VALUE_CHECKERS


def right(expected, got, checker="exact", tolerance=None):
    return VALUE_CHECKERS[checker]((), expected, got, tolerance)


DIFFERENT = [
    (1, True),
    (0, False),
    (1, 1.0),
    ("1", 1),
    (None, 0),
    ([], None),
    ([1], [True]),
    ([1, 2], [2, 1]),
    ([1], [1, 1]),
    ("ab", ["a", "b"]),
    ({"a": 1}, {"a": 1, "b": 2}),
    ({"a": 1}, {"a": True}),
    ({"a": 1}, {"b": 1}),
    ([1, 2], {1, 2}),
    (1.0, True),
    (1.0, "1.0"),
    (b"a", "a"),
]


@pytest.mark.parametrize(("expected", "got"), DIFFERENT)
def test_another_type_or_another_value_is_wrong(expected, got):
    assert not right(expected, got)
    assert right(expected, expected)
    assert right(got, got)
    assert not right((1, 2), [1, 2])


SAME = [
    ([1, [2]], (1, (2,))),
    (2.0, 2),
    (0.1 + 0.2, 0.3),
    (math.inf, math.inf),
    (math.nan, math.nan),
    ({"1": 5}, {1: 5}),
    ({1, 2}, {2, 1}),
    (10**400, 10**400),
]


@pytest.mark.parametrize(("expected", "got"), SAME)
def test_what_json_cannot_say_is_understood(expected, got):
    assert right(expected, got)


def test_floats_may_differ_by_the_tolerance_and_no_more():
    assert right(1 / 3, 0.3333333333)
    assert not right(1 / 3, 0.33333333)
    assert right(1 / 3, 0.33, tolerance=0.01)
    assert not right(1.0, 1.02, tolerance=0.01)
    assert not right(math.inf, 1e308)
    assert not right(1.0, math.nan)
    assert not right(1.5, 10**400)


def test_whole_numbers_have_no_tolerance():
    assert not right(1_000_000_000_000, 1_000_000_000_001)
    assert not right(100, 101, tolerance=0.5)


def test_two_keys_that_read_the_same_do_not_hide_each_other():
    assert not right({"1": 5, "2": 6}, {1: 5, "1": 6})


def test_unordered_compares_how_often_each_element_stands():
    assert right([1, 2, 2], [2, 1, 2], "unordered")
    assert right([[1, 2], [0]], [[0], [1, 2]], "unordered")
    assert right([0.1 + 0.2, 5.0], [5.0, 0.3], "unordered")
    assert not right([1, 2, 2], [2, 1, 1], "unordered")
    assert not right([[1, 2]], [[2, 1]], "unordered")
    assert not right([1], 1, "unordered")
    assert right(list(range(50_000)), list(range(50_000))[::-1], "unordered")


def test_python_calls_equal_what_python_calls_equal():
    assert right(1, True, "python")
    assert right(1, 1.0, "python")
    assert not right([1], (1,), "python")
    assert not right(0.3, 0.1 + 0.2, "python")
    assert right(0.3, 0.1 + 0.2, "python", 1e-9)


def test_truth_is_what_if_sees():
    assert right(True, [0], "truth")
    assert right(False, "", "truth")
    assert not right(True, 0, "truth")
    assert not right(False, "no", "truth")
