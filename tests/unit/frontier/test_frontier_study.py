"""Who leads and who follows, from facts that are made so that the answer is known."""

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from keju.core.errors import InputError
from keju.core.frontier import Benchmark, Grouping, ModelFacts, Score, Source
from keju.frontier import Known, Settings, frontier
from keju.frontier.words import race_sentence
from keju.report.frontier import frontier_csv, frontier_json, lag_row, notes

MONTHS = 6


def made(lead="Aland", follow="Borduria", seed=0):
    """Return models of two countries; the second does the same ``MONTHS`` later."""
    random = np.random.default_rng(seed)
    benchmarks = {f"b{n}": Benchmark(f"b{n}", f"B{n}", "x", 1000, 0.0) for n in range(8)}
    models, scores = {}, []
    for country, delay in ((lead, 0), (follow, MONTHS)):
        for n in range(12):
            name = f"{country}-{n}"
            day = date(2023, 1, 1) + timedelta(days=round(30.4375 * (2 * n + delay)))
            open_weights, lab = bool(n % 2), f"{country} lab"
            models[name] = ModelFacts(name, lab, country, day, open_weights, reasoning=False)
            for place, benchmark in enumerate(benchmarks):
                share = 1 / (1 + math.exp(-(0.5 * n - 3 - 0.4 * (place - 4))))
                value = min(1.0, max(0.0, 0.96 * share + 0.01 * random.normal()))
                scores.append(Score(name, benchmark, value, Source.MAKER, "here"))
    return Known(models, benchmarks, tuple(scores))


QUICK = Settings(resamples=20, hidden=False, influence=False)


@pytest.fixture(scope="module")
def found():
    return frontier(made(), replace(QUICK, influence=True))


def test_the_lag_is_the_one_that_was_made(found):
    (race,) = found.races
    assert (race.leader, race.follower) == ("Aland", "Borduria")
    assert race.mean == pytest.approx(MONTHS, abs=1.5)
    assert race.mean_interval[0] <= MONTHS + 0.5 <= race.mean_interval[1] + 1.5
    assert abs(race.closing) < 3
    assert race.gap > 0
    assert "Borduria follows Aland by" in found.sentence


def test_indexes_rise_as_they_were_made_and_each_has_its_interval(found):
    mine = {each.model.name: each for each in found.ratings}
    indexes = [mine[f"Aland-{n}"].index for n in range(2, 11)]
    assert indexes == sorted(indexes)
    for each in found.ratings:
        assert each.interval[0] <= each.interval[1]
        assert each.benchmarks == 8
    assert set(found.anchors.values()) == {100.0, 120.0}


def test_who_is_called_what_changes_nothing_but_the_names(found):
    other = frontier(made("Borduria", "Aland"), QUICK)
    renamed = {"Aland": "Borduria", "Borduria": "Aland"}
    for mine, theirs in zip(found.races, other.races, strict=True):
        assert renamed[mine.follower] == theirs.follower
        assert mine.mean == pytest.approx(theirs.mean, abs=1e-6)
        assert mine.sentence.split(" by ")[1].split(" (")[0] in theirs.sentence
    assert [each.index for each in found.ratings] == pytest.approx(
        [each.index for each in other.ratings], abs=1e-3
    )


def test_leaving_a_benchmark_out_is_tried_for_each(found):
    assert {each.benchmark for each in found.influences} == {f"b{n}" for n in range(8)}
    assert all(each.order > 0.9 for each in found.influences)
    assert frontier(made(), replace(QUICK, exclude=("b3",))).cells == 24 * 7


def test_a_group_can_be_the_kind_of_weights():
    assert set(frontier(made(), replace(QUICK, by=Grouping.WEIGHTS)).bests) == {
        "open weights",
        "closed weights",
    }


def test_a_group_can_be_whether_a_model_reasons():
    known = made()
    models = {
        name: replace(one, reasoning=one.country == "Aland") for name, one in known.models.items()
    }
    found = frontier(replace(known, models=models), replace(QUICK, by=Grouping.REASONING))
    assert found.sentence.partition(". ")[2].startswith("Other models follow reasoning models by")
    assert found.races[0].heading == "How far other models are behind reasoning models"


