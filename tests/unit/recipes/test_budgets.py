import pytest

from keju.core.errors import InputError
from keju.recipes.budgets import parse_budgets
from keju.runner import Limits


@pytest.mark.parametrize(
    ("texts", "limits"),
    [
        ([], Limits()),
        (["5usd"], Limits(dollars=5.0)),
        (["0.5 USD"], Limits(dollars=0.5)),
        (["1000answers"], Limits(answers=1000)),
        (["2Mtokens"], Limits(tokens=2_000_000)),
        (["1.5ktokens"], Limits(tokens=1500)),
        (["30min"], Limits(seconds=1800.0)),
        (["90s"], Limits(seconds=90.0)),
        ([" 1.5 h "], Limits(seconds=5400.0)),
        (["5usd", "1kanswers", "2Mtokens", "1h"], Limits(1000, 2_000_000, 5.0, 3600.0)),
    ],
)
def test_a_budget_is_read(texts, limits):
    assert parse_budgets(texts) == limits


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5",
        "usd",
        "-5usd",
        "5 euro",
        "5Gtokens",
        "1e3answers",
        "1,000answers",
        "5usd5usd",
        "5ms",
    ],
)
def test_a_budget_that_cannot_be_read_shows_the_form(text):
    with pytest.raises(InputError, match="5usd, 1000answers, 2Mtokens, 30min") as raised:
        parse_budgets([text])
    assert repr(text) in str(raised.value)


def test_one_thing_is_bounded_once():
    with pytest.raises(InputError, match="seconds are bounded twice"):
        parse_budgets(["30min", "1h"])


@pytest.mark.parametrize("unit", ["answers", "tokens", "usd", "h"])
def test_a_budget_without_an_end_is_none(unit):
    with pytest.raises(InputError, match="without an end"):
        parse_budgets(["9" * 400 + unit])
