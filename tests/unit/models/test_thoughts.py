import pytest

from keju.models.thoughts import split_thought


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Answer: 5", ("Answer: 5", None, False)),
        ("", ("", None, False)),
        ("<think>2+3 is 5</think>Answer: 5", ("Answer: 5", "2+3 is 5", False)),
        ("\n<think>\n2+3\n</think>\n\nAnswer: 5\n", ("Answer: 5", "2+3", False)),
        ("<think>\n\n</think>\n\nAnswer: 5", ("Answer: 5", None, False)),
    ],
    ids=["no thought", "nothing", "a thought", "white space", "a blank thought"],
)
def test_the_answer_is_parted_from_the_thought(text, expected):
    assert split_thought(text) == expected


def test_a_missing_opening_tag_is_understood():
    assert split_thought("2+3\nis 5</think>Answer: 5") == ("Answer: 5", "2+3\nis 5", False)


def test_several_thoughts_are_joined_and_the_text_between_them_is_kept():
    text = "<think>a</think>One. <think>b</think>Two."
    assert split_thought(text) == ("One. Two.", "a\n\nb", False)


@pytest.mark.parametrize("before", ["", "Answer: 5 "])
def test_an_unclosed_thought_is_unfinished_and_answers_nothing(before):
    assert split_thought(f"{before}<think>2+3 is") == ("", "2+3 is", True)


def test_a_finished_thought_followed_by_an_unfinished_one_answers_nothing():
    assert split_thought("<think>a</think>5<think>b") == ("", "a\n\nb", True)


def test_an_opening_tag_within_a_thought_belongs_to_the_thought():
    text = "<think>I could write <think> here</think>Answer: 5"
    assert split_thought(text) == ("Answer: 5", "I could write <think> here", False)


def test_a_second_closing_tag_closes_what_came_before_it():
    assert split_thought("<think>a</think>b</think>c") == ("c", "a\n\nb", False)


def test_other_tags_are_left_alone():
    assert split_thought("<thinking>x</thinking>") == ("<thinking>x</thinking>", None, False)
