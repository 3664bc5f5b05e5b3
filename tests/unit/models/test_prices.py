import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keju.core.errors import InputError
from keju.core.records import Message, Usage
from keju.models.prices import Price, cost, highest_cost, price_from, shipped_prices

PRICE = Price(input=2.0, output=8.0, cached=0.5)
COUNTS = st.integers(0, 10**6)
RATES = st.floats(0, 1000)


def test_an_answer_costs_what_it_read_and_what_it_wrote():
    assert cost(PRICE, Usage(1_000_000, 500_000)) == pytest.approx(2.0 + 4.0)


def test_what_was_cached_is_cheaper():
    assert cost(PRICE, Usage(1_000_000, 0, cached_tokens=400_000)) == pytest.approx(1.2 + 0.2)


def test_without_a_price_of_its_own_what_was_cached_costs_as_much():
    assert cost(Price(2.0, 8.0), Usage(100, 0, cached_tokens=50)) == cost(PRICE, Usage(100, 0))


def test_more_cached_than_was_read_is_not_paid():
    assert cost(PRICE, Usage(100, 0, cached_tokens=10**6)) == pytest.approx(100 * 0.5 / 1e6)


@pytest.mark.parametrize("usage", [Usage(), Usage(10), Usage(None, 10)])
def test_a_cost_that_was_not_counted_is_unknown_and_not_nothing(usage):
    assert cost(PRICE, usage) is None


def test_reasoning_tokens_are_part_of_what_was_written():
    assert cost(PRICE, Usage(0, 100, reasoning_tokens=90)) == cost(PRICE, Usage(0, 100))


@given(
    st.text(st.characters(), max_size=200), st.integers(1, 10**5), RATES, RATES, st.none() | RATES
)
def test_no_answer_costs_more_than_is_reserved_for_it(text, bound, fresh, written, cached):
    """Every byte a token of its own, the whole bound used, and all of it cached or none."""
    price, messages = Price(fresh, written, cached), (Message("user", text),)
    tokens = len(text.encode("utf-8", "surrogatepass")) + 8
    for hit in (0, tokens):
        paid = cost(price, Usage(tokens, bound, cached_tokens=hit))
        assert paid <= highest_cost(price, messages, bound) + 1e-15


def test_an_answer_without_a_bound_reserves_for_a_very_long_one():
    assert highest_cost(PRICE, (), None) >= 100_000 * 8.0 / 1e6


def test_every_shipped_price_is_dated_and_dearer_to_write_than_to_read():
    for name, price in shipped_prices().items():
        assert name.count("/") == 1
        assert price.as_of is not None
        assert 0 < price.input <= price.output
        assert price.cached is None or price.cached <= price.input


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"output": 1}, "input must be US dollars per million tokens, a number ≥ 0"),
        ({"input": 1}, "output must be"),
        ({"input": -1, "output": 1}, "input must be"),
        ({"input": "1", "output": 1}, "input must be"),
        ({"input": True, "output": 1}, "input must be"),
        ({"input": math.nan, "output": 1}, "input must be"),
        ({"input": 1, "output": math.inf}, "output must be"),
        ({"input": 1, "output": 1, "cached": "x"}, "cached must be"),
        ({"input": 1, "output": 1, "ouput": 1}, "unknown field 'ouput'"),
    ],
)
def test_a_price_that_cannot_be_is_refused_by_name(table, words):
    with pytest.raises(InputError, match=r"^keju\.toml \[prices\.x\]: ") as raised:
        price_from(table, "keju.toml [prices.x]")
    assert words in str(raised.value)


def test_a_price_is_read():
    assert price_from({"input": 1, "output": 2, "cached": 0}, "x") == Price(1.0, 2.0, 0.0)
