import json

import pytest

pytest.importorskip("reasoning_gym", reason="the extra keju[gym] is not installed")

from keju.core.errors import InputError
from keju.core.records import Item, MarkerSpec, Question, Verdict
from keju.exams.gym_marker import gym_marker
from keju.exams.gym_scoring import score


def item(task: str, answer: object, **metadata: object) -> Item:
    reference = {"answer": answer, "metadata": metadata}
    return Item(Question.ask("?"), reference, MarkerSpec("gym", {"task": task}))


def mark(asked: Item, text: str):
    return gym_marker(asked.marker.parameters).mark(asked, text)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("So it is.\nAnswer: 12", "12"),
        ("Answer: 3\nNo.\nAnswer: 12", "12"),
        ("**Answer:** 12", "12"),
        ("**Answer: 12**", "12"),
        ("**Final Answer**: 12", "12"),
        ("the final answer: 12", "12"),
        ("Answer:\n1 2\n3 4", "1 2\n3 4"),
        ("Answer:\n```json\n[1]\n```", "[1]"),
        ("<answer>7</answer> or <answer>12</answer>.", "12"),
        ("  12 ", "12"),
        ("Answer:", None),
        ("", None),
    ],
)
def test_the_committed_answer_is_found(text: str, answer: str | None):
    assert gym_marker({"task": "gcd"}).extract(text) == answer


def test_a_right_a_partly_right_and_a_wrong_answer():
    words = item("word_sorting", "a, b, c", sorted_words=["a", "b", "c"])
    assert mark(words, "Answer: a, b, c").score == 1.0
    partial = mark(words, "Answer: a, c, b")
    assert partial.verdict is Verdict.CORRECT
    assert 0 < partial.score < 1
    assert mark(words, "Answer: x").verdict is Verdict.INCORRECT


def test_what_nonsense_earns_too_is_no_credit():
    cube = item("color_cube_rotation", "cyan")
    assert score("color_cube_rotation", cube.reference, "red") == 0.01
    wrong = mark(cube, "Answer: red")
    assert (wrong.verdict, wrong.score) == (Verdict.INCORRECT, 0.0)
    assert wrong.detail == {"score": 0.01}


def test_no_answer_and_an_unfinished_thought_are_told_apart():
    gcd = item("gcd", "3")
    assert mark(gcd, " ").verdict is Verdict.NO_ANSWER
    assert mark(gcd, "<think>Answer: 3").verdict is Verdict.TRUNCATED
    assert mark(gcd, "<think>Answer: 4</think>Answer: 3").verdict is Verdict.CORRECT


def test_a_reference_that_is_not_the_tasks_is_unmarkable():
    assert mark(item("sudoku", "1 2"), "Answer: 1").verdict is Verdict.UNMARKABLE
    assert mark(item("gcd", None), "Answer: 1").verdict is Verdict.UNMARKABLE
    with pytest.raises(InputError, match="metadata holding solution"):
        gym_marker({"task": "sudoku"}).check({"answer": "1", "metadata": {}})


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({}, "needs task"),
        ({"task": "nothing_like_it"}, "Unknown exam gym/nothing_like_it"),
        ({"task": "composite"}, "cannot be sat: it only mixes"),
        ({"task": "gcd", "tolerance": 1}, "unknown parameter 'tolerance'"),
    ],
)
def test_wrong_parameters_are_refused(parameters, words):
    with pytest.raises(InputError, match=words):
        gym_marker(parameters)


def test_an_empty_line_in_the_instructions_is_not_needed_for_equal_answers():
    marker = gym_marker({"task": "gcd"})
    assert marker.same("1 2\n3", "1  2 3")
    assert not marker.same("1", "2")


BOARD = [["_", "_", "_", "_"], ["_", "_", "_", "Q"], ["_", "_", "_", "_"], ["_", "_", "_", "_"]]
SOLVED = [["_", "Q", "_", "_"], ["_", "_", "_", "Q"], ["Q", "_", "_", "_"], ["_", "_", "Q", "_"]]


