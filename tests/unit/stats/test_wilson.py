import pytest

from keju.stats import wilson


def test_a_known_interval():
    # By hand: z = 1.959964, n = 10, 5 successes: 0.5 ± z / (2 √(n + z²)).
    assert wilson(5, 10) == pytest.approx((0.2365931, 0.7634069), abs=1e-7)


def test_no_answers_say_nothing():
    assert wilson(0, 0) == (0.0, 1.0)


def test_the_ends_are_exact_at_none_and_all():
    assert wilson(0, 7)[0] == 0.0
    assert wilson(7, 7)[1] == 1.0
    assert wilson(0, 7)[1] == pytest.approx(0.3543302, abs=1e-6)


def test_graded_scores_are_taken():
    # By hand: 0.5 ± 1.959964 / 8.841459 * √(1.25 + 0.960365).
    assert wilson(2.5, 5) == pytest.approx((0.1704236, 0.8295764), abs=1e-6)


@pytest.mark.parametrize(
    ("successes", "n", "level"),
    [(-1, 5, 0.95), (6, 5, 0.95), (1, 5, 0.0), (1, 5, 1.0), (0, -1, 0.9)],
)
def test_impossible_counts_and_levels_are_refused(successes, n, level):
    with pytest.raises(ValueError, match="must"):
        wilson(successes, n, level)
