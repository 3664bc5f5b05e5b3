"""Rankings of scores at hand, and the referee that asks for them."""

from dataclasses import replace
from math import log
from pathlib import Path
from random import Random

import numpy as np
import pytest

from keju.comparing.deciding import decide
from keju.comparing.marks import Marks
from keju.comparing.ranking import field_of, rank
from keju.comparing.ranking_referee import Goal, RankingReferee, Spent
from keju.comparing.trials import Plot
from keju.core.comparison import Ruling
from keju.core.design import Design, Estimand
from keju.core.design import Test as Kind
from keju.core.errors import InputError
from keju.stats.betting import binary_log_capital
from keju.stats.duels import duel_paths
from keju.stats.multiple import best_bound

MATRICES = (Path(__file__).resolve().parents[3] / ".." / "shared/data/item_matrices").resolve()


def marks(rates, questions=300, seed=1, clusters=1, exam="exam"):
    random = np.random.default_rng(seed)
    level = random.random(questions)
    named = {f"q{n}": f"c{n // clusters}" for n in range(questions)} if clusters > 1 else {}
    return [
        Marks(f"m{k}", exam, {f"q{n}": (float(level[n] < rate),) for n in range(questions)}, named)
        for k, rate in enumerate(rates)
    ]


def ranked(candidates, design=None, exams=1):
    design = design or Design()
    return rank([field_of(candidates, design, exams)], design)[0]


def sets(ranking):
    return {each.name: (each.low, each.high, each.dropped_at) for each in ranking.candidates}


def test_clear_differences_give_single_ranks():
    found = ranked(marks([0.9, 0.6, 0.3]))
    assert [each.rank for each in found.candidates] == ["1", "2", "3"]
    assert found.best == ("m0",)
    assert found.race.answers < found.race.all


def test_equals_share_a_rank_set_and_stay():
    found = ranked(marks([0.8, 0.8, 0.3]))
    assert [(each.low, each.high) for each in found.candidates] == [(1, 2), (1, 2), (3, 3)]
    assert set(found.best) == {"m0", "m1"}
    assert [each.dropped_at is None for each in found.candidates] == [True, True, False]


def test_listing_the_candidates_otherwise_changes_nothing():
    candidates = marks([0.9, 0.85, 0.6, 0.55, 0.3])
    there = ranked(candidates)
    Random(2).shuffle(candidates)
    again = ranked(candidates)
    assert sets(again) == sets(there)
    assert (again.best, again.better) == (there.best, there.better)


@pytest.mark.parametrize("seed", range(12))
def test_two_candidates_are_ranked_as_they_are_compared(seed):
    two = marks([0.7, 0.62], seed=seed, clusters=1 + seed % 3)
    verdict = decide(*two, Design(gap=0.001)).ruling
    found = sets(ranked(two))
    expected = {Ruling.A: (1, 2), Ruling.B: (2, 1)}.get(verdict)
    lows = (found["m0"][0], found["m1"][0])
    assert lows == (expected or (1, 1))


def wins(count, exam="exam"):
    """Two candidates of which the first is right ``count`` times where the other is wrong."""
    items = [f"q{n}" for n in range(count)]
    return [
        Marks(name, exam, dict.fromkeys(items, (score,)))
        for name, score in (("a", 1.0), ("b", 0.0))
    ]


def test_ranked_with_another_exam_it_takes_more_evidence():
    least = next(n for n in range(2, 40) if binary_log_capital(n, 0) >= log(1 / 0.05))
    alone = ranked(wins(least))
    assert (alone.best, alone.candidates[1].dropped_at) == (("a",), least)
    design = Design()
    few, many = rank(
        [field_of(wins(least), design, 2), field_of(wins(60, "other"), design, 2)], design
    )
    assert (few.best, few.candidates[1].dropped_at) == (("a", "b"), None)
    twice = next(n for n in range(2, 40) if binary_log_capital(n, 0) >= log(2 / 0.05))
    assert (many.best, many.candidates[1].dropped_at) == (("a",), twice)
    assert (few.exams, many.exams) == (2, 2)
    assert (few.claims, many.claims) == (0, 1)


def test_whole_clusters_are_asked_and_drop_somebody():
    found = ranked(marks([0.9, 0.3], clusters=4))
    assert (found.units, found.questions) == (75, 300)
    assert found.candidates[1].dropped_at % 4 == 0


def test_at_the_end_of_this_bank_every_rank_is_certain():
    found = ranked(marks([0.52, 0.5, 0.48], 400), Design(estimand=Estimand.THIS_BANK))
    assert [each.rank for each in found.candidates] == ["1", "2", "3"]


def test_what_has_no_score_is_counted_and_no_order_is_taken_for_granted():
    candidates = marks([0.9, 0.6, 0.3])
    gone = candidates[1].scores | {"q0": (None,), "q7": (None,)}
    field = field_of([candidates[0], Marks("m1", "exam", gone), candidates[2]], Design())
    assert [entry.excluded for entry in field.entries] == [0, 2, 0]
    assert not field.transitive
    assert field_of(candidates, Design()).transitive


def changed(candidates, **changes):
    first, *others = candidates
    return [replace(first, **changes), *others]


