"""The lexicon of turns: what announces one, and what only holds the same words."""

import pytest

from keju.tracing.turning import turns


@pytest.mark.parametrize(
    "text",
    [
        "Alternatively, count the rest.",
        "Let me try another way.",
        "Maybe try a different approach.",
        "I could start over.",
        "换一种思路。",
        "或者，先算右边。",
        "让我重新考虑。",
        "Another idea: count backwards.",
        "Is there an easier way?",
    ],
)
def test_another_way_is_an_alternative(text):
    assert turns(text).alternatives >= 1
    assert turns(text).doubts == 0


@pytest.mark.parametrize(
    "text",
    [
        "Wait, that gives 43.",
        "But wait. No.",
        "Hold on, it is odd.",
        "So 6 * 7 = 43. Wait no.",
        "Actually, no.",
        "That can't be right.",
        "I made a mistake above.",
        "等等，不是。",
        "不对，应该是三。",
        "我刚才算错了。",
    ],
)
def test_stopping_at_what_was_said_is_a_doubt(text):
    assert turns(text).doubts >= 1
    assert turns(text).alternatives == 0


@pytest.mark.parametrize(
    "text",
    [
        "Let me double-check that.",
        "I should verify the sum.",
        "Let's re-read the question.",
        "让我验证一下。",
        "再检查结果。",
        "我需要确认题目的意思。",
    ],
)
def test_going_over_it_again_is_a_check(text):
    assert turns(text).checks == 1
    assert turns(text).doubts == turns(text).alternatives == 0


@pytest.mark.parametrize(
    "text",
    [
        "They wait for the train, and wait until noon.",
        "I told him to wait a day.",
        "An alternatively spelled name.",
        "He has no other option; the checks are cashed.",
        "The actual value is 3.",
        "这个等等级很高，对不对呢",
        "苹果、梨、桃子等等，都要算。",
        "Another method is the use of force.",
        "Price could be another option for them.",
        "六或者七都可以",
    ],
)
def test_the_same_words_without_a_turn_do_not_count(text):
    found = turns(text)
    assert (found.alternatives, found.doubts, found.checks) == (0, 0, 0)


def test_a_search_that_goes_back_to_its_numbers_branches_and_a_chain_does_not():
    search = "7+12=19 25:44.6.\n12-7=5 25:30.20.\n25+7=32 12:44.20.\n25-7=18 12:30.6."
    assert turns(search).branches == 3
    assert turns("7 + 12 = 19\n19 + 25 = 44\n44 - 7 = 37").branches == 0
    assert turns("12 + 7 = 19\n7 + 5 = 12\n12 + 5 = 17").branches == 0  # 12 is the result above
    assert turns("no figures at all").branches == 0
