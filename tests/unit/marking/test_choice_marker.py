import pytest

from keju.core.errors import InputError
from keju.core.records import Item, MarkerSpec, Question, Verdict
from keju.marking.choice import ChoiceMarker, choice_marker

RIVERS = ["Nile", "Seine", "not enough is said", "A river, or two"]

COMMITS_TO_B = [
    "B",
    "(B)",
    "B.",
    "b",
    "(b)",
    "**B**",
    "Ｂ",
    "B) Seine",
    "B. Seine",
    "B: Seine",
    "(B) Seine",
    "Answer: B",
    "Answer: (B)",
    "**Answer:** **B**",
    "Answer: B) Seine",
    "Answer: option B",
    "A: B",
    "The answer is B.",
    "The answer is B because A is too long.",
    "The answer is B, a good river.",
    "The answer is **B**. C is wrong.",
    "The correct answer is (B).",
    "The correct option is B",
    "The right choice is: B",
    "Option (A) fails, (C) fails, hence the answer is B.",
    r"\boxed{B}",
    r"\boxed{B.}",
    r"\boxed{(B)}",
    r"\boxed{\text{B}}",
    r"$\boxed{\textbf{(B)}\ 12}$",
    "<answer>B</answer>",
    "选B",
    "应选B。",
    "故选 (B)",
    "选择Ｂ",
    "答案是B",
    "答案：B",
    "答案是选项B",
    "la réponse B",
    "La réponse est B.",
    "Réponse : B",
    "I first thought the answer is A. But the answer is B.",
]

COMMITS_TO_NOTHING = [
    "",
    "A or B",
    "The answer is A or B.",
    "The answer is either A or B.",
    "Answer: A, B",
    "Answer: A and B",
    "Answer: A/B",
    "答案是A或B",
    r"\boxed{A} or \boxed{B}",
    r"\boxed{A or B}",
    r"\boxed{8}",
    "I do not know.",
    "A quick check rules out the rest",
    "Answer: A quick check",
    "A: Nile\nB: Seine\nC: Thames",
    "A) Nile B) Seine",
    "The answer is B is wrong",
]


@pytest.mark.parametrize("text", COMMITS_TO_B)
def test_a_committed_letter_is_found(text):
    assert ChoiceMarker().extract(text) == "B"


@pytest.mark.parametrize("text", COMMITS_TO_NOTHING)
def test_hedges_and_words_that_look_like_letters_are_no_answer(text):
    assert ChoiceMarker().extract(text) is None


@pytest.mark.parametrize("text", [t for t in COMMITS_TO_B if "Seine" not in t and "A" not in t[1:]])
def test_another_letter_in_the_same_place_is_another_answer(text):
    for old, new in (("B", "D"), ("Ｂ", "Ｄ"), ("b", "d")):
        changed = (
            text.replace(old, new).replace("\\doxed", "\\boxed").replace("\\textdf", "\\textbf")
        )
        if changed != text and "decause" not in changed:
            assert ChoiceMarker().extract(changed) == "D"


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("Seine", "B"),
        ("“Seine.”", "B"),
        ("The answer is Seine.", "B"),
        ("Answer: Seine", "B"),
        (r"\boxed{\text{Seine}}", "B"),
        ("C) not enough is said", "C"),
        ("Answer: not enough is said", "C"),
        ("A river, or two", "D"),
        ("Answer: D) A river, or two", "D"),
        ("Answer: A Nile", "A"),
        ("Answer: A Seine", None),
        ("Answer: E", None),
        ("Answer: Thames", None),
        ("seine", None),
    ],
)
def test_the_text_of_an_option_stands_for_its_letter(text, letter):
    assert ChoiceMarker(tuple(RIVERS)).extract(text) == letter


def test_a_text_that_two_options_share_stands_for_neither():
    assert ChoiceMarker(("same", "same")).extract("same") is None


def test_the_verdict_compares_letters():
    item = Item(Question.ask("?"), "B", MarkerSpec("choice"))
    assert ChoiceMarker().mark(item, "Answer: B").verdict is Verdict.CORRECT
    assert ChoiceMarker().mark(item, "Answer: C").verdict is Verdict.INCORRECT
    assert ChoiceMarker().mark(item, "Answer: 7").verdict is Verdict.NO_ANSWER


@pytest.mark.parametrize("reference", ["b", "AB", "", None, 1, "1", "E"])
def test_a_reference_must_be_the_letter_of_an_option(reference):
    with pytest.raises(InputError, match="from A to D"):
        ChoiceMarker(tuple(RIVERS)).check(reference)


def test_any_capital_letter_is_a_reference_when_the_options_are_unknown():
    ChoiceMarker().check("Z")


@pytest.mark.parametrize("options", ["AB", [1], [], ["x"] * 27, None])
def test_options_must_be_one_to_twenty_six_texts(options):
    with pytest.raises(InputError, match="options"):
        choice_marker({"options": options})
