"""pass@k and pass^k: against all choices, and exact on average."""

from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keju.stats.passing import pass_at, pass_hat

DRAWS = st.integers(1, 9).flatmap(
    lambda n: st.tuples(st.just(n), st.integers(0, n), st.integers(1, n))
)


@given(DRAWS)
def test_they_are_the_shares_of_all_choices(draw):
    n, c, k = draw
    chosen = list(combinations([1] * c + [0] * (n - c), k))
    assert pass_at(n, c, k) == pytest.approx(sum(map(any, chosen)) / len(chosen))
    assert pass_hat(n, c, k) == pytest.approx(sum(map(all, chosen)) / len(chosen))


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
@pytest.mark.parametrize(("n", "k"), [(4, 1), (4, 3), (7, 2), (5, 5)])
def test_they_are_unbiased(p, n, k):
    chances = [comb(n, c) * p**c * (1 - p) ** (n - c) for c in range(n + 1)]
    at = sum(chance * pass_at(n, c, k) for c, chance in enumerate(chances))
    hat = sum(chance * pass_hat(n, c, k) for c, chance in enumerate(chances))
    assert at == pytest.approx(1 - (1 - p) ** k)
    assert hat == pytest.approx(p**k)


def test_large_numbers_are_exact():
    assert pass_hat(20_000, 10_000, 1) == 0.5
    assert pass_at(20_000, 1, 10_000) == 0.5


@pytest.mark.parametrize(("n", "c", "k"), [(3, 4, 1), (3, -1, 1), (3, 1, 4), (3, 1, 0)])
def test_what_cannot_be_is_refused(n, c, k):
    with pytest.raises(ValueError, match="cannot be"):
        pass_at(n, c, k)
