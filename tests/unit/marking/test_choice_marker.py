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
    "La réponse est la lettre B.",
    "「B」",
    "【B】",
    "（Ｂ）",
    "Ⓑ",
    "⒝",
    "答案选B",
    "答案是B因为A太长",
    "故选：B",
    "正确答案是B。",
    "Option B is correct.",
    "A is too long. Therefore, B is the correct answer.",
    "I would go with B.",
    "B\n\nA is too long.",
    "A is too long.\n\n**B**",
    r"\boxed{\mathrm{B}}",
    "The answer is B, not A.",
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
    "B (or C)",
    "Answer: both A and B",
    "Answer: neither A nor B",
    "The answer is A, no wait, B",
    "Answer: B?",
    "答案是B还是C",
    "A\nB\nC",
    "B\nbut perhaps\nC",
    "If B is correct, then A is not.",
    "B is correct. Or C is correct.",
    "I do not think B is the correct answer.",
    "答案是B错误",
    "A股上涨",
    "答案是A股",
    "B超检查",
    "答案是B超检查。",
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
        ("seine", "B"),
        ("The Nile", "A"),
        (r"\boxed{\text{B. Seine}}", "B"),
        ("B. Seine\nIt flows through Paris.", "B"),
        ("The answer is the Seine, of course.", None),
        ("The answer is Seine, of course.", "B"),
        ("Answer: B. Nile", None),
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


@pytest.mark.parametrize("reference", ["b", "AA", "", None, 1, "1", "E", "AE", ["A"], "A, B"])
def test_a_reference_must_be_letters_of_options(reference):
    with pytest.raises(InputError, match="from A to D"):
        ChoiceMarker(tuple(RIVERS)).check(reference)


@pytest.mark.parametrize("text", ["\\frac{1}{2}", "$1/2$", "½", "B) $\\frac12$", "Answer: 1 / 2"])
def test_options_in_mathematics_are_read_in_any_notation(text):
    marker = ChoiceMarker(("$\\frac{1}{3}$", "$\\frac{1}{2}$", "$x + 1$"))
    assert marker.extract(text) == "B"
    assert marker.extract("Answer: x+1") == "C"


#: One statement a line; {} is where the letter stands.
STATED = """
La respuesta es {}.
La respuesta correcta es la opción {}.
**Respuesta final:** {}
Die Antwort ist {}.
Die richtige Antwort ist Option {}, weil der Rest zu lang ist.
Antwort: ({})
La risposta corretta è la {}
Risposta: **{}**
A resposta correta é a letra {}.
Resposta: {}
Правильный ответ: {}.
Ответ — {}
答えは{}です。
正解：{}
정답은 {}입니다.
정답: {}
الإجابة الصحيحة هي ({})
الإجابة: {}
正确答案是{}。
应选{}。
故选：{}
本題選{}。
應該選擇{}。
答案是選項 {}。
選択肢 {}
La risposta è lettera {}.
回答：（{}）
La bonne réponse est la {}.
Réponse finale : {}
Het antwoord is {}.
Odpowiedź: {}
Đáp án đúng là {}.
Cevap: {}
{{"answer": "{}"}}
"""
NOT_STATED = """
La respuesta no es {}.
Die Antwort ist nicht {}.
La risposta non è {}.
A resposta não é {}.
答えは{}ではありません。
答えは{}でありません。
答えは{}でない。
정답은 {}가 아닙니다.
الإجابة ليست {}
答案不是{}。
Si la respuesta es {}, el resto falla.
Falls die Antwort ist {}, dann nicht.
¿La respuesta es {}?
La respuesta es A o {}.
Die Antwort ist A oder {}.
A resposta é A ou {}.
答えはAまたは{}です。
정답은 A 또는 {}입니다.
答案是A和{}。
"""


@pytest.mark.parametrize("form", STATED.split("\n")[1:-1])
@pytest.mark.parametrize("letter", ["B", "D", "Ｃ"])
def test_a_letter_is_found_in_the_languages_people_answer_in(form, letter):
    plain = "C" if letter == "Ｃ" else letter
    assert ChoiceMarker().extract(form.format(letter)) == plain


@pytest.mark.parametrize("form", NOT_STATED.split("\n")[1:-1])
def test_denials_hypotheses_and_hedges_are_none_in_any_language(form):
    assert ChoiceMarker().extract(form.format("B")) is None


def several(text):
    item = Item(Question.ask("?"), "CA", MarkerSpec("choice"))
    return ChoiceMarker(("one", "two", "three", "four")).mark(item, text)


@pytest.mark.parametrize(
    "text",
    [
        "AC",
        "Answer: A, C",
        "Answer: (C) and (A).",
        r"\boxed{AC}",
        r"\boxed{\text{A, C}}",
        "答案：AC",
        "答案是A和C。",
        "答案是A、C",
        "The correct options: C/A. Answer: C & A",
        "Answer: A and C because",
    ],
)
def test_a_reference_of_several_letters_asks_for_exactly_that_set(text):
    mark = several(text)
    assert (mark.verdict, mark.extracted) == (Verdict.CORRECT, "AC")


@pytest.mark.parametrize("text", ["A", "Answer: A, C, D", "Answer: AB", "ABCD"])
def test_fewer_or_more_letters_are_another_set(text):
    assert several(text).verdict is Verdict.INCORRECT


@pytest.mark.parametrize("text", ["A or C", "Answer: A and maybe C", "Answer: ACE", "Answer: ACCA"])
def test_a_set_that_is_hedged_or_holds_no_options_is_no_answer(text):
    assert several(text).verdict is Verdict.NO_ANSWER


def test_several_letters_are_no_answer_to_a_question_with_one():
    item = Item(Question.ask("?"), "B", MarkerSpec("choice"))
    for text in ("AB", "A and B", r"\boxed{B, C}"):
        assert ChoiceMarker().mark(item, text).verdict is Verdict.NO_ANSWER


HOSTILE = [
    "B " * 500_000,
    "B\n" * 500_000,
    "((((" * 250_000,
    "I would " * 100_000,
    "A" + " " * 10**6,
]


@pytest.mark.parametrize("text", [*HOSTILE, "A, " * 333_000, "B is " * 200_000], ids=range(7))
def test_hostile_text_takes_no_time(text):
    import time

    item = Item(Question.ask("?"), "AB", MarkerSpec("choice"))
    start = time.process_time()
    for prefix in ("", "Answer: ", "\\boxed{", "The answer is "):
        ChoiceMarker(tuple(RIVERS)).mark(item, prefix + text)
    assert time.process_time() - start < 4


def test_any_capital_letter_is_a_reference_when_the_options_are_unknown():
    ChoiceMarker().check("Z")


@pytest.mark.parametrize("options", ["AB", [1], [], ["x"] * 27, None])
def test_options_must_be_one_to_twenty_six_texts(options):
    with pytest.raises(InputError, match="options"):
        choice_marker({"options": options})
