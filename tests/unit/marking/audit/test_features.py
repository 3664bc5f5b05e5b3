"""Features are finite numbers of any text, and say what their names say."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from keju.marking.audit.features import features, measured, names
from keju.marking.audit.letters import read

anything = st.text(st.characters(exclude_categories=()), max_size=300)


def named(question: str, answer: str, lang: str = "en") -> dict[str, float]:
    return dict(zip(names(), features(question, answer, lang), strict=True))


@settings(max_examples=40, deadline=None)
@given(anything, anything, st.sampled_from(["en", "zh-Hans", "fi", "xx"]))
def test_any_strings_have_the_same_finite_features(question, answer, lang):
    row = features(question, answer, lang)
    assert row.shape == (len(names()),)
    assert np.isfinite(row).all()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(anything, anything, st.sampled_from(["en", "zh", "fi"])), max_size=6),
    st.lists(st.sampled_from(["", "Two words. ", "不能说。", "- one\n- Two\n"]), max_size=6),
)
def test_answers_have_together_the_features_that_each_has_alone(answers, written):
    answers += [("List the rivers", text * 50, "zh") for text in written]
    together = measured(answers)
    assert together.shape == (len(answers), len(names()))
    assert together.tolist() == [features(*each).tolist() for each in answers]


def test_answers_too_long_for_one_block_are_all_measured_in_order():
    answers = [("Explain", "word " * many, "en") for many in (60_000, 1, 55_000, 2)]
    row = names().index("varied words")
    assert measured(answers)[:, row].tolist() == [
        1 / many for _, text, _ in answers for many in [len(text) // 5]
    ]


def test_each_feature_has_a_name_of_its_own():
    assert len(set(names())) == len(names())


def test_words_are_runs_of_letters_and_single_chinese_characters():
    assert len(read("Two words, 12 и три 三个").words) == 6


def test_words_of_the_same_first_five_letters_share_a_stem_and_no_more():
    letters = read("critical criticism critic critical")
    assert len(set(letters.stems.tolist())) == 1
    assert len(set(letters.words.tolist())) == 3


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["lake", "river", "dam", "湖"]), min_size=1, max_size=20))
def test_equal_words_have_equal_hashes_wherever_they_stand(words):
    hashes = read(" ".join(words)).words.tolist()
    assert len(set(hashes)) == len(set(words))
    assert [hashes.index(each) for each in hashes] == [words.index(each) for each in words]


def test_an_answer_takes_up_the_words_of_its_question():
    asked = "Describe the flooding of the northern valleys"
    near = named(asked, "The flooding of the northern valleys began in May.")
    far = named(asked, "I would rather talk about music.")
    assert near["taken up"] > 0.7 > 0.2 > far["taken up"]
    assert near["pairs taken up"] > far["pairs taken up"] == 0


def test_scripts_that_are_mixed_are_seen():
    clean = named("Explain it", "The valley was flooded in May and again in June. " * 9)
    mixed = named("Explain it", "The valley 被淹 в мае and 又一次 in июне. " * 9)
    assert clean["in the main script"] == 1
    assert mixed["in the main script"] < 0.8
    assert mixed["changes of script"] > clean["changes of script"] == 0


def test_an_answer_in_another_script_than_asked_in_is_seen():
    assert named("请解释", "It was flooded.", "zh")["in the script asked"] == 0
    assert named("请解释", "那里被淹了。", "zh")["in the script asked"] == 1


def test_repetition_lowers_variety():
    once = named("Explain", "one two three four five six seven eight nine ten")
    again = named("Explain", "one two " * 50)
    assert once["varied words"] == 1
    assert again["varied words"] < 0.05


def test_cues_are_counted_in_the_language_asked_in():
    assert named("Explique", "Je suis désolé.", "fr")["apologises: many"] > 0
    assert named("Explain", "Je suis désolé.", "en")["apologises: many"] == 0


def test_what_is_asked_for_is_told_by_its_verb_in_any_language():
    for question in ("List the rivers", "列出河流", "Luettele joet"):
        assert named(question, "")["asks to list"] == 1
    assert named("Why did it happen?", "")["asks only"] == 1
    assert named("Write an essay about it", "")["asks only"] == 0
