import itertools
from random import Random

import pytest

from keju.comparing.deciding import decide, draws
from keju.comparing.marks import Marks
from keju.core.comparison import Ruling
from keju.core.design import Design, Estimand, Test
from keju.core.errors import InputError


def marks(name, scores, clusters=None):
    table = {f"q{n}": s if isinstance(s, tuple) else (s,) for n, s in enumerate(scores)}
    names = {} if clusters is None else {f"q{n}": c for n, c in enumerate(clusters)}
    return Marks(name, "exam", table, names)


def some(n, rate, seed):
    random = Random(seed)
    return [float(random.random() < rate) for _ in range(n)]


STRONG, WEAK = some(400, 0.9, 1), some(400, 0.6, 2)


def test_the_better_of_two_is_found_with_few_of_the_answers():
    found = decide(marks("strong", STRONG), marks("weak", WEAK), Design())
    assert found.ruling is Ruling.A
    assert found.answers_used < 200
    assert 0 < found.interval[0] < found.gap < found.interval[1]
    assert found.at_end.pairs == 400
    assert found.path[-1].pairs == found.pairs == found.answers_used
    assert found.a.accuracy - found.b.accuracy == pytest.approx(found.gap)


def test_swapping_the_two_swaps_everything():
    there = decide(marks("s", STRONG), marks("w", WEAK), Design())
    back = decide(marks("w", WEAK), marks("s", STRONG), Design())
    assert (there.ruling, back.ruling) == (Ruling.A, Ruling.B)
    assert there.gap == -back.gap
    assert there.interval == pytest.approx((-back.interval[1], -back.interval[0]), abs=1e-8)
    assert there.discordant == back.discordant[::-1]


def test_the_order_of_the_rows_is_irrelevant_and_the_order_of_the_test_is_not():
    a, b = marks("s", STRONG), marks("w", WEAK)
    reversed_rows = Marks("s", "exam", dict(reversed(a.scores.items())))
    assert decide(reversed_rows, b, Design()) == decide(a, b, Design())
    used = {decide(a, b, Design(order=n)).answers_used for n in range(5)}
    assert len(used) > 1


def test_pairs_without_a_score_are_counted_and_bound_the_claim():
    scores = [None if n % 4 == 0 else s for n, s in enumerate(STRONG)]
    found = decide(marks("s", scores), marks("w", WEAK), Design())
    assert found.excluded > 0
    assert found.pairs + found.excluded == found.answers_used
    share = found.pairs / found.answers_used
    low, high = found.interval
    assert found.worst == pytest.approx((low * share - (1 - share), high * share + (1 - share)))


def test_one_attempt_without_a_score_leaves_the_whole_pair_out():
    found = decide(
        marks("s", [(1.0, None), *[(1.0, 1.0)] * 30]), marks("w", [(0.0, 0.0)] * 31), Design()
    )
    assert found.a.accuracy == 1.0
    assert found.answers_used == 2 * (found.pairs + found.excluded)


def test_clusters_are_units_and_are_listed_with_their_gaps():
    clusters = [str(n // 4) for n in range(400)]
    a, b = marks("s", STRONG, clusters), marks("w", WEAK, clusters)
    found = decide(a, b, Design())
    assert found.units == pytest.approx(found.pairs / 4)
    assert sum(pairs for _, pairs, _ in found.clusters) == found.pairs


def test_a_whole_bank_always_has_a_verdict():
    a, b = marks("s", some(60, 0.5, 3)), marks("w", some(60, 0.5, 4))
    found = decide(a, b, Design(estimand=Estimand.THIS_BANK, gap=0.001))
    true_gap = (sum(s for (s,) in a.scores.values()) - sum(s for (s,) in b.scores.values())) / 60
    expected = Ruling.A if true_gap > 0 else Ruling.B if true_gap < 0 else Ruling.EQUAL
    assert found.ruling is expected


def test_fresh_answers_are_taken_from_the_attempts_and_end_with_them():
    a, b = marks("s", [(1.0, 1.0)] * 3), marks("w", [(0.0, 0.0)] * 3)
    found = decide(a, b, Design(estimand=Estimand.FRESH))
    expected = next(n for n, (_, attempt) in enumerate(draws(3, 0)) if attempt == 2)
    assert found.answers_used == expected
    assert "wanted answer 3" in found.notes[0]


def test_a_redraw_takes_the_next_attempt():
    drawn = list(itertools.islice(draws(5, 7), 200))
    for unit in range(5):
        attempts = [attempt for each, attempt in drawn if each == unit]
        assert attempts == list(range(len(attempts)))
    assert (
        drawn
        == list(itertools.islice(draws(5, 7), 200))
        != list(itertools.islice(draws(5, 8), 200))
    )


def test_the_exact_test_decides_too():
    found = decide(marks("s", STRONG), marks("w", WEAK), Design(test=Test.EXACT))
    assert (found.ruling, found.interval, found.worst) == (Ruling.A, None, None)


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        ([1.0, 0.0], [1.0, 0.0], "same score on each of 2 items"),
        ([None, 1.0], [1.0, None], "nothing to compare"),
        ([None, 1.0, None], [1.0, 0.0, None], "Only one item"),
        ([1.0], [0.0], "too few"),
    ],
)
def test_what_says_nothing_is_refused(a, b, words):
    with pytest.raises(InputError, match=words):
        decide(marks("a", a), marks("b", b), Design())


def test_several_attempts_are_refused_by_the_exact_test():
    with pytest.raises(InputError, match="one answer to each question"):
        decide(marks("a", [(1.0, 1.0)] * 9), marks("b", [(0.0, 0.0)] * 9), Design(test=Test.EXACT))


def test_in_a_whole_bank_the_gap_and_its_interval_are_of_the_same_thing():
    a, b = marks("a", [1.0, 1.0, None, 1.0]), marks("b", [0.0, 1.0, 1.0, 0.0])
    found = decide(a, b, Design(estimand=Estimand.THIS_BANK, gap=0.001))
    last = found.at_end or found.path[-1]
    assert last.gap == pytest.approx(0.5)
    assert (last.low, last.high) == pytest.approx((0.5, 0.5), abs=1e-6)
