import pytest

from keju.marking.final import Form, final_answer, statements
from keju.marking.number import NumberMarker
from keju.marking.thoughts import without_thought

number = NumberMarker().extract

COMMITTED = {
    # explicit forms
    r"Two halves make one. \boxed{12}": "12",
    r"\[ \boxed {\,12\,} \]": "12",
    r"\fboxed{12}": "12",
    "\\boxed{\n12\n}": "12",
    r"\boxed{\text{The answer is } 12}": "12",
    r"\boxed{12} is right, for 3 times 4 makes it.": "12",
    "work\n#### 12": "12",
    "<answer> 12 </answer>": "12",
    # labels
    "Answer: 12": "12",
    "**Answer:** 12": "12",
    "**Final Answer**: **12**": "12",
    "✅ Final answer: 12 boxes, since 3 were left.": "12",
    "Answer (in metres): 12": "12",
    "Answer:\n\n12": "12",
    "Answer:\n$$\n12\n$$": "12",
    "**Final Answer**\n\n12": "12",
    "A: 12": "12",
    "working…\n**A:** 12": "12",
    "Answer: -12": "-12",
    "Answer:\n-12": "-12",
    # sentences
    "So the answer is 12.": "12",
    "The answer is: 12": "12",
    "The answer is therefore 12, as promised.": "12",
    "The final answer is $12$.": "12",
    "The answer to the second question is 12.": "12",
    "The answer would be 12 apples.": "12",
    # Chinese and French
    "答案是 12。": "12",
    "答案：12": "12",
    "因此，最终答案为12个苹果。": "12",
    "所以答案应该是１２": "12",
    "La réponse est 12.": "12",
    "La réponse finale est 12.": "12",
    "Réponse : 12": "12",
    # nothing but the answer
    "12": "12",
    " **12** \n": "12",
    "12 apples.": "12",
    "$12": "12",
}

LAST_COUNTS = {
    r"\boxed{11}. Wait, I forgot one. The answer is \boxed{12}.": "12",
    r"\boxed{11}. No: the answer is 12.": "12",
    "The answer is 11. Hmm. The answer is 12.": "12",
    r"Part one is \boxed{11} and the total is \boxed{12}.": "12",
    "Answer: 11\nAnswer: 12": "12",
    # what cannot be read as a number in a sentence is passed over
    r"\boxed{12}. The answer is obtained by adding.": "12",
    "\\boxed{12}\n\n**Answer:** Ann ends with all of her apples.": "12",
    "The answer is 12. This answer is reasonable.": "12",
    "The answer is 12 eggs, as we have 5 or 6 boxes.": "12",
    # a denial takes back only what it denies
    r"\boxed{12} (the answer is not 11)": "12",
    "The answer is not 11. The answer is 12.": "12",
    # hypotheses and questions commit to nothing
    "The answer is 12. If the answer is 11 then we erred.": "12",
    "The answer is 12. I don't think the answer is 11.": "12",
    "The answer is 12. Or could it be that the answer is 11?": "12",
    # the same value twice is no hedge
    r"\boxed{0.5} or \boxed{\frac{1}{2}}": "0.5",
    "The answer is 0.5 or 1/2.": "0.5",
}

NOT_COMMITTED = [
    "",
    "   \n",
    "I do not know.",
    "Three boxes of 4 hold 12.",
    "There are 12 of them\n\n12 is a nice number",
    "First 5, then 7, then 12",
    "**12** is what we get",
    r"\boxed{}",
    r"\boxed{ }",
    r"\boxed{12",
    r"\boxed{3} and then \boxed{12",
    r"\boxed{\ldots}",
    r"\boxed{5 or 6}",
    r"\boxed{\text{between } 5 \text{ and } 6}",
    r"\boxed{5} or \boxed{6}",
    r"$\boxed{5}$, or maybe $\boxed{6}$",
    r"\boxed{5} and \boxed{6}",
    r"\boxed{5} or 6",
    r"5 or \boxed{6}",
    "The answer is 5 or 6.",
    "The answer is either 5 or 6.",
    "The answer is 5, or perhaps 6.",
    "The answer is 5 or maybe even 6 apples.",
    "答案是5或6",
    "La réponse est 5 ou 6.",
    "Answer: 5, 6",
    "The answers are 5 and 6.",
    "The answer is 5-6.",
    "The answer is 5 to 6.",
    "the answer is not 5",
    "The answer isn't 5.",
    "答案不是5。",
    "La réponse n'est pas 5.",
    "The answer is 5. No, the answer is not 5.",
    "If the answer is 5, Ann is happy.",
    "Is it so that the answer is 5?",
    "The answer is",
    "Answer:",
    "The answer is 5. But Answer: undefined",
    r"\boxed{5}. Then Answer: impossible",
    r"The answer is 5. \boxed{\text{unclear}}",
    "<answer>12",
    "<answer></answer>",
    "####",
    "A: 12\nB: 14\nC: 16",
    "12\n13",
    "12 apples and 13 pears",
    "5 + 7",
    "The answer is 12. Final answer: it depends.",
    "The answer is 12. No, the answer is either 5 or 6.",
    "The answer is 5 apples and 6 pears.",
]


