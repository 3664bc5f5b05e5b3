import pytest

from keju.marking.programs import OUTPUT_CHECKERS


def right(checker, expected, printed, tolerance=None):
    return OUTPUT_CHECKERS[checker]("", expected, printed, tolerance)


@pytest.mark.parametrize("printed", ["1 2\n3", "1 2\n3\n", "1 2  \n3\r\n\n\n", "1 2\r\n3\t"])
def test_space_at_the_end_of_lines_and_of_everything_does_not_count(printed):
    assert right("lines", "1 2\n3\n", printed)


@pytest.mark.parametrize("printed", ["1  2\n3", "1 2 3", "1 2\n\n3", " 1 2\n3", "\n1 2\n3", ""])
def test_space_inside_lines_and_the_lines_themselves_count(printed):
    assert not right("lines", "1 2\n3\n", printed)


def test_only_line_ends_end_a_line():
    assert not right("lines", "a\nb", "a\u2028b")
    assert not right("lines", "a\nb", "a\x0cb")


def test_numbers_are_exact_unless_a_tolerance_is_asked():
    assert not right("lines", "0.333333333", "0.3333333333333333")
    assert right("lines", "0.333333333", "0.3333333333333333", 1e-6)
    assert not right("lines", "0.333333333", "0.3334", 1e-6)
    assert not right("lines", "1.0", "1")


def test_a_tolerance_is_relative_for_large_numbers_and_absolute_for_small_ones():
    assert right("lines", "1000000", "1000000.9", 1e-6)
    assert not right("lines", "1000000", "1000001.1", 1e-6)
    assert right("lines", "0.0000001", "0.0000009", 1e-6)


@pytest.mark.parametrize(
    "printed", ["nan", "inf", "-inf", "1e999", "0x1", "1_0", "١", "one", "1,0"]
)
def test_no_word_is_near_a_number_but_a_number(printed):
    assert not right("float_tokens", "1.0", printed)
    assert not right("float_tokens", "10", printed)


def test_infinities_are_near_themselves_alone():
    assert right("float_tokens", "inf", "Infinity")
    assert not right("float_tokens", "inf", "-inf")
    assert not right("float_tokens", "inf", "1e999")


def test_a_number_of_a_million_digits_is_compared_and_not_computed_with():
    digits = "7" * 1_000_000
    assert right("float_tokens", digits, digits)
    assert right("decimal_tokens", f"{digits}.0", digits)
    assert not right("float_tokens", "1e999999", "2e-999999")


def test_decimal_tokens_are_compared_by_value():
    assert right("decimal_tokens", "1.0 2\n3", "1 2.00\n3e0")
    assert not right("decimal_tokens", "1.0 2\n3", "1 2\n3\n4")
    assert not right("decimal_tokens", "0.3", "0.30000000000000004")


def test_what_a_checker_leaves_open_is_open_and_nothing_else():
    assert right("tokens", "1 2\n3", "1\n2 3")
    assert not right("tokens", "1 2", "12")
    assert right("lines_any_order", "a\nb\na", "b\na\na")
    assert not right("lines_any_order", "a\nb\na", "b\nb\na")
    assert right("tokens_any_order", "1 2\n3", "3 1\n2")
    assert not right("tokens_any_order", "1 1 2", "1 2 2")
    assert right("any_case", "YES\nNo", "yes no")
    assert not right("any_case", "YES", "no")


@pytest.mark.parametrize("checker", OUTPUT_CHECKERS)
def test_every_checker_takes_what_is_expected_and_nothing_instead_of_it(checker):
    assert right(checker, "1 2\nx", "1 2\nx\n")
    for printed in ("", "0", "1 2", "1 2\nx\ny", "1 2\nz"):
        assert not right(checker, "1 2\nx", printed)
