"""A study of scaling on the screen, as JSON and as a drawing."""

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from keju.core.scaling import (
    Contrast,
    Curve,
    Network,
    Point,
    Ruling,
    Scaling,
    Traced,
    Use,
    Way,
)
from keju.report.pages import scaling_page
from keju.report.pages.curves import curve_plot
from keju.report.scaling import point_row, scaling_json, scaling_screen, shown_points


def at(k, tokens, accuracy, budget=None, flops=None):
    room = (max(0.0, accuracy - 0.1), min(1.0, accuracy + 0.1))
    return Point(k, budget, tokens, accuracy, room, flops)


def study(names=("one", "two"), network=None):
    flops = None if network is None else 3.2e9
    cut = [at(1, 10 * n, 0.05 * n, 10 * n, flops) for n in range(1, 10)]
    whole = at(1, 100.0, 0.5, flops=flops)
    side = [at(k, 100.0 * k, 0.5 + 0.05 * k, flops=flops) for k in (1, 2, 4)]
    curves = [Curve(Way.SEQUENTIAL, (*cut, whole)), Curve(Way.GREEDY, (whole,))]
    curves += [Curve(way, tuple(side)) for way in (Way.VOTE, Way.SHORTEST, Way.ORACLE)]
    candidates = tuple(
        Traced(name, "at temperature 0.8", (4, 4), 100.0, 0.1, tuple(curves), "the test", network)
        for name in names
    )
    contrasts = tuple(
        Contrast(Use(name, way, at(2, 98.0, 0.4, 49)), -0.1, (-0.2, 0.05))
        for name in names
        for way in (Way.VOTE, Way.ORACLE)
    )
    return Scaling(
        exam="chain;seed=0",
        alpha=0.05,
        questions=50,
        units=50,
        candidates=candidates,
        thought=Use(names[0], Way.SEQUENTIAL, whole),
        contrasts=contrasts,
        more=Contrast(Use(names[0], Way.VOTE, side[-1]), 0.2, (0.1, 0.3)),
        ruling=Ruling.UNDECIDED,
        oracle_ruling=Ruling.UNDECIDED,
        sentence="It is not decided.",
        oracle_sentence="Nor with an oracle.",
        more_sentence="More tokens help.",
        notes=("A note.",),
    )


def screened(found, width=100):
    console = Console(width=width, file=io.StringIO())
    console.print(scaling_screen(found))
    return console.file.getvalue()


def test_the_screen_begins_with_what_is_decided_and_ends_with_what_it_rests_on():
    text = screened(study())
    assert text.startswith("It is not decided.")
    assert text.rstrip().endswith("A note.")
    assert "vote over 2 of one, cut at 49" in text
    assert "oracle over 2 of two, cut at 49" in text
    assert "[-20.0, +5.0]" in text
    for way in ("one thought, cut after", "shortest of K", "pass@K"):
        assert way in text
    assert "FLOPs" not in text


def test_the_screen_shows_the_best_number_of_attempts_of_each_candidate():
    found = study()
    worse = [
        replace(each, use=replace(each.use, at=at(4, 96.0, 0.3, 24))) for each in found.contrasts
    ]
    text = screened(replace(found, contrasts=(*worse, *found.contrasts)))
    assert text.count("vote over 2 of") == 2
    assert "over 4 of" not in text


def test_work_is_shown_where_it_is_known():
    text = screened(study(network=Network(1000, 2, 8)))
    assert "FLOPs" in text
    assert "3.2 G" in text


@pytest.mark.parametrize(
    ("flops", "words", "rate"),
    [(12.0, "12", "83,333,333,333"), (2.5e6, "2.5 M", "400,000"), (4e18, "4 E", "2.5e-07")],
)
def test_work_has_a_unit_that_fits(flops, words, rate):
    cells = point_row(Way.VOTE, at(1, 10.0, 1.0, flops=flops), work=True)
    assert cells[-2:] == (words, rate)


def test_json_keeps_every_point_and_can_be_read_again():
    found = study(network=Network(1000, 2, 8))
    read = json.loads(json.dumps(scaling_json(found)))
    curves = read["candidates"][0]["curves"]
    assert {way: len(points) for way, points in curves.items()} == {
        "sequential": 10,
        "greedy": 1,
        "vote": 3,
        "shortest": 3,
        "oracle": 3,
    }
    assert curves["vote"][0]["per_teraflop"] == pytest.approx(0.55e12 / 3.2e9)
    assert read["equal_tokens"]["ruling"] == "undecided"
    assert len(read["equal_tokens"]["contrasts"]) == 4
    assert read["more_tokens"]["gap"] == 0.2


def test_a_long_curve_is_thinned_and_keeps_its_end():
    curve = study().candidates[0].curve(Way.SEQUENTIAL)
    shown = shown_points(curve, 4)
    assert len(shown) <= 5
    assert shown[-1] is curve.end


def test_tokens_are_drawn_by_their_logarithm():
    plot = curve_plot(study())
    vote = next(line for line in plot.lines if line.way == "vote")
    places = [x for x, _ in vote.dots]
    assert places[1] - places[0] == pytest.approx(places[2] - places[1])
    heights = [y for _, y in vote.dots]
    assert heights == sorted(heights, reverse=True)
    assert places[0] == pytest.approx(plot.mark)
    assert {line.tone for line in plot.lines} == {"a", "b"}
    labels = [tick.label for tick in plot.x_ticks]
    assert labels == ["10", "20", "50", "100", "200"]
    greedy = next(line for line in plot.lines if line.way == "greedy")
    assert (greedy.path, len(greedy.dots)) == ("", 1)


def test_the_page_has_all_of_it():
    page = scaling_page(study())
    for words in ("Nor with an oracle.", "More tokens help.", "A note.", "vote of 2, two"):
        assert words in page
    assert page.count('class="curve a') == 4
    assert page.count('class="sweep b"') == 3
