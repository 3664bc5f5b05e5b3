"""A training on screen, as a drawing and in words."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from keju.core.training import MemoryNeed, Step, TrainingTally, Way
from keju.report.learning import learning_line, memory_words, sparkline
from keju.report.pages import learning_drawing

GIB = 1 << 30
SVG = "{http://www.w3.org/2000/svg}"


def rows(count, **given):
    made = [
        Step(n, n / 2, 2 / (n + 1), n / count, 10 + n, None, 100 * n, 50.0) for n in range(count)
    ]
    return [replace(row, **given) for row in made]


def test_a_line_tells_where_it_is_and_what_was_measured_last():
    tally = TrainingTally(40, rows=[*rows(10), replace(rows(10)[-1], held_out=0.25)])
    tally.doing = "training"
    line = learning_line("grpo of base", tally)
    assert line.startswith("grpo of base: step 9 of 40, loss 0.2000, reward 0.900")
    assert "held out right 25.0%" in line
    assert line.endswith("left")


def test_nothing_is_said_of_what_was_not_measured():
    line = learning_line("sft of base", TrainingTally(40, rows=rows(3, reward=None)))
    assert "reward" not in line
    assert "loading the model" in line


def test_the_time_left_is_of_this_run_alone():
    tally = TrainingTally(100, began=50, rows=[replace(rows(1)[0], step=75)])
    tally.started -= 10
    assert tally.seconds_left == pytest.approx(10, rel=0.01)
    assert TrainingTally(100, began=50).seconds_left is None


def test_a_spark_line_rises_with_its_values():
    assert sparkline([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█"
    assert len(sparkline(list(range(1000)))) == 48
    assert sparkline([2.0, 2.0]) == "▁▁"
    assert sparkline([]) == ""


def test_memory_is_told_with_what_would_fit():
    need = MemoryNeed("a GPU", 31 * GIB, 24 * GIB, {"weights": 6 * GIB, "activations": 25 << 20})
    ways = [Way("--lora", 11 * GIB), Way("--micro 4", 22 * GIB)]
    words = memory_words(replace(need, ways=ways))
    assert words.startswith("memory: needs about 31 GiB of 24 GiB on a GPU (weights 6.0 GiB,")
    assert "activations 25 MiB" in words
    assert words.endswith("with --lora 11 GiB; with --micro 4 22 GiB")
    assert memory_words(need).endswith("take a smaller base")
    assert memory_words(replace(need, available=40 * GIB, ways=ways)).endswith("25 MiB)")


@pytest.mark.parametrize("count", [1, 2, 200])
def test_the_drawing_is_an_image_with_a_panel_for_each_figure(count):
    text = learning_drawing("a < b & c", [*rows(count), replace(rows(1)[0], held_out=0.5)])
    root = ET.fromstring(text)
    assert root.find(f"{SVG}title").text == "a < b & c"
    titles = [group.find(f"{SVG}text").text for group in root.findall(f"{SVG}g")]
    assert titles == [
        "loss",
        "reward, mean of a step",
        "tokens each",
        "held-out questions right, %",
    ]
    for path in root.iter(f"{SVG}path"):
        corners = path.get("d").removeprefix("M").split("L")
        for corner in corners:
            x, y = map(float, corner.split())
            assert 0 <= x <= 380
            assert 0 <= y <= 150


def test_a_figure_that_was_never_taken_has_no_panel():
    root = ET.fromstring(learning_drawing("sft", rows(5, reward=None)))
    assert len(root.findall(f"{SVG}g")) == 2