def test_lags_that_the_table_cannot_show_whole_are_counted_and_marked(found):
    race = found.races[0]
    first, *others = race.path
    path = (replace(first, months=5.0, interval=(2.0, 5.0), at_least=True), *others)
    said = race_sentence(replace(race, path=path), 0.1).sentence
    assert "Borduria follows Aland by at least" in said
    assert f"over {len(path)} new bests from {first.dated:%Y-%m} to " in said
    assert "1 of these lags may be larger than the table can show." in said
    assert lag_row(path[0])[2:] == ("≥ 5.0", "2.0 or more")
    ahead = replace(first, months=-5.0, interval=(-5.0, 1.0), at_least=True)
    assert lag_row(ahead)[2:] == ("≤ -5.0", "1.0 or less")
    mixed = race_sentence(replace(race, path=(*path, ahead)), 0.1).sentence
    assert "at least" not in mixed
    assert "1 of these lags may be larger and 1 of these lags may be further below 0 than" in mixed
    alone = race_sentence(replace(race, path=path[:1]), 0.1).sentence
    assert f"at one new best of {first.dated:%Y-%m}. It may be larger" in alone
    assert "on average" not in alone


@pytest.mark.parametrize(
    ("closing", "band", "words"),
    [
        (7.0, (3.74, 10.9), "The lag shrinks by 7.0 months a year (band 3.7 to 10.9)."),
        (-4.0, (-9.0, -3.8), "The lag grows by 4.0 months a year (band 3.8 to 9.0)."),
        (4.9, (-0.3, 12.6), "reaches from growing by 0.3 to shrinking by 12.6."),
        (-1.0, (-3.0, 0.5), "in this table it grows by 1.0 months a year"),
        (-1.0, (0.1, 0.5), "Whether the lag shrinks or grows is open"),
        (-1.0, (0.1, 0.5), "the band reaches from shrinking by 0.1 to shrinking by 0.5"),
        (None, None, "There are too few new bests to say whether the lag shrinks."),
    ],
)
def test_whether_a_lag_shrinks_is_claimed_only_where_its_band_leaves_out_0(
    found, closing, band, words
):
    race = replace(found.races[0], closing=closing, closing_interval=band)
    assert words in race_sentence(race, 0.1).sentence


def test_a_country_is_called_as_in_a_sentence():
    found = frontier(made("United States", "Borduria"), QUICK)
    assert "Borduria follows the United States by" in found.sentence
    other = frontier(made("Borduria", "United States"), QUICK)
    assert "The United States follows Borduria by" in other.sentence


def test_without_a_race_it_says_so():
    found = frontier(made(), replace(QUICK, since=date(2030, 1, 1)))
    assert found.races == ()
    assert "No other group" in found.sentence


def test_several_scores_of_a_cell_are_shown_with_their_spread():
    known = made()
    one = known.scores[40]
    rival = Score(one.model, one.benchmark, one.value / 2, Source.RIVAL, "there")
    found = frontier(replace(known, scores=(*known.scores, rival)), QUICK)
    (spread,) = found.spreads
    assert spread.range == pytest.approx(one.value / 2)
    assert {score.source for score in spread.scores} == {Source.MAKER, Source.RIVAL}
    assert (found.scores, found.cells) == (len(known.scores) + 1, len(known.scores))


def test_anchors_set_the_scale_and_must_be_there():
    anchors = (("Aland-2", 50.0), ("Aland-9", 150.0))
    found = frontier(made(), replace(QUICK, anchors=anchors))
    mine = {each.model.name: each.index for each in found.ratings}
    assert (mine["Aland-2"], mine["Aland-9"]) == (pytest.approx(50), pytest.approx(150))
    with pytest.raises(InputError, match="Did you mean Aland-9"):
        frontier(made(), replace(QUICK, anchors=(("Aland-2", 1.0), ("Aland9", 2.0))))
    with pytest.raises(InputError, match="stronger"):
        frontier(made(), replace(QUICK, anchors=(("Aland-2", 2.0), ("Aland-9", 1.0))))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"leader": "Bordurya"}, "Did you mean Borduria"),
        ({"least": 9}, "0 models have scores on 9 benchmarks"),
        ({"alpha": 0.0}, "must lie between"),
        ({"resamples": 3}, "too few"),
        ({"anchors": (("a", 1.0),)}, "two models"),
        ({"least": 0}, "at least 1"),
        ({"alpha": 0.01}, "20 is too few for --alpha 0.01: 199 or more"),
        ({"leader": "Aland", "follower": "Aland"}, "name two groups"),
        ({"follower": "Borduria", "since": date(2030, 1, 1)}, "no new best since 2030-01-01"),
    ],
)
def test_settings_that_cannot_be_are_refused(wrong, words):
    with pytest.raises(InputError, match=words):
        frontier(made(), replace(QUICK, **wrong))


def test_json_and_csv_hold_the_same_indexes_and_notes_say_what_it_cannot(found):
    plain = frontier_json(found)
    rows = frontier_csv(found).splitlines()
    assert len(rows) == 1 + len(plain["ratings"]) == 25
    assert plain["level"] == 0.9
    assert any("not missing at random" in words for words in notes(found))