@pytest.mark.parametrize(
    ("task", "reference", "answer", "expected"),
    [
        ("binary_matrix", ("0 1\n1 0", {}), "0 1 \n1 0", 1.0),
        ("binary_matrix", ("0 1\n1 0", {}), "[[0, 1], [1, 0]]", 0.1),
        ("binary_matrix", ("0 1\n1 0", {}), "[[0, 1], [1, 1]]", 0.0),
        ("spiral_matrix", ("1 2 3", {}), "1  2 3", 1.0),
        ("spiral_matrix", ("1 2 3", {}), "[1, 2, 3]", 0.1),
        ("spiral_matrix", ("1 2 3", {}), "1, 2, 3", 0.1),
        ("spiral_matrix", ("1 2 3", {}), "3 2 1", 0.0),
        ("string_insertion", ("ABCDA", {}), "ABCDA", 1.0),
        ("string_insertion", ("ABCDA", {}), "['A', 'B', 'C', 'D', 'A']", 0.1),
        ("string_insertion", ("ABCDA", {}), "ABCD", 0.0),
        ("n_queens", ("", {"puzzle": BOARD}), "\n".join(map(" ".join, SOLVED)), 1.0),
        ("n_queens", ("", {"puzzle": BOARD}), str(SOLVED), 0.5),
        ("n_queens", ("", {"puzzle": SOLVED}), "\n".join(map(" ".join, SOLVED[::-1])), 0.0),
        ("n_queens", ("", {"puzzle": BOARD}), "\n".join(["Q Q Q Q"] * 4), 0.0),
        ("countdown", ("", {"numbers": [2, 3, 4], "target": 14}), "2 + 3*4", 1.0),
        ("countdown", ("", {"numbers": [2, 3, 4], "target": 14}), "2 + 12", 0.05),
        ("countdown", ("", {"numbers": [2, 3, 4], "target": 14}), "14", 0.05),
        ("countdown", ("", {"numbers": [2, 3, 4], "target": 14}), "2 ** 3 + 4", 0.0),
        ("puzzle24", ("", {"numbers": [1, 3, 5, 9]}), "1*3*5 + 9", 1.0),
        ("puzzle24", ("", {"numbers": [1, 3, 5, 9]}), "6*4*1*1", 0.0),
        ("polynomial_multiplication", ("x**2 - 1", {}), "-1 + x*x", 1.0),
        ("polynomial_multiplication", ("x**2 - 1", {}), "(x + 1)*(x - 1)", 0.0),
        ("bitwise_arithmetic", ("0x1f", {}), "31", 1.0),
        ("bitwise_arithmetic", ("0x1f", {}), "0x1F", 1.0),
        ("bitwise_arithmetic", ("0x1f", {}), "32", 0.0),
        ("game_of_life_halting", ("False", {}), "True", 0.0),
        ("game_of_life_halting", ("False", {}), "false", 1.0),
        ("number_sorting", ("['-1.5', '2.0']", {}), "['-1.5', '2']", 1.0),
        ("number_sorting", ("['-1.5', '2.0']", {}), "[-1.5, 2.5]", 0.0),
        ("number_sorting", ("['-1.5', '2.0']", {}), "[NaN, NaN]", 0.0),
        ("complex_arithmetic", ("", {"result": [3, -4]}), "3 - 4i", 1.0),
        ("complex_arithmetic", ("", {"result": [3.0, 0.0]}), "(3)", 1.0),
        ("complex_arithmetic", ("", {"result": [0, -1]}), "-i", 1.0),
        ("complex_arithmetic", ("", {"result": [3, -4]}), "nan", 0.0),
        ("coin_flip", ("0.25", {}), "1/4", 1.0),
        ("coin_flip", ("0.25", {}), "0", 0.0),
    ],
)
def test_our_scorers_judge_as_the_rules_say(task, reference, answer, expected):
    answer_wanted, metadata = reference
    whole = json.loads(json.dumps({"answer": answer_wanted, "metadata": metadata}))
    assert score(task, whole, answer) == pytest.approx(expected)


def test_complex_numbers_near_the_result_keep_their_partial_score():
    near = score("complex_arithmetic", {"answer": "", "metadata": {"result": [1, 1]}}, "1 + 1.5i")
    assert near == pytest.approx(0.6065, abs=1e-4)


@pytest.mark.parametrize("task", ["power_function", "coin_flip", "products", "number_sorting"])
def test_an_enormous_exponent_is_not_worked_out(task: str):
    reference = {"answer": "[1]" if task == "number_sorting" else "1", "metadata": {}}
    assert score(task, reference, "[1e999999999]") == 0.0
    assert score(task, reference, "1e999999999") == 0.0
