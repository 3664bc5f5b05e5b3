import random

import pytest

from keju.core.audit import Delivery
from keju.core.records import Finish, Reply
from keju.marking.audit.delivery import blocked, delivered
from keju.marking.audit.malfunction import malfunction

PROSE = (
    "The canal was dug between 1901 and 1907 by some two thousand workers. It joins the lake to the"
    " river below the town, and boats have used it ever since. In the first years barges carried"
    " timber and grain, and after the war it was widened so that larger ships could pass. "
)
CHINESE = (
    "这条运河于一九〇一年至一九〇七年间由约两千名工人开凿，连接湖泊与城下的河流，此后船只一直在使用。"
    "最初几年驳船运送木材和粮食，战后河道拓宽，大船也能通过。今天它主要供游览之用，每年夏天都有许多人来。"
)
FRENCH = (
    "Le canal a été creusé entre 1901 et 1907 par environ deux mille ouvriers. Il relie le lac à la"
    " rivière en aval de la ville, et les bateaux l'empruntent depuis. Dans les premières années,"
    " les péniches y transportaient du bois et des céréales. "
)


@pytest.mark.parametrize(
    ("reply", "wanted"),
    [
        (Reply(PROSE), Delivery.ANSWERED),
        (Reply("Paris."), Delivery.ANSWERED),
        (Reply(PROSE, finish=Finish.FILTER), Delivery.BLOCKED),
        (Reply("", finish=Finish.FILTER), Delivery.BLOCKED),
        (Reply("SAFETY"), Delivery.BLOCKED),
        (Reply(" \n"), Delivery.EMPTY),
        (Reply("<think>A canal.</think>\n"), Delivery.EMPTY),
        (Reply(PROSE, finish=Finish.LENGTH), Delivery.TRUNCATED),
        (Reply("", reasoning="A long thought", finish=Finish.LENGTH), Delivery.TRUNCATED),
        (Reply("<think>A canal, which"), Delivery.TRUNCATED),
        (Reply("", finish=Finish.REFUSAL), Delivery.ANSWERED),
    ],
)
def test_who_kept_an_answer_back_is_told_from_the_whole_reply(reply, wanted):
    assert delivered(reply, "en") is wanted


@pytest.mark.parametrize(
    "message",
    [
        "Content Exists Risk",
        "Sorry, that's beyond my current scope. Let’s talk about something else.",
        "你好，这个问题我暂时无法回答，让我们换个话题再聊聊吧。",
        "Error: Output data may contain inappropriate content.",
        "系统检测到输入或生成内容可能包含不安全或敏感内容，请您避免输入易产生敏感内容的提示语，感谢您的配合。",
        "PROHIBITED_CONTENT",
        "The response was filtered due to the prompt triggering a content management policy.",
        "This response was blocked by the content filter.",
        "该内容已被系统屏蔽。",
    ],
)
def test_a_platforms_message_in_an_answers_place_is_a_block(message):
    assert blocked(message)


@pytest.mark.parametrize(
    "text",
    [
        "Safety at the canal was poor: eleven workers died.",
        "The app then says: Content Exists Risk. That is all it says about the canal.",
        "I'm sorry, but I can't help with that.",
        "",
    ],
)
def test_an_answer_that_mentions_a_block_is_none(text):
    assert not blocked(text)


@pytest.mark.parametrize("word", ["the", "Ölberg", "x_1"])
def test_seven_of_a_word_are_a_loop_wherever_they_stand_and_six_are_none(word):
    for before, after in (("", ""), (PROSE, ""), ("", PROSE), (PROSE, PROSE)):
        seven = f"{word}, {word.upper()} / " * 3 + word
        assert malfunction(f"{before}{seven}. {after}", "en") == "repetition"
        assert malfunction(f"{before}{seven[: -len(word)]}. {after}", "en") is None


@pytest.mark.parametrize("lang", ["en", "zh", "fr"])
def test_prose_in_the_language_asked_is_no_malfunction(lang):
    text = {"en": PROSE, "zh": CHINESE, "fr": FRENCH}[lang]
    assert malfunction(text * 2, lang) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (PROSE + "so they said " * 60, "repetition"),
        (CHINESE + "村民们都知道" * 80, "repetition"),
        ("It was very very very very very very very very very long.", "repetition"),
        ("Well, No, no. NO! no; no-no... nope, " + "Aye, aye! aye; " * 3, "repetition"),
        ("😀 " + "\U0001d4d0\U0001d4d1\U0001d4d2 " * 7, "repetition"),
        (PROSE + PROSE[:90] * 40, "repetition"),
        (PROSE + "<|im_end|>\n<|im_start|>user\nAnd the lake?", "markers"),
        (PROSE + "<｜end▁of▁sentence｜>Then again the lake", "markers"),
        (FRENCH * 2, "language"),
        (CHINESE, "language"),
    ],
)
def test_broken_answers_are_malfunctions(text, wanted):
    assert malfunction(text, "en") == wanted


def test_scripts_strewn_into_each_other_are_gibberish():
    rng = random.Random(0)
    words = PROSE.split()
    strewn = " ".join(word + rng.choice(["", "", "运河", "ого", "船只"]) for word in words * 2)
    assert malfunction(strewn.lower(), "en") == "gibberish"


def test_names_in_their_own_script_are_no_gibberish():
    assert malfunction(PROSE * 2 + "Its name is Yunhe (运河), in Russian Канал.", "en") is None
    assert malfunction(CHINESE * 2 + "英文名为 Great Canal，由 John Smith 设计。", "zh") is None


def test_a_stop_that_was_badly_cut_is_harmless():
    assert malfunction(PROSE + "<|im_end|>", "en") is None
    assert delivered(Reply(PROSE + "<|endoftext|>"), "en") is Delivery.ANSWERED