@pytest.mark.parametrize(
    ("candidates", "design", "says"),
    [
        (marks([0.5], 9), Design(), "at least 2 candidates, not only m0"),
        ([], Design(), "at least 2 candidates"),
        (changed(marks([0.9, 0.5], 9), name="m1"), Design(), "m1 is given twice"),
        (changed(marks([0.9, 0.5], 9), scores={"x": (1.0,)}), Design(), "missing"),
        (marks([0.5, 0.5], 9), Design(), "nobody differs"),
        (marks([0.9, 0.1], 9), Design(estimand=Estimand.FRESH), "fresh"),
        (marks([0.9, 0.1], 9), Design(test=Kind.EXACT), "--test e"),
    ],
)
def test_what_cannot_be_ranked_is_refused_in_one_line(candidates, design, says):
    with pytest.raises(InputError, match=says) as refused:
        ranked(candidates, design)
    assert "\n" not in str(refused.value)


def scores(rates, questions, seed=1):
    random = np.random.default_rng(seed)
    return (random.random(questions) < np.array(rates)[:, None]).astype(float)


def fed(referee, table, order):
    """Settle candidates' scores one at a time, in an order of candidates."""
    at = [0] * len(table)
    for candidate in order:
        referee.settle(candidate, [table[candidate][at[candidate]]])
        at[candidate] += 1
    return referee


def test_how_the_answers_are_interleaved_changes_neither_evidence_nor_who_is_out():
    table = scores([0.9, 0.6, 0.3], 80)
    paths = duel_paths(table, range(80))
    for seed in range(3):
        order = [n for n in range(3) for _ in range(80)]
        Random(seed).shuffle(order)
        referee = fed(RankingReferee(Plot([1] * 80), 3, Design()), table, order)
        assert np.array(referee.suprema) == pytest.approx(paths.suprema[..., -1], abs=1e-4)
        assert referee.dropped_at == paths.reached(best_bound(3, 0.05))


def asked(referee, table):
    """Ask as the referee allows, a key at a time, until nobody may go further."""
    at = [0] * len(table)
    while moves := [n for n, limit in enumerate(referee.limits()) if at[n] < limit]:
        for n in moves:
            referee.settle(n, [table[n][at[n]]])
            at[n] += 1
    return at


def test_who_is_surely_not_the_best_is_asked_no_more_and_the_race_ends_with_one():
    table = scores([0.95, 0.7, 0.2, 0.1], 600)
    referee = RankingReferee(Plot([1] * 600), 4, Design())
    at = asked(referee, table)
    assert referee.alive == [True, False, False, False]
    assert not referee.open
    assert max(at[2:]) < at[0] < 600
    assert [limit for limit in referee.limits() if limit] == []


def test_equals_are_asked_to_the_end():
    level = scores([0.7], 60)[0]
    referee = RankingReferee(Plot([1] * 60), 2, Design())
    assert asked(referee, [level, level]) == [60, 60]
    assert referee.alive == [True, True]


def test_all_ranks_go_on_where_the_best_alone_would_stop():
    table = scores([0.97, 0.6, 0.3], 500)
    best = RankingReferee(Plot([1] * 500), 3, Design())
    ranks = RankingReferee(Plot([1] * 500), 3, Design(), goal=Goal.RANKS)
    assert sum(asked(best, table)) < sum(asked(ranks, table))
    spent = [Spent(1)] * 3
    (found,) = rank([ranks.field("exam", ["a", "b", "c"], spent)], Design())
    assert [each.rank for each in found.candidates] == ["1", "2", "3"]
    assert [each.answers for each in found.candidates] == [1, 1, 1]


def test_nobody_is_asked_beyond_the_questions_that_may_be_asked():
    referee = RankingReferee(Plot([2] * 50, whole=True), 2, Design(), attempts=3, asked=4)
    assert asked(referee, np.ones((2, 24))) == [24, 24]
    assert referee.questions == [8, 8]


def test_a_unit_counts_when_all_its_attempts_are_in_and_means_enter():
    referee = RankingReferee(Plot([2, 2]), 2, Design(), attempts=2)
    referee.settle(0, [1.0, 0.0, 1.0])
    assert referee.fronts == [0, 0]
    referee.settle(0, [1.0])
    assert referee.fronts == [1, 0]
    assert referee.accuracies == [0.75, None]
    referee.settle(1, [None, 1.0, 0.0, 0.0])
    (entry, other) = referee.field("exam", ["a", "b"], [Spent(4), Spent(4)]).entries
    assert (entry.excluded, other.excluded, other.accuracy) == (0, 1, 0.0)


def test_a_pair_of_which_nothing_counts_changes_nothing():
    referee = fed(RankingReferee(Plot([1] * 9), 2, Design()), [[1.0] * 9, [None] * 9], [0, 1] * 9)
    assert referee.suprema == [[0.0, 0.0], [0.0, 0.0]]
    assert referee.questions == [9, 9]


def test_models_whose_marks_are_public_are_ranked():
    if not MATRICES.is_dir():
        pytest.skip("the matrices of marks are not in ../shared/data/item_matrices")
    import csv
    import gzip

    table = {}
    with gzip.open(MATRICES / "lcb_codegen_2025-01.csv.gz", "rt") as lines:
        for row in csv.DictReader(lines):
            table.setdefault(row["model"], {})[row["item"]] = (float(row["score"]),)
    found = ranked([Marks(name, "lcb", each) for name, each in table.items()])
    assert found.best == ("O1-2024-12-17 (N=1) (High)",)
    assert found.race.decided
    assert found.race.answers < found.race.all / 5
    for each in found.candidates:
        better = sum(other.accuracy > each.accuracy for other in found.candidates)
        assert each.low <= 1 + better <= each.high
