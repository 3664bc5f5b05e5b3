"""What loops is found, and what only looks like it is not."""

import sys
from pathlib import Path
from random import Random

import pytest

from keju.tracing.looping import LEAST, ROUNDS, find_loop
from keju.tracing.parts import split

sys.path.append(str(Path(__file__).resolve().parent))
import texts

UNIT = "Wait, let me add the parts again. The sum of the parts is 42, which is not 43."


def loop_in(text):
    return find_loop(split(text))


def test_a_thought_that_says_the_same_sentences_over_and_over_loops():
    text = f"{texts.prose()} {texts.looped(UNIT, 12)}"
    found = loop_in(text)
    assert found.period == 22
    assert found.rounds == pytest.approx(12, abs=0.2)
    assert text[found.start : found.stop].strip(". ") == texts.looped(UNIT, 12).strip(".")


def test_a_loop_is_found_where_the_thought_goes_on_after_it():
    text = f"{texts.prose()} {texts.looped(UNIT, 12)} {texts.prose(seed=1)}"
    assert text[loop_in(text).start :].strip(". ").startswith("Wait, let me add")


def test_a_loop_needs_no_sentences():
    found = loop_in(texts.prose() + " and then " * 3 + "so we go on and " * 40)
    assert found.period == 5


def test_a_loop_of_chinese_is_found():
    found = loop_in("先算左边。" + "等等,让我重新检查一下这个结果是不是正确的。" * 12)
    assert found.rounds >= 11


def test_lines_that_come_again_in_another_order_are_a_circle():
    lines = texts.search(lines=6).split("\n")
    rounds = [lines[k % 6 :] + lines[: k % 6] for k in (0, 2, 1, 4, 3, 5, 1, 2)]
    found = loop_in("\n".join(line for each in rounds for line in each))
    assert found.period is None
    assert found.rounds == pytest.approx(8, abs=0.5)


@pytest.mark.parametrize("noise", [0.01, 0.03])
@pytest.mark.parametrize("seed", range(3))
def test_a_few_replaced_words_break_no_loop(seed, noise):
    text = texts.prose(seed=seed) + " " + texts.looped(UNIT, 30, noise=noise, seed=seed)
    found = loop_in(text)
    assert found is not None
    assert found.words > 100


@pytest.mark.parametrize(
    "text",
    [
        texts.prose(2000),
        texts.long_multiplication(),
        texts.table(),
        texts.zeros(),
        texts.filled_template(),
        texts.search(),
        texts.code_drafts(4),
        "-" * 150,
        "3." + "142857" * 25,
        " ".join(map(str, range(3000))),
        "",
        "\n" * 1000,
    ],
    ids=["prose", "multiplication", "table", "zeros", "template", "search", "drafts", "rule",
         "decimals", "counting", "empty", "blank"],
)  # fmt: skip
def test_what_only_looks_alike_does_not_loop(text):
    assert loop_in(text) is None


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.77, 0.99])
def test_a_thought_that_was_cut_does_not_loop_by_that(cut):
    text = texts.prose(1500)
    assert loop_in(text[: int(cut * len(text))]) is None


def board(size, moves):
    """A board drawn again after each move: most of its rows stay as they are."""
    rng, rows, said = Random(1), [["."] * size for _ in range(size)], []
    for move in range(moves):
        rows[rng.randrange(size)][rng.randrange(size)] = "xo"[move % 2]
        said += [f"Move {move + 1}.", *map(" ".join, rows)]
    return "\n".join(said)


@pytest.mark.parametrize("size", [3, 6, 9])
def test_a_board_that_is_drawn_again_after_each_move_does_not_loop(size):
    assert loop_in(board(size, 20)) is None


def test_a_counter_in_an_old_sentence_makes_it_a_template():
    said = "{} is done, so we take the next and do with it what we did before, and then go on. "
    assert loop_in("".join(said.format(n) for n in range(40))) is None
    assert loop_in(said.format(7) * 40) is not None


