import pytest

from keju.core.errors import InputError
from keju.core.records import Item, MarkerSpec, Question, Verdict
from keju.marking.exact import ExactMarker, exact_marker


def verdict(reference, text, **parameters):
    item = Item(Question.ask("?"), reference, MarkerSpec("exact"))
    return exact_marker(parameters).mark(item, text).verdict


@pytest.mark.parametrize(
    "text",
    [
        "café noir",
        " café noir\n",
        "café noir.",
        "“café noir”",
        "**café noir**",
        "cafe\u0301 noir",
        "Answer: café noir",
        "**Answer:** *café noir*.",
        "I think so.\nFinal answer: `café noir`",
        r"\boxed{\text{café noir}}",
        "<answer>café noir</answer>",
        "#### café noir",
    ],
)
def test_the_same_words_in_other_wrapping_are_correct(text):
    assert verdict("café noir", text) is Verdict.CORRECT


@pytest.mark.parametrize("text", ["cafe noir", "café  noir", "Café noir", "café noir!", "café"])
def test_other_words_are_incorrect(text):
    assert verdict("café noir", text) is Verdict.INCORRECT


def test_compatible_letters_are_other_letters():
    assert verdict("fin", "ﬁn") is Verdict.INCORRECT
    assert verdict("x²", "x2") is Verdict.INCORRECT


def test_case_counts_unless_it_is_to_be_ignored():
    assert verdict("Straße", "Answer: STRASSE") is Verdict.INCORRECT
    assert verdict("Straße", "Answer: STRASSE", ignore_case=True) is Verdict.CORRECT
    assert verdict("Straße", "Answer: STRASS", ignore_case=True) is Verdict.INCORRECT


def test_words_that_look_like_hedges_or_denials_are_answers_here():
    assert verdict("not given", "Answer: not given") is Verdict.CORRECT
    assert verdict("trick or treat", r"\boxed{trick or treat}") is Verdict.CORRECT


@pytest.mark.parametrize("text", [r"\boxed{}", "Answer:", r"\boxed{a} or \boxed{b}", "."])
def test_an_empty_or_divided_statement_is_no_answer(text):
    assert verdict("a", text) is Verdict.NO_ANSWER


@pytest.mark.parametrize("reference", [None, 5, [], "", " ", "."])
def test_a_reference_must_be_a_text(reference):
    with pytest.raises(InputError, match="marker exact"):
        ExactMarker().check(reference)


def test_ignore_case_must_be_true_or_false():
    with pytest.raises(InputError, match="true or false"):
        exact_marker({"ignore_case": "yes"})
