import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keju.training.traces import chain_trace, product_trace


def forwards(text):
    return int(text[::-1])


def without_carries(text):
    return forwards(text[::2])


def test_a_product_is_worked_out_line_by_line():
    assert product_trace(347, 582) == (
        "743*285\n2:418060>4960;40906000\n8:652342>6772;4051418020\n5:530251>5371;405090110120"
    )


@pytest.mark.parametrize(("left", "right"), [(999, 999), (100, 101), (347, 582), (908, 370)])
def test_every_line_of_a_product_adds_up(left, right):
    lines = product_trace(left, right).split("\n")[1:]
    total = 0
    for place, line in enumerate(lines):
        digit, products, partial, running = re.fullmatch(
            r"(\d):(\d{6})>(\d{4});(\d+)", line
        ).groups()
        each = [forwards(products[i : i + 2]) for i in (0, 2, 4)]
        assert each == [int(factor) * int(digit) for factor in str(left)[::-1]]
        assert forwards(partial) == sum(value * 10**i for i, value in enumerate(each))
        total += forwards(partial) * 10**place
        assert without_carries(running) == total
    assert total == left * right


def test_a_chain_adds_two_numbers_a_line_and_repeats_what_is_left():
    assert chain_trace([47, 85, -23, 9]) == (
        "47+85-23+9\n7400+5800=21311000-23+9\n2310-3200=91001000+9\n9010+9000=81101000"
    )


@given(left=st.integers(0, 9999), right=st.integers(0, 9999))
def test_a_sum_and_a_difference_carry_as_on_paper(left, right):
    high, low = max(left, right), min(left, right)
    for lines in (chain_trace([left, right]), chain_trace([high, -low])):
        result = lines.rpartition("=")[2]
        assert set(result[1::2]) <= set("01")
    assert without_carries(chain_trace([high, -low]).rpartition("=")[2]) == high - low