def test_a_refrain_of_four_is_no_loop_and_one_of_five_is():
    verse = "Nobody told them that the price was theirs to pay and nobody will. "
    assert ROUNDS == 5
    assert loop_in(texts.prose() + " " + verse * 4 + texts.prose(seed=1)) is None
    assert loop_in(texts.prose() + " " + verse * 5 + texts.prose(seed=1)) is not None


def test_three_rounds_are_enough_where_they_are_long_and_nothing_in_them_is_new():
    passage = texts.prose(60)
    assert loop_in(texts.prose(seed=1) + " " + f"{passage} " * 3).rounds == pytest.approx(
        3, abs=0.1
    )
    assert loop_in(texts.prose(seed=1) + " " + f"{passage} " * 2) is None
    words = passage.split()
    early, late = ([*words[:at], "otherwise", *words[at + 1 :]] for at in (9, 39))
    changed = " ".join(" ".join(each) for each in (words, early, late, words))
    assert loop_in(texts.prose(seed=1) + " " + changed) is None


def test_a_search_that_goes_through_its_places_again_in_any_order_is_a_circle():
    rng, lines = Random(3), texts.search(lines=8).split("\n")
    again = [line for _ in range(4) for line in rng.sample(lines, len(lines))]
    assert loop_in("\n".join(lines)) is None
    assert loop_in("\n".join(again)) is not None


def test_a_circle_is_found_inside_a_long_thought_that_does_not_turn():
    rng, lines = Random(5), texts.search(lines=6).split("\n")
    again = [line for _ in range(9) for line in rng.sample(lines, len(lines))]
    before, after = "So we begin here. " * 2 + texts.prose(900), texts.prose(900, seed=1)
    text = "\n".join([before, *again, after])
    found = loop_in(text)
    assert len(before) < found.start < found.stop <= len(text) - len(after)
    assert found.period is None


def test_programs_written_again_in_another_order_loop_only_outside_of_fences():
    rng = Random(2)
    lines = [f"step_{n} = first_{n} + second_{n} * {n}" for n in range(8)]
    drafts = ["\n".join(rng.sample(lines, len(lines))) for _ in range(8)]
    assert loop_in("\n".join(drafts)) is not None
    assert loop_in("\n".join(f"```python\n{draft}\n```" for draft in drafts)) is None


@pytest.mark.parametrize("seed", range(3))
def test_a_few_replaced_words_break_no_rounds_without_sentences(seed):
    unit = "so we go on from here to there and then we take what is left of it all and add it again"
    text = texts.prose(seed=seed) + " " + texts.looped(unit, 20, noise=0.05, seed=seed)
    assert loop_in(text).words > 200


def test_a_loop_has_a_least_length():
    short, long = "So it is six. " * 12, "So it is six. " * 13
    assert LEAST == 64
    assert loop_in(short) is None
    assert loop_in(long).words == 65


def test_rounds_that_say_next_to_nothing_must_be_many():
    assert loop_in("no wait " * 40) is None
    assert loop_in("no wait " * 60) is not None
    assert loop_in("📐\n" * 60) is None
    assert loop_in("📐\n" * 120) is not None
    assert loop_in("0 " * 400) is None
    assert loop_in("0 " * 600) is not None
    assert loop_in("5+5=5 " * 12) is None
    assert loop_in("5+5=5 " * 25) is not None  # a calculation is no cell of a matrix


@pytest.mark.parametrize("stutter", ["2", "+", "10"])
def test_a_few_characters_without_a_space_are_a_stutter_from_200_on(stutter):
    before, after = "The sum is 41 and the rest is ", " or so."
    assert loop_in(before + stutter * (180 // len(stutter)) + after) is None
    text = before + stutter * 300 + after
    found = loop_in(text)
    assert text[found.start : found.stop] == stutter * 300
