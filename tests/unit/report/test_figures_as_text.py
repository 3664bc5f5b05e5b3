import pytest

from keju.core.records import Mark, Reply, Verdict
from keju.core.tally import Tally
from keju.report.progress import progress_line
from keju.report.text import count, duration, moment, money, percent, percent_range, shortened
from keju.stats.intervals import wilson


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "–"),
        (0, "0.0 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (59.4, "59 s"),
        (59.7, "1 min 00 s"),
        (125, "2 min 05 s"),
        (3599.6, "1 h 00 min"),
        (7260, "2 h 01 min"),
        (360000, "100 h 00 min"),
    ],
)
def test_a_length_of_time_is_read_at_a_glance(seconds, words):
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("dollars", "words"),
    [
        (None, "unknown"),
        (0, "$0.00"),
        (0.00001, "under $0.0001"),
        (0.0123, "$0.0123"),
        (1.5, "$1.50"),
        (12345.678, "$12,345.68"),
    ],
)
def test_money_never_looks_like_nothing_unless_it_is(dollars, words):
    assert money(dollars) == words


def test_shares_are_percentages_with_one_decimal():
    assert percent(0.8125) == "81.2%"
    assert percent(None) == "–"
    assert percent_range(0.712, 0.8667) == "[71.2, 86.7]"


def test_the_running_interval_counts_questions_and_not_their_attempts():
    mark = Mark(Verdict.CORRECT, 1.0, "number@1")
    once, thrice = Tally(10), Tally(30, attempts=3)
    for _ in range(10):
        once.add(Reply(), mark)
    for _ in range(30):
        thrice.add(Reply(), mark)
    low, high = wilson(10, 10)
    for tally in (once, thrice):
        assert percent_range(low, high) in progress_line("a sitting", tally)


def test_numbers_have_separators():
    assert count(1234567) == "1,234,567"


def test_a_moment_is_iso_8601_in_utc():
    assert moment(0) == "1970-01-01T00:00:00Z"
    assert moment(1_700_000_000_999) == "2023-11-14T22:13:20Z"


@pytest.mark.parametrize(
    ("text", "width", "line"),
    [
        ("short", 10, "short"),
        ("one\n two\t three", 20, "one two three"),
        ("exactly ten", 11, "exactly ten"),
        ("one too many", 11, "one too ma…"),
        ("糊名考试", 3, "糊名…"),
        ("red \x1b[31m alert \x07", 40, "red �[31m alert �"),
        ("\ud800", 5, "�"),
        ("\x00", 5, "�"),
        ("", 5, ""),
    ],
)
def test_a_text_becomes_one_line_that_no_terminal_obeys(text, width, line):
    assert shortened(text, width) == line
