"""Where the right answer first stands, and whether the thought ends in the one that is given."""

import pytest

from keju.core.records import Item, Mark, MarkerSpec, Question, Reply, Verdict
from keju.marking import judge, marker
from keju.tracing.answering import locate
from keju.tracing.notation import is_readable
from keju.tracing.parts import split


def located(thought, answer, reference="42", spec="number", **parameters):
    item = Item(Question.ask("?"), reference, MarkerSpec(spec, parameters))
    made = marker(item.marker)
    return locate(split(thought), item, judge(item, Reply(answer), made), made)


@pytest.mark.parametrize(
    "statement",
    [
        "6 * 7 = 42.",
        "So that makes 42 apples.",
        "The total is 42, which is even.",
        "The answer is 42.",
        r"\boxed{42}",
        "= 42",
        "6 * 7 = 42 pieces of a cake that was cut",
        "所以一共是42。",
        "于是得到 42 个",
    ],
)
def test_a_statement_that_gives_the_answer_holds_it(statement):
    thought = f"First the question.\n{statement}\nLet me look again."
    found = located(thought, "Answer: 42")
    assert thought[: round(found.right_at * len(thought))].strip().endswith(statement)


@pytest.mark.parametrize(
    "statement",
    ["42 is even and 43 is not.", "Over 42 people came.", "It is 42 times as much.", "= 43"],
)
def test_a_number_that_is_named_in_passing_is_no_answer(statement):
    assert located(f"{statement}\nLet me look again.", "Answer: 42").right_at is None


def test_a_thought_agrees_with_the_same_answer_in_another_spelling():
    assert located("So the answer is 1,042.", "Answer: 1042", "1042").agrees is True
    assert located("So the answer is 41.", "Answer: 42").agrees is False
    assert located("I cannot tell.", "Answer: 42").agrees is None
    assert located("521 * 2 = 1,042 birds.", "Answer: 1042", "1042").agrees is True
    assert located("So the answer is 42.", "I do not know.").agrees is None


def test_a_check_at_the_end_takes_nothing_back():
    assert located("6 * 7 = 42.\nIndeed 42 / 7 = 6.", "Answer: 42").agrees is True
    assert located("6 * 7 = 42.\nIndeed 42 / 7 = 6.", "Answer: 41").agrees is False


def test_the_markers_own_sense_of_sameness_decides():
    reference = {"numbers": [2, 3, 7], "target": 42}
    found = located("2 + 3 * 7 = 23\n3 * 7 = 21\n2 * (3 * 7) = 42", "Answer: 7 * 3 * 2",
                    reference, "countdown")  # fmt: skip
    assert found.right_at == 1
    assert found.agrees is True
    letters = located("The answer is B.", "Answer: B", "B", "choice", options=["x", "y"])
    assert letters.agrees is True


def test_a_marker_that_takes_every_text_is_given_only_what_a_statement_gives():
    found = located("Let me think about it. The capital is Paris.", "Paris", "Paris", "text")
    assert found.right_at == 1
    assert found.agrees is True
    assert located("Let me think.", "Paris", "Paris", "text").agrees is None


class Broken:
    """A marker that gives up on everything."""

    name, version, slow = "broken", 1, False

    def extract(self, text):
        raise RuntimeError(text)

    same = mark = extract


def test_a_marker_that_raises_finds_nothing():
    item = Item(Question.ask("?"), "42", MarkerSpec("number"))
    mark = Mark(Verdict.CORRECT, 1.0, "broken@1", "42")
    found = locate(split("The answer is 42."), item, mark, Broken())
    assert (found.right_at, found.agrees) == (None, None)


@pytest.mark.parametrize(
    ("prompt", "thought", "readable"),
    [
        ("What is 589 * 134?", "985*431\n4:021", False),
        ("What is 10 + 94?", "0100+4900=40100", False),
        ("What is 589 * 134?", "589 * 134 is 589 * 100 plus 589 * 34", True),
        ("What is 123 * 4?", "321*4", False),
        ("What is 123 * 4?", "123*4", True),
        ("What is it?", "1+2=3, 3+4=8, 8+1=10, 2+2=5", False),
        ("What is it?", "1+2=3, 3+4=7, 8+1=10", True),
        ("Who?", "Nobody.", True),
    ],
)
def test_figures_written_backwards_are_not_read(prompt, thought, readable):
    assert is_readable(prompt, thought) is readable
