"""Features are finite numbers of any text, and say what their names say."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from keju.marking.audit.features import features, names
from keju.marking.audit.letters import read

anything = st.text(st.characters(exclude_categories=()), max_size=300)


def measured(question: str, answer: str, lang: str = "en") -> dict[str, float]:
    return dict(zip(names(), features(question, answer, lang), strict=True))


@settings(max_examples=40, deadline=None)
@given(anything, anything, st.sampled_from(["en", "zh-Hans", "fi", "xx"]))
def test_any_strings_have_the_same_finite_features(question, answer, lang):
    row = features(question, answer, lang)
    assert row.shape == (len(names()),)
    assert np.isfinite(row).all()


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
    near = measured(asked, "The flooding of the northern valleys began in May.")
    far = measured(asked, "I would rather talk about music.")
    assert near["taken up"] > 0.7 > 0.2 > far["taken up"]
    assert near["pairs taken up"] > far["pairs taken up"] == 0


def test_scripts_that_are_mixed_are_seen():
    clean = measured("Explain it", "The valley was flooded in May and again in June. " * 9)
    mixed = measured("Explain it", "The valley 被淹 в мае and 又一次 in июне. " * 9)
    assert clean["in the main script"] == 1
    assert mixed["in the main script"] < 0.8
    assert mixed["changes of script"] > clean["changes of script"] == 0


def test_an_answer_in_another_script_than_asked_in_is_seen():
    assert measured("请解释", "It was flooded.", "zh")["in the script asked"] == 0
    assert measured("请解释", "那里被淹了。", "zh")["in the script asked"] == 1


def test_repetition_lowers_variety():
    once = measured("Explain", "one two three four five six seven eight nine ten")
    again = measured("Explain", "one two " * 50)
    assert once["varied words"] == 1
    assert again["varied words"] < 0.05


def test_cues_are_counted_in_the_language_asked_in():
    assert measured("Explique", "Je suis désolé.", "fr")["apologises: many"] > 0
    assert measured("Explain", "Je suis désolé.", "en")["apologises: many"] == 0


def test_what_is_asked_for_is_told_by_its_verb_in_any_language():
    for question in ("List the rivers", "列出河流", "Luettele joet"):
        assert measured(question, "")["asks to list"] == 1
    assert measured("Why did it happen?", "")["asks only"] == 1
    assert measured("Write an essay about it", "")["asks only"] == 0
