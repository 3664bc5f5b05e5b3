import time

import pytest

from keju.core.errors import InputError
from keju.core.records import Item, MarkerSpec, Question, Verdict
from keju.marking.text import TextMarker, normal_text, text_marker


def mark(reference, text, marker=None):
    item = Item(Question.ask("?"), reference, MarkerSpec("text"))
    return (marker or TextMarker()).mark(item, text)


SAME = [
    ("Paris", "paris"),
    ("Paris", "**Paris.**"),
    ("Paris", "The answer is Paris."),
    ("Paris", "The answer is Paris. It lies on the Seine."),
    ("Paris", "Answer: “Paris”"),
    ("Paris", r"\boxed{\text{Paris}}"),
    ("Paris", "<think>London?</think>Paris"),
    ("Seine", "the Seine"),
    ("Hôpital", "l’hôpital"),
    ("Hôpital", "l'Ho\u0302pital"),
    ("well-known", "Well known!"),
    ("Hamlet", "Answer: *Hamlet*"),
    ("Don't", "don’t"),
    ("红楼梦", "答案：《红楼梦》。"),
    ("ＡＢＣ", "abc"),
    ("Straße", "STRASSE"),
    ("U.S.A", "U.S.A."),
    ("St. Petersburg", "Answer: St. Petersburg"),
    ("किताब", "किताब।"),
    ("A", "a"),
    (["Myanmar", "Burma"], "Burma"),
    ("Sevilla", "La respuesta correcta es Sevilla."),
    ("Wien", "Die Antwort lautet: Wien."),
    ("서울", "정답은 서울입니다."),
    ("京都", "答えは京都です。"),
    ("القاهرة", "الإجابة هي القاهرة."),
    ("-5 °C", "−5 °C"),
]

DIFFERENT = [
    ("Paris", "not Paris"),
    ("Paris", "Not in Paris"),
    ("Paris", "Paris, Texas"),
    ("Paris", "Paris or London"),
    ("Paris", "I believe that it may have been Paris"),
    ("Vitamin A", "Vitamin"),
    ("C", "C#"),
    ("C", "C++"),
    ("5", "-5"),
    ("35", "3.5"),
    ("100", "100%"),
    ("5 €", "5 $"),
    ("किताब", "कताब"),
    ("São", "Sao"),
    (["Myanmar", "Burma"], "Myanmar Burma"),
    ("京都", "答えは東京です。"),
    ("京都", "答えは京都ではありません。"),
]


@pytest.mark.parametrize(("reference", "text"), SAME)
def test_the_same_words_are_right_however_they_are_dressed(reference, text):
    assert mark(reference, text).verdict is Verdict.CORRECT


@pytest.mark.parametrize(("reference", "text"), DIFFERENT)
def test_other_words_and_signs_with_a_meaning_are_not_the_same(reference, text):
    assert mark(reference, text).verdict is Verdict.INCORRECT


@pytest.mark.parametrize(
    "text", ["", "The answer is not Paris.", r"\boxed{}", "The answer is Paris. Or maybe London."]
)
def test_a_denial_a_hedge_and_silence_are_no_answer(text):
    assert mark("Paris", text).verdict is Verdict.NO_ANSWER


def test_case_counts_when_it_is_asked_for():
    strict = text_marker({"ignore_case": False})
    assert mark("Polish", "polish", strict).verdict is Verdict.INCORRECT
    assert mark("Polish", "Answer: Polish.", strict).verdict is Verdict.CORRECT


def test_two_extracted_answers_are_compared_like_a_reference():
    marker = TextMarker()
    assert marker.same(marker.extract("Answer: the Seine."), "SEINE")
    assert not marker.same("Seine", "Rhine")


@pytest.mark.parametrize("reference", ["", "?!", [], None, 3, ["Paris", ""], ["Paris", 3]])
def test_a_reference_is_a_text_or_several(reference):
    with pytest.raises(InputError, match="the reference must be a text or a list"):
        TextMarker().check(reference)


def test_ignore_case_is_true_or_false():
    with pytest.raises(InputError, match="ignore_case must be true or false"):
        text_marker({"ignore_case": "no"})


@pytest.mark.parametrize(
    "text",
    ["'" * 10**6, "the " * 250_000, "1." * 500_000, "-" * 10**6, "中" * 10**6, "\ud800" * 10],
)
def test_hostile_text_takes_no_time(text):
    start = time.process_time()
    mark("Paris", text)
    mark("Paris", "Answer: " + text)
    assert time.process_time() - start < 4


@pytest.mark.parametrize("text", ["The Seine", "l’Été", "-5", "Ⅻ", "ﬁn", "İstanbul", "the the the"])
def test_the_normal_form_of_a_normal_form_without_article_is_itself(text):
    once = normal_text(text)
    assert normal_text("x " + once) == "x " + once