@pytest.mark.parametrize(("text", "answer"), [*COMMITTED.items(), *LAST_COUNTS.items()])
def test_the_last_committed_answer_is_found(text, answer):
    assert number(text) == answer


@pytest.mark.parametrize("text", NOT_COMMITTED)
def test_a_text_that_commits_to_nothing_has_no_answer(text):
    assert number(text) is None


@pytest.mark.parametrize("text", [t for t in COMMITTED if "12" in t])
def test_changing_a_digit_of_the_answer_changes_what_is_found(text):
    assert number(text.replace("12", "13")) in {"13", "-13"}


@pytest.mark.parametrize("text", [t for t in COMMITTED if len(t) < 40 and "A" not in t])
def test_later_numbers_in_prose_do_not_replace_the_answer(text):
    answer = COMMITTED[text]
    said = f"The answer is {answer}." if text.strip("*$ \n.").startswith("12") else text
    assert number(said + "\n\nI checked 99 and 7 times 3 is 21") == answer


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("plain", "plain"),
        ("<think>a</think>b", "b"),
        ("<THINK>a</Think>b", "b"),
        ("<thinking>a</thinking>b", "b"),
        ("<reasoning>a</reasoning>b", "b"),
        ("◁think▷a◁/think▷b", "b"),
        ("the template opened it</think>b", "b"),
        ("<think>says </think> in quotes</think>b", "b"),
        ("b<think>a</think>c<think>d</think>e", "bce"),
        ("b<think>a</think>c</think>d", "d"),
        ("<think></think>", ""),
        ("<think>never closed", None),
        ("b<think>a", None),
        ("<think>" * 3, None),
        ("<|channel|>analysis<|message|>a<|end|>", None),
        ("<|channel|>analysis<|message|>a<|end|><|channel|>final<|message|>b", "b"),
        ("a < b > c", "a < b > c"),
    ],
)
def test_a_thought_is_cut_out_and_an_unfinished_one_is_noticed(text, visible):
    assert without_thought(text) == visible


def test_an_answer_in_the_thought_alone_is_no_answer():
    assert number(r"<think>\boxed{12}</think> I cannot finish.") is None
    assert number(r"<think>\boxed{11}</think> \boxed{12}") == "12"


def test_statements_come_last_first_with_their_form():
    found = statements("Answer: 1\nThe answer is 2\n\\boxed{3}")
    assert [(one.form, one.text.strip()) for one in found] == [
        (Form.BOX, "3"),
        (Form.PROSE, "2"),
        (Form.LABEL, "1"),
    ]


def test_a_letter_whose_lower_case_is_longer_does_not_shift_the_answer():
    assert number("İİİİ: the answer is 12.") == "12"


HOSTILE = {
    "braces": "\\boxed" + "{" * 1_000_000,
    "closed braces": "\\boxed" + "{" * 300_000 + "}" * 300_000,
    "boxes": "\\boxed{2}" * 50_000,
    "open boxes": "\\boxed{" * 50_000,
    "labels": "the answer is " * 50_000,
    "hypotheses": "if the answer is 5 " * 50_000,
    "questions": "is the answer: 5? " * 50_000,
    "hashes": "#" * 300_000,
    "answers to": "answer to " + "x " * 300_000,
    "final answers": "final answer\n" * 50_000,
    "thoughts": "<think>" * 50_000,
    "spaces": "answer" + " " * 300_000,
    "letters": "12 " + "a" * 300_000,
    "groups": "1" + ",234" * 100_000 + ",5",
    "points": "1" + ".234" * 100_000 + ".5",
    "signs": "Answer: " + "-" * 300_000,
    "fractions": "Answer: " + "\\frac{1}{" * 50_000,
    "power": r"\boxed{9^{9^{9^{9}}}}",
    "surrogate": "\\boxed{\ud800}",
    "nul": "\\boxed{\0}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_in_bounded_work(name):
    # No clock is asked: quadratic work on these would take minutes.
    assert number(HOSTILE[name]) in {None, "2"}


def test_the_number_of_statements_read_is_bounded():
    seen = []
    final_answer("the answer is odd. " * 1_000, seen.append)
    assert 1 < len(seen) <= 32
