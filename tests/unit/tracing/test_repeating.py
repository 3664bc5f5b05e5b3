"""Words, statements, runs, periods and compression of a text."""

from random import Random

import pytest

from keju.tracing.packing import compressed_share
from keju.tracing.parts import split
from keju.tracing.periods import periodic_end
from keju.tracing.repeating import gram_coverage, line_coverage, names


def words_of(text):
    parts = split(text)
    return [text[a:b] for a, b in zip(parts.starts, parts.stops, strict=True)]


def statements_of(text):
    return [text[each.start : each.stop].strip() for each in split(text).statements]


def test_numbers_words_signs_and_chinese_characters_are_words():
    assert words_of("x1 = 3.14, isn't 答案---") == [
        "x", "1", "=", "3.14", ",", "isn", "'", "t", "答", "案", "---",
    ]  # fmt: skip


def test_lines_and_sentences_are_statements_and_a_decimal_point_ends_none():
    assert statements_of("It is 3.5. So?\n\n是的。好！\nEnd") == [
        "It is 3.5.", "So?", "是的。", "好！", "End",
    ]  # fmt: skip


def test_equal_runs_have_equal_names_and_no_others():
    rng = Random(1)
    words = [rng.randrange(3) for _ in range(300)]
    for length in (1, 2, 4, 8, 16):
        named = names(words, length)
        runs = [tuple(words[at : at + length]) for at in range(len(words) - length + 1)]
        assert len(named) == len(runs)
        assert len(set(named)) == len(set(runs)) == len(set(zip(named, runs, strict=True)))


def test_runs_have_a_length_that_is_a_power_of_two():
    with pytest.raises(ValueError, match="power of 2, not 6"):
        names([1, 2, 3], 6)


def test_the_share_of_words_in_lines_and_runs_said_before():
    line = "one two three four five six seven eight nine ten"
    assert line_coverage(split(f"{line}\n{line}")) == 0.5
    assert gram_coverage(split(f"{line}\n{line}")) == 0.5
    # One changed word in the middle of the second line: two runs of 8 words lie beside it.
    assert line_coverage(split(f"{line}\n{line.replace('nine', 'naught')}")) == 0
    assert gram_coverage(split(f"{line}\n{line.replace('nine', 'naught')}")) == 0.4
    assert line_coverage(split("")) == gram_coverage(split("")) == 0


def test_a_short_line_says_nothing_twice():
    assert line_coverage(split("So yes.\nSo yes.\nSo yes.")) == 0


@pytest.mark.parametrize(
    ("words", "ending"),
    [
        ("", None),
        ("a b c a b c", None),  # twice is not yet going round
        ("x a b c a b c a b c", (9, 3)),
        ("x a b c a b c a b c a", (10, 3)),  # an unfinished round counts
        ("a a a a", (4, 1)),
        ("x a b a b a b y", None),
        ("z b a a b a a b a a b", (10, 3)),
    ],
)
def test_the_longest_periodic_end(words, ending):
    assert periodic_end([ord(word) for word in words.split()]) == ending


def test_what_repeats_packs_better():
    assert compressed_share("so we go on and " * 100) < 0.1
    assert compressed_share("") == 1
    assert compressed_share("no \ud800 harm") == 1
