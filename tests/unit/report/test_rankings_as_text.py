from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keju.comparing.gating import decide_gate, gated
from keju.comparing.marks import Marks
from keju.core.design import Design, Estimand
from keju.core.ranking import Ranked, Ranking
from keju.core.ranking_tally import RankingTally
from keju.report.gates import gate_ruler, gate_sentence
from keju.report.ranking_progress import ranking_line
from keju.report.rankings import rank_bar, ranking_sentence


@given(st.integers(2, 300).flatmap(lambda k: st.tuples(st.just(k), st.integers(1, k))), st.data())
def test_a_bar_has_one_width_and_starts_and_ends_where_its_ranks_do(ranks, data):
    total, low = ranks
    high = data.draw(st.integers(low, total))
    bar = rank_bar(low, high, total)
    assert len(bar) == len(rank_bar(1, total, total)) <= 24
    assert bar.strip("·") == "█" * bar.count("█") != ""
    assert (bar[0] == "█") or low > 1
    assert (bar[-1] == "█") == (high == total) or total > len(bar)


def ranking(names, best):
    entries = tuple(Ranked(name, 0.5, 1, len(names), None, 9, 0, 9) for name in names)
    nothing = tuple((False,) * len(names) for _ in names)
    return Ranking("exam", Estimand.LIKE_THESE, 0.05, 0, 1, 9, 9, entries, nothing, tuple(best))


@pytest.mark.parametrize(
    ("best", "says"),
    [
        ("a", "a is the best of 6 on exam (95% sure)."),
        ("abcdef", "Who of 6 is the best on exam is still open: nobody is surely behind."),
        ("abc", "The best on exam is a, b or c; the other 3 are surely not (95% sure)."),
        ("abcde", "The best on exam is one of 5, a ahead; the other is surely not (95% sure)."),
    ],
)
def test_one_sentence_says_who_is_the_best(best, says):
    assert ranking_sentence(ranking("abcdef", best)) == says


def test_ranks_are_written_as_one_or_as_a_range():
    entry = ranking("ab", "a").candidates[0]
    assert (entry.rank, replace(entry, high=1).rank) == ("1–2", "1")


def gate(new, old, margin=0.05):
    marks = [Marks(n, "exam", {f"q{i}": (s,) for i, s in enumerate(each)}) for n, each in
             (("new", new), ("old", old))]  # fmt: skip
    return gated(decide_gate(*marks, Design(gap=margin)))


@pytest.mark.parametrize(
    ("new", "old", "says"),
    [
        ([1] * 200, [1] * 200, "Pass: new is not worse than old by more than 5 points on exam"),
        ([0] * 60, [1] * 60, "Fail: new is worse than old by more than 5 points on exam"),
        ([1, 0] * 9, [0, 1] * 9, "Undecided, so not passed: 18 answers of each cannot tell"),
    ],
)
def test_a_gate_says_what_it_found_and_draws_the_interval_where_it_lies(new, old, says):
    found = gate(new, old)
    assert gate_sentence(found).startswith(says)
    _, line, words = gate_ruler(found).split("\n")
    low, high = found.comparison.interval
    margin = next(place for place, cell in enumerate(line) if cell in "┃╂")
    bar = [place for place, cell in enumerate(line) if cell in "━┼╂●"]
    assert f"between {100 * low:+.1f} and {100 * high:+.1f}" in words
    if found.passed:
        assert margin <= bar[0]
    elif low <= -0.05 <= high:
        assert bar[0] < margin < bar[-1]
    else:
        assert bar[-1] <= margin


def test_a_line_of_progress_says_who_may_be_the_best_and_who_leads():
    tally = RankingTally(("a", "b", "c"), 9)
    assert ranking_line("exam", tally) == "exam: 3 of 3 may be the best, 0 answers"
    tally.accuracies, tally.alive, tally.questions = [0.5, 0.75, 0.9], [True, True, False], [4] * 3
    line = ranking_line("exam", tally)
    assert line == "exam: 2 of 3 may be the best, b leads with 75.0%, 12 answers"
